package seodang.terminal.kubectl.patch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import seodang.json.Json;

/// One comparison of two objects, recorded as a strategic merge patch.
///
/// @param additions whether what is new or changed is recorded
/// @param deletions whether what is gone is recorded
record StrategicDiff(boolean additions, boolean deletions) {
  static final String ORDER = "$setElementOrder/";
  static final String DELETE = "$deleteFromPrimitiveList/";
  static final String RETAIN = "$retainKeys";

  /// @param retain whether a patch must name all the fields that stay
  Json.Object maps(Json.Object original, Json.Object modified, PatchSchema schema, boolean retain) {
    Json.Object patch = Json.object();
    for (String key : modified.keys()) {
      Json after = Objects.requireNonNull(modified.get(key));
      Json before = original.get(key);
      if (before == null) {
        patch = additions ? patch.with(key, after) : patch;
      } else {
        patch = member(patch, key, before, after, schema);
      }
    }
    if (deletions) {
      for (String key : original.keys()) {
        patch = modified.has(key) ? patch : patch.with(key, Json.Null.NULL);
      }
    }
    boolean cleared = original.keys().stream().anyMatch(k -> !modified.has(k));
    if (retain && !modified.isEmpty() && (!patch.isEmpty() || cleared)) {
      List<String> kept =
          modified.keys().stream().filter(k -> !(modified.get(k) instanceof Json.Null)).toList();
      patch = patch.with(RETAIN, Json.Array.ofTexts(kept));
    }
    return patch;
  }

  private Json.Object member(
      Json.Object patch, String key, Json before, Json after, PatchSchema schema) {
    if (before instanceof Json.Object a && after instanceof Json.Object b) {
      if (schema.replaces(key)) {
        return additions && !a.equals(b) ? patch.with(key, b) : patch;
      }
      Json.Object inner = maps(a, b, schema.member(key), schema.retainsKeys(key));
      return inner.isEmpty() ? patch : patch.with(key, inner);
    }
    if (before instanceof Json.Array a && after instanceof Json.Array b && schema.merges(key)) {
      return lists(patch, key, a, b, schema);
    }
    return additions && !same(before, after) ? patch.with(key, after) : patch;
  }

  private static boolean same(Json before, Json after) {
    return before.equals(after);
  }

  private Json.Object lists(
      Json.Object patch, String key, Json.Array before, Json.Array after, PatchSchema schema) {
    if (before.isEmpty()) {
      return after.isEmpty() || !additions ? patch : patch.with(key, after);
    }
    String mergeKey = schema.mergeKey(key);
    return mergeKey == null
        ? plainLists(patch, key, before, after)
        : keyedLists(patch, key, before, after, schema, mergeKey);
  }

  private Json.Object plainLists(
      Json.Object patch, String key, Json.Array before, Json.Array after) {
    List<Json> added = new ArrayList<>(after.stream().toList());
    before.forEach(added::remove);
    List<Json> removed = new ArrayList<>(before.stream().toList());
    after.forEach(removed::remove);
    Json.Object result = patch;
    if (additions && !added.isEmpty()) {
      result = result.with(key, Json.Array.of(added));
    }
    if (deletions && !removed.isEmpty()) {
      result = result.with(DELETE + key, Json.Array.of(removed));
    }
    boolean ordered = (deletions && !removed.isEmpty()) || (additions && !before.equals(after));
    return ordered ? result.with(ORDER + key, after) : result;
  }

  private Json.Object keyedLists(
      Json.Object patch,
      String key,
      Json.Array before,
      Json.Array after,
      PatchSchema schema,
      String mergeKey) {
    Map<Json, Json.Object> old = byKey(before, mergeKey);
    Map<Json, Json.Object> fresh = byKey(after, mergeKey);
    List<Json> items = new ArrayList<>();
    fresh.forEach((name, item) -> {
      Json.Object was = old.get(name);
      if (was == null) {
        if (additions) {
          items.add(item);
        }
        return;
      }
      Json.Object inner = maps(was, item, schema.items(key), schema.retainsKeys(key));
      if (!inner.isEmpty()) {
        items.add(inner.with(mergeKey, name));
      }
    });
    if (deletions) {
      old.forEach((name, item) -> {
        if (!fresh.containsKey(name)) {
          items.add(Json.object("$patch", "delete", mergeKey, name));
        }
      });
    }
    boolean sameOrder = List.copyOf(old.keySet()).equals(List.copyOf(fresh.keySet()));
    boolean ordered =
        (additions && (!items.isEmpty() || !sameOrder)) || (deletions && !items.isEmpty());
    Json.Object result = items.isEmpty() ? patch : patch.with(key, Json.Array.of(items));
    return ordered ? result.with(ORDER + key, order(fresh, mergeKey)) : result;
  }

  private static Json.Array order(Map<Json, Json.Object> items, String mergeKey) {
    List<Json> order = new ArrayList<>();
    items.keySet().forEach(name -> order.add(Json.object(mergeKey, name)));
    return Json.Array.of(order);
  }

  private static Map<Json, Json.Object> byKey(Json.Array list, String mergeKey) {
    Map<Json, Json.Object> items = new LinkedHashMap<>();
    for (Json.Object item : list.objects()) {
      Json name = item.get(mergeKey);
      items.put(name == null ? Json.Null.NULL : name, item);
    }
    return items;
  }
}
