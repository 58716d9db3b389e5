package seodang.kube.apiserver;

import java.time.Duration;
import java.time.Instant;
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
///
/// @param seen events up to this revision are told, or were not asked for
/// @param first what stands at the beginning of the stream
/// @param marked when a bookmark was told last
/// @param headed whether a table's columns are told already: only the first event has them
record WatchCursor(
    ApiRequest request,
    RequestPath path,
    Reads.Filter filter,
    long seen,
    List<Json> first,
    Instant marked,
    boolean headed)
    implements ApiResponse.Cursor<Json> {
  /// How often the watch cache tells how far it has come.
  private static final Duration BOOKMARKS = Duration.ofMinutes(1);

  static ApiResponse open(Run run, ApiRequest request, RequestPath path, Reads.Filter filter) {
    long from = RequestOptions.revision(request);
    List<Json> first = new ArrayList<>();
    boolean headed = false;
    if (from == 0) {
      from = run.store().revision();
      ResourceType type = path.type();
      for (Json.Object object : run.list(type.storageGroup(), type.resource(), path.namespace())) {
        if (filter.matches(object)) {
          first.add(event(run, request, path, "ADDED", object, headed));
          headed = true;
        }
      }
    }
    String type = Negotiation.of(request, path.type()).contentType();
    return new ApiResponse.Watch(
        200,
        type.equals(Protobuf.TYPE) ? Protobuf.TYPE + ";stream=watch" : type,
        new WatchCursor(request, path, filter, from, first, run.now(), headed));
  }

  private static Json bookmark(ResourceType type, long revision) {
    Json.Object metadata =
        Json.object(
            "resourceVersion", Long.toString(revision), "creationTimestamp", Json.Null.NULL);
    return Json.object(
        "type",
        "BOOKMARK",
        "object",
        Json.object("kind", type.kind(), "apiVersion", type.apiVersion(), "metadata", metadata));
  }

  @Override
  public ApiResponse.Polled<Json> poll(ClusterState state) {
    Store store = state.store();
    List<Json> events = new ArrayList<>(first);
    if (seen < store.compacted()) {
      events.add(tooOld(store));
      return new ApiResponse.Polled<>(events, this, true);
    }
    boolean due = wantsBookmarks() && !state.now().isBefore(marked.plus(BOOKMARKS));
    if (seen >= store.revision() && events.isEmpty() && !due) {
      return new ApiResponse.Polled<>(events, this, false);
    }
    Run run = new Run(state, List.of());
    String prefix =
        Store.prefix(path.type().storageGroup(), path.type().resource(), path.namespace());
    boolean told = headed;
    for (Change change : store.since(seen)) {
      if (change.key().startsWith(prefix)) {
        Json event = event(run, change, told);
        if (event != null) {
          events.add(event);
          told = true;
        }
      }
    }
    long now = Math.max(seen, store.revision());
    if (due) {
      events.add(bookmark(path.type(), now));
    }
    return new ApiResponse.Polled<>(
        events,
        new WatchCursor(request, path, filter, now, List.of(), due ? state.now() : marked, told),
        false);
  }

  /// Shortly before its time is over a watch tells from where to go on.
  @Override
  public List<Json> closing() {
    return wantsBookmarks() ? List.of(bookmark(path.type(), seen)) : List.of();
  }

  private boolean wantsBookmarks() {
    return request.flag("allowWatchBookmarks");
  }

  private Json tooOld(Store store) {
    return Json.object(
        "type",
        "ERROR",
        "object",
        Statuses.expired("too old resource version: " + seen + " (" + store.compacted() + ")")
            .status());
  }

  private @Nullable Json event(Run run, Change change, boolean told) {
    Json.Object before = change.before();
    Json.Object after = change.after();
    boolean was = before != null && filter.matches(before);
    boolean is = after != null && filter.matches(after);
    if (is && after != null) {
      return event(run, request, path, was ? "MODIFIED" : "ADDED", after, told);
    }
    if (was && before != null) {
      // The watch cache shows what the watcher saw last, at the revision at which it went.
      Json.Object gone =
          before.withAt(Json.text(Long.toString(change.revision())), "metadata", "resourceVersion");
      return event(run, request, path, "DELETED", gone, told);
    }
    return null;
  }

  private static Json event(
      Run run,
      ApiRequest request,
      RequestPath path,
      String type,
      Json.Object object,
      boolean told) {
    Json.Object shown =
        switch (Negotiation.of(request, path.type()).as()) {
          case "Table" -> {
            Json.Object table =
                Tables.table(run, request, path.type(), List.of(object), object.object("metadata"));
            yield told ? table.with("columnDefinitions", Json.Null.NULL) : table;
          }
          case "" ->
              object.with("apiVersion", path.type().apiVersion()).with("kind", path.type().kind());
          default -> Tables.metadataOnly(object);
        };
    return Json.object("type", type, "object", shown);
  }
}
