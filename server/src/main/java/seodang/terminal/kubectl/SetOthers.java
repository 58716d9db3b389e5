package seodang.terminal.kubectl;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.ResourceBuilder;
import seodang.terminal.kubectl.create.Bindings;
import seodang.terminal.kubectl.create.LabelSelectors;

/// `kubectl set selector`, `serviceaccount` and `subject`.
final class SetOthers {
  private SetOthers() {}

  static int selector(Invocation invocation) {
    List<String> arguments = invocation.arguments();
    SetCommand.Split split =
        SetCommand.Split.at(arguments, a -> a.contains("=") || a.contains("!") || a.contains(" "));
    if (split.changes().size() > 1) {
      throw new KubectlError("only one selector is allowed");
    }
    if (split.changes().isEmpty() && split.resources().size() > 1) {
      // The last word is taken for the selector, and a type alone remains.
      throw new KubectlError("resource(s) were provided, but no name was specified");
    }
    List<Info> infos = SetCommand.infos(invocation, split.resources());
    if (split.changes().isEmpty()) {
      throw new KubectlError("one selector is required");
    }
    Json.Object parsed = LabelSelectors.parse(split.changes().getFirst());
    String version = invocation.flags().text("resource-version");
    SetCommand.change(
        invocation,
        infos,
        "selector updated",
        info -> {
          if (!info.resource().kind().equals("Service")) {
            throw new KubectlError("setting a selector is only supported for Services");
          }
          if (parsed.has("matchExpressions")) {
            throw new KubectlError(
                "match expression "
                    + goText(parsed.array("matchExpressions"))
                    + " not supported on this object");
          }
          Json.Object after =
              info.object().withAt(parsed.object("matchLabels"), "spec", "selector");
          return version.isEmpty()
              ? after
              : after.withAt(Json.text(version), "metadata", "resourceVersion");
        });
    return 0;
  }

  /// As Go prints a list of requirements: `[{app In [a]}]`.
  private static String goText(Json.Array expressions) {
    return expressions.objects().stream()
        .map(e ->
            "{"
                + e.text("key")
                + " "
                + e.text("operator")
                + " ["
                + String.join(" ", e.array("values").texts())
                + "]}")
        .collect(Collectors.joining(" ", "[", "]"));
  }

  static int serviceAccount(Invocation invocation) {
    List<String> arguments = invocation.arguments();
    if (arguments.isEmpty()) {
      throw new KubectlError("serviceaccount is required");
    }
    String account = arguments.getLast();
    List<Info> infos = SetCommand.infos(invocation, arguments.subList(0, arguments.size() - 1));
    SetCommand.change(
        invocation,
        infos,
        "serviceaccount updated",
        info -> {
          List<String> path = PodTemplates.path(info.object());
          if (path == null) {
            throw new KubectlError(
                info.plural()
                    + " the object is not a pod or does not have a pod template: "
                    + info.resource().goType());
          }
          Json.Object spec = PodTemplates.spec(info.object(), path);
          return PodTemplates.withSpec(
              info.object(), path, spec.with("serviceAccountName", account));
        });
    return 0;
  }

  static int subject(Invocation invocation) {
    List<Json> subjects = Bindings.subjects(invocation.flags());
    if (subjects.isEmpty()) {
      throw new KubectlError(
          "you must specify at least one value of user, group or serviceaccount");
    }
    if (invocation.arguments().isEmpty()
        && invocation.flags().list("filename").isEmpty()
        && !invocation.flags().is("all")
        && invocation.flags().text("selector").isEmpty()) {
      throw new KubectlError(ResourceBuilder.MISSING);
    }
    List<Info> infos = SetCommand.infos(invocation, invocation.arguments());
    SetCommand.change(
        invocation,
        infos,
        "subjects updated",
        info -> {
          if (!info.resource().kind().endsWith("RoleBinding")) {
            throw new KubectlError(
                info.plural()
                    + " setting subjects is only supported for RoleBinding/ClusterRoleBinding");
          }
          List<Json> all = new ArrayList<>(info.object().array("subjects").stream().toList());
          for (Json subject : subjects) {
            if (!all.contains(subject)) {
              all.add(subject);
            }
          }
          return info.object().with("subjects", Json.Array.of(all));
        });
    return 0;
  }
}
