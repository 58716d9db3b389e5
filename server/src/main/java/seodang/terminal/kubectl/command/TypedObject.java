package seodang.terminal.kubectl.command;

import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.schema.FieldType;
import seodang.kube.schema.GoFields;
import seodang.kube.schema.Schema;

/// A manifest as Go's structures print it: with the fields that are written even when nobody has
/// set them, such as `creationTimestamp: null` and `status: {}`.
public final class TypedObject {
  private TypedObject() {}

  /// The object itself when its kind is none of the API's own.
  public static Json.Object filled(Json.Object object) {
    String apiVersion = object.text("apiVersion");
    int slash = apiVersion.indexOf('/');
    FieldType.Struct struct =
        Schema.ofKind(
            slash < 0 ? "" : apiVersion.substring(0, slash),
            apiVersion.substring(slash + 1),
            object.text("kind"));
    return struct == null ? object : fill(struct, object);
  }

  private static Json.Object fill(FieldType.Struct struct, Json.Object object) {
    Json.Object result = object;
    for (GoFields.Field field : GoFields.of(struct).values()) {
      FieldType type =
          Schema.resolve(struct.fields().getOrDefault(field.name(), FieldType.Any.DEDUCED));
      Json value = fill(type, field, object.get(field.name()));
      result = value == null ? result : result.with(field.name(), value);
    }
    return result;
  }

  private static @Nullable Json fill(FieldType type, GoFields.Field field, @Nullable Json given) {
    return switch (given) {
      case null -> unset(type, field);
      case Json.Object o when type instanceof FieldType.Struct s -> fill(s, o);
      case Json.Array a
          when type instanceof FieldType.ListOf list
              && Schema.resolve(list.item()) instanceof FieldType.Struct s ->
          a.map(item -> item instanceof Json.Object o ? fill(s, o) : item);
      default -> given;
    };
  }

  /// What Go writes for a field that is not set; null when it leaves it out.
  private static @Nullable Json unset(FieldType type, GoFields.Field field) {
    if (field.value()) {
      return type instanceof FieldType.Struct s ? fill(s, Json.object()) : Json.Null.NULL;
    }
    if (!field.always()) {
      return null;
    }
    if (field.pointer() || !(type instanceof FieldType.Scalar scalar)) {
      return Json.Null.NULL;
    }
    return switch (scalar) {
      case STRING, BYTES, QUANTITY, INT_OR_STRING -> Json.text("");
      case INT32, INT64, DOUBLE -> Json.number(0);
      case BOOLEAN -> Json.bool(false);
      case TIME, MICRO_TIME -> Json.Null.NULL;
    };
  }
}
