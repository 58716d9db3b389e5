package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.schema.FieldType;
import seodang.kube.schema.Schema;

/// Strategic merge patch, as apimachinery's `strategicpatch` does it: lists of objects merge by
/// their key, with the directives `$patch`, `$retainKeys`, `$deleteFromPrimitiveList/…` and
/// `$setElementOrder/…`.
final class StrategicMerge {
  private static final String PATCH = "$patch";
  private static final String RETAIN = "$retainKeys";
  private static final String DELETE = "$deleteFromPrimitiveList/";
  private static final String ORDER = "$setElementOrder/";

  private StrategicMerge() {}

  /// A patch that makes no sense: some are the client's fault, others the API server answers with
  /// 500.
  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final boolean isRequest;

    Failure(String message, boolean isRequest) {
      super(message, null, false, false);
      this.isRequest = isRequest;
    }

    boolean isRequest() {
      return isRequest;
    }
  }

  /// @param struct the type of both
  static Json.Object apply(FieldType.Struct struct, Json.Object target, Json.Object patch) {
    return object(struct, target, patch);
  }

  /// What is left of a patch when its directives have been carried out.
  static Json heeded(Json patch) {
    return switch (patch) {
      case Json.Object o -> {
        Json.Object result = o.text(PATCH).equals("replace") ? o.without(PATCH) : o;
        for (String key : o.keys()) {
          boolean directive = key.equals(RETAIN) || key.startsWith(ORDER);
          result =
              directive
                  ? result.without(key)
                  : result.has(key)
                      ? result.with(key, heeded(Objects.requireNonNull(o.get(key))))
                      : result;
        }
        yield result;
      }
      case Json.Array a -> a.map(i -> i instanceof Json.Object o && o.has(PATCH) ? i : heeded(i));
      default -> patch;
    };
  }

  private static Json.Object object(FieldType type, Json.Object target, Json.Object patch) {
    if (patch.has(PATCH)) {
      return switch (patch.text(PATCH)) {
        case "replace" -> patch.without(PATCH);
        case "delete" -> Json.object();
        default ->
            throw new Failure(
                "unknown patch type: " + patch.text(PATCH) + " in map: " + GoText.of(patch), false);
      };
    }
    Json.Object result = patch.has(RETAIN) ? retained(target, patch) : target;
    Json.Object rest = patch.without(RETAIN);
    for (String key : patch.keys()) {
      if (key.startsWith(ORDER)) {
        String field = key.substring(ORDER.length());
        result = orderedField(type, result, field, rest.get(field), rest.get(key));
        rest = rest.without(key).without(field);
      }
    }
    for (String key : rest.keys()) {
      Json value = Objects.requireNonNull(rest.get(key));
      result =
          key.startsWith(DELETE)
              ? deleted(result, key.substring(DELETE.length()), value)
              : field(type, result, key, value);
    }
    return result;
  }

  private static Json.Object retained(Json.Object target, Json.Object patch) {
    if (!(patch.get(RETAIN) instanceof Json.Array list)) {
      throw new Failure("invalid patch format of retainKeys", true);
    }
    List<String> keys = list.texts();
    patch.forEach((key, value) -> {
      boolean directive = key.equals(RETAIN) || key.startsWith(DELETE) || key.startsWith(ORDER);
      if (!directive && !(value instanceof Json.Null) && !keys.contains(key)) {
        throw new Failure("invalid patch format of retainKeys", true);
      }
    });
    Json.Object result = target;
    for (String key : target.keys()) {
      result = keys.contains(key) ? result : result.without(key);
    }
    return result;
  }

  private static Json.Object deleted(Json.Object target, String field, Json gone) {
    if (!(target.get(field) instanceof Json.Array list) || !(gone instanceof Json.Array items)) {
      return target;
    }
    List<Json> kept = new ArrayList<>();
    for (Json item : list) {
      if (items.stream().noneMatch(item::equals)) {
        kept.add(item);
      }
    }
    return target.with(field, Json.Array.of(kept));
  }

  private static Json.Object field(FieldType type, Json.Object target, String key, Json value) {
    if (value instanceof Json.Null) {
      return target.without(key);
    }
    Json old = target.get(key);
    if (old instanceof Json.Object o && value instanceof Json.Object p) {
      return target.with(key, object(member(type, key), o, p));
    }
    if (old instanceof Json.Array o && value instanceof Json.Array p) {
      return target.with(key, list(member(type, key), o, p));
    }
    Json kept = withoutDirectives(withoutNulls(value));
    return kept == null ? target.without(key) : target.with(key, kept);
  }

  private static FieldType member(FieldType type, String key) {
    return switch (type) {
      case FieldType.Struct s -> Schema.resolve(s.fields().getOrDefault(key, new FieldType.Any()));
      case FieldType.MapOf m -> Schema.resolve(m.value());
      default -> new FieldType.Any();
    };
  }

  // Lists.

  private static Json.Array list(FieldType type, Json.Array target, Json.Array patch) {
    if (!(type instanceof FieldType.ListOf l) || !l.merge()) {
      return patch;
    }
    if (target.isEmpty() && patch.isEmpty()) {
      return target;
    }
    requireOneKind(target, patch);
    String key = l.mergeKey();
    if (!(first(target, patch) instanceof Json.Object)) {
      List<Json> all = new ArrayList<>();
      target.forEach(all::add);
      for (Json item : patch) {
        if (!all.contains(item)) {
          all.add(item);
        }
      }
      return ordered(all, patch, target, null);
    }
    if (key == null) {
      throw new Failure("cannot merge lists without merge key", false);
    }
    return objects(Schema.resolve(l.item()), target, patch, key);
  }

  private static Json first(Json.Array target, Json.Array patch) {
    return target.isEmpty() ? patch.get(0) : target.get(0);
  }

  private static void requireOneKind(Json.Array target, Json.Array patch) {
    Class<?> kind = first(target, patch).getClass();
    for (Json.Array list : List.of(target, patch)) {
      for (Json item : list) {
        if (item.getClass() != kind) {
          throw new Failure("list element types are not identical", false);
        }
        if (item instanceof Json.Array) {
          throw new Failure("lists of lists are not supported", true);
        }
      }
    }
  }

  private static Json.Array objects(
      FieldType item, Json.Array target, Json.Array patch, String key) {
    List<Json> standing = new ArrayList<>();
    target.forEach(standing::add);
    List<Json> changes = new ArrayList<>();
    boolean replace = false;
    for (Json.Object change : patch.objects()) {
      if (!change.has(PATCH)) {
        changes.add(change);
        continue;
      }
      switch (change.text(PATCH)) {
        case "delete" -> {
          Json gone = keyOf(change, key);
          standing.removeIf(s -> s instanceof Json.Object o && gone.equals(o.get(key)));
        }
        case "replace" -> replace = true;
        case "merge" ->
            throw new Failure("merging lists cannot yet be specified in the patch", false);
        default ->
            throw new Failure(
                "unknown patch type: " + change.text(PATCH) + " in map: " + GoText.of(change),
                false);
      }
    }
    if (replace) {
      return Json.Array.of(changes);
    }
    List<Json> merged = new ArrayList<>(standing);
    for (Json change : changes) {
      Json.Object object = (Json.Object) change;
      int at = indexOf(merged, object, key);
      if (at < 0) {
        merged.add(object);
      } else {
        merged.set(at, object(item, (Json.Object) merged.get(at), object));
      }
    }
    return ordered(merged, Json.Array.of(changes), Json.Array.of(standing), key);
  }

  private static Json keyOf(Json.Object item, String key) {
    Json value = item.get(key);
    if (value == null) {
      throw new Failure(
          "map: " + GoText.of(item) + " does not contain declared merge key: " + key, false);
    }
    return value;
  }

  /// Where an item of the same key, or an equal scalar, stands; -1 when nowhere.
  private static int indexOf(List<Json> list, Json item, @Nullable String key) {
    if (key == null) {
      return list.indexOf(item);
    }
    Json wanted = keyOf((Json.Object) item, key);
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i) instanceof Json.Object o && wanted.equals(o.get(key))) {
        return i;
      }
    }
    return -1;
  }

  /// Items that the patch names come in its order; the others keep the server's, before the named
  /// ones only where the server had both in that order.
  private static Json.Array ordered(
      List<Json> merged, Json.Array patchOrder, Json.Array serverOrder, @Nullable String key) {
    List<Json> order = patchOrder.stream().toList();
    List<Json> server = serverOrder.stream().toList();
    List<Json> named = new ArrayList<>();
    List<Json> others = new ArrayList<>();
    for (Json item : merged) {
      (indexOf(order, item, key) < 0 ? others : named).add(item);
    }
    named.sort(java.util.Comparator.comparingInt(item -> indexOf(order, item, key)));
    List<Json> result = new ArrayList<>();
    int next = 0;
    for (Json other : others) {
      int at = indexOf(server, other, key);
      while (next < named.size()) {
        int its = indexOf(server, named.get(next), key);
        if (at >= 0 && its >= 0 && at < its) {
          break;
        }
        result.add(named.get(next++));
      }
      result.add(other);
    }
    result.addAll(named.subList(next, named.size()));
    return Json.Array.of(result);
  }

  private static Json.Object orderedField(
      FieldType type,
      Json.Object target,
      String field,
      @Nullable Json change,
      @Nullable Json order) {
    if (!(order instanceof Json.Array wanted)
        || change != null && !(change instanceof Json.Array)
        || target.has(field) && !(target.get(field) instanceof Json.Array)) {
      throw new Failure("invalid patch format of setElementOrder list", true);
    }
    FieldType member = member(type, field);
    String key = member instanceof FieldType.ListOf l ? l.mergeKey() : null;
    Json.Array patch = change instanceof Json.Array a ? a : Json.array();
    requireInOrder(patch, wanted, key);
    Json.Array standing = target.array(field);
    Json.Array merged;
    if (!target.has(field)) {
      if (change == null) {
        return target;
      }
      merged = withoutDirectives(patch) instanceof Json.Array kept ? kept : Json.array();
    } else {
      merged = change == null ? standing : list(member, standing, patch);
    }
    return target.with(field, ordered(merged.stream().toList(), wanted, standing, key));
  }

  /// The order must name every item of the patch, in the patch's own order.
  private static void requireInOrder(Json.Array patch, Json.Array order, @Nullable String key) {
    List<Json> wanted = order.stream().toList();
    int last = -1;
    for (Json item : patch) {
      if (item instanceof Json.Object o && o.has(PATCH)) {
        continue;
      }
      int at = indexOf(wanted, item, key);
      if (at <= last) {
        throw new Failure(
            "The order in patch list:\n"
                + GoText.of(patch)
                + "\n doesn't match $setElementOrder list:\n"
                + GoText.of(order)
                + "\n",
            false);
      }
      last = at;
    }
  }

  // What is put in whole.

  private static Json withoutNulls(Json value) {
    return switch (value) {
      case Json.Object o -> {
        Json.Object result = o;
        for (String key : o.keys()) {
          Json member = Objects.requireNonNull(o.get(key));
          result =
              member instanceof Json.Null
                  ? result.without(key)
                  : result.with(key, withoutNulls(member));
        }
        yield result;
      }
      case Json.Array a -> a.map(StrategicMerge::withoutNulls);
      default -> value;
    };
  }

  /// Null where the value itself is a directive.
  private static @Nullable Json withoutDirectives(Json value) {
    return switch (value) {
      case Json.Object o -> {
        if (o.has(PATCH)) {
          yield null;
        }
        Json.Object result = o;
        for (String key : o.keys()) {
          Json kept = withoutDirectives(Objects.requireNonNull(o.get(key)));
          result = kept == null ? result.without(key) : result.with(key, kept);
        }
        yield result;
      }
      case Json.Array a -> {
        List<Json> kept = new ArrayList<>();
        for (Json item : a) {
          Json left = withoutDirectives(item);
          if (left != null) {
            kept.add(left);
          }
        }
        yield Json.Array.of(kept);
      }
      default -> value;
    };
  }
}
