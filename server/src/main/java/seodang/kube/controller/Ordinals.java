package seodang.kube.controller;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.Meta;

/// The identities of a StatefulSet's Pods: names, labels, claims by their ordinals.
final class Ordinals {
  private Ordinals() {}

  static int first(Json.Object set) {
    return (int) set.object("spec").object("ordinals").number("start", 0);
  }

  static String name(Json.Object set, int ordinal) {
    return Meta.name(set) + "-" + ordinal;
  }

  /// The number at the end of a Pod's name; -1 when it is none of the set's names.
  static int of(Json.Object set, Json.Object pod) {
    String name = Meta.name(pod);
    String prefix = Meta.name(set) + "-";
    String digits = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
    return digits.matches("0|[1-9]\\d{0,8}") ? Integer.parseInt(digits) : -1;
  }

  static Json.Object pod(Json.Object set, int ordinal, Json.Object revision) {
    String name = name(set, ordinal);
    Json.Object template = Revisions.template(revision);
    Json.Object labels =
        template
            .object("metadata")
            .object("labels")
            .with("statefulset.kubernetes.io/pod-name", name)
            .with("apps.kubernetes.io/pod-index", Integer.toString(ordinal))
            .with("controller-revision-hash", Meta.name(revision));
    Json.Object spec =
        template
            .object("spec")
            .with("hostname", name)
            .withIf("subdomain", set.object("spec").get("serviceName"));
    Json.Object pod =
        Pods.fromTemplate(
            set,
            template
                .with("spec", withClaims(set, ordinal, spec))
                .withAt(labels, "metadata", "labels"));
    return pod.with("metadata", pod.object("metadata").without("generateName").with("name", name));
  }

  private static Json.Object withClaims(Json.Object set, int ordinal, Json.Object spec) {
    List<Json.Object> templates = templates(set);
    if (templates.isEmpty()) {
      return spec;
    }
    List<String> named = templates.stream().map(Meta::name).toList();
    List<Json.Object> volumes = new ArrayList<>();
    for (Json.Object template : templates) {
      volumes.add(
          Json.object(
              "name",
              Meta.name(template),
              "persistentVolumeClaim",
              Json.object("claimName", claimName(set, template, ordinal))));
    }
    for (Json.Object volume : spec.array("volumes").objects()) {
      if (!named.contains(volume.text("name"))) {
        volumes.add(volume);
      }
    }
    return spec.with("volumes", Json.array(volumes.toArray()));
  }

  static List<Json.Object> templates(Json.Object set) {
    return set.object("spec").array("volumeClaimTemplates").objects();
  }

  static String claimName(Json.Object set, Json.Object template, int ordinal) {
    return Meta.name(template) + "-" + name(set, ordinal);
  }

  static Json.Object claim(Json.Object set, Json.Object template, int ordinal) {
    Json.Object labels =
        Meta.labels(template).merge(set.object("spec").object("selector").object("matchLabels"));
    return Json.object(
        "apiVersion",
        "v1",
        "kind",
        "PersistentVolumeClaim",
        "metadata",
        template
            .object("metadata")
            .with("name", claimName(set, template, ordinal))
            .with("namespace", Meta.namespace(set))
            .with("labels", labels),
        "spec",
        template.object("spec"));
  }
}
