package seodang.terminal.kubectl.create;

import java.util.List;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Invocation;

/// Makes the object of a `create NOUN` command from its flags.
@FunctionalInterface
public interface Generator {
  /// @param name the NAME of the command line
  /// @throws KubectlError when flags contradict each other or cannot be read
  Json.Object generate(Invocation invocation, String name);

  /// The one NAME of a command line.
  static String name(Invocation invocation) {
    List<String> arguments = invocation.arguments();
    int dash = invocation.flags().dash();
    int count = dash < 0 ? arguments.size() : dash;
    if (count != 1) {
      throw invocation.usageError("exactly one NAME is required, got " + count);
    }
    return arguments.getFirst();
  }

  /// The words behind `--`, or behind the name.
  static List<String> command(Invocation invocation) {
    List<String> arguments = invocation.arguments();
    return arguments.size() > 1 ? arguments.subList(1, arguments.size()) : List.of();
  }

  /// `metadata` as a fresh typed object prints it.
  ///
  /// @param namespaced whether `-n` shows in it
  static Json.Object metadata(Invocation invocation, String name, boolean namespaced) {
    Json.Object metadata =
        Json.object().with("creationTimestamp", Json.Null.NULL).with("name", name);
    return namespaced && invocation.namespaceGiven()
        ? metadata.with("namespace", invocation.namespace())
        : metadata;
  }

  /// An object with kind and metadata.
  static Json.Object object(String apiVersion, String kind, Json.Object metadata) {
    return Json.object("apiVersion", apiVersion, "kind", kind, "metadata", metadata);
  }

  /// A value that is a number when it looks like one: ports, percentages.
  static Json intOrString(String text) {
    return text.matches("-?[0-9]{1,9}") ? Json.number(Long.parseLong(text)) : Json.text(text);
  }
}
