package seodang.kube.apiserver;

import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.User;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;
import seodang.kube.schema.ResourceType;

/// That nobody grants what they do not hold: looked at before a role or a binding is written.
///
/// Who may `escalate` a role, or `bind` it, may do so nevertheless.
final class Escalation {
  private static final Json.Array EVERYTHING =
      Json.array(
          Json.object(
              "verbs", Json.array("*"), "apiGroups", Json.array("*"), "resources", Json.array("*")),
          Json.object("verbs", Json.array("*"), "nonResourceURLs", Json.array("*")));

  private Escalation() {}

  /// @param before the object that is replaced; null for a new one
  static void check(
      Run run, User requester, ResourceType type, Json.@Nullable Object before, Json.Object after) {
    if (!type.group().equals(RoleRules.GROUP)) {
      return;
    }
    User user = Authorizer.known(requester);
    if (user.groups().contains(Authorizer.MASTERS) || user.groups().contains(Client.COMPONENTS)) {
      return;
    }
    switch (type.resource()) {
      case "roles", "clusterroles" -> role(run, user, type, before, after);
      case "rolebindings", "clusterrolebindings" -> binding(run, user, type, after);
      default -> {}
    }
  }

  private static void role(
      Run run, User user, ResourceType type, Json.@Nullable Object before, Json.Object after) {
    boolean same =
        before != null
            && before.array("rules").equals(after.array("rules"))
            && before.object("aggregationRule").equals(after.object("aggregationRule"));
    String name = Meta.name(after);
    String namespace = Meta.namespace(after);
    if (same || may(run, user, "escalate", type.resource(), namespace, name)) {
      return;
    }
    confirm(run, user, type, name, namespace, after.array("rules"));
    if (after.has("aggregationRule") && !lacking(run, user, namespace, EVERYTHING).isEmpty()) {
      throw Statuses.forbidden(
          type, name, "must have cluster-admin privileges to use an aggregationRule");
    }
  }

  private static void binding(Run run, User user, ResourceType type, Json.Object after) {
    Json.Object ref = after.object("roleRef");
    String namespace = Meta.namespace(after);
    String roles = ref.text("kind").equals("ClusterRole") ? "clusterroles" : "roles";
    if (may(run, user, "bind", roles, namespace, ref.text("name"))) {
      return;
    }
    Json.Array rules = RoleRules.of(run, ref, namespace);
    if (rules == null) {
      throw new Rejection(
          Statuses.failure(
              404,
              "NotFound",
              roles + "." + RoleRules.GROUP + " " + Json.text(ref.text("name")) + " not found",
              Statuses.details(ref.text("name"), RoleRules.GROUP, roles)));
    }
    confirm(run, user, type, Meta.name(after), namespace, rules);
  }

  private static boolean may(
      Run run, User user, String verb, String resource, String namespace, String name) {
    return Authorizer.decide(
            run, user, new Authorizer.Wish(verb, RoleRules.GROUP, resource, namespace, name, ""))
        .allowed();
  }

  private static List<Json.Object> lacking(
      Run run, User user, String namespace, Json.Array wanted) {
    List<Json.Object> held =
        Authorizer.granted(run, user, namespace).grants().stream()
            .map(Authorizer.Grant::rule)
            .toList();
    return RoleRules.lacking(held, wanted);
  }

  private static void confirm(
      Run run, User user, ResourceType type, String name, String namespace, Json.Array rules) {
    List<Json.Object> lacking = lacking(run, user, namespace, rules);
    if (lacking.isEmpty()) {
      return;
    }
    List<String> errors = Authorizer.granted(run, user, namespace).errors();
    throw Statuses.forbidden(
        type,
        name,
        "user "
            + Json.text(user.name())
            + " (groups="
            + RoleRules.quoted(user.groups())
            + ") is attempting to grant RBAC permissions not currently held:\n"
            + RoleRules.told(lacking)
            + (errors.isEmpty() ? "" : "; resolution errors: [" + String.join(" ", errors) + "]"));
  }
}
