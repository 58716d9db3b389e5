package seodang.kube.kubelet;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;

/// How the kubelet stops a container: its `preStop` hook, SIGTERM, and SIGKILL when its grace is
/// over.
final class ContainerStop {
  private static final Duration LEAST = Duration.ofSeconds(2);

  /// When SIGTERM and SIGKILL are due.
  private static final String TERM = "termAt";

  private static final String KILL = "killAt";

  private ContainerStop() {}

  /// Begins to stop a container that runs.
  ///
  /// @param grace seconds from now until SIGKILL
  static void begin(
      Kubelet kubelet, Run run, Json.Object pod, String uid, String name, long grace, String why) {
    PodRun podRun = PodRun.recall(run, uid);
    if (podRun == null || !podRun.isRunning(name) || podRun.container(name).has(KILL)) {
      return;
    }
    event(run, pod, podRun, name, "Normal", "Killing", why);
    Instant killAt = run.now().plusSeconds(grace);
    Instant termAt = run.now();
    Json.Object hook = Exec.spec(pod, name).object("lifecycle").object("preStop");
    if (!hook.isEmpty() && grace > 0) {
      Hooks.Outcome outcome = Hooks.perform(run, pod, podRun, name, hook, killAt);
      if (!outcome.message().isEmpty()) {
        event(run, pod, podRun, name, "Warning", "FailedPreStopHook", "PreStopHook failed");
      }
      termAt = outcome.end();
      Instant least = termAt.plus(LEAST);
      killAt = killAt.isBefore(least) ? least : killAt;
    }
    PodRun current = PodRun.recall(run, uid);
    if (current == null || !current.isRunning(name)) {
      return;
    }
    Json.Object marked =
        current.container(name).with(TERM, termAt.toString()).with(KILL, killAt.toString());
    PodRun stopping = current.withContainer(name, marked);
    stopping.remember(run);
    follow(kubelet, run, stopping);
  }

  /// Whether a container has been told to stop, or is about to be.
  static boolean isStopping(Json.Object container) {
    return container.has(KILL);
  }

  /// Kills sooner, as a deletion with a shorter grace asks.
  static PodRun shorten(PodRun podRun, Instant killAt) {
    PodRun current = podRun;
    for (String name : podRun.json().object("containers").keys()) {
      Instant standing = Meta.instant(current.container(name).get(KILL));
      if (standing != null && standing.isAfter(killAt)) {
        current =
            current.withContainer(
                name, current.container(name).with(KILL, killAt.toString()).without(TERM));
      }
    }
    return current;
  }

  private static void event(
      Run run,
      Json.Object pod,
      PodRun podRun,
      String name,
      String type,
      String reason,
      String message) {
    String path = StatusReport.fieldPath(pod, name);
    Kubelet.client(run, podRun.node()).event(pod, path, type, reason, message, podRun.node());
  }

  /// Sends the signals that are due; answers the Pod after that.
  static PodRun follow(Kubelet kubelet, Run run, PodRun podRun) {
    PodRun current = podRun;
    for (String name : podRun.json().object("containers").keys()) {
      current = next(kubelet, run, current, name);
    }
    return current;
  }

  private static PodRun next(Kubelet kubelet, Run run, PodRun podRun, String name) {
    Json.Object c = podRun.container(name);
    Instant killAt = Meta.instant(c.get(KILL));
    if (killAt == null || !podRun.isRunning(name)) {
      return podRun;
    }
    if (!killAt.isAfter(run.now())) {
      PodRun killed = Processes.kill(run, podRun, name);
      killed.remember(run);
      kubelet.sync(run, killed, Duration.ofMillis(run.dice().between(300, 900)));
      return killed;
    }
    Instant termAt = Meta.instant(c.get(TERM));
    if (termAt != null && termAt.isAfter(run.now())) {
      kubelet.sync(run, podRun, Kubelet.until(run, termAt));
      return podRun;
    }
    PodRun current = podRun;
    if (termAt != null) {
      current = podRun.withContainer(name, c.without(TERM));
      current.remember(run);
      Processes.terminate(kubelet, run, current, name);
      @Nullable PodRun after = PodRun.recall(run, podRun.uid());
      current = after == null ? current : after;
    }
    if (current.isRunning(name)) {
      kubelet.sync(run, current, Kubelet.until(run, killAt));
    }
    return current;
  }
}
