package seodang.terminal.kubectl;

import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// Where an object keeps its Pod spec.
final class PodTemplates {
  private PodTemplates() {}

  /// The members that lead to the Pod spec; null for a kind without one.
  static @Nullable List<String> path(Json.Object object) {
    return switch (object.text("kind")) {
      case "Pod" -> List.of("spec");
      case "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "ReplicationController", "Job" ->
          List.of("spec", "template", "spec");
      case "CronJob" -> List.of("spec", "jobTemplate", "spec", "template", "spec");
      default -> null;
    };
  }

  static Json.Object spec(Json.Object object, List<String> path) {
    return object.at(path.toArray(String[]::new)) instanceof Json.Object spec
        ? spec
        : Json.object();
  }

  static Json.Object withSpec(Json.Object object, List<String> path, Json.Object spec) {
    return object.withAt(spec, path.toArray(String[]::new));
  }
}
