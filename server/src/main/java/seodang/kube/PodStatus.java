package seodang.kube;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.apiserver.HumanDuration;

/// What `kubectl get pods` says of a Pod: its READY, STATUS and RESTARTS columns.
///
/// @param ready containers that are ready
/// @param containers containers that count: the main ones and sidecars
/// @param reason `Running`, `ContainerCreating`, `CrashLoopBackOff`, `Init:0/1`, `Terminating` …
/// @param lastRestart when a container last ended; null when none did
public record PodStatus(
    int ready,
    int containers,
    String reason,
    long restarts,
    @Nullable Instant lastRestart,
    Instant now) {

  public static PodStatus of(Json.Object pod, Instant now) {
    return new PodStatusReader(pod, now).read();
  }

  /// `2 (15s ago)`.
  public String restartsText() {
    return restarts > 0 && lastRestart != null
        ? restarts + " (" + HumanDuration.since(lastRestart, now) + " ago)"
        : Long.toString(restarts);
  }

  /// Follows the printing rules of Kubernetes' own pod printer.
  private static final class PodStatusReader {
    private final Json.Object pod;
    private final Instant now;
    private final Json.Object status;
    private final List<Json.Object> initContainers;
    private int ready;
    private int total;
    private long restarts;
    private @Nullable Instant lastRestart;
    private String reason;

    PodStatusReader(Json.Object pod, Instant now) {
      this.pod = pod;
      this.now = now;
      status = pod.object("status");
      initContainers = pod.object("spec").array("initContainers").objects();
      total = pod.object("spec").array("containers").size();
      String phase = status.text("phase");
      reason = status.text("reason").isEmpty() ? phase : status.text("reason");
    }

    PodStatus read() {
      Json.Object scheduled = Meta.condition(pod, "PodScheduled");
      if (scheduled.text("reason").equals("SchedulingGated")) {
        reason = "SchedulingGated";
      }
      boolean initializing = init();
      if (!initializing || Meta.isTrue(pod, "Initialized")) {
        main();
      }
      if (Meta.isDeleting(pod)) {
        reason =
            status.text("reason").equals("NodeLost")
                ? "Unknown"
                : isEnded() ? reason : "Terminating";
      }
      return new PodStatus(ready, total, reason, restarts, lastRestart, now);
    }

    private boolean isEnded() {
      return List.of("Succeeded", "Failed").contains(status.text("phase"));
    }

    private boolean init() {
      boolean initializing = false;
      List<Json.Object> statuses = status.array("initContainerStatuses").objects();
      for (int i = 0; i < initContainers.size(); i++) {
        if (isSidecar(initContainers.get(i))) {
          total++;
        }
      }
      for (int i = 0; i < statuses.size(); i++) {
        Json.Object s = statuses.get(i);
        Json.Object container = spec(s.text("name"));
        noteRestarts(s);
        Json.Object terminated = s.object("state").object("terminated");
        Json.Object waiting = s.object("state").object("waiting");
        if (s.object("state").has("terminated") && terminated.number("exitCode", 0) == 0) {
          continue;
        }
        if (isSidecar(container) && s.bool("started")) {
          if (s.bool("ready")) {
            ready++;
          }
          continue;
        }
        if (s.object("state").has("terminated")) {
          reason = "Init:" + ended(terminated);
        } else if (!waiting.text("reason").isEmpty()
            && !waiting.text("reason").equals("PodInitializing")) {
          reason = "Init:" + waiting.text("reason");
        } else {
          reason = "Init:" + i + "/" + initContainers.size();
        }
        initializing = true;
        break;
      }
      return initializing;
    }

    private void main() {
      boolean running = false;
      long initRestarts = restarts;
      restarts = sidecarRestarts();
      if (restarts == 0 && initRestarts > 0) {
        lastRestart = null;
      }
      List<Json.Object> statuses = status.array("containerStatuses").objects();
      for (int i = statuses.size() - 1; i >= 0; i--) {
        Json.Object s = statuses.get(i);
        noteRestarts(s);
        Json.Object state = s.object("state");
        if (!state.object("waiting").text("reason").isEmpty()) {
          reason = state.object("waiting").text("reason");
        } else if (state.has("terminated")) {
          reason = ended(state.object("terminated"));
        } else if (s.bool("ready") && state.has("running")) {
          running = true;
          ready++;
        }
      }
      if (reason.equals("Completed") && running) {
        reason = Meta.isTrue(pod, "Ready") ? "Running" : "NotReady";
      }
    }

    private long sidecarRestarts() {
      long sum = 0;
      for (Json.Object s : status.array("initContainerStatuses").objects()) {
        if (isSidecar(spec(s.text("name")))) {
          sum += s.number("restartCount", 0);
        }
      }
      return sum;
    }

    private void noteRestarts(Json.Object s) {
      restarts += s.number("restartCount", 0);
      Instant ended = Meta.instant(s.at("lastState", "terminated", "finishedAt"));
      if (ended != null && (lastRestart == null || ended.isAfter(lastRestart))) {
        lastRestart = ended;
      }
    }

    private static String ended(Json.Object terminated) {
      if (!terminated.text("reason").isEmpty()) {
        return terminated.text("reason");
      }
      return terminated.number("signal", 0) != 0
          ? "Signal:" + terminated.number("signal", 0)
          : "ExitCode:" + terminated.number("exitCode", 0);
    }

    private Json.Object spec(String name) {
      for (Json.Object container : initContainers) {
        if (container.text("name").equals(name)) {
          return container;
        }
      }
      return Json.object();
    }

    private static boolean isSidecar(Json.Object container) {
      return container.text("restartPolicy").equals("Always");
    }
  }
}
