package seodang.terminal.kubectl.describe;

import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Quantity;
import seodang.terminal.kubectl.golang.GoText;

/// The environment variables of a container.
final class ContainerEnvironment {
  private ContainerEnvironment() {}

  /// @param pod for values taken from its fields; null for a template
  static void describe(Json.Object container, Json.@Nullable Object pod, Description out) {
    if (!container.array("envFrom").isEmpty()) {
      out.line(2, "Environment Variables from:");
      for (Json.Object source : container.array("envFrom").objects()) {
        from(source, out);
      }
    }
    if (container.array("env").isEmpty()) {
      out.line(2, "Environment:", "<none>");
      return;
    }
    out.line(2, "Environment:");
    for (Json.Object variable : container.array("env").objects()) {
      variable(variable, container, pod, out);
    }
  }

  private static void from(Json.Object source, Description out) {
    boolean map = source.has("configMapRef");
    Json.Object reference = source.object(map ? "configMapRef" : "secretRef");
    String prefix = source.text("prefix");
    out.line(
        3,
        reference.text("name"),
        (map ? "ConfigMap" : "Secret") + (prefix.isEmpty() ? "" : " with prefix '" + prefix + "'"),
        "Optional: " + reference.bool("optional"));
  }

  private static void variable(
      Json.Object variable, Json.Object container, Json.@Nullable Object pod, Description out) {
    String name = variable.text("name") + ":";
    Json.Object from = variable.object("valueFrom");
    if (from.isEmpty()) {
      String[] lines = variable.text("value").split("\n", -1);
      for (int i = 0; i < lines.length; i++) {
        out.line(3, i == 0 ? name : "", lines[i]);
      }
    } else if (from.has("fieldRef")) {
      Json.Object reference = from.object("fieldRef");
      String path = reference.text("fieldPath");
      out.line(
          3,
          name,
          (pod == null ? "" : field(pod, path))
              + " ("
              + reference.text("apiVersion", "v1")
              + ":"
              + path
              + ")");
    } else if (from.has("resourceFieldRef")) {
      Json.Object reference = from.object("resourceFieldRef");
      String resource = reference.text("resource");
      out.line(3, name, amount(container, reference) + " (" + resource + ")");
    } else if (from.has("secretKeyRef")) {
      Json.Object reference = from.object("secretKeyRef");
      out.line(
          3,
          name,
          "<set to the key '"
              + reference.text("key")
              + "' in secret '"
              + reference.text("name")
              + "'>",
          "Optional: " + reference.bool("optional"));
    } else if (from.has("configMapKeyRef")) {
      Json.Object reference = from.object("configMapKeyRef");
      out.line(
          3,
          name,
          "<set to the key '"
              + reference.text("key")
              + "' of config map '"
              + reference.text("name")
              + "'>",
          "Optional: " + reference.bool("optional"));
    }
  }

  /// Only what the metadata hold is resolved.
  private static String field(Json.Object pod, String path) {
    Json.Object metadata = pod.object("metadata");
    return switch (path) {
      case "metadata.name" -> metadata.text("name");
      case "metadata.namespace" -> metadata.text("namespace");
      case "metadata.labels" -> lines(metadata.object("labels"));
      case "metadata.annotations" -> lines(metadata.object("annotations"));
      default -> "";
    };
  }

  private static String lines(Json.Object map) {
    StringBuilder text = new StringBuilder();
    map.texts()
        .forEach(
            (key, value) -> text.append(key).append('=').append(GoText.quote(value)).append('\n'));
    return text.toString();
  }

  private static String amount(Json.Object container, Json.Object reference) {
    String resource = reference.text("resource");
    int dot = resource.indexOf('.');
    Json.Object list = container.object("resources").object(resource.substring(0, dot));
    Json given = list.get(resource.substring(dot + 1));
    if (given == null && resource.startsWith("limits.")) {
      return "node allocatable";
    }
    Quantity quantity = Quantity.of(given);
    String divisor = reference.text("divisor", "1");
    Quantity by = Quantity.of(Json.text(divisor.equals("0") ? "1" : divisor));
    return quantity.value().divide(by.value(), 0, java.math.RoundingMode.CEILING).toPlainString();
  }
}
