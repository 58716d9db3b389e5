package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.User;
import seodang.kube.apiserver.validation.FieldError;
import seodang.kube.apiserver.validation.Validation;
import seodang.kube.engine.Run;
import seodang.kube.schema.ResourceType;

/// Kinds that are questions: who am I, may I.
final class Reviews {
  private Reviews() {}

  static boolean isReview(ResourceType type) {
    return type.group().equals("authorization.k8s.io")
        || type.group().equals("authentication.k8s.io");
  }

  static ApiResponse answer(Run run, ApiRequest request, RequestPath path) {
    List<String> warnings = new ArrayList<>();
    Json.Object asked = Decoder.decode(request, path.type(), ApiServer.body(request), warnings);
    Json.Object spec = asked.object("spec");
    User user = Authorizer.known(request.user());
    String kind = path.type().kind();
    check(path, spec);
    Json.Object status =
        switch (kind) {
          case "SelfSubjectReview" -> Json.object("userInfo", userInfo(user));
          case "TokenReview" -> token(run, spec);
          case "SelfSubjectRulesReview" -> rules(run, user, spec.text("namespace"));
          case "SelfSubjectAccessReview" -> access(run, user, spec);
          default -> access(run, subject(spec), spec);
        };
    Json.Object answer = asked.with("metadata", Json.object()).with("status", status);
    if (kind.equals("SelfSubjectRulesReview")) {
      answer = answer.with("spec", Json.object());
    }
    return ApiServer.document(201, path.type(), answer, warnings);
  }

  private static void check(RequestPath path, Json.Object spec) {
    String kind = path.type().kind();
    if (kind.equals("TokenReview") && spec.text("token").isEmpty()) {
      throw Statuses.badRequest("token is required for TokenReview in authentication");
    }
    if (kind.equals("SelfSubjectRulesReview") && spec.text("namespace").isEmpty()) {
      throw Statuses.badRequest("no namespace on request");
    }
    if (!kind.endsWith("AccessReview")) {
      return;
    }
    List<FieldError> errors = Validation.ofAccess(kind, spec);
    if (!errors.isEmpty()) {
      throw Statuses.invalid(path.type().group(), kind, "", errors);
    }
    String namespace = spec.object("resourceAttributes").text("namespace");
    if (kind.startsWith("Local") && !namespace.equals(path.namespace())) {
      throw Statuses.badRequest(
          "spec.resourceAttributes.namespace must match namespace: " + path.namespace());
    }
  }

  private static User subject(Json.Object spec) {
    Map<String, List<String>> extra = new LinkedHashMap<>();
    spec.object("extra").forEach((key, values) -> extra.put(key, ((Json.Array) values).texts()));
    return new User(
        spec.text("user"), spec.array("groups").texts(), spec.text("uid"), Map.copyOf(extra));
  }

  private static Json.Object userInfo(User user) {
    Json.Object extra = Json.object();
    for (Map.Entry<String, List<String>> entry : user.extra().entrySet()) {
      extra = extra.with(entry.getKey(), Json.Array.ofTexts(entry.getValue()));
    }
    return Json.object(
        "username",
        user.name(),
        "uid",
        user.uid().isEmpty() ? null : user.uid(),
        "groups",
        Json.Array.ofTexts(user.groups()),
        "extra",
        extra.isEmpty() ? null : extra);
  }

  private static Json.Object token(Run run, Json.Object spec) {
    List<String> audiences = spec.array("audiences").texts();
    Authenticator.Holder holder =
        Authenticator.holder(
            run,
            spec.text("token"),
            audiences.isEmpty() ? List.of(ServiceAccountToken.ISSUER) : audiences);
    if (holder == null) {
      return Json.object("user", Json.object(), "error", "invalid bearer token");
    }
    return Json.object(
        "authenticated", true,
        "user", userInfo(Authorizer.known(holder.user())),
        "audiences", Json.Array.ofTexts(holder.audiences()));
  }

  private static Json.Object access(Run run, User user, Json.Object spec) {
    Json.Object a = spec.object("resourceAttributes");
    Json.Object path = spec.object("nonResourceAttributes");
    String resource = a.text("resource");
    if (!a.text("subresource").isEmpty()) {
      resource += "/" + a.text("subresource");
    }
    Authorizer.Wish wish =
        spec.has("nonResourceAttributes")
            ? Authorizer.Wish.url(path.text("verb"), path.text("path"))
            : new Authorizer.Wish(
                a.text("verb"), a.text("group"), resource, a.text("namespace"), a.text("name"), "");
    Authorizer.Decision decision = Authorizer.decide(run, user, wish);
    return Json.object(
        "allowed",
        decision.allowed(),
        "reason",
        decision.reason().isEmpty() ? null : decision.reason());
  }

  /// What RBAC grants; whoever else allows things tells no rules.
  private static Json.Object rules(Run run, User user, String namespace) {
    Authorizer.Granted granted = Authorizer.granted(run, user, namespace);
    List<Json> resources = new ArrayList<>();
    List<Json> urls = new ArrayList<>();
    for (Authorizer.Grant grant : granted.grants()) {
      Json.Object rule = grant.rule();
      if (!rule.array("resources").isEmpty()) {
        resources.add(rule.without("nonResourceURLs"));
      }
      if (!rule.array("nonResourceURLs").isEmpty()) {
        urls.add(
            Json.object(
                "verbs", rule.get("verbs"), "nonResourceURLs", rule.get("nonResourceURLs")));
      }
    }
    String errors = String.join(", ", granted.errors());
    return Json.object(
        "resourceRules", Json.Array.of(resources),
        "nonResourceRules", Json.Array.of(urls),
        "incomplete", !granted.errors().isEmpty(),
        "evaluationError", errors.isEmpty() ? null : errors);
  }
}
