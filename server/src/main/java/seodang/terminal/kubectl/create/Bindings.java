package seodang.terminal.kubectl.create;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Invocation;

/// `kubectl create rolebinding` and `clusterrolebinding`.
public final class Bindings {
  private static final String GROUP = "rbac.authorization.k8s.io";

  private Bindings() {}

  public static Json.Object roleBinding(Invocation invocation, String name) {
    Flags flags = invocation.flags();
    String role = flags.text("role");
    String clusterRole = flags.text("clusterrole");
    if (role.isEmpty() == clusterRole.isEmpty()) {
      throw new KubectlError("exactly one of clusterrole or role must be specified");
    }
    Json.Object reference =
        role.isEmpty() ? reference("ClusterRole", clusterRole) : reference("Role", role);
    return binding(
        invocation, "RoleBinding", Generator.metadata(invocation, name, true), reference);
  }

  public static Json.Object clusterRoleBinding(Invocation invocation, String name) {
    return binding(
        invocation,
        "ClusterRoleBinding",
        Generator.metadata(invocation, name, false),
        reference("ClusterRole", invocation.flags().text("clusterrole")));
  }

  private static Json.Object reference(String kind, String name) {
    return Json.object("apiGroup", GROUP, "kind", kind, "name", name);
  }

  private static Json.Object binding(
      Invocation invocation, String kind, Json.Object metadata, Json.Object reference) {
    List<Json> subjects = subjects(invocation.flags());
    Json.Object binding =
        Generator.object(GROUP + "/v1", kind, metadata).with("roleRef", reference);
    return subjects.isEmpty() ? binding : binding.with("subjects", Json.Array.of(subjects));
  }

  /// The subjects that `--user`, `--group` and `--serviceaccount` name.
  public static List<Json> subjects(Flags flags) {
    List<Json> subjects = new ArrayList<>();
    for (String user : flags.list("user")) {
      subjects.add(Json.object("apiGroup", GROUP, "kind", "User", "name", user));
    }
    for (String group : flags.list("group")) {
      subjects.add(Json.object("apiGroup", GROUP, "kind", "Group", "name", group));
    }
    for (String account : flags.list("serviceaccount")) {
      String[] parts = account.split(":", -1);
      if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
        throw new KubectlError("serviceaccount must be <namespace>:<name>");
      }
      subjects.add(Json.object("kind", "ServiceAccount", "name", parts[1], "namespace", parts[0]));
    }
    return subjects;
  }
}
