package seodang.kube.apiserver.fields;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.json.ObjectBuilder;
import seodang.kube.schema.FieldType;
import seodang.kube.schema.GoFields;
import seodang.kube.schema.Schema;

/// How values of a type are taken apart into fields: the elements of paths, what is one whole, what
/// a Go structure holds though nobody wrote it.
final class Typed {
  private static final Map<String, Json.Object> EMPTY = new ConcurrentHashMap<>();

  private Typed() {}

  /// Whether a value of the type is owned as one.
  static boolean isAtomic(FieldType type, @Nullable Json value) {
    return switch (type) {
      case FieldType.Struct s -> s.atomic();
      case FieldType.MapOf m -> m.atomic();
      case FieldType.ListOf l -> !l.listType().equals("map") && !l.listType().equals("set");
      case FieldType.Scalar _ -> true;
      case FieldType.Any any -> !(any.deduced() && value instanceof Json.Object);
      case FieldType.Reference _ -> true;
    };
  }

  /// The type of a member of an object.
  static FieldType member(FieldType type, String key) {
    return switch (type) {
      case FieldType.Struct s ->
          Schema.resolve(s.fields().getOrDefault(key, FieldType.Any.DEDUCED));
      case FieldType.MapOf m -> Schema.resolve(m.value());
      default -> type;
    };
  }

  /// Whether a key is a field the type names, not one of a map.
  static boolean isNamed(FieldType type, String key) {
    return type instanceof FieldType.Struct s && s.fields().containsKey(key);
  }

  /// `k:{"name":"app"}`, `v:"x"`: an item's place in an associative list.
  ///
  /// @throws Fault when it has none
  static String element(FieldType.ListOf list, Json item) {
    if (list.keys().isEmpty()) {
      if (item instanceof Json.Object) {
        throw new Fault("associative list without keys has an element that's a map type");
      }
      if (item instanceof Json.Array) {
        throw new Fault("not supported: associative list with lists as elements");
      }
      if (item instanceof Json.Null) {
        throw new Fault("associative list without keys has an element that's an explicit null");
      }
      return "v:" + item;
    }
    if (!(item instanceof Json.Object object)) {
      throw new Fault(
          item instanceof Json.Null
              ? "associative list with keys may not have a null element"
              : "associative list with keys may not have non-map elements");
    }
    ObjectBuilder keys = new ObjectBuilder();
    for (String name : list.keys()) {
      Json value = object.get(name);
      if (value == null) {
        value = keyDefault(Schema.resolve(list.item()), name);
      }
      if (value == null) {
        throw new Fault(
            "associative list with keys has an element that omits key field \""
                + name
                + "\" (and doesn't have default value)");
      }
      keys.put(name, value);
    }
    return "k:" + keys.build();
  }

  /// What a key field is when it is left out: a declared default, or zero where Go has no absence.
  private static @Nullable Json keyDefault(FieldType item, String name) {
    if (!(item instanceof FieldType.Struct struct)) {
      return null;
    }
    if (name.equals("protocol") && struct.name().startsWith("io.k8s.")) {
      return Json.text("TCP");
    }
    Json declared = struct.defaults().get(name);
    GoFields.Field field = GoFields.of(struct, name);
    return declared == null && field != null
        ? zero(Schema.resolve(struct.fields().getOrDefault(name, FieldType.Any.DEDUCED)))
        : declared;
  }

  /// The items of an associative list by their elements; items of the same element together.
  static Map<String, List<Json>> items(FieldType.ListOf list, @Nullable Json value) {
    Map<String, List<Json>> items = new LinkedHashMap<>();
    if (value instanceof Json.Array array) {
      for (Json item : array) {
        items.computeIfAbsent(element(list, item), _ -> new ArrayList<>(1)).add(item);
      }
    }
    return items;
  }

  /// The keys of two objects, and those of fields that Go structures always have.
  static Set<String> keys(FieldType type, @Nullable Json a, @Nullable Json b) {
    Set<String> keys = new TreeSet<>();
    if (a instanceof Json.Object o) {
      keys.addAll(o.keys());
    }
    if (b instanceof Json.Object o) {
      keys.addAll(o.keys());
    }
    if (type instanceof FieldType.Struct s) {
      GoFields.values(s).forEach(field -> keys.add(field.name()));
    }
    return keys;
  }

  /// The same keys, each once, in no order.
  static void eachKey(FieldType type, @Nullable Json a, @Nullable Json b, Consumer<String> action) {
    Json.Object left = a instanceof Json.Object o ? o : Json.object();
    Json.Object right = b instanceof Json.Object o ? o : Json.object();
    left.forEach((key, _) -> action.accept(key));
    right.forEach((key, _) -> {
      if (!left.has(key)) {
        action.accept(key);
      }
    });
    if (type instanceof FieldType.Struct s) {
      for (GoFields.Field field : GoFields.values(s)) {
        if (!left.has(field.name()) && !right.has(field.name())) {
          action.accept(field.name());
        }
      }
    }
  }

