package seodang.terminal.kubectl.kustomize;

import java.util.List;
import java.util.Set;
import seodang.json.Json;

/// Where kustomize writes labels and annotations.
final class Labelling {
  private static final Set<String> TEMPLATED =
      Set.of(
          "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "ReplicationController", "Job");

  private Labelling() {}

  static Json.Object label(
      Json.Object object, Json.Object labels, boolean selectors, boolean templates) {
    Json.Object result = add(object, labels, true, "metadata", "labels");
    String kind = object.text("kind");
    if (selectors) {
      if (kind.equals("Service") || kind.equals("ReplicationController")) {
        result = add(result, labels, kind.equals("ReplicationController"), "spec", "selector");
      } else if (TEMPLATED.contains(kind) && !kind.equals("Job")) {
        result = add(result, labels, true, "spec", "selector", "matchLabels");
      } else if (kind.equals("NetworkPolicy")) {
        result = add(result, labels, false, "spec", "podSelector", "matchLabels");
      } else if (kind.equals("PodDisruptionBudget") || kind.equals("Job")) {
        result = add(result, labels, false, "spec", "selector", "matchLabels");
      }
    }
    if (templates) {
      result = inTemplates(result, labels, "labels");
    }
    return result;
  }

  static Json.Object annotate(Json.Object object, Json.Object annotations) {
    return annotations.isEmpty()
        ? object
        : inTemplates(
            add(object, annotations, true, "metadata", "annotations"), annotations, "annotations");
  }

  private static Json.Object inTemplates(Json.Object object, Json.Object pairs, String field) {
    String kind = object.text("kind");
    if (TEMPLATED.contains(kind)) {
      Json.Object result = add(object, pairs, true, "spec", "template", "metadata", field);
      if (kind.equals("StatefulSet") && result.object("spec").has("volumeClaimTemplates")) {
        Json.Array claims =
            result
                .object("spec")
                .array("volumeClaimTemplates")
                .map(c -> c instanceof Json.Object o ? add(o, pairs, true, "metadata", field) : c);
        result = result.withAt(claims, "spec", "volumeClaimTemplates");
      }
      return result;
    }
    if (kind.equals("CronJob")) {
      Json.Object result = add(object, pairs, true, "spec", "jobTemplate", "metadata", field);
      return add(result, pairs, true, "spec", "jobTemplate", "spec", "template", "metadata", field);
    }
    return object;
  }

  /// @param make whether the map is made where there is none
  private static Json.Object add(
      Json.Object object, Json.Object pairs, boolean make, String... path) {
    Json there = object.at(path);
    if (there == null && !make) {
      return object;
    }
    Json.Object map = there instanceof Json.Object o ? o : Json.object();
    for (String key : pairs.keys()) {
      map = map.with(key, java.util.Objects.requireNonNull(pairs.get(key)));
    }
    return List.of(path).isEmpty() ? object : object.withAt(map, path);
  }
}
