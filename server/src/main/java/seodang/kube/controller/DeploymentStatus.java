package seodang.kube.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.apiserver.Conditions;
import seodang.kube.engine.Run;

/// Counts a Deployment's Pods and says whether it gets on.
final class DeploymentStatus {
  private static final String FAILURE = "ReplicaFailure";
  private static final String PROGRESSING = "Progressing";
  private static final String COMPLETE = "NewReplicaSetAvailable";
  private final Run run;
  private final DeploymentController controller;
  private final Json.Object deployment;
  private final List<Json.Object> sets;
  private final Json.Object newest;

  DeploymentStatus(Run run, DeploymentController controller, Json.Object deployment) {
    this.run = run;
    this.controller = controller;
    this.deployment = deployment;
    sets = DeploymentController.owned(run, deployment);
    Json.Object found = DeploymentController.newest(deployment, sets);
    newest = found == null ? Json.object() : found;
  }

  private long sum(String field) {
    return sets.stream().mapToLong(rs -> rs.object("status").number(field, 0)).sum();
  }

  void write() {
    long wanted = deployment.object("spec").number("replicas", 0);
    long total = sum("replicas");
    long available = sum("availableReplicas");
    long specified = sets.stream().mapToLong(rs -> rs.object("spec").number("replicas", 0)).sum();
    long unavailable = Math.max(0, specified - available);
    long updated = newest.object("status").number("replicas", 0);
    Json.Object old = deployment.object("status");
    Json.Object status =
        Json.object(
            "observedGeneration", Meta.generation(deployment),
            "replicas", orNull(total),
            "updatedReplicas", orNull(updated),
            "readyReplicas", orNull(sum("readyReplicas")),
            "availableReplicas", orNull(available),
            "unavailableReplicas", orNull(unavailable),
            "collisionCount", old.get("collisionCount"));
    Json.Array standing = old.array("conditions");
    Json.Array conditions = announced(standing);
    boolean announced = conditions != standing;
    boolean enough = available >= wanted - Rolling.maxUnavailable(deployment);
    conditions =
        set(
            conditions,
            "Available",
            enough ? "True" : "False",
            enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
            enough
                ? "Deployment has minimum availability."
                : "Deployment does not have minimum availability.",
            false);
    conditions = announced ? conditions : progressed(conditions, old, status, wanted);
    controller.writeStatus(run, deployment, status.with("conditions", failure(conditions)));
  }

  /// A ReplicaSet's refusal is the Deployment's: that of the newest, or of any.
  private Json.Array failure(Json.Array conditions) {
    Json.Object refused = Meta.condition(newest, FAILURE);
    for (Json.Object rs : sets) {
      refused = refused.isEmpty() ? Meta.condition(rs, FAILURE) : refused;
    }
    Json.Object standing = Meta.condition(deployment, FAILURE);
    if (refused.isEmpty()) {
      return Conditions.without(conditions, FAILURE);
    }
    if (standing.text("reason").equals(refused.text("reason"))) {
      return conditions;
    }
    return Conditions.without(conditions, FAILURE)
        .add(refused.with("lastUpdateTime", refused.text("lastTransitionTime")));
  }

  private static @Nullable Json orNull(long value) {
    return value == 0 ? null : Json.number(value);
  }

  // Progress.

  /// What is said of progress before the Pods are counted: a pause, a new ReplicaSet.
  private Json.Array announced(Json.Array conditions) {
    if (newest.isEmpty()) {
      return conditions;
    }
    Json.Object standing = Meta.condition(deployment, PROGRESSING);
    String reason = standing.text("reason");
    if (deployment.object("spec").bool("paused")) {
      return reason.equals("DeploymentPaused")
          ? conditions
          : progress(conditions, "Unknown", "DeploymentPaused", "Deployment is paused");
    }
    if (reason.equals("DeploymentPaused")) {
      return progress(conditions, "Unknown", "DeploymentResumed", "Deployment is resumed");
    }
    if (isAbout(standing) && !reason.equals("DeploymentResumed")) {
      return conditions;
    }
    boolean found =
        DeploymentController.revision(newest)
            < sets.stream().mapToLong(DeploymentController::revision).max().orElse(0);
    String name = "\"" + Meta.name(newest) + "\"";
    return found
        ? progress(conditions, "True", "FoundNewReplicaSet", "Found existing replica set " + name)
        : progress(conditions, "True", "NewReplicaSetCreated", "Created new replica set " + name);
  }

