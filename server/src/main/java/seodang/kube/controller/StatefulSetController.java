package seodang.kube.controller;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiResponse;
import seodang.kube.Meta;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;

/// Keeps a StatefulSet's Pods: by ordinal, one after another unless told otherwise, each with its
/// own claims; rolls a new template out from the highest ordinal down to the partition.
public final class StatefulSetController extends Controller {
  public StatefulSetController() {
    super("statefulset-controller", "apps", "statefulsets");
  }

  @Override
  public void observe(Run run, Change change) {
    super.observe(run, change);
    if (change.key().startsWith("/registry/pods/")) {
      enqueueOwner(run, change.before(), "StatefulSet");
      enqueueOwner(run, change.after(), "StatefulSet");
    }
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object set = find(run, key);
    if (set == null) {
      return;
    }
    new Sync(run, set).go();
  }

  /// One look at one set.
  private final class Sync {
    private final Run run;
    private final Client client;
    private final Json.Object set;
    private final boolean inOrder;
    private final int start;
    private final int replicas;
    private final Json.Object update;
    private final Json.Object current;
    private final List<Json.Object> pods;
    private long currentReplicas;
    private long updatedReplicas;
    private long created;

    Sync(Run run, Json.Object set) {
      this.run = run;
      this.set = set;
      client = client(run);
      inOrder = !set.object("spec").text("podManagementPolicy").equals("Parallel");
      start = Ordinals.first(set);
      replicas = (int) set.object("spec").number("replicas", 1);
      pods = Pods.controlledBy(run, set);
      update = Revisions.current(run, client, set);
      String standing = set.object("status").text("currentRevision");
      current =
          Revisions.of(run, set).stream()
              .filter(r -> Meta.name(r).equals(standing))
              .findFirst()
              .orElse(update);
    }

    void go() {
      for (Json.Object pod : pods) {
        if (isCreated(pod)) {
          created++;
          count(pod, 1);
        }
      }
      if (!Meta.isDeleting(set)) {
        manage();
      }
      status();
      Revisions.truncate(run, client, set, pods, List.of(Meta.name(current), Meta.name(update)));
    }

    private void count(Json.Object pod, int by) {
      String revision = revision(pod);
      if (!Meta.isDeleting(pod)) {
        currentReplicas += revision.equals(Meta.name(current)) ? by : 0;
        updatedReplicas += revision.equals(Meta.name(update)) ? by : 0;
      }
    }

    private void manage() {
      List<Json.Object> condemned = new ArrayList<>();
      for (Json.Object pod : pods) {
        int ordinal = Ordinals.of(set, pod);
        if (ordinal >= start + replicas || ordinal >= 0 && ordinal < start) {
          condemned.add(pod);
        }
      }
      condemned.sort(Comparator.comparingInt((Json.Object p) -> Ordinals.of(set, p)).reversed());
      for (int ordinal = start; ordinal < start + replicas; ordinal++) {
        if (!stands(ordinal) && inOrder) {
          return;
        }
      }
      Json.Object unhealthy = firstUnhealthy();
      for (Json.Object pod : condemned) {
        if (Meta.isDeleting(pod)) {
          if (inOrder) {
            return;
          }
          continue;
        }
        if (inOrder && !isHealthy(pod) && pod != unhealthy) {
          return;
        }
        delete(pod);
        if (inOrder) {
          return;
        }
      }
      roll();
    }

    private Json.@Nullable Object firstUnhealthy() {
      return pods.stream()
          .filter(p -> !isHealthy(p))
          .min(Comparator.comparingInt(p -> Ordinals.of(set, p)))
          .orElse(null);
    }

    /// Sees to one ordinal; false when the next ones have to wait for it.
    private boolean stands(int ordinal) {
      Json.Object pod = find(ordinal);
      if (pod == null) {
        create(ordinal);
        return false;
      }
      String phase = pod.object("status").text("phase");
      if (phase.equals("Failed") || phase.equals("Succeeded")) {
        if (!Meta.isDeleting(pod)) {
          client.event(
              set,
              "Warning",
              phase.equals("Failed") ? "RecreatingFailedPod" : "RecreatingTerminatedPod",
              "StatefulSet %s/%s is recreating %s Pod %s"
                  .formatted(
                      Meta.namespace(set),
                      Meta.name(set),
                      phase.equals("Failed") ? "failed" : "terminated",
                      Meta.name(pod)));
          delete(pod);
        }
        return false;
      }
      claims(ordinal);
      return !Meta.isDeleting(pod) && isHealthy(pod);
    }

    private Json.@Nullable Object find(int ordinal) {
      return pods.stream().filter(p -> Ordinals.of(set, p) == ordinal).findFirst().orElse(null);
    }

    private void create(int ordinal) {
      Json.Object revision = ordinal < keptBelow() ? current : update;
      if (!claims(ordinal)) {
        return;
      }
      Json.Object pod = Ordinals.pod(set, ordinal, revision);
      ApiResponse answer = client.create("", "pods", Meta.namespace(set), pod);
      tell(
          "create",
          "Pod " + Meta.name(pod) + " in StatefulSet " + Meta.name(set),
          "successful",
          answer);
      if (answer.ok()) {
        created++;
        count(answer.object(), 1);
      } else {
        run.enqueue(StatefulSetController.this, Meta.key(set), Duration.ofSeconds(10));
      }
    }

    /// Below this ordinal a missing Pod comes back as it was.
    private long keptBelow() {
      Json.Object strategy = set.object("spec").object("updateStrategy");
      if (!strategy.text("type").equals("RollingUpdate")) {
        return 0;
      }
      return strategy.has("rollingUpdate")
          ? start + strategy.object("rollingUpdate").number("partition", 0)
          : start + set.object("status").number("currentReplicas", 0);
    }

