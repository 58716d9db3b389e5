package seodang.terminal.kubectl;

import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.patch.JsonPatch;
import seodang.terminal.kubectl.patch.MergePatch;
import seodang.terminal.kubectl.patch.PatchSchema;
import seodang.terminal.kubectl.patch.StrategicPatch;

/// A patch applied without the API server: `--local`, `--dry-run=client`, `run --overrides`.
final class ClientPatch {
  private ClientPatch() {}

  /// @param type the content type of the patch
  static Json.Object apply(Info info, String type, Json patch) {
    return apply(
        info.object(),
        type,
        patch,
        PatchSchema.of(info.resource().group(), info.resource().version(), info.resource().kind())
            .orElse(null));
  }

  static Json.Object apply(
      Json.Object target,
      String type,
      Json patch,
      @org.jspecify.annotations.Nullable PatchSchema schema) {
    if (type.equals(ApiRequest.JSON_PATCH)) {
      return JsonPatch.apply(target, patch);
    }
    if (!(patch instanceof Json.Object object)) {
      throw new KubectlError(
          "json: cannot unmarshal array into Go value of type map[string]interface {}");
    }
    return type.equals(ApiRequest.MERGE_PATCH) || schema == null
        ? MergePatch.apply(target, object)
        : StrategicPatch.apply(target, object, schema);
  }
}
