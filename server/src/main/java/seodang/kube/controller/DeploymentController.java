package seodang.kube.controller;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiResponse;
import seodang.kube.Meta;
import seodang.kube.Selector;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;

/// Moves a Deployment's Pods from one template to the next through ReplicaSets.
public final class DeploymentController extends Controller {
  static final String REVISION = "deployment.kubernetes.io/revision";
  static final String HASH = "pod-template-hash";
  private static final String HISTORY = "deployment.kubernetes.io/revision-history";

  public DeploymentController() {
    super("deployment-controller", "apps", "deployments");
  }

  @Override
  public void observe(Run run, Change change) {
    super.observe(run, change);
    if (change.key().startsWith("/registry/apps/replicasets/")) {
      enqueueOwner(run, change.before(), "Deployment");
      enqueueOwner(run, change.after(), "Deployment");
    }
    if (change.key().startsWith("/registry/pods/") && change.after() == null) {
      gone(run, change.before());
    }
  }

  /// One that recreates waits until the last of its old Pods has gone.
  private void gone(Run run, Json.@Nullable Object pod) {
    Json.Object owner = pod == null ? null : Meta.controller(pod);
    if (pod != null && owner != null && owner.text("kind").equals("ReplicaSet")) {
      String namespace = Meta.namespace(pod);
      enqueueOwner(
          run, run.get("apps", "replicasets", namespace, owner.text("name")), "Deployment");
    }
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object deployment = find(run, key);
    if (deployment == null) {
      return;
    }
    if (Meta.isDeleting(deployment)) {
      new DeploymentStatus(run, this, deployment).write();
      return;
    }
    List<Json.Object> sets = claim(run, deployment);
    Json.Object newest = newest(deployment, sets);
    if (newest != null) {
      Json.Object marked = markRevision(run, deployment, newest, sets);
      sets = sets.stream().map(rs -> Meta.uid(rs).equals(Meta.uid(marked)) ? marked : rs).toList();
      newest = marked;
    }
    if (deployment.object("spec").bool("paused")) {
      new Scaling(run, this, deployment, newest, sets).scale();
      cleanUp(run, deployment);
    } else if (Scaling.isDue(deployment, sets)) {
      new Scaling(run, this, deployment, newest, sets).scale();
    } else {
      rollOut(run, deployment, newest, sets);
      if (isComplete(deployment)) {
        cleanUp(run, deployment);
      }
    }
    new DeploymentStatus(run, this, refreshed(run, deployment)).write();
  }

  private void rollOut(
      Run run, Json.Object deployment, Json.@Nullable Object newest, List<Json.Object> sets) {
    if (deployment.object("spec").object("strategy").text("type").equals("Recreate")) {
      new Recreation(run, this, deployment, newest, sets).go();
      return;
    }
    Json.Object now = newest == null ? createNewest(run, deployment, sets) : newest;
    if (now != null) {
      new RollingUpdate(run, this, deployment, now, sets).roll();
    }
  }

  /// All its Pods are of the present template and available, as its status says.
  private static boolean isComplete(Json.Object deployment) {
    long wanted = deployment.object("spec").number("replicas", 0);
    Json.Object status = deployment.object("status");
    return status.number("updatedReplicas", 0) == wanted
        && status.number("replicas", 0) == wanted
        && status.number("availableReplicas", 0) == wanted
        && status.number("observedGeneration", 0) >= Meta.generation(deployment);
  }

  Json.Object refreshed(Run run, Json.Object object) {
    Json.Object now = find(run, Meta.key(object));
    return now == null ? object : now;
  }

  // ReplicaSets.

  private List<Json.Object> claim(Run run, Json.Object deployment) {
    Selector selector = Selector.of(deployment.object("spec").object("selector"));
    List<Json.Object> owned = new ArrayList<>();
    for (Json.Object rs : run.list("apps", "replicasets", Meta.namespace(deployment))) {
      if (Meta.isControlledBy(rs, deployment)) {
        owned.add(rs);
      } else if (selector.matchesObject(rs)
          && Meta.controller(rs) == null
          && !Meta.isDeleting(rs)) {
        Json.Object owner =
            Json.object("ownerReferences", Json.array(Meta.controllerReference(deployment)));
        Json.Object adopted =
            Client.answered(
                client(run).patch("apps", "replicasets", rs, Json.object("metadata", owner)));
        if (adopted != null) {
          owned.add(adopted);
        }
      }
    }
    return owned;
  }

  static List<Json.Object> owned(Run run, Json.Object deployment) {
    return run.list("apps", "replicasets", Meta.namespace(deployment)).stream()
        .filter(rs -> Meta.isControlledBy(rs, deployment))
        .toList();
  }

