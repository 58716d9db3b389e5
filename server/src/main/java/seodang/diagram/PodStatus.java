package seodang.diagram;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import seodang.json.Json;

/// A Pod's `STATUS`, `READY` and `RESTARTS`, by the rule `kubectl get pods` prints them with.
///
/// @param word the STATUS column: `Running`, `Init:0/1`, `CrashLoopBackOff`, `Terminating` …
public record PodStatus(String word, int ready, int total, int restarts, Health health) {

  /// Follows the API server's Table of Pods: init containers speak first, then the containers from
  /// last to first, then deletion.
  static PodStatus of(Json.Object pod) {
    return new Reading(pod).result();
  }

  public String readyWord() {
    return ready + "/" + total;
  }

  public State state() {
    return new State(health, word);
  }

  /// Reads one Pod; the fields are what the rule carries from container to container.
  private static final class Reading {
    private final Json.Object spec;
    private final Json.Object status;
    private final Json.Object metadata;
    private final Map<String, Boolean> sidecars = new HashMap<>();
    private String reason;
    private int ready;
    private int restarts;
    private int sidecarRestarts;

    Reading(Json.Object pod) {
      metadata = pod.object("metadata");
      spec = pod.object("spec");
      status = pod.object("status");
      reason = status.text("reason", status.text("phase", "Unknown"));
      for (Json.Object container : spec.array("initContainers").objects()) {
        sidecars.put(container.text("name"), container.text("restartPolicy").equals("Always"));
      }
      for (Json.Object condition : status.array("conditions").objects()) {
        if (condition.text("type").equals("PodScheduled")
            && condition.text("reason").equals("SchedulingGated")) {
          reason = "SchedulingGated";
        }
      }
    }

    PodStatus result() {
      boolean initializing = readInitContainers();
      if (!initializing || condition("Initialized")) {
        readContainers();
      }
      boolean deleted = metadata.has("deletionTimestamp");
      if (deleted && status.text("reason").equals("NodeLost")) {
        reason = "Unknown";
      } else if (deleted && !terminal()) {
        reason = "Terminating";
      }
      int total = spec.array("containers").size();
      for (boolean sidecar : sidecars.values()) {
        total += sidecar ? 1 : 0;
      }
      return new PodStatus(reason, ready, total, restarts, health(total));
    }

    private boolean readInitContainers() {
      List<Json.Object> statuses = status.array("initContainerStatuses").objects();
      for (int i = 0; i < statuses.size(); i++) {
        Json.Object container = statuses.get(i);
        boolean sidecar = sidecars.getOrDefault(container.text("name"), false);
        restarts += (int) container.number("restartCount", 0);
        if (sidecar) {
          sidecarRestarts += (int) container.number("restartCount", 0);
        }
        Json.Object state = container.object("state");
        Json.Object terminated = state.object("terminated");
        if (state.has("terminated") && terminated.number("exitCode", 0) == 0) {
          continue;
        }
        if (sidecar && container.bool("started")) {
          ready += container.bool("ready") ? 1 : 0;
          continue;
        }
        reason = "Init:" + initReason(state, terminated, i);
        return true;
      }
      return false;
    }

    private String initReason(Json.Object state, Json.Object terminated, int index) {
      if (state.has("terminated")) {
        return terminatedReason(terminated);
      }
      String waiting = state.object("waiting").text("reason");
      return waiting.isEmpty() || waiting.equals("PodInitializing")
          ? index + "/" + spec.array("initContainers").size()
          : waiting;
    }

    private void readContainers() {
      restarts = sidecarRestarts;
      boolean running = false;
      List<Json.Object> statuses = status.array("containerStatuses").objects();
      for (Json.Object container : statuses.reversed()) {
        restarts += (int) container.number("restartCount", 0);
        Json.Object state = container.object("state");
        String waiting = state.object("waiting").text("reason");
        if (!waiting.isEmpty()) {
          reason = waiting;
        } else if (state.has("terminated")) {
          reason = terminatedReason(state.object("terminated"));
        } else if (container.bool("ready") && state.has("running")) {
          running = true;
          ready++;
        }
      }
      if (reason.equals("Completed") && running) {
        reason = condition("Ready") ? "Running" : "NotReady";
      }
    }

    private static String terminatedReason(Json.Object terminated) {
      String why = terminated.text("reason");
      if (!why.isEmpty()) {
        return why;
      }
      long signal = terminated.number("signal", 0);
      return signal != 0 ? "Signal:" + signal : "ExitCode:" + terminated.number("exitCode", 0);
    }

    private boolean condition(String type) {
      return Conditions.is(status, type);
    }

    private boolean terminal() {
      String phase = status.text("phase");
      return phase.equals("Succeeded") || phase.equals("Failed");
    }

    private Health health(int total) {
      return switch (reason) {
        case "Running" -> ready == total ? Health.OK : Health.WAIT;
        case "Completed", "Succeeded" -> Health.DONE;
        case "Terminating" -> Health.GONE;
        case "ContainerCreating", "PodInitializing", "NotReady", "SchedulingGated" -> Health.WAIT;
        case "Pending" ->
            Conditions.reason(status, "PodScheduled").equals("Unschedulable")
                ? Health.BAD
                : Health.WAIT;
        default -> reason.matches("Init:\\d+/\\d+") ? Health.WAIT : Health.BAD;
      };
    }
  }
}
