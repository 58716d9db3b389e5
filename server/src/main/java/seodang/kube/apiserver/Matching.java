package seodang.kube.apiserver;

import java.util.List;
import seodang.json.Json;
import seodang.kube.Selector;
import seodang.kube.engine.Run;

/// Whether an admission rule is about a request: what policies, bindings and webhooks share.
final class Matching {
  private Matching() {}

  /// @param match of a policy or a binding
  static boolean matches(Run run, Json.Object match, AdmissionRequest request) {
    return selects(run, match, request)
        && match.array("excludeResourceRules").objects().stream()
            .noneMatch(r -> rule(run, r, request, match.text("matchPolicy")))
        && (match.array("resourceRules").isEmpty()
            || match.array("resourceRules").objects().stream()
                .anyMatch(r -> rule(run, r, request, match.text("matchPolicy"))));
  }

  /// Whether the namespace's and the object's labels are those meant.
  static boolean selects(Run run, Json.Object match, AdmissionRequest request) {
    return namespace(run, match.object("namespaceSelector"), request)
        && object(match.object("objectSelector"), request);
  }

  private static boolean namespace(Run run, Json.Object selector, AdmissionRequest request) {
    if (selector.isEmpty()) {
      return true;
    }
    boolean itself =
        request.type().group().isEmpty() && request.type().resource().equals("namespaces");
    if (!itself && !request.type().namespaced()) {
      return true;
    }
    Json.Object object = itself ? request.object() : null;
    if (object == null) {
      object = run.get("", "namespaces", "", itself ? request.name() : request.namespace());
    }
    return object != null && Selector.of(selector).matchesObject(object);
  }

  private static boolean object(Json.Object selector, AdmissionRequest request) {
    if (selector.isEmpty()) {
      return true;
    }
    Selector wanted = Selector.of(selector);
    return request.object() != null && wanted.matchesObject(request.object())
        || request.before() != null && wanted.matchesObject(request.before());
  }

  /// @param policy `Exact`, or `Equivalent`: other versions of the same resource count too
  static boolean rule(Run run, Json.Object rule, AdmissionRequest request, String policy) {
    List<String> names = rule.array("resourceNames").texts();
    String scope = rule.text("scope", "*");
    return has(rule, "operations", request.operation())
        && has(rule, "apiGroups", request.type().group())
        && version(run, rule, request, policy)
        && resource(rule.array("resources").texts(), request)
        && (scope.equals("*") || scope.equals("Namespaced") == request.type().namespaced())
        && (names.isEmpty() || names.contains(request.name()));
  }

  private static boolean has(Json.Object rule, String member, String wanted) {
    List<String> texts = rule.array(member).texts();
    return texts.contains("*") || texts.contains(wanted);
  }

  private static boolean version(
      Run run, Json.Object rule, AdmissionRequest request, String policy) {
    if (has(rule, "apiVersions", request.type().version())) {
      return true;
    }
    return !policy.equals("Exact")
        && rule.array("apiVersions").texts().stream()
            .anyMatch(v ->
                CustomResources.find(run, request.type().group(), v, request.type().resource())
                    != null);
  }

  private static boolean resource(List<String> resources, AdmissionRequest request) {
    String plain = request.type().resource();
    String sub = request.subresource();
    return resources.stream()
        .anyMatch(r ->
            r.equals("*/*")
                || sub.isEmpty() && (r.equals("*") || r.equals(plain))
                || !sub.isEmpty()
                    && (r.equals(plain + "/" + sub)
                        || r.equals(plain + "/*")
                        || r.equals("*/" + sub)));
  }

  /// What no admission configuration is asked about: admission configurations themselves, and what
  /// is asked but not stored.
  static boolean isExempt(AdmissionRequest request) {
    String group = request.type().group();
    return group.equals("admissionregistration.k8s.io")
        || group.equals("authentication.k8s.io")
        || group.equals("authorization.k8s.io");
  }

  /// The namespace a request is in; empty for none.
  static Json.Object namespaceOf(Run run, AdmissionRequest request) {
    Json.Object found =
        request.type().namespaced() ? run.get("", "namespaces", "", request.namespace()) : null;
    return found == null ? Json.object() : found;
  }
}
