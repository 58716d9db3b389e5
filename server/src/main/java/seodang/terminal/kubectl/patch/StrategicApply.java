package seodang.terminal.kubectl.patch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.golang.GoText;

/// A strategic merge patch, applied: the client's side of what the API server does.
final class StrategicApply {
  private StrategicApply() {}

  static Json.Object apply(Json.Object target, Json.Object patch, PatchSchema schema) {
    if (patch.text("$patch").equals("replace")) {
      return patch.without("$patch");
    }
    if (patch.text("$patch").equals("delete")) {
      return Json.object();
    }
    Json.Object result = target;
    if (patch.get(StrategicDiff.RETAIN) instanceof Json.Array retain) {
      for (String key : target.keys()) {
        result = retain.texts().contains(key) ? result : result.without(key);
      }
    }
    for (String key : patch.keys()) {
      Json value = Objects.requireNonNull(patch.get(key));
      if (key.startsWith(StrategicDiff.DELETE)) {
        String field = key.substring(StrategicDiff.DELETE.length());
        List<Json> left = new ArrayList<>(result.array(field).stream().toList());
        ((Json.Array) value).forEach(left::remove);
        result = result.with(field, Json.Array.of(left));
      } else if (!key.startsWith("$")) {
        result = member(result, key, value, schema);
      }
    }
    return ordered(result, patch, schema);
  }

  private static Json.Object member(
      Json.Object target, String key, Json value, PatchSchema schema) {
    Json there = target.get(key);
    return switch (value) {
      case Json.Null n -> target.without(key);
      case Json.Object o ->
          target.with(
              key,
              schema.replaces(key)
                  ? o
                  : apply(
                      there instanceof Json.Object t ? t : Json.object(), o, schema.member(key)));
      case Json.Array a when schema.merges(key) ->
          target.with(key, lists(target.array(key), a, key, schema));
      default -> target.with(key, value);
    };
  }

  private static Json.Array lists(
      Json.Array target, Json.Array patch, String key, PatchSchema schema) {
    String mergeKey = schema.mergeKey(key);
    if (mergeKey == null) {
      List<Json> items = new ArrayList<>(target.stream().toList());
      patch.forEach(item -> {
        if (!items.contains(item)) {
          items.add(item);
        }
      });
      return Json.Array.of(items);
    }
    Json.Array result = target;
    List<Json> fresh = new ArrayList<>();
    for (Json.Object item : patch.objects()) {
      if (item.text("$patch").equals("replace")) {
        List<Json> kept = new ArrayList<>();
        patch.objects().stream().filter(i -> !i.has("$patch")).forEach(kept::add);
        return Json.Array.of(kept);
      }
      Json name = item.get(mergeKey);
      if (name == null) {
        throw new KubectlError(
            "map: " + GoText.value(item) + " does not contain declared merge key: " + mergeKey);
      }
      int at = find(result, mergeKey, name);
      if (item.text("$patch").equals("delete")) {
        result = at < 0 ? result : result.without(at);
      } else if (at < 0) {
        fresh.add(item);
      } else {
        result = result.with(at, apply(result.object(at), item, schema.items(key)));
      }
    }
    // What is new stands before what was there, as the merge of apimachinery leaves it.
    List<Json> all = new ArrayList<>(fresh);
    all.addAll(result.stream().toList());
    return Json.Array.of(all);
  }

  private static int find(Json.Array list, String mergeKey, Json name) {
    for (int i = 0; i < list.size(); i++) {
      if (name.equals(list.object(i).get(mergeKey))) {
        return i;
      }
    }
    return -1;
  }

  private static Json.Object ordered(Json.Object result, Json.Object patch, PatchSchema schema) {
    Json.Object done = result;
    for (String key : patch.keys()) {
      if (key.startsWith(StrategicDiff.ORDER) && patch.get(key) instanceof Json.Array order) {
        String field = key.substring(StrategicDiff.ORDER.length());
        done = done.with(field, inOrder(done.array(field), order, schema.mergeKey(field)));
      }
    }
    return done;
  }

  private static Json.Array inOrder(Json.Array list, Json.Array order, @Nullable String mergeKey) {
    List<Json> known = new ArrayList<>();
    for (Json item : list) {
      if (position(item, order, mergeKey) >= 0) {
        known.add(item);
      }
    }
    known.sort(Comparator.comparingInt(item -> position(item, order, mergeKey)));
    // Items the patch does not speak of keep their places.
    Iterator<Json> next = known.iterator();
    return list.map(item -> position(item, order, mergeKey) >= 0 ? next.next() : item);
  }

  private static int position(Json item, Json.Array order, @Nullable String mergeKey) {
    for (int i = 0; i < order.size(); i++) {
      boolean same =
          mergeKey == null
              ? order.get(i).equals(item)
              : item instanceof Json.Object o
                  && Objects.equals(order.object(i).get(mergeKey), o.get(mergeKey));
      if (same) {
        return i;
      }
    }
    return -1;
  }
}
