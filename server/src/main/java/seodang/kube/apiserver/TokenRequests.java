package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.Meta;
import seodang.kube.apiserver.validation.FieldError;
import seodang.kube.engine.Run;

/// The `token` subresource of service accounts: tokens for some audiences, for some time, bound to
/// a Pod, a Secret or a Node if asked.
final class TokenRequests {
  private static final long LEAST = 600;
  private static final long MOST = 1L << 32;

  private TokenRequests() {}

  static ApiResponse answer(Run run, ApiRequest request, RequestPath path) {
    Json.Object account = ApiServer.require(run, path);
    Json.Object spec = ApiServer.body(request).object("spec");
    long seconds = spec.number("expirationSeconds", 3600);
    check(seconds);
    List<String> audiences = spec.array("audiences").texts();
    if (audiences.isEmpty()) {
      audiences = List.of(ServiceAccountToken.ISSUER);
    }
    Json.Object ref = spec.object("boundObjectRef");
    Json.Object bound = ref.isEmpty() ? null : bound(run, path, ref);
    return new ApiResponse.Document(
        201,
        Json.object(
            "kind",
            "TokenRequest",
            "apiVersion",
            "authentication.k8s.io/v1",
            "metadata",
            Json.object(
                "name", path.name(),
                "namespace", path.namespace(),
                "creationTimestamp", Meta.time(run.now())),
            "spec",
            Json.object(
                "audiences",
                Json.Array.ofTexts(audiences),
                "expirationSeconds",
                seconds,
                "boundObjectRef",
                ref.isEmpty() ? Json.Null.NULL : ref),
            "status",
            Json.object(
                "token", ServiceAccountToken.issue(run, account, audiences, seconds, bound),
                "expirationTimestamp", Meta.time(run.now().plusSeconds(seconds)))));
  }

  private static void check(long seconds) {
    List<FieldError> errors = new ArrayList<>();
    String field = "spec.expirationSeconds";
    if (seconds < LEAST) {
      errors.add(
          FieldError.invalid(
              field, Json.number(seconds), "may not specify a duration less than 10 minutes"));
    }
    if (seconds > MOST) {
      errors.add(
          FieldError.invalid(
              field, Json.number(seconds), "may not specify a duration larger than 2^32 seconds"));
    }
    if (!errors.isEmpty()) {
      throw Statuses.invalid("authentication.k8s.io", "TokenRequest", "", errors);
    }
  }

  /// The object a token is to end with.
  private static Json.Object bound(Run run, RequestPath path, Json.Object ref) {
    String kind = ref.text("kind");
    String account = Json.text(path.name()).toString();
    if (!List.of("Pod", "Secret", "Node").contains(kind) || !ref.text("apiVersion").equals("v1")) {
      throw Statuses.badRequest(
          "cannot bind token for serviceaccount "
              + account
              + " to object of type "
              + ref.text("apiVersion")
              + ", Kind="
              + kind);
    }
    String resource = kind.toLowerCase(Locale.ROOT) + "s";
    String name = ref.text("name");
    Json.@Nullable Object found =
        run.get("", resource, kind.equals("Node") ? "" : path.namespace(), name);
    if (found == null) {
      throw new Rejection(
          Statuses.failure(
              404,
              "NotFound",
              resource + " " + Json.text(name) + " not found",
              Statuses.details(name, "", resource)));
    }
    String uid = ref.text("uid");
    if (!uid.isEmpty() && !uid.equals(Meta.uid(found))) {
      throw new Rejection(
          Statuses.failure(
              409,
              "Conflict",
              "Operation cannot be fulfilled on "
                  + resource
                  + " "
                  + Json.text(name)
                  + ": the UID in the bound object reference ("
                  + uid
                  + ") does not match the UID in record. The object might have been deleted and"
                  + " then recreated",
              Statuses.details(name, "", resource)));
    }
    String own = found.object("spec").text("serviceAccountName", "default");
    if (kind.equals("Pod") && !own.equals(path.name())) {
      throw Statuses.badRequest(
          "cannot bind token for serviceaccount "
              + account
              + " to pod running with different serviceaccount name.");
    }
    return found.with("kind", kind);
  }
}
