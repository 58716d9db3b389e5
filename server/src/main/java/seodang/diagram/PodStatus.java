package seodang.diagram;

import java.time.Instant;
import seodang.json.Json;

/// A Pod's `STATUS`, `READY` and `RESTARTS` as `kubectl get pods` prints them, and how well that
/// is.
///
/// @param word the STATUS column: `Running`, `Init:0/1`, `CrashLoopBackOff`, `Terminating` …
public record PodStatus(String word, int ready, int total, int restarts, Health health) {

  static PodStatus of(Json.Object pod) {
    seodang.kube.PodStatus printed = seodang.kube.PodStatus.of(pod, Instant.EPOCH);
    return new PodStatus(
        printed.reason(),
        printed.ready(),
        printed.containers(),
        (int) printed.restarts(),
        health(printed, pod.object("status")));
  }

  public String readyWord() {
    return ready + "/" + total;
  }

  public State state() {
    return new State(health, word);
  }

  private static Health health(seodang.kube.PodStatus printed, Json.Object status) {
    return switch (printed.reason()) {
      case "Running" -> printed.ready() == printed.containers() ? Health.OK : Health.WAIT;
      case "Completed", "Succeeded" -> Health.DONE;
      case "Terminating" -> Health.GONE;
      case "ContainerCreating", "PodInitializing", "NotReady", "SchedulingGated" -> Health.WAIT;
      case "Pending" ->
          Conditions.reason(status, "PodScheduled").equals("Unschedulable")
              ? Health.BAD
              : Health.WAIT;
      default -> printed.reason().matches("Init:\\d+/\\d+") ? Health.WAIT : Health.BAD;
    };
  }
}
