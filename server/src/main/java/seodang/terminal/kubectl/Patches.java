package seodang.terminal.kubectl;

import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.terminal.kubectl.client.Client;
import seodang.terminal.kubectl.client.Resource;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.patch.MergePatch;
import seodang.terminal.kubectl.patch.PatchSchema;
import seodang.terminal.kubectl.patch.StrategicPatch;

/// Makes and sends the patches of commands that change an object: strategic ones for the built-in
/// kinds, JSON merge patches for others.
final class Patches {
  private Patches() {}

  /// @param type the content type
  record Patch(String type, Json body) {
    boolean isEmpty() {
      return body instanceof Json.Object object && object.isEmpty();
    }
  }

  static Patch twoWay(Resource resource, Json.Object before, Json.Object after) {
    return PatchSchema.of(resource.group(), resource.version(), resource.kind())
        .map(schema ->
            new Patch(
                ApiRequest.STRATEGIC_MERGE_PATCH, StrategicPatch.twoWay(before, after, schema)))
        .orElseGet(() -> new Patch(ApiRequest.MERGE_PATCH, MergePatch.twoWay(before, after)));
  }

  static Patch threeWay(
      Resource resource, Json.Object original, Json.Object modified, Json.Object current) {
    return PatchSchema.of(resource.group(), resource.version(), resource.kind())
        .map(schema ->
            new Patch(
                ApiRequest.STRATEGIC_MERGE_PATCH,
                StrategicPatch.threeWay(original, modified, current, schema)))
        .orElseGet(() ->
            new Patch(ApiRequest.MERGE_PATCH, MergePatch.threeWay(original, modified, current)));
  }

  /// Sends a patch, with the command's dry run and field validation.
  ///
  /// @param manager the field manager; `""` for none
  /// @param subresource `""` for the object itself
  /// @return the object as it is now
  static Json.Object send(
      Invocation invocation, Info info, Patch patch, String manager, String subresource) {
    String path = info.path() + (subresource.isEmpty() ? "" : "/" + subresource);
    @Nullable String validation =
        invocation.flags().has("validate")
                || manager.equals("kubectl-client-side-apply")
                || manager.equals("kubectl-edit")
            ? invocation.fieldValidation()
            : null;
    ApiRequest request = ApiRequest.patch(path, patch.type(), patch.body());
    return Client.typed(
        invocation
            .client()
            .send(
                Client.with(
                    request,
                    "dryRun",
                    invocation.dryRun().parameter(),
                    "fieldManager",
                    manager.isEmpty() ? null : manager,
                    "fieldValidation",
                    validation))
            .object(),
        info.resource());
  }
}
