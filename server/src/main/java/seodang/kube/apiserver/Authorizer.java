package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.User;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;

/// Whether a user may do what a request asks: everything for `system:masters` and the cluster's own
/// components, for others what RBAC grants.
final class Authorizer {
  static final String MASTERS = "system:masters";
  static final String AUTHENTICATED = "system:authenticated";
  static final String UNAUTHENTICATED = "system:unauthenticated";

  private Authorizer() {}

  /// What somebody wants to do.
  ///
  /// @param resource with its subresource: `pods/log`; `""` for a path that is no resource
  /// @param url such a path; `""` for a resource
  record Wish(
      String verb, String group, String resource, String namespace, String name, String url) {
    static Wish url(String verb, String url) {
      return new Wish(verb, "", "", "", "", url);
    }
  }

  /// @param reason what allowed it, or what kept RBAC from knowing; `""` for nothing to tell
  record Decision(boolean allowed, String reason) {}

  /// @param name that the request is about; a list may be about one
  static void check(Run run, User user, String verb, RequestPath path, String name) {
    if (isComponent(user)) {
      return;
    }
    Wish wish = new Wish(verb, path.type().group(), path.resource(), path.namespace(), name, "");
    Decision decision = decide(run, known(user), wish);
    if (!decision.allowed()) {
      String where =
          path.namespace().isEmpty()
              ? " at the cluster scope"
              : " in the namespace \"" + path.namespace() + "\"";
      throw Statuses.forbidden(
          path.type(),
          name,
          "User \""
              + user.name()
              + "\" cannot "
              + verb
              + " resource \""
              + path.resource()
              + "\" in API group \""
              + path.type().group()
              + "\""
              + where
              + (decision.reason().isEmpty() ? "" : ": " + decision.reason()));
    }
  }

  /// The same for discovery, health and whatever else is no resource.
  static void checkUrl(Run run, ApiRequest request) {
    String verb = request.method().toLowerCase(Locale.ROOT);
    Decision decision = decide(run, known(request.user()), Wish.url(verb, request.path()));
    if (!decision.allowed()) {
      throw new Rejection(
          Statuses.failure(
              403,
              "Forbidden",
              "forbidden: User \""
                  + request.user().name()
                  + "\" cannot "
                  + verb
                  + " path \""
                  + request.path()
                  + "\""
                  + (decision.reason().isEmpty() ? "" : ": " + decision.reason()),
              Json.object()));
    }
  }

  /// A requester with the group that every one is in who is known at all.
  static User known(User user) {
    List<String> groups = user.groups();
    if (groups.contains(AUTHENTICATED) || groups.contains(UNAUTHENTICATED)) {
      return user;
    }
    List<String> all = new ArrayList<>(groups);
    all.add(AUTHENTICATED);
    return new User(user.name(), List.copyOf(all), user.uid(), user.extra());
  }

  /// @param user with all groups
  static Decision decide(Run run, User user, Wish wish) {
    if (user.groups().contains(MASTERS) || isComponent(user)) {
      return new Decision(true, "");
    }
    List<String> modes = Settings.of(run).authorization();
    if (!modes.contains("RBAC")) {
      boolean all = modes.contains("AlwaysAllow");
      boolean none = modes.contains("AlwaysDeny");
      return new Decision(all, !all && none ? "Everything is forbidden." : "");
    }
    Decision decision = byRoles(run, user, wish);
    return modes.contains("AlwaysAllow") && !decision.allowed() ? new Decision(true, "") : decision;
  }

  private static Decision byRoles(Run run, User user, Wish wish) {
    Granted granted = granted(run, user, wish.namespace());
    for (Grant grant : granted.grants()) {
      if (RoleRules.allows(grant.rule(), wish)) {
        return new Decision(true, "RBAC: allowed by " + grant.source());
      }
    }
    Set<String> errors = new LinkedHashSet<>(granted.errors());
    String all = String.join(", ", errors);
    return new Decision(
        false, errors.isEmpty() ? "" : "RBAC: " + (errors.size() == 1 ? all : "[" + all + "]"));
  }

  /// The cluster's own components, which `Node` and the bootstrap roles allow.
  private static boolean isComponent(User user) {
    return user.name().startsWith("system:") && user.groups().contains(Client.COMPONENTS);
  }

  /// One rule that holds for a user.
  ///
  /// @param source `ClusterRoleBinding "x" of ClusterRole "y" to User "z"`
  record Grant(Json.Object rule, String source) {}

  /// @param errors roles that are bound and not there
  record Granted(List<Grant> grants, List<String> errors) {}

  /// Every rule that is granted to a user, everywhere and in the namespace.
  ///
  /// @param namespace `""` for none
  static Granted granted(Run run, User user, String namespace) {
    Granted granted = new Granted(new ArrayList<>(), new ArrayList<>());
    for (Json.Object binding : run.list(RoleRules.GROUP, "clusterrolebindings", "")) {
      add(run, user, binding, "", granted);
    }
    if (!namespace.isEmpty()) {
      for (Json.Object binding : run.list(RoleRules.GROUP, "rolebindings", namespace)) {
        add(run, user, binding, namespace, granted);
      }
    }
    return granted;
  }

  private static void add(
      Run run, User user, Json.Object binding, String namespace, Granted granted) {
    Json.Object subject = subject(binding, user, namespace);
    if (subject == null) {
      return;
    }
    Json.Object ref = binding.object("roleRef");
    Json.Array rules = RoleRules.of(run, ref, namespace);
    if (rules == null) {
      granted.errors().add(RoleRules.missing(ref));
      return;
    }
    String name = binding.object("metadata").text("name");
    String source =
        (namespace.isEmpty() ? "ClusterRoleBinding " : "RoleBinding ")
            + Json.text(namespace.isEmpty() ? name : name + "/" + namespace)
            + " of "
            + ref.text("kind")
            + " "
            + Json.text(ref.text("name"))
            + " to "
            + subject.text("kind")
            + " "
            + Json.text(
                subject.text("kind").equals("ServiceAccount")
                    ? subject.text("name") + "/" + subject.text("namespace", namespace)
                    : subject.text("name"));
    rules.objects().forEach(rule -> granted.grants().add(new Grant(rule, source)));
  }

  private static Json.@Nullable Object subject(Json.Object binding, User user, String namespace) {
    for (Json.Object subject : binding.array("subjects").objects()) {
      String name = subject.text("name");
      boolean match =
          switch (subject.text("kind")) {
            case "User" -> name.equals(user.name());
            case "Group" -> user.groups().contains(name);
            default -> {
              String home = subject.text("namespace", namespace);
              yield !home.isEmpty()
                  && user.name().equals("system:serviceaccount:" + home + ":" + name);
            }
          };
      if (match) {
        return subject;
      }
    }
    return null;
  }
}
