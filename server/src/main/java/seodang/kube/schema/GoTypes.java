package seodang.kube.schema;

import java.util.HashMap;
import java.util.Map;
import seodang.json.Json;

/// What Go's structures add to the schema: the type's name as decoding errors print it, and whether
/// a field is written even when it is empty.
public final class GoTypes {
  private static final Map<String, Map<String, Field>> FIELDS = new HashMap<>();

  static {
    SchemaData.read("go-types.json")
        .forEach((struct, fields) -> {
          Map<String, Field> read = new HashMap<>();
          ((Json.Object) fields)
              .texts()
              .forEach((name, text) -> {
                String[] parts = text.split(" ", -1);
                read.put(
                    name,
                    new Field(
                        parts[1],
                        parts[0].contains("*"),
                        parts[0].contains("!"),
                        Integer.parseInt(parts[2]),
                        parts[3]));
              });
          FIELDS.put(struct, Map.copyOf(read));
        });
  }

  private GoTypes() {}

  /// @param type `v1.RestartPolicy`, `[]v1.Container`
  /// @param pointer whether absent and empty differ
  /// @param always whether it is written when empty: no `omitempty`, or a structure by value
  /// @param order of its declaration
  /// @param goName where it is not the JSON name capitalized; else empty
  public record Field(String type, boolean pointer, boolean always, int order, String goName) {}

  /// The fields of a structure.
  ///
  /// @param struct `io.k8s.api.core.v1.PodSpec`
  public static Map<String, Field> fields(String struct) {
    return FIELDS.getOrDefault(struct, Map.of());
  }
}