  /// A member of an object; for a structure by value that is not there, the empty one Go has.
  static @Nullable Json get(FieldType type, @Nullable Json object, String key) {
    if (!(object instanceof Json.Object o)) {
      return null;
    }
    Json found = o.get(key);
    if (found == null && type instanceof FieldType.Struct s) {
      GoFields.Field field = GoFields.of(s, key);
      if (field != null && field.value()) {
        return member(type, key) instanceof FieldType.Struct ? Json.object() : Json.Null.NULL;
      }
    }
    return found;
  }

  /// What a new Go structure looks like before anybody fills it.
  static Json.Object empty(FieldType.Struct struct) {
    return EMPTY.computeIfAbsent(struct.name(), _ -> emptied(struct));
  }

  private static Json.Object emptied(FieldType.Struct struct) {
    ObjectBuilder builder = new ObjectBuilder();
    for (GoFields.Field field : GoFields.of(struct).values()) {
      FieldType type =
          Schema.resolve(struct.fields().getOrDefault(field.name(), FieldType.Any.DEDUCED));
      if (field.value() && type instanceof FieldType.Struct s) {
        builder.put(field.name(), emptied(s));
      } else if (field.value() || field.always()) {
        builder.put(field.name(), field.pointer() ? Json.Null.NULL : zero(type));
      }
    }
    return builder.build();
  }

  private static Json zero(FieldType type) {
    return switch (type) {
      case FieldType.Scalar s ->
          switch (s) {
            case STRING -> Json.text("");
            case INT32, INT64, DOUBLE -> Json.number(0);
            case BOOLEAN -> Json.bool(false);
            case BYTES, QUANTITY, TIME, MICRO_TIME, INT_OR_STRING -> Json.Null.NULL;
          };
      default -> Json.Null.NULL;
    };
  }

  /// A value that does not fit its type.
  static final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1;

    Fault(String message) {
      super(message, null, false, false);
    }
  }

  // Validation of what is applied.

  /// What is wrong with a value, one line each: `.spec.foo: field not declared in schema`.
  static List<String> faults(FieldType type, Json value) {
    List<String> faults = new ArrayList<>();
    check(type, value, "", faults);
    return faults;
  }

  private static void check(FieldType type, Json value, String path, List<String> faults) {
    if (value instanceof Json.Null) {
      return;
    }
    switch (type) {
      case FieldType.Struct s when value instanceof Json.Object o ->
          o.forEach((key, member) -> {
            if (!s.fields().containsKey(key) && !s.open()) {
              faults.add(path + "." + key + ": field not declared in schema");
            } else {
              check(member(type, key), member, path + "." + key, faults);
            }
          });
      case FieldType.MapOf _ when value instanceof Json.Object o ->
          o.forEach((key, member) -> check(member(type, key), member, path + "." + key, faults));
      case FieldType.Struct _, FieldType.MapOf _ ->
          faults.add(path + ": expected map, got &{" + value + "}");
      case FieldType.ListOf l when value instanceof Json.Array a -> checkItems(l, a, path, faults);
      case FieldType.ListOf _ -> faults.add(path + ": expected list, got &{" + value + "}");
      case FieldType.Scalar s -> checkScalar(s, value, path, faults);
      case FieldType.Any _, FieldType.Reference _ -> {}
    }
  }

  private static void checkItems(
      FieldType.ListOf list, Json.Array items, String path, List<String> faults) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < items.size(); i++) {
      String element = "i:" + i;
      if (!isAtomic(list, items)) {
        try {
          element = element(list, items.get(i));
        } catch (Fault e) {
          faults.add(path + ": element " + i + ": " + e.getMessage());
          return;
        }
        if (!seen.add(element)) {
          faults.add(path + ": duplicate entries for key " + FieldSet.shown(element));
        }
      }
      check(Schema.resolve(list.item()), items.get(i), path + FieldSet.shown(element), faults);
    }
  }

  private static void checkScalar(
      FieldType.Scalar type, Json value, String path, List<String> faults) {
    boolean structured = value instanceof Json.Object || value instanceof Json.Array;
    String fault =
        switch (type) {
          case STRING, BYTES, TIME, MICRO_TIME ->
              value instanceof Json.Text
                  ? ""
                  : "expected string, got &value.valueUnstructured{Value:" + value + "}";
          case INT32, INT64, DOUBLE ->
              value instanceof Json.Number
                  ? ""
                  : "expected numeric (int or float), got " + goType(value);
          case BOOLEAN ->
              value instanceof Json.Bool ? "" : "expected boolean, got &{" + value + "}";
          case QUANTITY, INT_OR_STRING ->
              structured ? "expected any scalar, got &{" + value + "}" : "";
        };
    if (!fault.isEmpty()) {
      faults.add(path + ": " + fault);
    }
  }

  private static String goType(Json value) {
    return switch (value) {
      case Json.Text _ -> "string";
      case Json.Bool _ -> "bool";
      case Json.Object _ -> "map[string]interface {}";
      case Json.Array _ -> "[]interface {}";
      case Json.Number n -> n.isWhole() ? "int64" : "float64";
      case Json.Null _ -> "<nil>";
    };
  }
}
