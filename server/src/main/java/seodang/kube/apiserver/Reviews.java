package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.User;
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
    User user = request.user();
    Json.Object status =
        switch (path.type().kind()) {
          case "SelfSubjectReview" -> Json.object("userInfo", userInfo(user));
          case "TokenReview" -> token(run, spec.text("token"));
          case "SelfSubjectRulesReview" -> rules(run, user, spec.text("namespace"));
          case "SelfSubjectAccessReview" -> access(run, user, spec);
          default -> access(run, new User(spec.text("user"), spec.array("groups").texts()), spec);
        };
    return ApiServer.document(
        201, path.type(), asked.with("metadata", Json.object()).with("status", status), warnings);
  }

  private static Json.Object userInfo(User user) {
    List<String> groups = new ArrayList<>(user.groups());
    groups.add("system:authenticated");
    return Json.object("username", user.name(), "groups", Json.Array.ofTexts(groups));
  }

  private static Json.Object token(Run run, String token) {
    User user = Authenticator.user(run, token);
    return user == null
        ? Json.object("authenticated", false, "error", "invalid bearer token")
        : Json.object(
            "authenticated", true,
            "user", userInfo(user),
            "audiences", Json.array("https://kubernetes.default.svc.cluster.local"));
  }

  private static Json.Object access(Run run, User user, Json.Object spec) {
    Json.Object a = spec.object("resourceAttributes");
    if (a.isEmpty()) {
      boolean master = user.groups().contains("system:masters");
      return Json.object("allowed", master);
    }
    String resource = a.text("resource");
    if (!a.text("subresource").isEmpty()) {
      resource += "/" + a.text("subresource");
    }
    boolean allowed =
        Authorizer.isAllowed(
            run,
            user,
            a.text("verb"),
            a.text("group"),
            resource,
            a.text("namespace"),
            a.text("name"));
    return Json.object("allowed", allowed);
  }

  private static Json.Object rules(Run run, User user, String namespace) {
    if (user.groups().contains("system:masters")) {
      Json all =
          Json.object(
              "verbs", Json.array("*"), "apiGroups", Json.array("*"), "resources", Json.array("*"));
      Json urls = Json.object("verbs", Json.array("*"), "nonResourceURLs", Json.array("*"));
      return Json.object(
          "resourceRules", Json.array(all),
          "nonResourceRules", Json.array(urls),
          "incomplete", false);
    }
    return Json.object(
        "resourceRules", Authorizer.rules(run, user, namespace),
        "nonResourceRules", Json.array(),
        "incomplete", false);
  }
}
