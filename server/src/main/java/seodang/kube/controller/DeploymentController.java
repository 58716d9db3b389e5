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
    Json.Object gone = change.after() == null ? change.before() : null;
    Json.Object owner = gone == null ? null : Meta.controller(gone);
    if (gone != null && owner != null && change.key().startsWith("/registry/pods/")) {
      // Recreate waits for the last Pod to be gone.
      String set = owner.text("name");
      enqueueOwner(run, run.get("apps", "replicasets", Meta.namespace(gone), set), "Deployment");
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
    if (deployment.object("spec").bool("paused")) {
      scaleProportionally(run, deployment, sets);
      new DeploymentStatus(run, this, refreshed(run, deployment)).write();
      return;
    }
    Json.Object newest = newest(deployment, sets);
    if (newest != null) {
      newest = markRevision(run, deployment, newest, sets);
    }
    boolean recreates = isRecreating(deployment);
    if (recreates && isEmptying(run, deployment, newest, sets)) {
      new DeploymentStatus(run, this, refreshed(run, deployment)).write();
      return;
    }
    if (newest == null) {
      newest = createNewest(run, deployment, sets);
    }
    if (newest == null) {
      run.enqueue(this, key, Duration.ofSeconds(5));
      return;
    }
    if (recreates) {
      scale(run, deployment, newest, deployment.object("spec").number("replicas", 0));
    } else {
      new RollingUpdate(run, this, deployment, newest, sets).roll();
    }
    cleanUp(run, refreshed(run, deployment));
    new DeploymentStatus(run, this, refreshed(run, deployment)).write();
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

  private Json.@Nullable Object createNewest(
      Run run, Json.Object deployment, List<Json.Object> sets) {
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
                "annotations", annotations(deployment, revision),
                "ownerReferences", Json.array(Meta.controllerReference(deployment))),
            "spec",
            Json.object(
                "replicas", replicas,
                "minReadySeconds", spec.has("minReadySeconds") ? spec.get("minReadySeconds") : null,
                "selector", selector,
                "template", template));
    ApiResponse response =
        client(run).create("apps", "replicasets", Meta.namespace(deployment), rs);
    if (!response.ok()) {
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

  /// How many Pods the new ReplicaSet may have: all at once under Recreate, else what the surge
  /// leaves.
  static long newReplicas(Json.Object deployment, long total, long has) {
    long wanted = deployment.object("spec").number("replicas", 0);
    if (isRecreating(deployment)) {
      return wanted;
    }
    long room = wanted + Rolling.maxSurge(deployment) - total;
    return room <= 0 ? has : Math.min(wanted, has + room);
  }

  private static Json.Object annotations(Json.Object deployment, long revision) {
    Json.Object kept =
        Meta.annotations(deployment)
            .without("kubectl.kubernetes.io/last-applied-configuration")
            .without(REVISION);
    long wanted = deployment.object("spec").number("replicas", 0);
    return kept.with(REVISION, Long.toString(revision))
        .with("deployment.kubernetes.io/desired-replicas", Long.toString(wanted))
        .with(
            "deployment.kubernetes.io/max-replicas",
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
    Json.Object marked = newest;
    if (!wanted.equals(Meta.annotations(newest))) {
      Json.Object answered =
          Client.answered(
              client(run)
                  .update(
                      "apps",
                      "replicasets",
                      newest
                          .withAt(wanted, "metadata", "annotations")
                          .withoutAt("metadata", "resourceVersion")));
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
    long before = rs.object("spec").number("replicas", 0);
    if (before == replicas) {
      return rs;
    }
    Json.Object marks =
        Json.object(
            "deployment.kubernetes.io/desired-replicas",
                Long.toString(deployment.object("spec").number("replicas", 0)),
            "deployment.kubernetes.io/max-replicas",
                Long.toString(
                    deployment.object("spec").number("replicas", 0)
                        + Rolling.maxSurge(deployment)));
    Json.Object answered =
        Client.answered(
            client(run)
                .update(
                    "apps",
                    "replicasets",
                    rs.withAt(Meta.annotations(rs).merge(marks), "metadata", "annotations")
                        .withAt(Json.number(replicas), "spec", "replicas")
                        .withoutAt("metadata", "resourceVersion")));
    if (answered == null) {
      return rs;
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

  private static boolean isRecreating(Json.Object deployment) {
    return deployment.object("spec").object("strategy").text("type").equals("Recreate");
  }

  /// Takes the old ReplicaSets' Pods away; whether that is still going on.
  private boolean isEmptying(
      Run run, Json.Object deployment, Json.@Nullable Object newest, List<Json.Object> sets) {
    boolean left = false;
    for (Json.Object rs : sets) {
      if (newest != null && Meta.uid(rs).equals(Meta.uid(newest))) {
        continue;
      }
      left |= rs.object("spec").number("replicas", 0) > 0;
      scale(run, deployment, rs, 0);
      left |= rs.object("status").number("replicas", 0) > 0;
      left |= Pods.controlledBy(run, rs).stream().anyMatch(p -> !isEnded(p));
    }
    return left;
  }

  private static boolean isEnded(Json.Object pod) {
    String phase = pod.object("status").text("phase");
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  /// A paused Deployment that is scaled: its only or newest active ReplicaSet takes the change.
  private void scaleProportionally(Run run, Json.Object deployment, List<Json.Object> sets) {
    List<Json.Object> active =
        sets.stream().filter(rs -> rs.object("spec").number("replicas", 0) > 0).toList();
    Json.Object one =
        active.size() == 1 ? active.getFirst() : active.isEmpty() ? newest(deployment, sets) : null;
    if (one != null) {
      scale(run, deployment, one, deployment.object("spec").number("replicas", 0));
    }
  }

  /// Old ReplicaSets beyond the history limit go.
  private void cleanUp(Run run, Json.Object deployment) {
    long limit = deployment.object("spec").number("revisionHistoryLimit", 10);
    List<Json.Object> sets = owned(run, deployment);
    Json.Object newest = newest(deployment, sets);
    List<Json.Object> old =
        new ArrayList<>(
            sets.stream()
                .filter(rs -> newest == null || !Meta.uid(rs).equals(Meta.uid(newest)))
                .filter(rs ->
                    rs.object("spec").number("replicas", 0) == 0
                        && rs.object("status").number("replicas", 0) == 0
                        && !Meta.isDeleting(rs))
                .toList());
    old.sort(Comparator.comparingLong(DeploymentController::revision));
    for (int i = 0; i < old.size() - limit; i++) {
      client(run).delete("apps", "replicasets", old.get(i), -1, "");
    }
  }
}
