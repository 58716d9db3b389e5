package seodang.kube.apiserver;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.apiserver.validation.FieldError;
import seodang.kube.schema.ResourceType;

/// The `Status` objects a refused request is answered with, worded as `apimachinery/api/errors`
/// does.
public final class Statuses {
  private Statuses() {}

  /// @param details null to leave them out
  public static Json.Object failure(
      int code, String reason, String message, Json.@Nullable Object details) {
    return Json.object(
        "kind",
        "Status",
        "apiVersion",
        "v1",
        "metadata",
        Json.object(),
        "status",
        "Failure",
        "message",
        message,
        "reason",
        reason.isEmpty() ? null : reason,
        "details",
        details,
        "code",
        code);
  }

  static Json.Object details(String name, String group, String kind) {
    return Json.object(
        "name", name.isEmpty() ? null : name,
        "group", group.isEmpty() ? null : group,
        "kind", kind);
  }

  static Rejection notFound(ResourceType type, String name) {
    return new Rejection(
        failure(
            404,
            "NotFound",
            type.qualified() + " \"" + name + "\" not found",
            details(name, type.group(), type.resource())));
  }

  static Rejection internal(String cause) {
    Json.Object details = Json.object("causes", Json.array(Json.object("message", cause)));
    return new Rejection(
        failure(500, "InternalError", "Internal error occurred: " + cause, details));
  }

  static Rejection noSuchPath() {
    return new Rejection(
        failure(
            404, "NotFound", "the server could not find the requested resource", Json.object()));
  }

  static Rejection alreadyExists(ResourceType type, String name) {
    return new Rejection(
        failure(
            409,
            "AlreadyExists",
            type.qualified() + " \"" + name + "\" already exists",
            details(name, type.group(), type.resource())));
  }

  static Rejection conflict(ResourceType type, String name, String why) {
    return new Rejection(
        failure(
            409,
            "Conflict",
            "Operation cannot be fulfilled on " + type.qualified() + " \"" + name + "\": " + why,
            details(name, type.group(), type.resource())));
  }

  static Rejection modified(ResourceType type, String name) {
    return conflict(
        type,
        name,
        "the object has been modified; please apply your changes to the latest version and try"
            + " again");
  }

  static Rejection forbidden(ResourceType type, String name, String why) {
    return new Rejection(
        failure(
            403,
            "Forbidden",
            name.isEmpty()
                ? type.qualified() + " is forbidden: " + why
                : type.qualified() + " \"" + name + "\" is forbidden: " + why,
            details(name, type.group(), type.resource())));
  }

  /// Refused before its name is generated: it is called by what its name will begin with.
  static Rejection unadmitted(ResourceType type, Json.Object object, String why) {
    String start = object.object("metadata").text("generateName", "Unknown");
    String name = Meta.name(object);
    return forbidden(type, name.isEmpty() ? start : name, why);
  }

  static Rejection badRequest(String message) {
    return new Rejection(failure(400, "BadRequest", message, null));
  }

  static Rejection methodNotAllowed() {
    return new Rejection(
        failure(
            405,
            "MethodNotAllowed",
            "the server does not allow this method on the requested resource",
            Json.object()));
  }

  static Rejection unsupportedMediaType(String message) {
    return new Rejection(failure(415, "UnsupportedMediaType", message, Json.object()));
  }

  static Rejection expired(String message) {
    return new Rejection(failure(410, "Expired", message, null));
  }

  static Rejection tooManyRequests(String message, Json.@Nullable Object details) {
    return new Rejection(failure(429, "TooManyRequests", message, details));
  }

  /// An object whose fields do not hold; no causes is a bug.
  static Rejection invalid(String group, String kind, String name, List<FieldError> errors) {
    Json.Array causes = Json.array();
    Set<String> messages = new LinkedHashSet<>();
    for (FieldError error : errors) {
      causes = causes.add(error.cause());
      messages.add(error.toString());
    }
    String message = String.join(", ", messages);
    String all = messages.size() == 1 ? message : "[" + message + "]";
    return new Rejection(
        failure(
            422,
            "Invalid",
            kind + (group.isEmpty() ? "" : "." + group) + " \"" + name + "\" is invalid: " + all,
            details(name, group, kind).with("causes", causes)));
  }

  static Json.Object success(ResourceType type, String name, String uid) {
    return Json.object(
        "kind", "Status",
        "apiVersion", "v1",
        "metadata", Json.object(),
        "status", "Success",
        "details", details(name, type.group(), type.resource()).with("uid", uid));
  }
}
