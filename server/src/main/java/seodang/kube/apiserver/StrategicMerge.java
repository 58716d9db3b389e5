package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.schema.FieldType;
import seodang.kube.schema.Schema;

/// Strategic merge patch: lists of objects merge by their key, with the directives `$patch`,
/// `$retainKeys`, `$deleteFromPrimitiveList/…` and `$setElementOrder/…`.
public final class StrategicMerge {
  private static final String DELETE = "$deleteFromPrimitiveList/";
  private static final String ORDER = "$setElementOrder/";

  private StrategicMerge() {}

  /// @param struct the type of both
  public static Json.Object apply(FieldType.Struct struct, Json.Object target, Json.Object patch) {
    return object(struct, target, patch);
  }

  private static Json.Object object(FieldType type, Json.Object target, Json.Object patch) {
    String directive = patch.text("$patch");
    if (directive.equals("replace")) {
      return clean(patch.without("$patch"));
    }
    if (directive.equals("delete")) {
      return Json.object();
    }
    Json.Object result = target;
    if (patch.has("$retainKeys")) {
      List<String> retain = patch.array("$retainKeys").texts();
      for (String key : target.keys()) {
        if (!retain.contains(key)) {
          result = result.without(key);
        }
      }
    }
    for (String key : patch.keys()) {
      Json value = java.util.Objects.requireNonNull(patch.get(key));
      if (key.startsWith(DELETE)) {
        String field = key.substring(DELETE.length());
        result = result.with(field, without(result.array(field), (Json.Array) value));
      } else if (!key.startsWith("$")) {
        result = field(type, result, key, value);
      }
    }
    for (String key : patch.keys()) {
      if (key.startsWith(ORDER) && patch.get(key) instanceof Json.Array order) {
        String field = key.substring(ORDER.length());
        if (result.get(field) instanceof Json.Array list) {
          result = result.with(field, ordered(list, order, member(type, field)));
        }
      }
    }
    return result;
  }

  private static Json.Object field(FieldType type, Json.Object result, String key, Json value) {
    FieldType member = member(type, key);
    return switch (value) {
      case Json.Null n -> result.without(key);
      case Json.Object o -> {
        Json.Object merged = object(member, result.object(key), o);
        yield o.text("$patch").equals("delete") ? result.without(key) : result.with(key, merged);
      }
      case Json.Array a -> result.with(key, list(member, result.array(key), a));
      default -> result.with(key, value);
    };
  }

  private static FieldType member(FieldType type, String key) {
    return switch (type) {
      case FieldType.Struct s -> Schema.resolve(s.fields().getOrDefault(key, new FieldType.Any()));
      case FieldType.MapOf m -> Schema.resolve(m.value());
      default -> new FieldType.Any();
    };
  }

  private static Json.Array list(FieldType type, Json.Array target, Json.Array patch) {
    if (!(type instanceof FieldType.ListOf l) || !l.merge()) {
      return (Json.Array) cleanAny(patch);
    }
    if (l.mergeKey() == null) {
      Json.Array result = target;
      for (Json item : patch) {
        if (!result.stream().anyMatch(item::equals)) {
          result = result.add(item);
        }
      }
      return result;
    }
    for (Json.Object item : patch.objects()) {
      if (item.text("$patch").equals("replace")) {
        List<Json> kept = new ArrayList<>();
        patch.objects().stream().filter(o -> !o.has("$patch")).forEach(kept::add);
        return Json.Array.of(kept);
      }
    }
    return merged(l, target, patch);
  }

  private static Json.Array merged(FieldType.ListOf l, Json.Array target, Json.Array patch) {
    String key = java.util.Objects.requireNonNull(l.mergeKey());
    FieldType item = Schema.resolve(l.item());
    Json.Array result = target;
    for (Json.Object change : patch.objects()) {
      int at = indexOf(result, key, change.get(key));
      if (change.text("$patch").equals("delete")) {
        while (at >= 0) {
          result = result.without(at);
          at = indexOf(result, key, change.get(key));
        }
      } else if (at >= 0) {
        result = result.with(at, object(item, result.object(at), change));
      } else {
        result = result.add(object(item, Json.object(), change));
      }
    }
    return result;
  }

  private static int indexOf(
      Json.Array list, String key, @org.jspecify.annotations.Nullable Json value) {
    for (int i = 0; i < list.size(); i++) {
      Json found = list.object(i).get(key);
      if (found != null && found.equals(value)) {
        return i;
      }
    }
    return -1;
  }

  private static Json.Array without(Json.Array list, Json.Array gone) {
    List<Json> kept = new ArrayList<>();
    for (Json item : list) {
      if (gone.stream().noneMatch(item::equals)) {
        kept.add(item);
      }
    }
    return Json.Array.of(kept);
  }

  /// The items that the order names come in that order; the others keep their place before their
  /// successor.
  private static Json.Array ordered(Json.Array list, Json.Array order, FieldType type) {
    String key = type instanceof FieldType.ListOf l && l.mergeKey() != null ? l.mergeKey() : null;
    List<Json> rest = new ArrayList<>();
    list.forEach(rest::add);
    List<Json> named = new ArrayList<>();
    for (Json wanted : order) {
      for (Json item : rest) {
        boolean same =
            key == null
                ? item.equals(wanted)
                : item instanceof Json.Object o
                    && wanted instanceof Json.Object w
                    && java.util.Objects.equals(o.get(key), w.get(key));
        if (same) {
          named.add(item);
          rest.remove(item);
          break;
        }
      }
    }
    List<Json> result = new ArrayList<>();
    List<Json> all = new ArrayList<>();
    list.forEach(all::add);
    int n = 0;
    for (Json other : rest) {
      while (n < named.size() && all.indexOf(named.get(n)) < all.indexOf(other)) {
        result.add(named.get(n++));
      }
      result.add(other);
    }
    result.addAll(named.subList(n, named.size()));
    return Json.Array.of(result);
  }

  private static Json.Object clean(Json.Object o) {
    return (Json.Object) cleanAny(o);
  }

  /// Without nulls and directives, which mean nothing in what is put in whole.
  private static Json cleanAny(Json value) {
    return switch (value) {
      case Json.Object o -> {
        Json.Object result = Json.object();
        for (String key : o.keys()) {
          Json member = java.util.Objects.requireNonNull(o.get(key));
          if (!(member instanceof Json.Null) && !key.startsWith("$")) {
            result = result.with(key, cleanAny(member));
          }
        }
        yield result;
      }
      case Json.Array a -> a.map(StrategicMerge::cleanAny);
      default -> value;
    };
  }
}
