package seodang.kube.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.ConsPStack;
import org.pcollections.PStack;
import org.pcollections.TreePMap;
import seodang.json.Json;
import seodang.json.Sharing;

/// The objects of a cluster under their etcd keys, with revisions.
///
/// Keys are `/registry/[group/]resource/[namespace/]name`, in etcd's order. Every write raises the
/// revision by one and stamps it as `metadata.resourceVersion`. The last [#HISTORY] changes are
/// kept for watches; an older revision is compacted.
public final class Store {
  public static final int HISTORY = 2000;
  private static final Store EMPTY = new Store(TreePMap.empty(), 0, ConsPStack.empty(), 0);

  private final TreePMap<String, Json.Object> objects;
  private final long revision;
  private final PStack<Change> history;
  private final long compacted;

  private Store(
      TreePMap<String, Json.Object> objects,
      long revision,
      PStack<Change> history,
      long compacted) {
    this.objects = objects;
    this.revision = revision;
    this.history = history;
    this.compacted = compacted;
  }

  public static Store empty() {
    return EMPTY;
  }

  /// A store as saved: its objects at a revision, without history.
  public static Store restore(Map<String, Json.Object> objects, long revision) {
    return new Store(TreePMap.from(objects), revision, ConsPStack.empty(), revision);
  }

  /// @param group `""` for the core group
  /// @param namespace `""` for cluster-scoped objects
  public static String key(String group, String resource, String namespace, String name) {
    return prefix(group, resource, namespace) + name;
  }

  /// The start of all keys of a resource, in one namespace or, when `""`, in all.
  public static String prefix(String group, String resource, String namespace) {
    StringBuilder key = new StringBuilder("/registry/");
    if (!group.isEmpty()) {
      key.append(group).append('/');
    }
    key.append(resource).append('/');
    if (!namespace.isEmpty()) {
      key.append(namespace).append('/');
    }
    return key.toString();
  }

  public long revision() {
    return revision;
  }

  /// Revisions up to and including this one can no longer be watched from.
  public long compacted() {
    return compacted;
  }

  public int size() {
    return objects.size();
  }

  public Json.@Nullable Object get(String key) {
    return objects.get(key);
  }

  /// All objects whose keys start so, in key order.
  public List<Json.Object> range(String prefix) {
    return new ArrayList<>(rangeMap(prefix).values());
  }

  /// All keys and objects whose keys start so, in key order.
  public Map<String, Json.Object> rangeMap(String prefix) {
    return objects.subMap(prefix, true, prefix + '\uffff', false);
  }

  /// The same as they were at a revision that is not compacted.
  public Map<String, Json.Object> rangeMap(String prefix, long at) {
    if (at >= revision) {
      return rangeMap(prefix);
    }
    Map<String, Json.Object> then = new TreeMap<>(rangeMap(prefix));
    for (Change change : history) {
      if (change.revision() <= at) {
        break;
      }
      Json.Object before = change.before();
      if (!change.key().startsWith(prefix)) {
        continue;
      }
      if (before == null) {
        then.remove(change.key());
      } else {
        then.put(change.key(), before);
      }
    }
    return then;
  }

  /// Writes an object, stamping its new resourceVersion.
  public Store put(String key, Json.Object object) {
    long next = revision + 1;
    Json.Object stamped =
        object.with(
            "metadata", object.object("metadata").with("resourceVersion", Long.toString(next)));
    Json.Object before = objects.get(key);
    Json.Object shared = Sharing.of(stamped, before);
    return after(objects.plus(key, shared), new Change(next, key, before, shared));
  }

  /// Removes an object; the change's `before` is its last state. Unchanged when there is none.
  public Store remove(String key) {
    Json.Object before = objects.get(key);
    if (before == null) {
      return this;
    }
    return after(objects.minus(key), new Change(revision + 1, key, before, null));
  }

  private Store after(TreePMap<String, Json.Object> changed, Change change) {
    PStack<Change> log = history.plus(change);
    long oldest = compacted;
    if (log.size() > 2 * HISTORY) {
      List<Change> kept = new ArrayList<>(log.subList(0, HISTORY));
      oldest = kept.getLast().revision() - 1;
      log = ConsPStack.from(kept);
    }
    return new Store(changed, change.revision(), log, oldest);
  }

  /// The changes after a revision, oldest first.
  public List<Change> since(long seen) {
    Deque<Change> found = new ArrayDeque<>();
    for (Change change : history) {
      if (change.revision() <= seen) {
        break;
      }
      found.addFirst(change);
    }
    return new ArrayList<>(found);
  }
}
