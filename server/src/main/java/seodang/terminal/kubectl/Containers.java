package seodang.terminal.kubectl;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Invocation;

/// Which container of a Pod is meant.
final class Containers {
  private static final String DEFAULT = "kubectl.kubernetes.io/default-container";

  private Containers() {}

  /// All container names: those of init containers, containers, ephemeral ones.
  static List<String> names(Json.Object pod, String... lists) {
    List<String> names = new ArrayList<>();
    for (String list : lists) {
      pod.object("spec").array(list).objects().forEach(c -> names.add(c.text("name")));
    }
    return names;
  }

  /// True when the Pod has a container of that name, of any kind.
  static boolean has(Json.Object pod, String name) {
    return names(pod, "containers", "initContainers", "ephemeralContainers").contains(name);
  }

  /// The container a command without `-c` means; says so when there are others.
  static String choose(Invocation invocation, Json.Object pod, boolean quiet) {
    List<String> names = names(pod, "containers");
    if (names.isEmpty()) {
      throw new KubectlError("no containers");
    }
    String annotated = pod.object("metadata").object("annotations").text(DEFAULT);
    if (!annotated.isEmpty()) {
      if (names.contains(annotated)) {
        return annotated;
      }
      invocation.printError(
          "Default container name \""
              + annotated
              + "\" not found in pod "
              + pod.object("metadata").text("name")
              + "\n");
    }
    if (!quiet) {
      invocation.printError(defaulted(pod));
    }
    return names.getFirst();
  }

  /// What is said when there are several containers and none was named; `""` when there is one.
  static String defaulted(Json.Object pod) {
    List<String> all = new ArrayList<>(names(pod, "containers"));
    String first = all.getFirst();
    names(pod, "ephemeralContainers").forEach(n -> all.add(n + " (ephem)"));
    names(pod, "initContainers").forEach(n -> all.add(n + " (init)"));
    return all.size() < 2
        ? ""
        : "Defaulted container \"" + first + "\" out of: " + String.join(", ", all) + "\n";
  }
}
