package seodang.kube.apiserver.validation;

import seodang.json.Json;

/// One thing wrong with one field, worded as `apimachinery/util/validation/field` does.
///
/// @param type `FieldValueRequired`, `FieldValueInvalid` … as in a Status' causes
/// @param message without the field's path
public record FieldError(String type, String field, String message) {

  /// An invalid value that is shown as JSON shows it.
  public static FieldError invalid(String field, Json value, String detail) {
    return new FieldError("FieldValueInvalid", field, "Invalid value: " + value + ": " + detail);
  }

  public static FieldError invalid(String field, String value, String detail) {
    return invalid(field, Json.text(value), detail);
  }

  public static FieldError required(String field, String detail) {
    return new FieldError("FieldValueRequired", field, "Required value: " + detail);
  }

  public static FieldError forbidden(String field, String detail) {
    return new FieldError("FieldValueForbidden", field, "Forbidden: " + detail);
  }

  /// As one of a Status' `details.causes`.
  public Json.Object cause() {
    return Json.object("reason", type, "message", message, "field", field);
  }

  @Override
  public String toString() {
    return field + ": " + message;
  }
}
