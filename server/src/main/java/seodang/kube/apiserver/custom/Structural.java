package seodang.kube.apiserver.custom;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import seodang.json.Json;
import seodang.kube.schema.FieldType;

/// A structural schema: the field types it describes, and what it prunes and fills in.
public final class Structural {
  private static final String KEEP = "x-kubernetes-preserve-unknown-fields";
  private static final String EMBEDDED = "x-kubernetes-embedded-resource";
  private static final FieldType META =
      new FieldType.Reference("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");

  private Structural() {}

  /// The type of a whole object of the schema.
  public static FieldType.Struct type(Json.Object schema) {
    FieldType type = field(schema.with(EMBEDDED, true).with("type", "object"));
    return type instanceof FieldType.Struct s
        ? s
        : new FieldType.Struct("", Map.of(), List.of(), false, true, Map.of());
  }

  private static FieldType field(Json.Object schema) {
    if (schema.bool("x-kubernetes-int-or-string")) {
      return FieldType.Scalar.INT_OR_STRING;
    }
    return switch (schema.text("type")) {
      case "string" -> FieldType.Scalar.STRING;
      case "integer" -> FieldType.Scalar.INT64;
      case "number" -> FieldType.Scalar.DOUBLE;
      case "boolean" -> FieldType.Scalar.BOOLEAN;
      case "array" ->
          new FieldType.ListOf(
              field(schema.object("items")),
              schema.text("x-kubernetes-list-type"),
              schema.array("x-kubernetes-list-map-keys").texts(),
              null,
              false);
      default -> object(schema);
    };
  }

  private static FieldType object(Json.Object schema) {
    boolean atomic = schema.text("x-kubernetes-map-type").equals("atomic");
    if (schema.get("additionalProperties") instanceof Json.Object values) {
      return new FieldType.MapOf(field(values), atomic);
    }
    boolean embedded = schema.bool(EMBEDDED);
    if (!embedded && !schema.has("properties")) {
      return FieldType.Any.DEDUCED;
    }
    Map<String, FieldType> fields = new LinkedHashMap<>();
    Map<String, Json> defaults = new LinkedHashMap<>();
    schema
        .object("properties")
        .forEach((name, property) -> {
          fields.put(name, field((Json.Object) property));
          Json value = ((Json.Object) property).get("default");
          if (value != null) {
            defaults.put(name, value);
          }
        });
    if (embedded) {
      fields.put("apiVersion", FieldType.Scalar.STRING);
      fields.put("kind", FieldType.Scalar.STRING);
      fields.put("metadata", META);
    }
    return new FieldType.Struct(
        "", fields, schema.array("required").texts(), atomic, schema.bool(KEEP), defaults);
  }

  // Pruning.

  /// The object without fields its schema does not know.
  ///
  /// @param unknown to which the paths of those fields are added
  public static Json.Object prune(Json.Object schema, Json.Object object, List<String> unknown) {
    return (Json.Object) prune(schema.with(EMBEDDED, true), object, "", unknown);
  }

  private static Json prune(Json.Object schema, Json value, String path, List<String> unknown) {
    return switch (value) {
      case Json.Object o -> {
        Json.Object properties = schema.object("properties");
        Json values = schema.get("additionalProperties");
        boolean embedded = schema.bool(EMBEDDED);
        Json.Object result = o;
        for (String key : o.keys()) {
          String here = path.isEmpty() ? key : path + "." + key;
          Json member = Objects.requireNonNull(o.get(key));
          if (embedded && List.of("apiVersion", "kind", "metadata").contains(key)) {
            continue;
          }
          if (properties.get(key) instanceof Json.Object property) {
            result = result.with(key, prune(property, member, here, unknown));
          } else if (values instanceof Json.Object property) {
            result = result.with(key, prune(property, member, here, unknown));
          } else if (!schema.bool(KEEP) && !(values instanceof Json.Bool b && b.value())) {
            unknown.add("unknown field \"" + here + "\"");
            result = result.without(key);
          }
        }
        yield result;
      }
      case Json.Array a -> {
        Json.Object items = schema.object("items");
        int[] i = {0};
        yield a.map(item -> prune(items, item, path + "[" + i[0]++ + "]", unknown));
      }
      default -> value;
    };
  }

  // Defaults.

  /// The object with its schema's defaults where it says nothing; a null where none is allowed says
  /// nothing.
  public static Json.Object fill(Json.Object schema, Json.Object object) {
    Json.Object result = object;
    Json.Object properties = schema.object("properties");
    for (String key : object.keys()) {
      if (object.get(key) instanceof Json.Null
          && !isNullable(schema, key)
          && !key.equals("metadata")) {
        result = result.without(key);
      }
    }
    for (String key : properties.keys()) {
      Json.Object property = properties.object(key);
      Json value = property.get("default");
      if (value != null && !result.has(key)) {
        result = result.with(key, value);
      }
    }
    for (String key : result.keys()) {
      Json.Object property =
          properties.get(key) instanceof Json.Object p ? p : schema.object("additionalProperties");
      result = result.with(key, filled(property, Objects.requireNonNull(result.get(key))));
    }
    return result;
  }

  private static boolean isNullable(Json.Object schema, String key) {
    return schema.object("properties").get(key) instanceof Json.Object property
        ? property.bool("nullable") || property.isEmpty() || property.bool(KEEP)
        : !schema.has("additionalProperties")
            || schema.object("additionalProperties").bool("nullable");
  }

  private static Json filled(Json.Object schema, Json value) {
    return switch (value) {
      case Json.Object o -> fill(schema, o);
      case Json.Array a -> a.map(item -> filled(schema.object("items"), item));
      default -> value;
    };
  }
}
