package seodang.terminal.kubectl.create;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.client.Resource;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Invocation;

/// `kubectl create role` and `clusterrole`.
public final class Roles {
  private static final Set<String> VERBS =
      Set.of(
          "*",
          "get",
          "delete",
          "list",
          "create",
          "update",
          "patch",
          "watch",
          "proxy",
          "deletecollection",
          "use",
          "bind",
          "escalate",
          "impersonate",
          "approve",
          "sign",
          "attest");
  private static final Set<String> URL_VERBS =
      Set.of("*", "get", "put", "post", "head", "options", "delete", "patch");

  /// Verbs that mean something for some resources alone.
  private static final Map<String, Set<String>> SPECIAL =
      Map.of(
          "use", Set.of("podsecuritypolicies.policy", "podsecuritypolicies.extensions"),
          "bind",
              Set.of("roles.rbac.authorization.k8s.io", "clusterroles.rbac.authorization.k8s.io"),
          "escalate",
              Set.of("roles.rbac.authorization.k8s.io", "clusterroles.rbac.authorization.k8s.io"),
          "impersonate",
              Set.of("users", "groups", "serviceaccounts", "userextras.authentication.k8s.io"),
          "approve", Set.of("signers.certificates.k8s.io"),
          "sign", Set.of("signers.certificates.k8s.io"),
          "attest", Set.of("signers.certificates.k8s.io"));

  private final Invocation invocation;
  private final Flags flags;
  private final List<String> verbs;

  private Roles(Invocation invocation) {
    this.invocation = invocation;
    this.flags = invocation.flags();
    Set<String> unique = new LinkedHashSet<>(flags.list("verb"));
    this.verbs = unique.contains("*") ? List.of("*") : List.copyOf(unique);
  }

  public static Json.Object role(Invocation invocation, String name) {
    Roles roles = new Roles(invocation);
    List<Target> targets = roles.targets();
    if (roles.verbs.isEmpty()) {
      throw new KubectlError("at least one verb must be specified");
    }
    roles.checkVerbs(targets, false);
    if (targets.isEmpty()) {
      throw new KubectlError("at least one resource must be specified");
    }
    roles.checkTargets(targets);
    return Generator.object(
            "rbac.authorization.k8s.io/v1", "Role", Generator.metadata(invocation, name, true))
        .with("rules", Json.Array.of(roles.rules(targets)));
  }

  public static Json.Object clusterRole(Invocation invocation, String name) {
    Roles roles = new Roles(invocation);
    Json.Object role =
        Generator.object(
            "rbac.authorization.k8s.io/v1",
            "ClusterRole",
            Generator.metadata(invocation, name, false));
    Map<String, String> aggregation = invocation.flags().pairs("aggregation-rule");
    List<String> urls = invocation.flags().list("non-resource-url");
    List<Target> targets = roles.targets();
    if (!aggregation.isEmpty()) {
      if (!urls.isEmpty()
          || !roles.verbs.isEmpty()
          || !targets.isEmpty()
          || !roles.flags.list("resource-name").isEmpty()) {
        throw new KubectlError(
            "aggregation rule must be specified without nonResourceURLs, verbs, resources or"
                + " resourceNames");
      }
      return role.with("rules", Json.Null.NULL)
          .with(
              "aggregationRule",
              Json.object(
                  "clusterRoleSelectors",
                  Json.array(Json.object("matchLabels", Json.of(aggregation)))));
    }
    if (roles.verbs.isEmpty()) {
      throw new KubectlError("at least one verb must be specified");
    }
    if (targets.isEmpty() && urls.isEmpty()) {
      throw new KubectlError("one of resource or nonResourceURL must be specified");
    }
    List<Json> rules = new ArrayList<>();
    if (!targets.isEmpty()) {
      roles.checkVerbs(targets, !urls.isEmpty());
      roles.checkTargets(targets);
      rules.addAll(roles.rules(targets));
    }
    if (!urls.isEmpty()) {
      roles.checkUrls(urls, targets.isEmpty());
      rules.add(Json.object("nonResourceURLs", urls, "verbs", roles.verbs));
    }
    return role.with("rules", Json.Array.of(rules));
  }

