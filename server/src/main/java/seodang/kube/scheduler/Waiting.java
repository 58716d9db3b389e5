package seodang.kube.scheduler;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Index;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;

/// The Pods that wait for a node.
final class Waiting implements Index {
  private final Map<String, Json.Object> pods = new TreeMap<>();
  private final Map<String, Json.Object> nominated = new TreeMap<>();

  private Waiting(Run run) {
    run.list("", "pods", "").forEach(this::add);
  }

  @Override
  public void changed(Change change) {
    if (change.key().startsWith("/registry/pods/")) {
      Json.Object before = change.before();
      if (before != null) {
        pods.remove(Meta.key(before));
        nominated.remove(Meta.key(before));
      }
      if (change.after() != null) {
        add(change.after());
      }
    }
  }

  private void add(Json.Object pod) {
    if (isWaiting(pod)) {
      pods.put(Meta.key(pod), pod);
      if (!pod.object("status").text("nominatedNodeName").isEmpty()) {
        nominated.put(Meta.key(pod), pod);
      }
    }
  }

  private static Waiting of(Run run) {
    return run.index(Waiting.class, Waiting::new);
  }

  /// Whether the scheduler has to find a node for it.
  static boolean isWaiting(Json.Object pod) {
    Json.Object spec = pod.object("spec");
    String phase = pod.object("status").text("phase");
    return spec.text("nodeName").isEmpty()
        && !Meta.isDeleting(pod)
        && spec.text("schedulerName", "default-scheduler").equals("default-scheduler")
        && spec.array("schedulingGates").isEmpty()
        && !phase.equals("Succeeded")
        && !phase.equals("Failed");
  }

  /// Those for which a place was made.
  static Collection<Json.Object> nominated(Run run) {
    return of(run).nominated.values();
  }

  /// A more important Pod that waits and has not been refused yet; null when there is none.
  static Json.@Nullable Object before(Run run, Json.Object pod) {
    Json.Object first = null;
    long most = Cycle.priority(pod);
    for (Map.Entry<String, Json.Object> other : of(run).pods.entrySet()) {
      if (Cycle.priority(other.getValue()) > most
          && run.recall(Scheduler.UNSCHEDULABLE + other.getKey()) == null) {
        most = Cycle.priority(other.getValue());
        first = other.getValue();
      }
    }
    return first;
  }
}
