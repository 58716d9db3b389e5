package seodang.terminal.kubectl;

import java.util.List;
import java.util.Objects;
import seodang.json.Json;
import seodang.terminal.kubectl.golang.GoJson;

/// A kubeconfig as JSON, its members in the order of client-go's struct.
final class ConfigOrder {
  private static final List<String> ORDER =
      List.of(
          "kind",
          "apiVersion",
          "preferences",
          "name",
          "clusters",
          "cluster",
          "users",
          "user",
          "contexts",
          "context",
          "server",
          "namespace",
          "current-context",
          "client-certificate",
          "client-certificate-data",
          "client-key",
          "client-key-data",
          "token",
          "username",
          "password");

  private ConfigOrder() {}

  static String json(Json.Object config) {
    StringBuilder out = new StringBuilder();
    write(out, config, 0);
    return out.append('\n').toString();
  }

  private static void write(StringBuilder out, Json value, int depth) {
    String line = "\n" + "    ".repeat(depth + 1);
    switch (value) {
      case Json.Object object when !object.isEmpty() -> {
        List<String> keys =
            object.keys().stream()
                .sorted(java.util.Comparator.comparingInt(ConfigOrder::rank))
                .toList();
        char separator = '{';
        for (String key : keys) {
          out.append(separator).append(line).append(GoJson.compact(Json.text(key))).append(": ");
          write(out, Objects.requireNonNull(object.get(key)), depth + 1);
          separator = ',';
        }
        out.append('\n').append("    ".repeat(depth)).append('}');
      }
      case Json.Array array when !array.isEmpty() -> {
        char separator = '[';
        for (Json item : array) {
          out.append(separator).append(line);
          write(out, item, depth + 1);
          separator = ',';
        }
        out.append('\n').append("    ".repeat(depth)).append(']');
      }
      default -> out.append(GoJson.compact(value));
    }
  }

  private static int rank(String key) {
    int at = ORDER.indexOf(key);
    return at < 0 ? ORDER.size() : at;
  }
}