  /// @param group as found by discovery, or `""`
  /// @param subresource `""` for none
  private record Target(String resource, String group, String subresource) {
    String path() {
      return resource + (subresource.isEmpty() ? "" : "/" + subresource);
    }

    String qualified() {
      return resource + (group.isEmpty() ? "" : "." + group);
    }
  }

  private List<Target> targets() {
    List<Target> targets = new ArrayList<>();
    for (String word : flags.list("resource")) {
      if (word.equals("*")) {
        return List.of(new Target("*", "", ""));
      }
      int slash = word.indexOf('/');
      String path = slash < 0 ? word : word.substring(0, slash);
      int dot = path.indexOf('.');
      targets.add(
          new Target(
              dot < 0 ? path : path.substring(0, dot),
              dot < 0 ? "" : path.substring(dot + 1),
              slash < 0 ? "" : word.substring(slash + 1)));
    }
    return new ArrayList<>(new LinkedHashSet<>(targets));
  }

  private void checkVerbs(List<Target> targets, boolean alsoUrls) {
    for (String verb : verbs) {
      if (!VERBS.contains(verb) && !(alsoUrls && URL_VERBS.contains(verb))) {
        invocation.printError("Warning: '" + verb + "' is not a standard resource verb\n");
      }
    }
    if (targets.size() > 1
        && !flags.list("resource-name").isEmpty()
        && targets.stream().anyMatch(t -> t.resource().isEmpty())) {
      throw new KubectlError("resource name(s) can not be applied to multiple resources");
    }
  }

  private void checkTargets(List<Target> targets) {
    for (Target target : targets) {
      if (target.resource().isEmpty()) {
        throw new KubectlError("resource must be specified if apiGroup/subresource specified");
      }
      if (target.resource().equals("*")) {
        continue;
      }
      for (String verb : verbs) {
        Set<String> allowed = SPECIAL.get(verb);
        if (allowed != null && !allowed.contains(resolve(target).qualified())) {
          throw new KubectlError(
              "can not perform '"
                  + verb
                  + "' on '"
                  + target.resource()
                  + "' in group '"
                  + target.group()
                  + "'");
        }
      }
      resolve(target);
    }
  }

  private Target resolve(Target target) {
    if (target.resource().equals("*")) {
      return target;
    }
    boolean special =
        SPECIAL.values().stream().anyMatch(s -> s.contains(target.qualified()))
            && verbs.stream().anyMatch(SPECIAL::containsKey);
    if (special) {
      return target;
    }
    Resource resource = invocation.mapper().resourceOnly(target.resource(), target.group());
    return new Target(resource.name(), resource.group(), target.subresource());
  }

  private void checkUrls(List<String> urls, boolean alone) {
    for (String verb : verbs) {
      if (!URL_VERBS.contains(verb)) {
        throw new KubectlError("invalid verb: '" + verb + "' for nonResourceURL");
      }
    }
    for (String url : urls) {
      if (url.equals("*")) {
        continue;
      }
      if (url.isEmpty() || !url.startsWith("/")) {
        throw new KubectlError("nonResourceURL should start with /");
      }
      int star = url.indexOf('*');
      if (star >= 0 && star < url.length() - 1) {
        throw new KubectlError(
            "nonResourceURL only supports wildcard matches when '*' is at the end");
      }
    }
    if (alone && !flags.list("resource-name").isEmpty()) {
      throw new KubectlError("resource must be specified if resourceName specified");
    }
  }

  /// One rule for each API group, in the order they were named.
  private List<Json> rules(List<Target> targets) {
    Map<String, Set<String>> byGroup = new LinkedHashMap<>();
    for (Target target : targets) {
      Target resolved = resolve(target);
      byGroup.computeIfAbsent(resolved.group(), g -> new LinkedHashSet<>()).add(resolved.path());
    }
    List<String> names = flags.list("resource-name");
    List<Json> rules = new ArrayList<>();
    byGroup.forEach((group, resources) ->
        rules.add(
            Json.object(
                "apiGroups",
                List.of(group),
                "resourceNames",
                names.isEmpty() ? null : names,
                "resources",
                List.copyOf(resources),
                "verbs",
                verbs)));
    return rules;
  }
}
