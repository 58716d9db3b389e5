package seodang.kube.controller;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.apiserver.Conditions;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;

/// Deletes Pods that nobody else would: those whose node is gone, those that end without ever
/// having been bound, those on a node out of service, and the oldest of very many that have ended.
///
/// Looks every twenty seconds, but only when there may be something; a missing node is looked for
/// again forty seconds later.
public final class PodGarbageCollector extends Controller {
  private static final long PERIOD = 20;
  private static final Duration QUARANTINE = Duration.ofSeconds(40);
  private static final int MOST_ENDED = 12_500;
  private static final String ENDED = "ended";
  private static final String NODE = "node/";
  private static final String POD = "pod/";
  private static final String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";

  public PodGarbageCollector() {
    super("pod-garbage-collector", "", "pods");
  }

  @Override
  public void observe(Run run, Change change) {
    if (change.key().startsWith("/registry/nodes/")) {
      Json.Object node = change.after();
      if (node == null) {
        missing(run, change.key().substring("/registry/nodes/".length()));
      } else if (isOutOfService(node)) {
        all(run, "").stream()
            .filter(pod -> pod.object("spec").text("nodeName").equals(Meta.name(node)))
            .forEach(pod -> look(run, pod));
      }
    } else if (change.key().startsWith("/registry/pods/") && change.after() != null) {
      look(run, change.after());
    }
  }

  @Override
  public void resync(Run run, String process) {
    if (process.equals(process(""))) {
      all(run, "").forEach(pod -> look(run, pod));
    }
  }

  /// Queues what may have to be done about a Pod.
  private void look(Run run, Json.Object pod) {
    String name = pod.object("spec").text("nodeName");
    if (!name.isEmpty() && run.get("", "nodes", "", name) == null) {
      missing(run, name);
    }
    if (isForsaken(run, pod)) {
      run.enqueue(this, POD + Meta.key(pod), untilRound(run, Duration.ZERO));
    }
    if (hasEnded(pod)) {
      run.enqueue(this, ENDED, untilRound(run, Duration.ZERO));
    }
  }

  private void missing(Run run, String node) {
    run.enqueue(this, NODE + node, untilRound(run, QUARANTINE));
  }

  /// How long until the first round after a while.
  private static Duration untilRound(Run run, Duration least) {
    long second = run.now().plus(least).getEpochSecond();
    long round = (Math.floorDiv(second, PERIOD) + 1) * PERIOD;
    return Duration.between(run.now(), java.time.Instant.ofEpochSecond(round));
  }

  private static boolean isOutOfService(Json.Object node) {
    return !Meta.isTrue(node, "Ready")
        && node.object("spec").array("taints").objects().stream()
            .anyMatch(taint -> taint.text("key").equals(OUT_OF_SERVICE));
  }

  /// Ends, and no kubelet will see to it.
  private static boolean isForsaken(Run run, Json.Object pod) {
    String name = pod.object("spec").text("nodeName");
    if (!Meta.isDeleting(pod)) {
      return false;
    }
    Json.Object node = name.isEmpty() ? null : run.get("", "nodes", "", name);
    return name.isEmpty() || node != null && isOutOfService(node);
  }

  private static boolean hasEnded(Json.Object pod) {
    String phase = pod.object("status").text("phase");
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  @Override
  public void reconcile(Run run, String key) {
    if (key.equals(ENDED)) {
      ended(run);
    } else if (key.startsWith(NODE)) {
      String name = key.substring(NODE.length());
      if (run.get("", "nodes", "", name) == null) {
        for (Json.Object pod : all(run, "")) {
          if (pod.object("spec").text("nodeName").equals(name)) {
            end(run, pod, condition(run));
          }
        }
      }
    } else {
      Json.Object pod = find(run, key.substring(POD.length()));
      if (pod != null && isForsaken(run, pod)) {
        end(run, pod, null);
      }
    }
  }

  private void ended(Run run) {
    List<Json.Object> pods = new ArrayList<>(all(run, ""));
    pods.removeIf(pod -> !hasEnded(pod));
    if (pods.size() > MOST_ENDED) {
      pods.sort(
          Comparator.<Json.Object, Boolean>comparing(
                  pod -> !pod.object("status").text("reason").equals("Evicted"))
              .thenComparing(pod -> pod.object("metadata").text("creationTimestamp"))
              .thenComparing(Meta::name));
      pods.subList(0, pods.size() - MOST_ENDED).forEach(pod -> end(run, pod, null));
    }
  }

  private static Json.Object condition(Run run) {
    return Conditions.disruptionTarget(
        "DeletionByPodGC", "PodGC: node no longer exists", run.now());
  }

  /// Calls a Pod failed, as no kubelet will, and deletes it without grace.
  private void end(Run run, Json.Object pod, Json.@Nullable Object condition) {
    if (!hasEnded(pod)) {
      Json.Object status = pod.object("status").with("phase", "Failed");
      status =
          condition == null
              ? status
              : status.with("conditions", Conditions.set(status.array("conditions"), condition));
      client(run).patchStatus("", "pods", pod, status);
    }
    client(run).delete("", "pods", pod, 0, "");
  }
}
