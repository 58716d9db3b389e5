package seodang.kube.schema;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// Every structure of the v1.33 API with its fields' types.
public final class Schema {
  private static final Json.Object DEFINITIONS =
      SchemaData.read("kubernetes-v1.33-schema.json").object("definitions");
  private static final Map<String, FieldType> TYPES = new HashMap<>();
  private static final Map<String, String> KINDS = new HashMap<>();
  private static final String GRANULAR = ":granular";

  static {
    DEFINITIONS.forEach((name, d) -> TYPES.put(name, definition(name, (Json.Object) d)));
    for (String name : List.copyOf(TYPES.keySet())) {
      if (TYPES.get(name) instanceof FieldType.Struct s && s.atomic()) {
        TYPES.put(name + GRANULAR, new FieldType.Struct(s.name(), s.fields(), s.required(), false));
      }
    }
    for (ResourceType type : Resources.all()) {
      index(type.group(), type.version(), type.kind());
      type.subresources().values().forEach(s -> index(s.group(), s.version(), s.kind()));
    }
    index("", "v1", "DeleteOptions");
  }

  private Schema() {}

  /// The raw definitions, for OpenAPI.
  public static Json.Object definitions() {
    return DEFINITIONS;
  }

  /// The structure of a kind, or null.
  public static FieldType.@Nullable Struct ofKind(String group, String version, String kind) {
    String name = KINDS.get(group + "/" + version + "/" + kind);
    return name != null && TYPES.get(name) instanceof FieldType.Struct s ? s : null;
  }

  /// A type by its definition's full name, or null.
  public static @Nullable FieldType named(String name) {
    return TYPES.get(name);
  }

  /// Follows a reference to what it names.
  public static FieldType resolve(FieldType type) {
    return type instanceof FieldType.Reference r
        ? TYPES.getOrDefault(r.name(), new FieldType.Any())
        : type;
  }

  private static void index(String group, String version, String kind) {
    String suffix = "." + version + "." + kind;
    String wanted = group.isEmpty() ? "core" : group.split("\\.")[0];
    for (String name : DEFINITIONS.keys()) {
      if (name.endsWith(suffix)) {
        String[] parts = name.split("\\.");
        String found = parts[parts.length - 3];
        if (found.equals(wanted) || found.equals("meta") && kind.equals("DeleteOptions")) {
          KINDS.put(group + "/" + version + "/" + kind, name);
          return;
        }
      }
    }
  }

  private static FieldType definition(String name, Json.Object d) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "Quantity" -> FieldType.Scalar.QUANTITY;
      case "Time" -> FieldType.Scalar.TIME;
      case "MicroTime" -> FieldType.Scalar.MICRO_TIME;
      case "IntOrString" -> FieldType.Scalar.INT_OR_STRING;
      case "RawExtension",
          "JSON",
          "FieldsV1",
          "JSONSchemaPropsOrBool",
          "JSONSchemaPropsOrArray",
          "JSONSchemaPropsOrStringArray" ->
          new FieldType.Any();
      default -> {
        Map<String, FieldType> fields = new LinkedHashMap<>();
        d.object("properties").forEach((k, v) -> fields.put(k, field((Json.Object) v)));
        yield new FieldType.Struct(
            name,
            fields,
            d.array("required").texts(),
            d.text("x-kubernetes-map-type").equals("atomic"));
      }
    };
  }

  private static FieldType field(Json.Object f) {
    if (f.has("$ref")) {
      String name = f.text("$ref").substring("#/definitions/".length());
      boolean granular = f.text("x-kubernetes-map-type").equals("granular");
      return new FieldType.Reference(granular ? name + GRANULAR : name);
    }
    return switch (f.text("type")) {
      case "string" ->
          f.text("format").equals("byte") ? FieldType.Scalar.BYTES : FieldType.Scalar.STRING;
      case "boolean" -> FieldType.Scalar.BOOLEAN;
      case "integer" ->
          f.text("format").equals("int64") ? FieldType.Scalar.INT64 : FieldType.Scalar.INT32;
      case "number" -> FieldType.Scalar.DOUBLE;
      case "array" ->
          new FieldType.ListOf(
              field(f.object("items")),
              f.text("x-kubernetes-list-type"),
              f.array("x-kubernetes-list-map-keys").texts(),
              f.has("x-kubernetes-patch-merge-key") ? f.text("x-kubernetes-patch-merge-key") : null,
              f.text("x-kubernetes-patch-strategy").contains("merge"));
      case "object" ->
          f.has("additionalProperties")
              ? new FieldType.MapOf(
                  field(f.object("additionalProperties")),
                  f.text("x-kubernetes-map-type").equals("atomic"))
              : new FieldType.Any();
      default -> new FieldType.Any();
    };
  }
}
