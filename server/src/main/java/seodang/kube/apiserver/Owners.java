package seodang.kube.apiserver;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.json.ObjectBuilder;
import seodang.kube.ApiRequest;
import seodang.kube.Meta;
import seodang.kube.apiserver.fields.FieldManager;
import seodang.kube.engine.Run;
import seodang.kube.schema.FieldType;
import seodang.kube.schema.ResourceType;

/// Field ownership of one write: `metadata.managedFields`, and apply with its refusals.
final class Owners {
  private final ApiRequest request;
  private final ResourceType type;
  private final boolean status;
  private final @Nullable FieldManager manager;

  Owners(Run run, ApiRequest request, ResourceType type, String subresource) {
    FieldType.Struct struct = CustomResources.struct(run, type);
    this.request = request;
    this.type = type;
    this.status = !subresource.isEmpty() || !type.subresources().containsKey("status");
    this.manager =
        struct == null
            ? null
            : new FieldManager(
                struct, type.apiVersion(), ApiServer.manager(request), subresource, run.now());
  }

  /// The object with what its writer owns now; of a status that the writer may not set, nothing.
  ///
  /// @param live null for a new object
  Json.Object update(Json.@Nullable Object live, Json.Object after) {
    if (manager == null) {
      return after;
    }
    Json.Object tracked =
        status
            ? manager.update(live, after)
            : manager.update(live == null ? null : live.without("status"), after.without("status"));
    Json managed = tracked.at("metadata", "managedFields");
    return managed == null
        ? after.withoutAt("metadata", "managedFields")
        : after.withAt(managed, "metadata", "managedFields");
  }

  /// The live object with what is applied on top, not yet decoded.
  Json.Object apply(Json.@Nullable Object live, Json.Object patch) {
    if (manager == null) {
      throw Statuses.unsupportedMediaType("server-side apply needs a schema");
    }
    Json.Object own = status ? patch : patch.without("status");
    return switch (manager.apply(live, own, request.flag("force"))) {
      case FieldManager.Applied.Done done -> done.object();
      case FieldManager.Applied.Refused refused -> throw conflict(refused);
      case FieldManager.Applied.Mistyped mistyped ->
          throw failure(
              "failed to create typed patch object (" + called(patch) + "): " + mistyped.message());
    };
  }

  /// Decodes what an apply made; what does not fit is then the server's failure, not the client's.
  Json.Object decoded(Json.Object patch, Supplier<Json.Object> decode) {
    try {
      return decode.get();
    } catch (Rejection e) {
      String message = e.status().text("message");
      int from = message.indexOf("cannot be handled as a " + type.kind() + ": ");
      String why =
          from < 0
              ? message
              : message.substring(from + ("cannot be handled as a " + type.kind() + ": ").length());
      throw failure(
          "failed to convert new object ("
              + called(patch)
              + ") to proper version: unable to convert unstructured object to "
              + groupVersionKind()
              + ": "
              + Patches.converted(why));
    }
  }

  private String called(Json.Object patch) {
    return Meta.namespace(patch) + "/" + Meta.name(patch) + "; " + groupVersionKind();
  }

  private String groupVersionKind() {
    return type.group() + "/" + type.version() + ", Kind=" + type.kind();
  }

  private static Rejection failure(String message) {
    return new Rejection(Statuses.failure(500, "", message, null));
  }

  private static Rejection conflict(FieldManager.Applied.Refused refused) {
    Json.Array causes = Json.array();
    for (FieldManager.Conflict conflict : refused.conflicts()) {
      causes =
          causes.add(
              new ObjectBuilder()
                  .put("reason", Json.text("FieldManagerConflict"))
                  .put("message", Json.text("conflict with " + conflict.owner()))
                  .put("field", Json.text(conflict.field()))
                  .build());
    }
    return new Rejection(
        Statuses.failure(
            409,
            "Conflict",
            FieldManager.message(refused.conflicts()),
            Json.object("causes", causes)));
  }
}
