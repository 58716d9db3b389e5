package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.Selector;
import seodang.kube.engine.Run;
import seodang.kube.schema.ResourceType;
import seodang.kube.store.Store;

/// Get, list and watch.
final class Reads {
  private Reads() {}

  static ApiResponse get(Run run, ApiRequest request, RequestPath path) {
    Page.tooLarge(RequestOptions.revision(request), run.store());
    Json.Object object = Live.view(run, path.type(), ApiServer.require(run, path));
    return switch (Negotiation.of(request, path.type()).as()) {
      case "Table" ->
          new ApiResponse.Document(
              200,
              Tables.table(run, request, path.type(), List.of(object), object.object("metadata")));
      case "" -> ApiServer.document(200, path.type(), object, List.of());
      default -> new ApiResponse.Document(200, Tables.metadataOnly(object));
    };
  }

  static ApiResponse list(Run run, ApiRequest request, RequestPath path) {
    RequestOptions.checkList(request);
    Filter filter = filter(run, request, path);
    if (request.flag("watch")) {
      return WatchCursor.open(run, request, path, filter);
    }
    ResourceType type = path.type();
    String prefix = Store.prefix(type.storageGroup(), type.resource(), path.namespace());
    Page page = Page.of(request, run.store(), prefix);
    List<Json.Object> found = new ArrayList<>();
    String last = "";
    long remaining = 0;
    for (Map.Entry<String, Json.Object> entry : page.entries(run.store()).entrySet()) {
      Json.Object object = entry.getValue();
      if (filter.matches(object)) {
        if (page.limit() > 0 && found.size() == page.limit()) {
          remaining++;
          continue;
        }
        found.add(Live.view(run, type, object));
        last = entry.getKey();
      }
    }
    Json.Object meta = Json.object("resourceVersion", Long.toString(page.revision()));
    if (remaining > 0) {
      meta = meta.with("continue", page.token(last));
      if (filter.isEverything()) {
        meta = meta.with("remainingItemCount", remaining);
      }
    }
    return switch (Negotiation.of(request, type).as()) {
      case "Table" -> new ApiResponse.Document(200, Tables.table(run, request, type, found, meta));
      case "" -> listed(type.kind() + "List", type.apiVersion(), meta, found);
      default ->
          listed(
              "PartialObjectMetadataList",
              "meta.k8s.io/v1",
              meta,
              found.stream().map(Tables::metadataOnly).toList());
    };
  }

  private static ApiResponse listed(
      String kind, String apiVersion, Json.Object meta, List<Json.Object> items) {
    return new ApiResponse.Document(
        200, Json.object("kind", kind, "apiVersion", apiVersion, "metadata", meta, "items", items));
  }

  /// Which objects a request wants.
  record Filter(Selector labels, FieldSelector fields, String name) {
    boolean matches(Json.Object object) {
      return labels.matchesObject(object) && fields.matches(object);
    }

    boolean isEverything() {
      return labels.requirements().isEmpty() && fields.isEverything();
    }
  }

  static Filter filter(Run run, ApiRequest request, RequestPath path) {
    return new Filter(
        labels(request.parameter("labelSelector")),
        FieldSelector.parse(run, path.type(), request.parameter("fieldSelector")),
        path.name());
  }

  private static Selector labels(String text) {
    try {
      return Selector.read(text);
    } catch (Selector.Malformed e) {
      throw Statuses.badRequest(String.valueOf(e.getMessage()));
    }
  }

  static long number(@Nullable String text) {
    try {
      return text == null || text.isEmpty() ? 0 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
