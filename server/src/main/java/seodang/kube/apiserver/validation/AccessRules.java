package seodang.kube.apiserver.validation;

import org.jspecify.annotations.Nullable;

/// Roles and their bindings.
final class AccessRules {
  private static final String GROUP = "rbac.authorization.k8s.io";

  private AccessRules() {}

  static void role(Field role, @Nullable Field old) {
    role.items("rules").forEach(r -> rule(r, true));
  }

  static void clusterRole(Field role, @Nullable Field old) {
    role.items("rules").forEach(r -> rule(r, false));
    if (!role.has("aggregationRule")) {
      return;
    }
    Field selectors = role.at("aggregationRule", "clusterRoleSelectors");
    if (selectors.isEmpty()) {
      selectors.required("at least one clusterRoleSelector required if aggregationRule is non-nil");
    }
    for (Field selector : selectors.items()) {
      MetaRules.selector(selector);
      if (!MetaRules.isSelector(selector)) {
        selector.invalid("null", "invalid label selector.");
      }
    }
  }

  private static void rule(Field rule, boolean namespaced) {
    if (rule.at("verbs").isEmpty()) {
      rule.at("verbs").required("verbs must contain at least one value");
    }
    Field urls = rule.at("nonResourceURLs");
    if (!urls.isEmpty()) {
      String shown = GoValue.list("[]string", urls.value());
      if (namespaced) {
        urls.invalidGo(shown, "namespaced rules cannot apply to non-resource URLs");
      }
      boolean resources =
          !rule.at("apiGroups").isEmpty()
              || !rule.at("resources").isEmpty()
              || !rule.at("resourceNames").isEmpty();
      if (resources) {
        urls.invalidGo(shown, "rules cannot apply to both regular resources and non-resource URLs");
      }
      return;
    }
    if (rule.at("apiGroups").isEmpty()) {
      rule.at("apiGroups").required("resource rules must supply at least one api group");
    }
    if (rule.at("resources").isEmpty()) {
      rule.at("resources").required("resource rules must supply at least one resource");
    }
  }

  static void roleBinding(Field binding, @Nullable Field old) {
    binding(binding, old, true);
  }

  static void clusterRoleBinding(Field binding, @Nullable Field old) {
    binding(binding, old, false);
  }

  private static void binding(Field binding, @Nullable Field old, boolean namespaced) {
    Field ref = binding.at("roleRef");
    ref.at("apiGroup").oneOf(GROUP);
    if (namespaced) {
      ref.at("kind").oneOf("Role", "ClusterRole");
    } else {
      ref.at("kind").oneOf("ClusterRole");
    }
    if (ref.at("name").requiredText()) {
      ref.at("name").invalidEach(Formats.pathSegment(ref.text("name"), false));
    }
    for (Field subject : binding.items("subjects")) {
      boolean named = subject.at("name").requiredText();
      switch (subject.text("kind")) {
        case "ServiceAccount" -> {
          if (named) {
            subject.at("name").subdomain();
          }
          if (!subject.text("apiGroup").isEmpty()) {
            subject.at("apiGroup").notSupported("");
          }
          if (!namespaced) {
            subject.at("namespace").requiredText();
          }
        }
        case "User", "Group" -> subject.at("apiGroup").oneOf(GROUP);
        default -> subject.at("kind").notSupported("ServiceAccount", "User", "Group");
      }
    }
    if (old != null && !ref.same(old.at("roleRef"))) {
      ref.invalidGo(GoValue.struct("rbac.v1.RoleRef", ref.object()), "cannot change roleRef");
    }
  }
}
