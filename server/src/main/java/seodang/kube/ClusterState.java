package seodang.kube;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import seodang.json.Json;
import seodang.kube.store.Store;
import seodang.kube.trace.Trace;

/// A whole cluster as a value.
///
/// @param store the objects, as etcd holds them
/// @param memory what components remember between reconciles, and what runs on the nodes, as JSON
///   under `component/key`: the only state outside the store
/// @param timers what will happen, in order of time
/// @param now virtual time
/// @param random state of the cluster's own generator
/// @param trace what happened and why
public record ClusterState(
    Store store,
    TreePMap<String, Json> memory,
    TreePMap<Timer.Key, Timer> timers,
    Instant now,
    long random,
    Trace trace) {

  /// The object, or null.
  ///
  /// @param group `""` for the core group
  /// @param namespace `""` for cluster-scoped objects
  public Json.@Nullable Object get(String group, String resource, String namespace, String name) {
    return store.get(Store.key(group, resource, namespace, name));
  }

  /// All objects of a resource in a namespace, or in all when it is `""`, by namespace and name.
  public List<Json.Object> list(String group, String resource, String namespace) {
    return store.range(Store.prefix(group, resource, namespace));
  }

  /// When the next thing is due; null when nothing is.
  public @Nullable Instant nextDue() {
    return timers.isEmpty() ? null : timers.firstKey().due();
  }
}
