package seodang.kube.apiserver;

import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// One thing wrong with one field, worded as `apimachinery/util/validation/field` does.
///
/// @param type `FieldValueRequired`, `FieldValueInvalid` … as in a Status' causes
/// @param message without the field's path
public record FieldError(String type, String field, String message) {

  public static FieldError required(String field, String detail) {
    return new FieldError("FieldValueRequired", field, with("Required value", detail));
  }

  public static FieldError invalid(String field, Json value, @Nullable String detail) {
    return new FieldError(
        "FieldValueInvalid", field, with("Invalid value: " + shown(value), detail));
  }

  public static FieldError invalid(String field, String value, @Nullable String detail) {
    return invalid(field, Json.text(value), detail);
  }

  public static FieldError notSupported(String field, String value, List<String> supported) {
    StringBuilder list = new StringBuilder();
    for (String s : supported) {
      list.append(list.isEmpty() ? "" : ", ").append('"').append(s).append('"');
    }
    return new FieldError(
        "FieldValueNotSupported",
        field,
        "Unsupported value: " + Json.text(value) + ": supported values: " + list);
  }

  public static FieldError forbidden(String field, String detail) {
    return new FieldError("FieldValueForbidden", field, with("Forbidden", detail));
  }

  public static FieldError duplicate(String field, Json value) {
    return new FieldError("FieldValueDuplicate", field, "Duplicate value: " + shown(value));
  }

  public static FieldError notFound(String field, Json value) {
    return new FieldError("FieldValueNotFound", field, "Not found: " + shown(value));
  }

  public static FieldError tooLong(String field, int limit) {
    return new FieldError(
        "FieldValueTooLong", field, "Too long: may not be more than " + limit + " bytes");
  }

  private static String with(String head, @Nullable String detail) {
    return detail == null || detail.isEmpty() ? head : head + ": " + detail;
  }

  private static String shown(Json value) {
    return value instanceof Json.Null ? "null" : value.toString();
  }

  Json.Object cause() {
    return Json.object("reason", type, "message", message, "field", field);
  }

  @Override
  public String toString() {
    return field + ": " + message;
  }
}