  /// The ReplicaSet whose template is the Deployment's, the oldest if there are several.
  static Json.@Nullable Object newest(Json.Object deployment, List<Json.Object> sets) {
    Json.Object wanted = withoutHash(deployment.object("spec").object("template"));
    return sets.stream()
        .filter(rs -> withoutHash(rs.object("spec").object("template")).equals(wanted))
        .min(
            Comparator.comparing(
                (Json.Object rs) -> rs.object("metadata").text("creationTimestamp")))
        .orElse(null);
  }

  private static Json.Object withoutHash(Json.Object template) {
    Json.Object labels = template.object("metadata").object("labels").without(HASH);
    Json.Object meta = template.object("metadata").with("labels", labels);
    return template.with("metadata", meta);
  }

  static long revision(Json.Object object) {
    String text = Meta.annotations(object).text(REVISION, "0");
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }

  private static long maxRevision(List<Json.Object> sets) {
    return sets.stream().mapToLong(DeploymentController::revision).max().orElse(0);
  }

  Json.@Nullable Object createNewest(Run run, Json.Object deployment, List<Json.Object> sets) {
    Json.Object spec = deployment.object("spec");
    String hash =
        hash(spec.object("template"), deployment.object("status").number("collisionCount", 0));
    Json.Object labels =
        spec.object("template").object("metadata").object("labels").with(HASH, hash);
    Json.Object template = spec.object("template").withAt(labels, "metadata", "labels");
    Json.Object selector = spec.object("selector").withAt(Json.text(hash), "matchLabels", HASH);
    long revision = maxRevision(sets) + 1;
    long total = sets.stream().mapToLong(rs -> rs.object("spec").number("replicas", 0)).sum();
    long replicas = newReplicas(deployment, total, 0);
    Json.Object rs =
        Json.object(
            "apiVersion",
            "apps/v1",
            "kind",
            "ReplicaSet",
            "metadata",
            Json.object(
                "name", Meta.name(deployment) + "-" + hash,
                "namespace", Meta.namespace(deployment),
                "labels", labels,
                "annotations", annotations(deployment, revision).merge(sizes(deployment)),
                "ownerReferences", Json.array(Meta.controllerReference(deployment))),
            "spec",
            Json.object(
                "replicas", replicas,
                "minReadySeconds", spec.has("minReadySeconds") ? spec.get("minReadySeconds") : null,
                "selector", selector,
                "template", template));
    ApiResponse response =
        client(run).create("apps", "replicasets", Meta.namespace(deployment), rs);
    if (response.object().text("reason").equals("AlreadyExists")) {
      collide(run, deployment);
      return null;
    }
    if (!response.ok()) {
      run.enqueue(this, Meta.key(deployment), Duration.ofSeconds(5));
      client(run)
          .event(
              deployment,
              "Warning",
              "ReplicaSetCreateError",
              "Failed to create new replica set \""
                  + Meta.name(rs)
                  + "\": "
                  + response.object().text("message"));
      return null;
    }
    setRevision(run, deployment, revision);
    if (replicas > 0) {
      client(run)
          .event(
              deployment,
              "Normal",
              "ScalingReplicaSet",
              "Scaled up replica set " + Meta.name(rs) + " from 0 to " + replicas);
    }
    return response.object();
  }

  /// Another template's ReplicaSet has the name: the next look tries another hash.
  private void collide(Run run, Json.Object deployment) {
    Json.Object present = refreshed(run, deployment);
    Json count = Json.number(present.object("status").number("collisionCount", 0) + 1);
    var _ =
        client(run)
            .updateStatus("apps", "deployments", present.withAt(count, "status", "collisionCount"));
    run.enqueue(this, Meta.key(deployment));
  }

  /// How many Pods the new ReplicaSet may have: all at once under Recreate, else what the surge
  /// leaves.
  static long newReplicas(Json.Object deployment, long total, long has) {
    long wanted = deployment.object("spec").number("replicas", 0);
    if (deployment.object("spec").object("strategy").text("type").equals("Recreate")) {
      return wanted;
    }
    long room = wanted + Rolling.maxSurge(deployment) - total;
    return room <= 0 ? has : Math.min(wanted, has + room);
  }

  /// What a ReplicaSet has of its Deployment's annotations.
  private static Json.Object annotations(Json.Object deployment, long revision) {
    return Meta.annotations(deployment)
        .without("kubectl.kubernetes.io/last-applied-configuration")
        .without(HISTORY)
        .without(Scaling.DESIRED)
        .without(Scaling.MOST)
        .with(REVISION, Long.toString(revision));
  }

  /// What size of the Deployment a ReplicaSet was scaled for.
  private static Json.Object sizes(Json.Object deployment) {
    long wanted = deployment.object("spec").number("replicas", 0);
    return Json.object(
        Scaling.DESIRED,
        Long.toString(wanted),
        Scaling.MOST,
        Long.toString(wanted + Rolling.maxSurge(deployment)));
  }

