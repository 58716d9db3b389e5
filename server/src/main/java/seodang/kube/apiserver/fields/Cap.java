package seodang.kube.apiserver.fields;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import seodang.json.Json;

/// Keeps the entries of an object's updaters few: the oldest of a version become one, nobody's in
/// particular.
final class Cap {
  private static final int UPDATERS = 10;
  private static final String MANAGER = "ancient-changes";

  private Cap() {}

  /// @param entries each of another manager
  static List<Entry> capped(List<Entry> entries) {
    List<Entry> updaters =
        new ArrayList<>(entries.stream().filter(e -> e.operation().equals("Update")).toList());
    if (updaters.size() <= UPDATERS) {
      return entries;
    }
    updaters.sort(Comparator.comparing(Entry::time).thenComparing(Entry::manager));
    List<Entry> left = new ArrayList<>(entries);
    Map<String, Entry> oldest = new HashMap<>();
    int count = updaters.size();
    for (Entry next : updaters) {
      if (count <= UPDATERS) {
        break;
      }
      Entry first = oldest.get(next.apiVersion());
      Entry merged = first == null ? next : merged(first, next);
      if (first != null) {
        left.remove(first);
        left.remove(next);
        left.add(merged);
        count--;
      }
      oldest.put(next.apiVersion(), merged);
    }
    return left;
  }

  private static Entry merged(Entry older, Entry newer) {
    Json.Object set = FieldSet.union(older.set(), newer.set());
    return new Entry(MANAGER, newer.operation(), newer.apiVersion(), "", newer.time(), set);
  }
}
