package seodang.kube.apiserver.fields;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.json.ObjectBuilder;
import seodang.kube.schema.FieldType;
import seodang.kube.schema.Schema;

/// What server-side apply does with values: the fields of one, one merged into another, fields
/// taken away.
final class Merge {
  private Merge() {}

  /// The fields a value has, as its applier comes to own them.
  static Json.Object fields(FieldType type, Json value) {
    ObjectBuilder set = new ObjectBuilder();
    switch (value) {
      case Json.Object o when !Typed.isAtomic(type, value) ->
          o.forEach((key, member) -> {
            FieldType below = Typed.member(type, key);
            boolean own =
                Typed.isAtomic(below, member)
                    || member instanceof Json.Null
                    || member instanceof Json.Object m && m.isEmpty()
                    || !Typed.isNamed(type, key);
            put(set, "f:" + key, own, fields(below, member));
          });
      case Json.Array _ when type instanceof FieldType.ListOf l && !Typed.isAtomic(type, value) ->
          Typed.items(l, value)
              .forEach((element, items) ->
                  put(set, element, true, fields(Schema.resolve(l.item()), items.getFirst())));
      default -> {}
    }
    return set.build();
  }

  private static void put(ObjectBuilder set, String element, boolean own, Json.Object below) {
    Json.Object node = FieldSet.node(own, below);
    if (node != null) {
      set.put(element, node);
    }
  }

  /// The live value with what is applied on top.
  static Json merge(FieldType type, @Nullable Json live, @Nullable Json applied) {
    if (applied == null || live == null) {
      return applied == null ? (live == null ? Json.Null.NULL : live) : applied;
    }
    if (Typed.isAtomic(type, applied) || isEmpty(live) && isEmpty(applied)) {
      return applied;
    }
    if (type instanceof FieldType.ListOf list) {
      return applied instanceof Json.Array || applied instanceof Json.Null
          ? items(list, live, applied)
          : applied;
    }
    if (!(applied instanceof Json.Object ours)) {
      return applied instanceof Json.Null ? live : applied;
    }
    if (!(live instanceof Json.Object theirs)) {
      return applied;
    }
    Json.Object result = theirs;
    for (String key : ours.keys()) {
      result = result.with(key, merge(Typed.member(type, key), theirs.get(key), ours.get(key)));
    }
    return result;
  }

  private static boolean isEmpty(Json value) {
    return value instanceof Json.Null
        || value instanceof Json.Object o && o.isEmpty()
        || value instanceof Json.Array a && a.isEmpty();
  }

  /// Items of the live list keep their places, those of both follow the applied order, new ones
  /// come where the applied list has them.
  private static Json items(FieldType.ListOf list, Json live, Json applied) {
    Map<String, List<Json>> theirs = Typed.items(list, live);
    Map<String, List<Json>> ours = Typed.items(list, applied);
    List<String> left = elements(list, live);
    List<String> right = new ArrayList<>(ours.keySet());
    List<String> shared = new ArrayList<>(right);
    shared.retainAll(theirs.keySet());
    FieldType item = Schema.resolve(list.item());
    List<Json> out = new ArrayList<>();
    Set<String> merged = new HashSet<>();
    int next = 0;
    int l = 0;
    int r = 0;
    while (l < left.size() || r < right.size()) {
      String wanted = next < shared.size() ? shared.get(next) : null;
      if (l < left.size() && r < right.size()) {
        String element = left.get(l);
        if (element.equals(right.get(r))) {
          merged.add(element);
          out.add(both(item, theirs.get(element), ours.get(element)));
          l++;
          r++;
          next++;
          continue;
        }
        if (ours.containsKey(element) && wanted != null && !wanted.equals(element)) {
          l++;
          continue;
        }
      }
      if (l < left.size()) {
        String element = left.get(l);
        if (!ours.containsKey(element)) {
          out.add(((Json.Array) live).get(l));
          l++;
          continue;
        }
        if (merged.contains(element)) {
          l++;
        }
      }
      if (r < right.size()) {
        String element = right.get(r++);
        merged.add(element);
        out.add(both(item, theirs.get(element), ours.get(element)));
        if (element.equals(wanted)) {
          next++;
        }
      }
    }
    return Json.Array.of(out);
  }

  private static List<String> elements(FieldType.ListOf list, Json value) {
    List<String> elements = new ArrayList<>();
    if (value instanceof Json.Array array) {
      array.forEach(item -> elements.add(Typed.element(list, item)));
    }
    return elements;
  }

  /// Items that are there more than once are replaced, not merged.
  private static Json both(FieldType item, @Nullable List<Json> theirs, @Nullable List<Json> ours) {
    return merge(
        item,
        theirs == null || theirs.size() != 1 ? null : theirs.getFirst(),
        ours == null ? null : ours.getFirst());
  }

  /// A value without the fields of a set; null where nothing is left.
  static Json remove(FieldType type, Json value, Json.Object gone) {
    if (gone.isEmpty()) {
      return value;
    }
    switch (value) {
      case Json.Object o -> {
        if (o.isEmpty() || Typed.isAtomic(type, value)) {
          return Json.Null.NULL;
        }
        ObjectBuilder kept = new ObjectBuilder();
        o.forEach((key, member) -> {
          String element = "f:" + key;
          if (!FieldSet.has(gone, element)) {
            kept.put(key, remove(Typed.member(type, key), member, FieldSet.below(gone, element)));
          }
        });
        Json.Object left = kept.build();
        return left.isEmpty() ? Json.Null.NULL : left;
      }
      case Json.Array a -> {
        if (a.isEmpty() || Typed.isAtomic(type, value) || !(type instanceof FieldType.ListOf l)) {
          return Json.Null.NULL;
        }
        List<Json> kept = new ArrayList<>();
        for (Json item : a) {
          String element = Typed.element(l, item);
          if (!FieldSet.has(gone, element)) {
            kept.add(remove(Schema.resolve(l.item()), item, FieldSet.below(gone, element)));
          }
        }
        return kept.isEmpty() ? Json.Null.NULL : Json.Array.of(kept);
      }
      default -> {
        return value;
      }
    }
  }

  /// The set with every named field that leads to members a member itself.
  static Json.Object withNamed(FieldType type, Json.Object set) {
    ObjectBuilder result = new ObjectBuilder();
    for (String element : new TreeSet<>(set.keys())) {
      if (element.equals(".")) {
        continue;
      }
      Json.Object node = set.object(element);
      boolean field = element.startsWith("f:");
      String key = element.substring(2);
      FieldType below =
          field
              ? Typed.member(type, key)
              : type instanceof FieldType.ListOf l ? Schema.resolve(l.item()) : type;
      boolean member = FieldSet.has(set, element) || field && Typed.isNamed(type, key);
      put(result, element, member, withNamed(below, node));
    }
    return result.build();
  }
}
