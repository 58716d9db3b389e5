package seodang.kube.controller;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;

/// The ControllerRevisions of a StatefulSet or DaemonSet: what its Pod template was, revision by
/// revision.
final class Revisions {
  private static final String GROUP = "apps";
  private static final String RESOURCE = "controllerrevisions";

  private Revisions() {}

  /// Those of an owner, oldest first.
  static List<Json.Object> of(Run run, Json.Object owner) {
    List<Json.Object> found = new ArrayList<>();
    for (Json.Object revision : run.list(GROUP, RESOURCE, Meta.namespace(owner))) {
      if (Meta.isControlledBy(revision, owner)) {
        found.add(revision);
      }
    }
    found.sort(Comparator.comparingLong(r -> r.number("revision", 0)));
    return found;
  }

  /// The revision of the template as it is now: made, or an older one with the same content made
  /// the newest.
  static Json.Object current(Run run, Client client, Json.Object owner) {
    Json.Object data = data(owner.object("spec").object("template"));
    List<Json.Object> all = of(run, owner);
    long next = all.isEmpty() ? 1 : all.getLast().number("revision", 0) + 1;
    for (Json.Object revision : all.reversed()) {
      if (revision.object("data").equals(data)) {
        if (revision == all.getLast()) {
          return revision;
        }
        Json.Object renewed =
            Client.answered(client.update(GROUP, RESOURCE, revision.with("revision", next)));
        return renewed == null ? revision : renewed;
      }
    }
    long collisions = owner.object("status").number("collisionCount", 0);
    String hash = DeploymentController.hash(owner.object("spec").object("template"), collisions);
    Json.Object labels =
        owner
            .object("spec")
            .object("template")
            .object("metadata")
            .object("labels")
            .with(label(owner.text("kind")), hash);
    Json.Object made =
        Json.object(
            "apiVersion",
            "apps/v1",
            "kind",
            "ControllerRevision",
            "metadata",
            Json.object(
                "name", Meta.name(owner) + "-" + hash,
                "namespace", Meta.namespace(owner),
                "labels", labels,
                "annotations", owner.object("metadata").get("annotations"),
                "ownerReferences", Json.array(Meta.controllerReference(owner))),
            "data",
            data,
            "revision",
            next);
    Json.Object created =
        Client.answered(client.create(GROUP, RESOURCE, Meta.namespace(owner), made));
    return created == null ? made : created;
  }

  /// What a revision says its owner's template was.
  static Json.Object template(Json.Object revision) {
    return revision.object("data").object("spec").object("template").without("$patch");
  }

  private static Json.Object data(Json.Object template) {
    return Json.object("spec", Json.object("template", template.with("$patch", "replace")));
  }

  static String hash(Json.Object revision) {
    Json.Object owner = Meta.controller(revision);
    return Meta.labels(revision).text(label(owner == null ? "" : owner.text("kind")));
  }

  /// Where a revision of a kind keeps its hash.
  private static String label(String kind) {
    return kind.equals("DaemonSet") ? "controller-revision-hash" : "controller.kubernetes.io/hash";
  }

  /// Deletes the oldest beyond the history limit that no Pod and no status speaks of.
  static void truncate(
      Run run, Client client, Json.Object owner, List<Json.Object> pods, List<String> live) {
    Set<String> used = new HashSet<>(live);
    pods.forEach(pod -> used.add(Meta.labels(pod).text("controller-revision-hash")));
    List<Json.Object> idle =
        of(run, owner).stream()
            .filter(r -> !used.contains(Meta.name(r)) && !used.contains(hash(r)))
            .toList();
    long extra = idle.size() - owner.object("spec").number("revisionHistoryLimit", 10);
    for (int i = 0; i < extra; i++) {
      var _ = client.delete(GROUP, RESOURCE, idle.get(i), -1, "");
    }
  }
}
