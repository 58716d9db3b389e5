package seodang.kube.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// What the Go structures behind the API say of their fields beyond the OpenAPI schema: the numbers
/// of their protobuf form, which are pointers, which are written even when they are empty.
///
/// Facts from the field tags of `k8s.io/api` v0.33.1 and its kin: `go-fields.json` has for each
/// field its number (`2.1` inside an embedded structure) and letters: `p` pointer, `s` structure by
/// value, `e` without `omitempty`.
public final class GoFields {
  private static final Map<String, Map<String, Field>> ALL = load();
  private static final Map<String, List<Field>> VALUES = values();
  private static final Map<String, Map<Integer, Node>> TREES = trees();

  private GoFields() {}

  /// @param path the field's protobuf number, after those of the structures it is embedded in
  /// @param value a structure that is no pointer and so never absent
  /// @param always written even when empty
  public record Field(
      String name, List<Integer> path, boolean pointer, boolean value, boolean always) {}

  /// What a protobuf number stands for: a field, or an embedded structure's fields.
  sealed interface Node {
    record Leaf(Field field) implements Node {}

    record Embedded(Map<Integer, Node> fields) implements Node {}
  }

  /// The fields of a structure by name; empty for what is no structure of the API.
  public static Map<String, Field> of(FieldType.Struct struct) {
    return ALL.getOrDefault(struct.name(), Map.of());
  }

  public static @Nullable Field of(FieldType.Struct struct, String field) {
    return of(struct).get(field);
  }

  /// Those that are structures by value.
  public static List<Field> values(FieldType.Struct struct) {
    return VALUES.getOrDefault(struct.name(), List.of());
  }

  static Map<Integer, Node> tree(FieldType.Struct struct) {
    return TREES.getOrDefault(struct.name(), Map.of());
  }

  private static Map<String, Map<String, Field>> load() {
    Map<String, Map<String, Field>> all = new HashMap<>();
    SchemaData.read("go-fields.json")
        .forEach((struct, fields) -> {
          Map<String, Field> known = new LinkedHashMap<>();
          ((Json.Object) fields)
              .texts()
              .forEach((name, text) -> known.put(name, field(name, text)));
          all.put(struct, known);
        });
    return all;
  }

  private static Map<String, List<Field>> values() {
    Map<String, List<Field>> values = new HashMap<>();
    ALL.forEach((struct, fields) ->
        values.put(struct, fields.values().stream().filter(Field::value).toList()));
    return values;
  }

  private static Field field(String name, String text) {
    List<Integer> path = new ArrayList<>();
    for (String number : text.replaceAll("[a-z]", "").split("\\.")) {
      path.add(Integer.valueOf(number));
    }
    return new Field(
        name, List.copyOf(path), text.contains("p"), text.contains("s"), text.contains("e"));
  }

  private static Map<String, Map<Integer, Node>> trees() {
    Map<String, Map<Integer, Node>> trees = new HashMap<>();
    ALL.forEach((struct, fields) -> {
      Map<Integer, Node> tree = new HashMap<>();
      fields
          .values()
          .forEach(field -> {
            Map<Integer, Node> at = tree;
            for (int number : field.path().subList(0, field.path().size() - 1)) {
              Node below = at.computeIfAbsent(number, _ -> new Node.Embedded(new HashMap<>()));
              at = below instanceof Node.Embedded e ? e.fields() : at;
            }
            at.put(field.path().getLast(), new Node.Leaf(field));
          });
      trees.put(struct, tree);
    });
    return trees;
  }
}
