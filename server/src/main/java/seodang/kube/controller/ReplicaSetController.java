package seodang.kube.controller;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.Selector;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;

/// Keeps as many Pods as a ReplicaSet asks for.
public final class ReplicaSetController extends Controller {
  private static final int BURST = 500;

  public ReplicaSetController() {
    super("replicaset-controller", "apps", "replicasets");
  }

  @Override
  public void observe(Run run, Change change) {
    super.observe(run, change);
    if (!change.key().startsWith("/registry/pods/")) {
      return;
    }
    enqueueOwner(run, change.before(), "ReplicaSet");
    enqueueOwner(run, change.after(), "ReplicaSet");
    Json.Object pod = change.after();
    if (pod != null && Meta.controller(pod) == null && !Meta.labels(pod).isEmpty()) {
      for (Json.Object rs : run.list("apps", "replicasets", Meta.namespace(pod))) {
        if (selector(rs).matchesObject(pod)) {
          run.enqueue(this, Meta.key(rs));
        }
      }
    }
  }

  private static Selector selector(Json.Object rs) {
    return Selector.of(rs.object("spec").object("selector"));
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object rs = find(run, key);
    if (rs == null) {
      return;
    }
    List<Json.Object> pods = claim(run, rs);
    List<Json.Object> active = new ArrayList<>(pods.stream().filter(Pods::isActive).toList());
    if (!Meta.isDeleting(rs)) {
      manage(run, rs, active);
    }
    status(run, rs, active);
  }

  /// Adopts matching orphans, releases Pods that match no longer.
  private List<Json.Object> claim(Run run, Json.Object rs) {
    List<Json.Object> owned = new ArrayList<>();
    Selector selector = selector(rs);
    for (Json.Object pod : run.list("", "pods", Meta.namespace(rs))) {
      boolean matches = selector.matchesObject(pod);
      if (Meta.isControlledBy(pod, rs)) {
        if (matches) {
          owned.add(pod);
        } else if (!Meta.isDeleting(rs)) {
          client(run)
              .patch(
                  "",
                  "pods",
                  pod,
                  Json.object("metadata", Json.object("ownerReferences", Json.Null.NULL)));
        }
      } else if (matches
          && Meta.controller(pod) == null
          && Pods.isActive(pod)
          && !Meta.isDeleting(rs)) {
        Json.Object owner =
            Json.object("ownerReferences", Json.array(Meta.controllerReference(rs)));
        Json.Object adopted =
            Client.answered(client(run).patch("", "pods", pod, Json.object("metadata", owner)));
        if (adopted != null) {
          owned.add(adopted);
        }
      }
    }
    return owned;
  }

  private void manage(Run run, Json.Object rs, List<Json.Object> active) {
    long wanted = rs.object("spec").number("replicas", 0);
    long missing = wanted - active.size();
    Client client = client(run);
    if (missing > 0) {
      Json.Object pod = Pods.fromTemplate(rs, rs.object("spec").object("template"));
      for (int i = 0; i < Math.min(missing, BURST); i++) {
        if (!Pods.create(client, rs, pod)) {
          run.enqueue(this, Meta.key(rs), Duration.ofSeconds(10));
          return;
        }
      }
    } else if (missing < 0) {
      List<Json.Object> victims = new ArrayList<>(active);
      victims.sort(Pods.deletionOrder(active));
      for (Json.Object pod : victims.subList(0, (int) Math.min(-missing, BURST))) {
        Pods.delete(client, rs, pod);
        active.remove(pod);
      }
    }
  }

  private void status(Run run, Json.Object rs, List<Json.Object> active) {
    Json.Object current = find(run, Meta.key(rs));
    if (current == null) {
      return;
    }
    Json.Object template = rs.object("spec").object("template").object("metadata").object("labels");
    Selector labelled = Selector.ofLabels(template);
    long minReady = rs.object("spec").number("minReadySeconds", 0);
    long replicas = 0;
    long full = 0;
    long ready = 0;
    long available = 0;
    for (Json.Object pod : active) {
      replicas++;
      full += labelled.matchesObject(pod) ? 1 : 0;
      if (Pods.isReady(pod)) {
        ready++;
        if (Pods.isAvailable(pod, minReady, run.now())) {
          available++;
        } else {
          run.enqueue(this, Meta.key(rs), Pods.untilAvailable(pod, minReady, run.now()));
        }
      }
    }
    Json.Object old = current.object("status");
    Json.Object status =
        Json.object(
            "replicas",
            replicas,
            "fullyLabeledReplicas",
            full == 0 ? null : full,
            "readyReplicas",
            ready == 0 ? null : ready,
            "availableReplicas",
            available == 0 ? null : available,
            "observedGeneration",
            Meta.generation(current),
            "conditions",
            old.get("conditions"));
    writeStatus(run, current, status);
  }
}
