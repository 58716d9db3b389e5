package seodang.kube.apiserver;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.json.Length;
import seodang.kube.Limits;
import seodang.kube.engine.Run;
import seodang.kube.schema.Protobuf;
import seodang.kube.schema.ResourceType;
import seodang.kube.store.Store;

/// What a cluster has room for: how many objects, and how large ones.
///
/// @see Limits
final class Room {
  /// What etcd's request for one write takes beside the object and its keys.
  private static final int ENVELOPE = 40;

  private Room() {}

  /// Refuses one more object than a cluster may hold; an event makes room for itself.
  static void forOneMore(Run run, ResourceType type, String name) {
    Limits limits = run.limits();
    boolean core = type.group().isEmpty();
    if (type.storageGroup().isEmpty() && type.resource().equals("events")) {
      forEvent(run, limits.events());
    } else if (run.store().size() >= limits.objects()) {
      throw full(type, name, limits.objects() + " objects");
    } else if (core && type.resource().equals("pods") && isFull(run, "pods", limits.pods())) {
      throw full(type, name, limits.pods() + " pods");
    } else if (core && type.resource().equals("nodes") && isFull(run, "nodes", limits.nodes())) {
      throw full(type, name, limits.nodes() + " nodes");
    }
  }

  private static boolean isFull(Run run, String resource, int most) {
    return run.store().size() >= most && run.list("", resource, "").size() >= most;
  }

  private static Rejection full(ResourceType type, String name, String most) {
    return Statuses.forbidden(
        type,
        name,
        "exceeded the limit of this cluster: " + most + "; delete some before creating more");
  }

  /// A tenth goes at once, so that not each of many events looks for the oldest.
  private static void forEvent(Run run, int most) {
    if (run.store().size() < most) {
      return;
    }
    Map<String, Json.Object> events = run.store().rangeMap(Store.prefix("", "events", ""));
    if (events.size() < most) {
      return;
    }
    List<Map.Entry<String, Json.Object>> oldest = new ArrayList<>(events.entrySet());
    oldest.sort(Comparator.comparing(e -> lastSeen(e.getValue())));
    for (int i = 0; i < events.size() - most + Math.max(1, most / 10); i++) {
      run.remove(oldest.get(i).getKey());
    }
  }

  /// Times as Kubernetes writes them sort as texts.
  private static String lastSeen(Json.Object event) {
    for (String field : List.of("lastTimestamp", "eventTime")) {
      if (!event.text(field).isEmpty()) {
        return event.text(field);
      }
    }
    return event.object("metadata").text("creationTimestamp");
  }

  /// Refuses what etcd would not take, in its words.
  ///
  /// @param before what the object replaces; null for a new one
  static void forSize(Run run, String key, Json.Object object, Json.@Nullable Object before) {
    int most = run.limits().objectBytes();
    // No character takes more than four bytes.
    if (Length.of(object, most / 4) < most / 4) {
      return;
    }
    byte[] binary = Protobuf.write(object);
    int value =
        binary == null ? object.toString().getBytes(StandardCharsets.UTF_8).length : binary.length;
    if (value + key.length() * (before == null ? 2 : 3) + ENVELOPE > most) {
      throw new Rejection(Statuses.failure(500, "", "etcdserver: request is too large", null));
    }
  }
}
