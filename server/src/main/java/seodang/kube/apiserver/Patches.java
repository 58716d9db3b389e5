package seodang.kube.apiserver;

import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.json.JsonPatch;
import seodang.json.MergePatch;
import seodang.kube.ApiRequest;
import seodang.kube.apiserver.validation.FieldError;
import seodang.kube.schema.FieldType;
import seodang.kube.schema.ResourceType;

/// Chooses the kind of patch by the request's content type.
final class Patches {
  private static final Pattern MISMATCH =
      Pattern.compile(
          "json: cannot unmarshal (\\w+) into Go (?:struct field \\S+|value) of type (.+)");

  private Patches() {}

  static boolean isApply(ApiRequest request) {
    return request.contentType().startsWith(ApiRequest.APPLY_PATCH);
  }

  /// The object an apply carries.
  static Json.Object applied(ApiRequest request, ResourceType type) {
    if (!(ApiServer.read(request, "error decoding YAML: ") instanceof Json.Object patch)) {
      throw Statuses.badRequest("error decoding YAML: expected an object");
    }
    if (patch.object("metadata").has("managedFields")) {
      throw Statuses.badRequest("metadata.managedFields must be nil");
    }
    if (!patch.text("apiVersion").equals(type.apiVersion())) {
      throw Statuses.badRequest(
          "Incorrect version specified in apply patch. Specified patch version: "
              + patch.text("apiVersion")
              + ", expected: "
              + type.apiVersion());
    }
    return patch;
  }

  static Json read(ApiRequest request) {
    boolean strategic = ApiServer.mediaType(request).equals(ApiRequest.STRATEGIC_MERGE_PATCH);
    return ApiServer.read(request, strategic ? "" : "error decoding patch: ");
  }

  /// @param struct null for a kind without one
  static Json.Object apply(
      ApiRequest request,
      FieldType.@Nullable Struct struct,
      ResourceType type,
      Json.Object current) {
    Json patch = read(request);
    Json patched =
        switch (ApiServer.mediaType(request)) {
          case ApiRequest.JSON_PATCH -> jsonPatch(current, patch);
          case ApiRequest.MERGE_PATCH -> MergePatch.apply(current, object(patch));
          case ApiRequest.STRATEGIC_MERGE_PATCH -> {
            if (struct == null || CustomResources.isCustom(type)) {
              throw unsupported();
            }
            yield strategic(struct, current, object(patch));
          }
          default -> throw unsupported();
        };
    return patched instanceof Json.Object o ? o : Json.object();
  }

  private static Json strategic(FieldType.Struct struct, Json.Object current, Json.Object patch) {
    try {
      return StrategicMerge.apply(struct, current, patch);
    } catch (StrategicMerge.Failure e) {
      throw e.isRequest()
          ? Statuses.badRequest(String.valueOf(e.getMessage()))
          : new Rejection(Statuses.failure(500, "", String.valueOf(e.getMessage()), null));
    }
  }

  /// Decodes what a patch made; what does not fit is then the patch's fault.
  static Json.Object decoded(
      ApiRequest request, Json.Object patched, String kind, Supplier<Json.Object> decode) {
    try {
      return decode.get();
    } catch (Rejection e) {
      String message = e.status().text("message");
      String head = "cannot be handled as a " + kind + ": ";
      if (!message.contains(head)) {
        throw e;
      }
      boolean strategic = request.contentType().startsWith(ApiRequest.STRATEGIC_MERGE_PATCH);
      String value =
          strategic ? GoText.of(StrategicMerge.heeded(read(request))) : patched.toString();
      String why = message.substring(message.indexOf(head) + head.length());
      throw Statuses.invalid(
          "",
          "",
          "",
          List.of(FieldError.invalid("patch", value, strategic ? converted(why) : why)));
    }
  }

  /// A strategic merge's result is no longer text: it is converted field by field, in words of its
  /// own.
  static String converted(String why) {
    if (why.startsWith("illegal base64")) {
      return "error decoding from json: " + why;
    }
    Matcher mismatch = MISMATCH.matcher(why);
    if (!mismatch.matches()) {
      return why;
    }
    String from = mismatch.group(1);
    String to = mismatch.group(2);
    String kind =
        switch (from) {
          case "number" -> "int64";
          case "object" -> "map";
          case "array" -> "slice";
          default -> from;
        };
    if (to.startsWith("map[")) {
      return "cannot restore map from " + kind;
    }
    if (to.startsWith("[]")) {
      return "cannot restore slice from " + kind;
    }
    if (to.contains(".") && from.equals("string")) {
      return "cannot restore struct from: " + kind;
    }
    String type =
        switch (from) {
          case "object" -> "map[string]interface {}";
          case "array" -> "[]interface {}";
          default -> kind;
        };
    return "cannot convert " + type + " to " + to;
  }

  static Json jsonPatch(Json.Object current, Json patch) {
    if (!(patch instanceof Json.Array operations)) {
      throw Statuses.badRequest(
          "error decoding patch: json: cannot unmarshal object into Go value of type"
              + " jsonpatch.Patch");
    }
    try {
      return JsonPatch.apply(current, operations);
    } catch (JsonPatch.Failure e) {
      throw new Rejection(
          Statuses.failure(
              422,
              "Invalid",
              "the server rejected our request due to an error in our request",
              Json.object()));
    }
  }

  private static Json.Object object(Json patch) {
    if (patch instanceof Json.Object o) {
      return o;
    }
    throw Statuses.badRequest(
        "error decoding patch: json: cannot unmarshal into Go value of type map[string]interface {}");
  }

  private static Rejection unsupported() {
    return Statuses.unsupportedMediaType(
        "the body of the request was in an unknown format - accepted media types include:"
            + " application/json-patch+json, application/merge-patch+json,"
            + " application/apply-patch+yaml");
  }
}