  /// What is said of progress once the Pods are counted.
  private Json.Array progressed(
      Json.Array conditions, Json.Object old, Json.Object status, long wanted) {
    Json.Object standing = Meta.condition(deployment, PROGRESSING);
    if (newest.isEmpty() || deployment.object("spec").bool("paused")) {
      return conditions;
    }
    boolean complete =
        status.number("updatedReplicas", 0) == wanted
            && status.number("replicas", 0) == wanted
            && status.number("availableReplicas", 0) == wanted;
    boolean wasComplete = standing.text("reason").equals(COMPLETE) && isAbout(standing);
    String set = "ReplicaSet \"" + Meta.name(newest) + "\"";
    if (complete) {
      return wasComplete
          ? conditions
          : progress(conditions, "True", COMPLETE, set + " has successfully progressed.");
    }
    boolean grew = grew(old, status);
    if (wasComplete
        && status.number("updatedReplicas", 0) >= old.number("updatedReplicas", 0)
        && !grew) {
      return conditions;
    }
    if (grew) {
      watch();
      return progress(conditions, "True", "ReplicaSetUpdated", set + " is progressing.");
    }
    return deadline(conditions, standing, set);
  }

  private boolean isAbout(Json.Object condition) {
    return condition.text("message").contains("\"" + Meta.name(newest) + "\"");
  }

  private Json.Array progress(Json.Array conditions, String status, String reason, String message) {
    return set(conditions, PROGRESSING, status, reason, message, true);
  }

  private static boolean grew(Json.Object old, Json.Object status) {
    long gone = old.number("replicas", 0) - old.number("updatedReplicas", 0);
    long goneNow = status.number("replicas", 0) - status.number("updatedReplicas", 0);
    return status.number("updatedReplicas", 0) > old.number("updatedReplicas", 0)
        || goneNow < gone
        || status.number("readyReplicas", 0) > old.number("readyReplicas", 0)
        || status.number("availableReplicas", 0) > old.number("availableReplicas", 0);
  }

  private Json.Array deadline(Json.Array conditions, Json.Object standing, String set) {
    if (standing.text("reason").equals(COMPLETE)
        || standing.text("reason").equals("ProgressDeadlineExceeded")) {
      return conditions;
    }
    Instant since = Meta.instant(standing.get("lastUpdateTime"));
    long allowed = deployment.object("spec").number("progressDeadlineSeconds", 600);
    Instant due = (since == null ? run.now() : since).plusSeconds(allowed);
    if (due.isAfter(run.now())) {
      run.enqueue(controller, Meta.key(deployment), Duration.between(run.now(), due));
      return conditions;
    }
    return progress(
        conditions, "False", "ProgressDeadlineExceeded", set + " has timed out progressing.");
  }

  private void watch() {
    long allowed = deployment.object("spec").number("progressDeadlineSeconds", 600);
    run.enqueue(controller, Meta.key(deployment), Duration.ofSeconds(allowed + 1));
  }

  private Json.Array set(
      Json.Array conditions,
      String type,
      String status,
      String reason,
      String message,
      boolean touch) {
    Json.Object old = Meta.condition(deployment, type);
    boolean same = old.text("status").equals(status) && old.text("reason").equals(reason);
    if (same && !touch) {
      return conditions;
    }
    boolean keeps = old.text("status").equals(status);
    // A condition that changes goes to the end.
    return Conditions.without(conditions, type)
        .add(
            Json.object(
                "type", type,
                "status", status,
                "lastUpdateTime", Meta.time(run.now()),
                "lastTransitionTime", keeps ? old.get("lastTransitionTime") : Meta.time(run.now()),
                "reason", reason,
                "message", message));
  }
}
