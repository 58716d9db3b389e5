package seodang.terminal.kubectl.patch;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import seodang.json.Json;

/// Two strategic merge patches as one: deletions, and on top of them additions.
final class PatchUnion {
  private PatchUnion() {}

  static Json.Object of(Json.Object deletions, Json.Object additions, PatchSchema schema) {
    Json.Object result = deletions;
    for (String key : additions.keys()) {
      Json more = Objects.requireNonNull(additions.get(key));
      Json there = result.get(key);
      if (there instanceof Json.Object a && more instanceof Json.Object b) {
        result = result.with(key, of(a, b, schema.member(key)));
      } else if (there instanceof Json.Array a
          && more instanceof Json.Array b
          && !key.startsWith("$")
          && schema.merges(key)) {
        result = result.with(key, lists(a, b, key, schema));
      } else {
        result = result.with(key, more);
      }
    }
    return result;
  }

  private static Json.Array lists(
      Json.Array deletions, Json.Array additions, String key, PatchSchema schema) {
    String mergeKey = schema.mergeKey(key);
    List<Json> items = new ArrayList<>(additions.stream().toList());
    for (Json item : deletions) {
      int same = mergeKey == null ? items.indexOf(item) : find(items, item, mergeKey);
      if (same < 0) {
        items.add(item);
      } else if (item instanceof Json.Object a && items.get(same) instanceof Json.Object b) {
        items.set(same, of(a, b, schema.items(key)));
      }
    }
    return Json.Array.of(items);
  }

  private static int find(List<Json> items, Json item, String mergeKey) {
    Json name = item instanceof Json.Object o ? o.get(mergeKey) : null;
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i) instanceof Json.Object other
          && name != null
          && name.equals(other.get(mergeKey))) {
        return i;
      }
    }
    return -1;
  }
}
