package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.ClusterState;
import seodang.kube.engine.Run;
import seodang.kube.schema.Protobuf;
import seodang.kube.schema.ResourceType;
import seodang.kube.store.Change;
import seodang.kube.store.Store;

/// A watch: the place in the store's history up to which a client has seen.
record WatchCursor(
    ApiRequest request, RequestPath path, Reads.Filter filter, long seen, List<Json> first)
    implements ApiResponse.Cursor<Json> {

  static ApiResponse open(Run run, ApiRequest request, RequestPath path, Reads.Filter filter) {
    String asked = request.parameter("resourceVersion");
    long from = Reads.number(asked);
    if (from > run.store().revision()) {
      from = run.store().revision();
    }
    if (from > 0 && from < run.store().compacted()) {
      throw Statuses.expired(
          "too old resource version: " + from + " (" + run.store().compacted() + ")");
    }
    List<Json> first = new ArrayList<>();
    boolean initial = request.flag("sendInitialEvents");
    if (from == 0 || initial) {
      from = run.store().revision();
      ResourceType type = path.type();
      for (Json.Object object : run.list(type.storageGroup(), type.resource(), path.namespace())) {
        if (filter.matches(object)) {
          first.add(event(run, request, path, "ADDED", object));
        }
      }
    }
    if (initial && request.flag("allowWatchBookmarks")) {
      first.add(endOfInitial(path.type(), from));
    }
    String type = Negotiation.of(request, path.type()).contentType();
    return new ApiResponse.Watch(
        200,
        type.equals(Protobuf.TYPE) ? Protobuf.TYPE + ";stream=watch" : type,
        new WatchCursor(request, path, filter, from, first));
  }

  private static Json endOfInitial(ResourceType type, long revision) {
    return Json.object(
        "type",
        "BOOKMARK",
        "object",
        Json.object(
            "kind", type.kind(),
            "apiVersion", type.apiVersion(),
            "metadata",
                Json.object(
                    "resourceVersion", Long.toString(revision),
                    "annotations", Json.object("k8s.io/initial-events-end", "true"))));
  }

  @Override
  public ApiResponse.Polled<Json> poll(ClusterState state) {
    Store store = state.store();
    List<Json> events = new ArrayList<>(first);
    if (seen < store.compacted()) {
      events.add(tooOld(store));
      return new ApiResponse.Polled<>(events, this, true);
    }
    if (seen == store.revision() && events.isEmpty()) {
      return new ApiResponse.Polled<>(events, this, false);
    }
    Run run = new Run(state, List.of());
    String prefix =
        Store.prefix(path.type().storageGroup(), path.type().resource(), path.namespace());
    for (Change change : store.since(seen)) {
      if (change.key().startsWith(prefix)) {
        Json event = event(run, change);
        if (event != null) {
          events.add(event);
        }
      }
    }
    return new ApiResponse.Polled<>(
        events, new WatchCursor(request, path, filter, store.revision(), List.of()), false);
  }

  private Json tooOld(Store store) {
    return Json.object(
        "type",
        "ERROR",
        "object",
        Statuses.expired("too old resource version: " + seen + " (" + store.compacted() + ")")
            .status());
  }

  private @Nullable Json event(Run run, Change change) {
    Json.Object before = change.before();
    Json.Object after = change.after();
    boolean was = before != null && filter.matches(before);
    boolean is = after != null && filter.matches(after);
    if (is && after != null) {
      return event(run, request, path, was ? "MODIFIED" : "ADDED", after);
    }
    if (was && before != null) {
      Json.Object last = after == null ? before : after;
      Json.Object gone =
          last.withAt(Json.text(Long.toString(change.revision())), "metadata", "resourceVersion");
      return event(run, request, path, "DELETED", gone);
    }
    return null;
  }

  private static Json event(
      Run run, ApiRequest request, RequestPath path, String type, Json.Object object) {
    Json.Object shown =
        switch (Negotiation.of(request, path.type()).as()) {
          case "Table" ->
              Tables.table(run, request, path.type(), List.of(object), object.object("metadata"));
          case "" ->
              object.with("apiVersion", path.type().apiVersion()).with("kind", path.type().kind());
          default -> Tables.metadataOnly(object);
        };
    return Json.object("type", type, "object", shown);
  }
}