    /// Creates the claims of an ordinal that are missing; false when one was refused.
    private boolean claims(int ordinal) {
      boolean all = true;
      for (Json.Object template : Ordinals.templates(set)) {
        String name = Ordinals.claimName(set, template, ordinal);
        if (run.get("", "persistentvolumeclaims", Meta.namespace(set), name) != null) {
          continue;
        }
        Json.Object claim = Ordinals.claim(set, template, ordinal);
        if (policy("whenDeleted").equals("Delete")) {
          claim =
              claim.withAt(
                  Json.array(Meta.controllerReference(set)), "metadata", "ownerReferences");
        }
        ApiResponse answer =
            client.create("", "persistentvolumeclaims", Meta.namespace(set), claim);
        tell(
            "create",
            "Claim %s Pod %s in StatefulSet %s"
                .formatted(name, Ordinals.name(set, ordinal), Meta.name(set)),
            "success",
            answer);
        all &= answer.ok();
      }
      return all;
    }

    private String policy(String when) {
      return set.object("spec").object("persistentVolumeClaimRetentionPolicy").text(when, "Retain");
    }

    private void delete(Json.Object pod) {
      if (policy("whenScaled").equals("Delete") && Ordinals.of(set, pod) >= start + replicas) {
        claimsGoWith(pod);
      }
      ApiResponse answer = client.delete("", "pods", pod, -1, "");
      tell(
          "delete",
          "Pod " + Meta.name(pod) + " in StatefulSet " + Meta.name(set),
          "successful",
          answer);
      if (answer.ok()) {
        count(pod, -1);
      }
    }

    /// The claims of a Pod that is scaled away are collected after it.
    private void claimsGoWith(Json.Object pod) {
      Json.Object owner =
          Json.object(
              "apiVersion", "v1", "kind", "Pod", "name", Meta.name(pod), "uid", Meta.uid(pod));
      for (Json.Object template : Ordinals.templates(set)) {
        Json.Object claim =
            run.get(
                "",
                "persistentvolumeclaims",
                Meta.namespace(set),
                Ordinals.claimName(set, template, Ordinals.of(set, pod)));
        if (claim != null) {
          var _ =
              client.update(
                  "",
                  "persistentvolumeclaims",
                  claim.withAt(Json.array(owner), "metadata", "ownerReferences"));
        }
      }
    }

    private void tell(String verb, String what, String well, ApiResponse answer) {
      String reason = verb.equals("create") ? "Create" : "Delete";
      if (answer.ok()) {
        client.event(set, "Normal", "Successful" + reason, verb + " " + what + " " + well);
      } else {
        client.event(
            set,
            "Warning",
            "Failed" + reason,
            verb + " " + what + " failed error: " + answer.object().text("message"));
      }
    }

    /// Replaces the Pods of an old revision, highest ordinal first, each once its successor stands.
    private void roll() {
      Json.Object strategy = set.object("spec").object("updateStrategy");
      if (strategy.text("type").equals("OnDelete")) {
        return;
      }
      int lowest = start + (int) strategy.object("rollingUpdate").number("partition", 0);
      for (int ordinal = start + replicas - 1; ordinal >= lowest; ordinal--) {
        Json.Object pod = find(ordinal);
        if (pod == null) {
          return;
        }
        if (!revision(pod).equals(Meta.name(update)) && !Meta.isDeleting(pod)) {
          delete(pod);
          return;
        }
        if (Meta.isDeleting(pod) || !isHealthy(pod)) {
          return;
        }
      }
    }

    private void status() {
      long ready = 0;
      long available = 0;
      long minReady = set.object("spec").number("minReadySeconds", 0);
      for (Json.Object pod : pods) {
        if (isRunningReady(pod)) {
          ready++;
          if (Pods.isAvailable(pod, minReady, run.now())) {
            available++;
          } else {
            run.enqueue(
                StatefulSetController.this,
                Meta.key(set),
                Pods.untilAvailable(pod, minReady, run.now()));
          }
        }
      }
      Json.Object live = StatefulSetController.this.find(run, Meta.key(set));
      if (live == null) {
        return;
      }
      boolean done =
          set.object("spec").object("updateStrategy").text("type").equals("RollingUpdate")
              && updatedReplicas == replicas
              && ready == replicas
              && created == replicas;
      Json.Object old = set.object("status");
      Json.Object status =
          Json.object(
              "observedGeneration", Meta.generation(set),
              "replicas", created,
              "readyReplicas", some(ready),
              "currentReplicas", some(done ? updatedReplicas : currentReplicas),
              "updatedReplicas", some(updatedReplicas),
              "availableReplicas", available,
              "currentRevision", Meta.name(done ? update : current),
              "updateRevision", Meta.name(update),
              "collisionCount", old.number("collisionCount", 0),
              "conditions", old.get("conditions"));
      writeStatus(run, live, status);
    }

    private @Nullable Json some(long number) {
      return number <= 0 ? null : Json.number(number);
    }

    private boolean isHealthy(Json.Object pod) {
      long minReady = set.object("spec").number("minReadySeconds", 0);
      return isRunningReady(pod)
          && !Meta.isDeleting(pod)
          && Pods.isAvailable(pod, minReady, run.now());
    }
  }

  private static boolean isCreated(Json.Object pod) {
    return !pod.object("status").text("phase").isEmpty();
  }

  private static boolean isRunningReady(Json.Object pod) {
    return pod.object("status").text("phase").equals("Running") && Pods.isReady(pod);
  }

  private static String revision(Json.Object pod) {
    return Meta.labels(pod).text("controller-revision-hash");
  }
}