  private Json.Object markRevision(
      Run run, Json.Object deployment, Json.Object newest, List<Json.Object> sets) {
    long others =
        sets.stream()
            .filter(rs -> !Meta.uid(rs).equals(Meta.uid(newest)))
            .mapToLong(DeploymentController::revision)
            .max()
            .orElse(0);
    long revision = Math.max(others + 1, revision(newest));
    Json.Object wanted = Meta.annotations(newest).merge(annotations(deployment, revision));
    long before = revision(newest);
    if (before > 0 && before < revision) {
      String history = wanted.text(HISTORY);
      wanted = wanted.with(HISTORY, (history.isEmpty() ? "" : history + ",") + before);
    }
    Json ready = deployment.object("spec").get("minReadySeconds");
    Json.Object updated =
        newest
            .withAt(wanted, "metadata", "annotations")
            .with(
                "spec",
                newest.object("spec").without("minReadySeconds").withIf("minReadySeconds", ready));
    Json.Object marked = newest;
    if (!updated.equals(newest)) {
      Json.Object answered =
          Client.answered(
              client(run)
                  .update("apps", "replicasets", updated.withoutAt("metadata", "resourceVersion")));
      marked = answered == null ? newest : answered;
    }
    setRevision(run, deployment, revision);
    return marked;
  }

  private void setRevision(Run run, Json.Object deployment, long revision) {
    Json.Object present = refreshed(run, deployment);
    if (revision(present) != revision) {
      client(run)
          .updateStatus(
              "apps",
              "deployments",
              present.withAt(
                  Json.text(Long.toString(revision)), "metadata", "annotations", REVISION));
    }
  }

  /// Ten letters or fewer that stand for a template.
  static String hash(Json.Object template, long collisions) {
    int h = 0x811c9dc5;
    String text = template + (collisions == 0 ? "" : Long.toString(collisions));
    for (int i = 0; i < text.length(); i++) {
      h = (h ^ text.charAt(i)) * 0x01000193;
    }
    String alphabet = "bcdfghjklmnpqrstvwxz2456789";
    StringBuilder out = new StringBuilder();
    for (char digit : Integer.toUnsignedString(h).toCharArray()) {
      out.append(alphabet.charAt(digit % 27));
    }
    return out.toString();
  }

  /// Sets a ReplicaSet's size and says so.
  Json.Object scale(Run run, Json.Object deployment, Json.Object rs, long replicas) {
    return rs.object("spec").number("replicas", 0) == replicas
        ? rs
        : resize(run, deployment, rs, replicas);
  }

  /// The same, noting the Deployment's size though its own stays.
  Json.Object resize(Run run, Json.Object deployment, Json.Object rs, long replicas) {
    long before = rs.object("spec").number("replicas", 0);
    Json.Object resized =
        rs.withAt(Meta.annotations(rs).merge(sizes(deployment)), "metadata", "annotations")
            .withAt(Json.number(replicas), "spec", "replicas");
    if (resized.equals(rs)) {
      return rs;
    }
    Json.Object answered =
        Client.answered(
            client(run)
                .update("apps", "replicasets", resized.withoutAt("metadata", "resourceVersion")));
    if (answered == null || before == replicas) {
      return answered == null ? rs : answered;
    }
    String direction = replicas > before ? "up" : "down";
    client(run)
        .event(
            deployment,
            "Normal",
            "ScalingReplicaSet",
            "Scaled "
                + direction
                + " replica set "
                + Meta.name(rs)
                + " from "
                + before
                + " to "
                + replicas);
    return answered;
  }

  /// Old ReplicaSets beyond the history limit go, the earliest first.
  private void cleanUp(Run run, Json.Object deployment) {
    long limit = deployment.object("spec").number("revisionHistoryLimit", 10);
    List<Json.Object> sets = owned(run, deployment);
    Json.Object newest = newest(deployment, sets);
    List<Json.Object> old =
        sets.stream()
            .filter(rs -> newest == null || !Meta.uid(rs).equals(Meta.uid(newest)))
            .filter(rs -> !Meta.isDeleting(rs))
            .sorted(Comparator.comparingLong(DeploymentController::revision))
            .toList();
    for (int i = 0; i < old.size() - limit; i++) {
      Json.Object status = old.get(i).object("status");
      if (status.number("replicas", 0) == 0
          && old.get(i).object("spec").number("replicas", 0) == 0
          && status.number("observedGeneration", 0) >= Meta.generation(old.get(i))) {
        client(run).delete("apps", "replicasets", old.get(i), -1, "");
      }
    }
  }
}
