package seodang.kube.apiserver;

import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.User;
import seodang.kube.engine.Run;

/// RBAC: whether a user may do what a request asks.
final class Authorizer {
  private Authorizer() {}

  static void check(Run run, User user, String verb, RequestPath path) {
    if (!isAllowed(
        run, user, verb, path.type().group(), path.resource(), path.namespace(), path.name())) {
      String where =
          path.namespace().isEmpty()
              ? " at the cluster scope"
              : " in the namespace \"" + path.namespace() + "\"";
      throw Statuses.forbidden(
          path.type(),
          path.name(),
          "User \""
              + user.name()
              + "\" cannot "
              + verb
              + " resource \""
              + path.resource()
              + "\" in API group \""
              + path.type().group()
              + "\""
              + where);
    }
  }

  /// @param resource with its subresource: `pods/log`
  static boolean isAllowed(
      Run run,
      User user,
      String verb,
      String group,
      String resource,
      String namespace,
      String name) {
    if (user.groups().contains("system:masters") || isComponent(user)) {
      return true;
    }
    List<String> modes = Settings.of(run).authorization();
    if (!modes.contains("RBAC")) {
      return modes.contains("AlwaysAllow");
    }
    for (Json.Object binding : run.list("rbac.authorization.k8s.io", "clusterrolebindings", "")) {
      if (binds(binding, user, "") && grants(run, binding, "", verb, group, resource, name)) {
        return true;
      }
    }
    if (!namespace.isEmpty()) {
      for (Json.Object binding : run.list("rbac.authorization.k8s.io", "rolebindings", namespace)) {
        if (binds(binding, user, namespace)
            && grants(run, binding, namespace, verb, group, resource, name)) {
          return true;
        }
      }
    }
    return false;
  }

  /// The cluster's own components, which `Node` and the bootstrap roles allow.
  private static boolean isComponent(User user) {
    return user.name().startsWith("system:") && user.groups().contains("system:components");
  }

  private static boolean binds(Json.Object binding, User user, String namespace) {
    for (Json.Object subject : binding.array("subjects").objects()) {
      boolean match =
          switch (subject.text("kind")) {
            case "User" -> subject.text("name").equals(user.name());
            case "Group" ->
                user.groups().contains(subject.text("name"))
                    || subject.text("name").equals("system:authenticated")
                        && !user.equals(User.ANONYMOUS);
            default ->
                user.name()
                    .equals(
                        "system:serviceaccount:"
                            + subject.text("namespace", namespace)
                            + ":"
                            + subject.text("name"));
          };
      if (match) {
        return true;
      }
    }
    return false;
  }

  private static boolean grants(
      Run run,
      Json.Object binding,
      String namespace,
      String verb,
      String group,
      String resource,
      String name) {
    Json.Object role = role(run, binding, namespace);
    if (role == null) {
      return false;
    }
    for (Json.Object rule : role.array("rules").objects()) {
      if (has(rule, "verbs", verb)
          && has(rule, "apiGroups", group)
          && resources(rule, resource)
          && (rule.array("resourceNames").isEmpty()
              || rule.array("resourceNames").texts().contains(name))) {
        return true;
      }
    }
    return false;
  }

  /// Every rule that is granted to the user, for everything or in the namespace.
  static Json.Array rules(Run run, User user, String namespace) {
    Json.Array rules = Json.array();
    for (Json.Object binding : run.list("rbac.authorization.k8s.io", "clusterrolebindings", "")) {
      if (binds(binding, user, "")) {
        rules = with(rules, run, binding, "");
      }
    }
    for (Json.Object binding : run.list("rbac.authorization.k8s.io", "rolebindings", namespace)) {
      if (binds(binding, user, namespace)) {
        rules = with(rules, run, binding, namespace);
      }
    }
    return rules;
  }

  private static Json.Array with(Json.Array rules, Run run, Json.Object binding, String namespace) {
    Json.Array all = rules;
    Json.Object role = role(run, binding, namespace);
    if (role != null) {
      for (Json.Object rule : role.array("rules").objects()) {
        if (rule.has("resources")) {
          all = all.add(rule);
        }
      }
    }
    return all;
  }

  private static Json.@Nullable Object role(Run run, Json.Object binding, String namespace) {
    Json.Object ref = binding.object("roleRef");
    boolean cluster = ref.text("kind").equals("ClusterRole");
    return run.get(
        "rbac.authorization.k8s.io",
        cluster ? "clusterroles" : "roles",
        cluster ? "" : namespace,
        ref.text("name"));
  }

  private static boolean has(Json.Object rule, String list, String value) {
    List<String> values = rule.array(list).texts();
    return values.contains("*") || values.contains(value);
  }

  private static boolean resources(Json.Object rule, String resource) {
    int slash = resource.indexOf('/');
    String any = slash < 0 ? "" : "*" + resource.substring(slash);
    List<String> values = rule.array("resources").texts();
    return values.contains("*") || values.contains(resource) || values.contains(any);
  }
}
