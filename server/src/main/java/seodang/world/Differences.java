package seodang.world;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ClusterState;
import seodang.kube.store.Change;
import seodang.kube.store.Store;

/// What must be written to turn the saved form of one cluster value into that of another.
record Differences(List<Entry> objects, List<Entry> memory) {
  /// @param value null when the key is to be removed
  record Entry(String key, @Nullable Json value) {}

  /// @param grown true when `after` came from `before` by inputs alone: then the store's history
  ///   tells the changes; else (undo, reset) the two are compared
  static Differences between(ClusterState before, ClusterState after, boolean grown) {
    return new Differences(
        objects(before.store(), after.store(), grown),
        before.memory() == after.memory()
            ? List.of()
            : compare(before.memory().entrySet(), after.memory().entrySet()));
  }

  private static List<Entry> objects(Store before, Store after, boolean grown) {
    if (before == after) {
      return List.of();
    }
    if (!grown || after.compacted() > before.revision()) {
      return compare(before.rangeMap("/").entrySet(), after.rangeMap("/").entrySet());
    }
    Map<String, Entry> last = new LinkedHashMap<>();
    for (Change change : after.since(before.revision())) {
      last.put(change.key(), new Entry(change.key(), change.after()));
    }
    return new ArrayList<>(last.values());
  }

  /// Walks two sorted maps side by side; equal values are told by identity, for unchanged ones are
  /// shared.
  private static <V extends Json> List<Entry> compare(
      Iterable<Map.Entry<String, V>> before, Iterable<Map.Entry<String, V>> after) {
    List<Entry> found = new ArrayList<>();
    Iterator<Map.Entry<String, V>> olds = before.iterator();
    Iterator<Map.Entry<String, V>> news = after.iterator();
    Map.Entry<String, V> a = next(olds);
    Map.Entry<String, V> b = next(news);
    Comparator<String> order = Comparator.naturalOrder();
    while (a != null || b != null) {
      int side = a == null ? 1 : b == null ? -1 : order.compare(a.getKey(), b.getKey());
      if (side < 0 && a != null) {
        found.add(new Entry(a.getKey(), null));
        a = next(olds);
      } else if (b != null) {
        if (side > 0 || a == null || a.getValue() != b.getValue()) {
          found.add(new Entry(b.getKey(), b.getValue()));
        }
        if (side == 0) {
          a = next(olds);
        }
        b = next(news);
      }
    }
    return found;
  }

  private static <T> @Nullable T next(Iterator<T> items) {
    return items.hasNext() ? items.next() : null;
  }
}
