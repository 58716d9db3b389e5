package seodang.kube.apiserver;

import seodang.json.Json;
import seodang.json.JsonPatch;
import seodang.json.MergePatch;
import seodang.kube.ApiRequest;
import seodang.kube.schema.FieldType;
import seodang.kube.schema.ResourceType;
import seodang.kube.schema.Schema;

/// Chooses the kind of patch by the request's content type.
final class Patches {
  private Patches() {}

  static Json.Object apply(ApiRequest request, ResourceType type, Json.Object current) {
    String contentType = request.contentType().split(";")[0].strip();
    Json patch = ApiServer.read(request);
    Json patched =
        switch (contentType) {
          case ApiRequest.JSON_PATCH -> jsonPatch(current, patch);
          case ApiRequest.MERGE_PATCH -> MergePatch.apply(current, object(patch));
          case ApiRequest.STRATEGIC_MERGE_PATCH, ApiRequest.APPLY_PATCH -> {
            FieldType.Struct struct = Schema.ofKind(type.group(), type.version(), type.kind());
            if (struct == null) {
              throw unsupported();
            }
            yield StrategicMerge.apply(struct, current, object(patch));
          }
          default -> throw unsupported();
        };
    return patched instanceof Json.Object o ? o : Json.object();
  }

  private static Json jsonPatch(Json.Object current, Json patch) {
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
