package seodang.kube.controller;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.Selector;
import seodang.kube.apiserver.Conditions;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;

/// Keeps as many Pods as a ReplicaSet, or its predecessor the ReplicationController, asks for.
public final class ReplicaSetController extends Controller {
  private static final int BURST = 500;

  private final boolean classic;

  /// @param classic true for the replication-controller
  public ReplicaSetController(boolean classic) {
    super(
        classic ? "replication-controller" : "replicaset-controller",
        classic ? "" : "apps",
        classic ? "replicationcontrollers" : "replicasets");
    this.classic = classic;
  }

  @Override
  public void observe(Run run, Change change) {
    super.observe(run, change);
    if (!change.key().startsWith("/registry/pods/")) {
      return;
    }
    enqueueOwner(run, change.before(), classic ? "ReplicationController" : "ReplicaSet");
    enqueueOwner(run, change.after(), classic ? "ReplicationController" : "ReplicaSet");
    Json.Object pod = change.after();
    if (pod != null && Meta.controller(pod) == null && !Meta.labels(pod).isEmpty()) {
      for (Json.Object rs : all(run, Meta.namespace(pod))) {
        if (selector(rs).matchesObject(pod)) {
          run.enqueue(this, Meta.key(rs));
        }
      }
    }
  }

  private Selector selector(Json.Object rs) {
    Json.Object selector = rs.object("spec").object("selector");
    return classic ? Selector.ofLabels(selector) : Selector.of(selector);
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object rs = find(run, key);
    if (rs == null) {
      return;
    }
    List<OwnedPods.Owned> active = claim(run, rs);
    String refused = Meta.isDeleting(rs) ? null : manage(run, rs, active);
    status(run, rs, active, refused);
  }

  /// Adopts matching orphans, releases Pods that match no longer; answers the active ones it has.
  private List<OwnedPods.Owned> claim(Run run, Json.Object rs) {
    List<OwnedPods.Owned> active = new ArrayList<>();
    List<Json.Object> released = new ArrayList<>();
    Matching matching = new Matching(selector(rs));
    for (OwnedPods.Owned owned : OwnedPods.of(run, rs)) {
      if (!matching.test(owned.labels())) {
        released.add(owned.pod());
      } else if (owned.isActive()) {
        active.add(owned);
      }
    }
    if (Meta.isDeleting(rs)) {
      return active;
    }
    for (Json.Object pod : released) {
      client(run)
          .patch(
              "",
              "pods",
              pod,
              Json.object("metadata", Json.object("ownerReferences", Json.Null.NULL)));
    }
    for (Json.Object pod : OwnedPods.orphans(run, Meta.namespace(rs))) {
      if (matching.test(Meta.labels(pod)) && Pods.isActive(pod)) {
        Json.Object owner =
            Json.object("ownerReferences", Json.array(Meta.controllerReference(rs)));
        Json.Object adopted =
            Client.answered(client(run).patch("", "pods", pod, Json.object("metadata", owner)));
        if (adopted != null) {
          active.add(new OwnedPods.Owned(adopted));
        }
      }
    }
    return active;
  }

  /// Whether Pods match; those of one template share their labels, which are asked about once.
  private static final class Matching {
    private final Selector selector;
    private Json.Object labels = Json.object();
    private boolean match;

    private Matching(Selector selector) {
      this.selector = selector;
      match = selector.matches(labels);
    }

    private boolean test(Json.Object of) {
      if (of != labels) {
        labels = of;
        match = selector.matches(of);
      }
      return match;
    }
  }

  /// Creates what is missing, deletes what is too much; answers why that was refused, or null.
  private @Nullable String manage(Run run, Json.Object rs, List<OwnedPods.Owned> active) {
    long wanted = rs.object("spec").number("replicas", 0);
    long missing = wanted - active.size();
    Client client = client(run);
    if (missing > 0) {
      Json.Object pod = Pods.fromTemplate(rs, rs.object("spec").object("template"));
      for (int i = 0; i < Math.min(missing, BURST); i++) {
        String refused = Pods.create(client, rs, pod);
        if (Pods.ENDING.equals(refused)) {
          return null;
        }
        if (refused != null) {
          run.enqueue(this, Meta.key(rs), Duration.ofSeconds(10));
          return refused;
        }
      }
    } else if (missing < 0) {
      List<Json.Object> victims = new ArrayList<>(active.size());
      active.forEach(owned -> victims.add(owned.pod()));
      victims.sort(Pods.deletionOrder(victims));
      Set<Json.Object> deleted = Collections.newSetFromMap(new IdentityHashMap<>());
      for (Json.Object pod : victims.subList(0, (int) Math.min(-missing, BURST))) {
        Pods.delete(client, rs, pod);
        deleted.add(pod);
      }
      active.removeIf(owned -> deleted.contains(owned.pod()));
    }
    return null;
  }

  /// A refusal stands as it was first told until there is none.
  private static @Nullable Json failure(Run run, Json.Object rs, @Nullable String refused) {
    Json.Array conditions = rs.object("status").array("conditions");
    if (refused == null) {
      conditions = Conditions.without(conditions, "ReplicaFailure");
    } else if (!Meta.isTrue(rs, "ReplicaFailure")) {
      conditions =
          Conditions.set(
              conditions,
              Json.object(
                  "type", "ReplicaFailure",
                  "status", "True",
                  "lastTransitionTime", Meta.time(run.now()),
                  "reason", "FailedCreate",
                  "message", refused));
    }
    return conditions.isEmpty() ? null : conditions;
  }

  private void status(
      Run run, Json.Object rs, List<OwnedPods.Owned> active, @Nullable String refused) {
    Json.Object current = find(run, Meta.key(rs));
    if (current == null) {
      return;
    }
    Json.Object template = rs.object("spec").object("template").object("metadata").object("labels");
    Matching labelled = new Matching(Selector.ofLabels(template));
    long minReady = rs.object("spec").number("minReadySeconds", 0);
    long replicas = 0;
    long full = 0;
    long ready = 0;
    long available = 0;
    for (OwnedPods.Owned owned : active) {
      replicas++;
      full += labelled.test(owned.labels()) ? 1 : 0;
      if (owned.isReady()) {
        ready++;
        if (minReady == 0 || Pods.isAvailable(owned.pod(), minReady, run.now())) {
          available++;
        } else {
          run.enqueue(this, Meta.key(rs), Pods.untilAvailable(owned.pod(), minReady, run.now()));
        }
      }
    }
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
            failure(run, current, refused));
    writeStatus(run, current, status);
  }
}
