package seodang.kube.apiserver.fields;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.json.ObjectBuilder;
import seodang.kube.schema.FieldType;
import seodang.kube.schema.Schema;

/// How two values of a type differ, as sets of fields.
///
/// @param changed added or modified
record Comparison(Json.Object changed, Json.Object removed) {

  static Comparison of(FieldType type, Json before, Json after) {
    Walk walk = walk(type, before, after);
    return new Comparison(orEmpty(walk.changed()), orEmpty(walk.removed()));
  }

  private static Json.Object orEmpty(Json.@Nullable Object set) {
    return set == null ? FieldSet.EMPTY : set;
  }

  private record Walk(Json.@Nullable Object changed, Json.@Nullable Object removed) {
    static final Walk SAME = new Walk(null, null);
    static final Walk CHANGED = new Walk(FieldSet.EMPTY, null);
    static final Walk REMOVED = new Walk(null, FieldSet.EMPTY);
  }

  /// @param before null when only the other is there, and the same for `after`
  private static Walk walk(FieldType type, @Nullable Json before, @Nullable Json after) {
    if (before == after) {
      return Walk.SAME;
    }
    if (isLeaf(type, before, after)) {
      if (before == null) {
        return Walk.CHANGED;
      }
      return after == null ? Walk.REMOVED : before.equals(after) ? Walk.SAME : Walk.CHANGED;
    }
    ObjectBuilder changed = new ObjectBuilder();
    ObjectBuilder removed = new ObjectBuilder();
    if (type instanceof FieldType.ListOf list) {
      items(list, before, after, changed, removed);
    } else {
      Typed.eachKey(
          type,
          before,
          after,
          key -> {
            Json left = Typed.get(type, before, key);
            Json right = Typed.get(type, after, key);
            if (left != right) {
              put("f:", key, walk(Typed.member(type, key), left, right), changed, removed);
            }
          });
    }
    return new Walk(
        FieldSet.node(before == null, changed.build()),
        FieldSet.node(after == null, removed.build()));
  }

  /// One whole, or empty on both sides; a value of the wrong shape is one whole too.
  private static boolean isLeaf(FieldType type, @Nullable Json before, @Nullable Json after) {
    boolean empty = isEmpty(before) && isEmpty(after);
    boolean shaped =
        type instanceof FieldType.ListOf
            ? !(before instanceof Json.Object) && !(after instanceof Json.Object)
            : !(before instanceof Json.Array) && !(after instanceof Json.Array);
    return empty || !shaped || Typed.isAtomic(type, after == null ? before : after);
  }

  private static boolean isEmpty(@Nullable Json value) {
    return value == null
        || value instanceof Json.Null
        || value instanceof Json.Array a && a.isEmpty()
        || value instanceof Json.Object o && o.isEmpty();
  }

  private static void items(
      FieldType.ListOf list,
      @Nullable Json before,
      @Nullable Json after,
      ObjectBuilder changed,
      ObjectBuilder removed) {
    Map<String, List<Json>> old = Typed.items(list, before);
    Map<String, List<Json>> now = Typed.items(list, after);
    Set<String> elements = new LinkedHashSet<>(old.keySet());
    elements.addAll(now.keySet());
    FieldType item = Schema.resolve(list.item());
    for (String element : elements) {
      List<Json> left = old.getOrDefault(element, List.of());
      List<Json> right = now.getOrDefault(element, List.of());
      Walk walk;
      if (left.size() <= 1 && right.size() <= 1) {
        walk =
            walk(
                item,
                left.isEmpty() ? null : left.getFirst(),
                right.isEmpty() ? null : right.getFirst());
      } else if (right.isEmpty()) {
        walk = Walk.REMOVED;
      } else {
        walk = left.equals(right) ? Walk.SAME : Walk.CHANGED;
      }
      put("", element, walk, changed, removed);
    }
  }

  private static void put(
      String prefix, String element, Walk walk, ObjectBuilder changed, ObjectBuilder removed) {
    if (walk.changed() != null) {
      changed.put(prefix + element, walk.changed());
    }
    if (walk.removed() != null) {
      removed.put(prefix + element, walk.removed());
    }
  }
}
