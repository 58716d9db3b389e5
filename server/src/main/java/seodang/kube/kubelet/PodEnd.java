package seodang.kube.kubelet;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.Times;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;

/// How Pods end on a node: deleted, over, or active for too long.
final class PodEnd {
  private final Kubelet kubelet;
  private final Run run;
  private final String node;
  private final Client client;

  PodEnd(Kubelet kubelet, Run run, String node) {
    this.kubelet = kubelet;
    this.run = run;
    this.node = node;
    client = Kubelet.client(run, node);
  }

  /// Stops all that runs in a Pod.
  ///
  /// @param grace in seconds
  void begin(Json.Object pod, PodRun podRun, long grace) {
    Instant deadline = run.now().plusSeconds(grace);
    PodRun stopping = podRun.with("stopping", Json.text(deadline.toString()));
    stopping.remember(run);
    List<String> later = sidecars(pod);
    for (String list : List.of("containers", "initContainers", "ephemeralContainers")) {
      for (Json.Object container : pod.object("spec").array(list).objects()) {
        String name = container.text("name");
        if (!later.contains(name)) {
          stop(pod, stopping, name, grace);
        }
      }
    }
    stopNextSidecar(pod, stopping);
    kubelet.sync(run, stopping, Duration.ofMillis(run.dice().between(80, 120)));
  }

  private void stop(Json.Object pod, PodRun podRun, String name, long grace) {
    String why = "Stopping container " + name;
    ContainerStop.begin(kubelet, run, pod, podRun.uid(), name, grace, why);
  }

  /// Ends what only goes along with a Pod's own containers once these are over; true while and
  /// after it does.
  boolean isOver(Json.Object pod, PodRun podRun) {
    String policy = pod.object("spec").text("restartPolicy");
    for (Json.Object container : pod.object("spec").array("containers").objects()) {
      Json.Object c = podRun.container(container.text("name"));
      boolean fine = policy.equals("Never") || c.number("exitCode", 1) == 0;
      if (policy.equals("Always") || !c.has("finishedAt") || !fine) {
        return false;
      }
    }
    if (podRun.json().has("stopping")) {
      goOn(pod, podRun);
    } else if (sidecars(pod).stream().anyMatch(podRun::isRunning)) {
      begin(pod, podRun, pod.object("spec").number("terminationGracePeriodSeconds", 30));
    } else {
      return false;
    }
    return true;
  }

  /// Goes on ending a Pod that stays.
  void goOn(Json.Object pod, PodRun podRun) {
    PodRun stopped = stopped(pod, podRun);
    if (stopped != null) {
      Kubelet.write(run, node, pod, StatusReport.of(run, pod, stopped));
    }
  }

  /// Ends a Pod that is being deleted, and lets it go.
  void delete(Json.Object pod, @Nullable PodRun podRun) {
    if (podRun == null) {
      neverBegun(pod);
      forget(pod);
      return;
    }
    long grace = pod.object("metadata").number("deletionGracePeriodSeconds", 30);
    if (!podRun.json().has("stopping")) {
      begin(pod, podRun, grace);
      return;
    }
    PodRun current = podRun;
    Instant bound = run.now().plusSeconds(grace);
    if (bound.isBefore(Times.parse(podRun.json().text("stopping")))) {
      current = ContainerStop.shorten(podRun, bound).with("stopping", Json.text(bound.toString()));
      current.remember(run);
    }
    PodRun ended = stopped(pod, current);
    if (ended == null) {
      return;
    }
    if (!ended.json().has("removeAt")) {
      Kubelet.write(run, node, pod, StatusReport.of(run, pod, ended));
      Instant removeAt = run.now().plusMillis(run.dice().between(300, 700));
      ended.with("removeAt", Json.text(removeAt.toString())).remember(run);
      kubelet.sync(run, ended, Kubelet.until(run, removeAt));
      return;
    }
    Instant removeAt = Times.parse(ended.json().text("removeAt"));
    if (removeAt.isAfter(run.now())) {
      kubelet.sync(run, ended, Kubelet.until(run, removeAt));
      return;
    }
    Kubelet.forget(run, ended.uid());
    forget(pod);
  }

  /// A Pod that goes before this kubelet had begun with it ends as failed.
  private void neverBegun(Json.Object pod) {
    if (List.of("Succeeded", "Failed").contains(pod.object("status").text("phase"))) {
      return;
    }
    String now = run.now().toString();
    Json.Object json =
        Json.object("node", node, "since", now, "stopping", now, "containers", Json.object());
    Kubelet.write(run, node, pod, StatusReport.of(run, pod, new PodRun(Meta.uid(pod), json)));
  }

  private void forget(Json.Object pod) {
    client.delete("", "pods", pod, 0, "");
  }

  /// The Pod once nothing of it runs any more; null while something does.
  private @Nullable PodRun stopped(Json.Object pod, PodRun podRun) {
    PodRun current = ContainerStop.follow(kubelet, run, podRun);
    stopNextSidecar(pod, current);
    PodRun after = PodRun.recall(run, podRun.uid());
    current = after == null ? current : after;
    Instant deadline = Times.parse(podRun.json().text("stopping"));
    boolean late = !deadline.isAfter(run.now());
    for (String name : current.json().object("containers").keys()) {
      // A sidecar whose turn did not come.
      if (late && current.isRunning(name) && !ContainerStop.isStopping(current.container(name))) {
        current = Processes.kill(run, current, name);
      }
    }
    current.remember(run);
    boolean running =
        current.json().object("containers").keys().stream().anyMatch(current::isRunning);
    if (running && !late) {
      kubelet.sync(run, current, Kubelet.until(run, deadline));
    }
    return running ? null : current;
  }

  /// The init containers that run as long as the Pod, the last first.
  private static List<String> sidecars(Json.Object pod) {
    return pod.object("spec").array("initContainers").objects().stream()
        .filter(c -> c.text("restartPolicy").equals("Always"))
        .map(c -> c.text("name"))
        .toList()
        .reversed();
  }

  /// Sidecars stop when everything they go along with has: one after another, the last first.
  private void stopNextSidecar(Json.Object pod, PodRun before) {
    PodRun podRun = PodRun.recall(run, before.uid());
    if (podRun == null) {
      return;
    }
    List<String> sidecars = sidecars(pod);
    boolean others =
        podRun.json().object("containers").keys().stream()
            .anyMatch(name -> podRun.isRunning(name) && !sidecars.contains(name));
    String next = sidecars.stream().filter(podRun::isRunning).findFirst().orElse("");
    if (!others && !next.isEmpty()) {
      Instant deadline = Times.parse(podRun.json().text("stopping"));
      stop(pod, podRun, next, Math.max(0, Duration.between(run.now(), deadline).toSeconds()));
    }
  }
}
