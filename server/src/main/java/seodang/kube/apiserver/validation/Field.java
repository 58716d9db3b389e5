package seodang.kube.apiserver.validation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Quantity;

/// A place in an object: its path as errors print it, its value, and the list its faults go to.
///
/// Absent and `null` are the same, as after Go's decoding. Reading never fails: what is absent has
/// empty children.
final class Field {
  private final String path;
  private final @Nullable Json value;
  private final List<FieldError> errors;

  private Field(String path, @Nullable Json value, List<FieldError> errors) {
    this.path = path;
    this.value = value instanceof Json.Null ? null : value;
    this.errors = errors;
  }

  static Field root(Json.Object object, List<FieldError> errors) {
    return new Field("", object, errors);
  }

  // Where to.

  Field at(String name) {
    return new Field(child(name), member(name), errors);
  }

  Field at(String first, String second) {
    return at(first).at(second);
  }

  /// `[name]` of a map.
  Field key(String name) {
    return new Field(path + "[" + name + "]", member(name), errors);
  }

  Field item(int index) {
    Json.Array array = array();
    return new Field(
        path + "[" + index + "]", index < array.size() ? array.get(index) : null, errors);
  }

  List<Field> items(String name) {
    return at(name).items();
  }

  List<Field> items() {
    List<Field> items = new ArrayList<>(array().size());
    for (int i = 0; i < array().size(); i++) {
      items.add(item(i));
    }
    return items;
  }

  /// The same value under the path of another field.
  Field under(Field other) {
    return new Field(other.path, value, errors);
  }

  /// Another value at this path.
  Field of(@Nullable Json other) {
    return new Field(path, other, errors);
  }

  Field of(String text) {
    return of(Json.text(text));
  }

  /// The same place, its faults kept apart.
  Field apart(List<FieldError> own) {
    return new Field(path, value, own);
  }

  void addAll(Collection<FieldError> found) {
    errors.addAll(found);
  }

  List<FieldError> errors() {
    return errors;
  }

  private String child(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private @Nullable Json member(String name) {
    return value instanceof Json.Object o ? o.get(name) : null;
  }

  // What is there.

  String path() {
    return path;
  }

  @Nullable Json value() {
    return value;
  }

  boolean present() {
    return value != null;
  }

  boolean has(String name) {
    Json found = member(name);
    return found != null && !(found instanceof Json.Null);
  }

  /// A string; `""` when there is none.
  String text() {
    return value instanceof Json.Text t ? t.value() : "";
  }

  String text(String name) {
    return member(name) instanceof Json.Text t ? t.value() : "";
  }

  long number() {
    return value instanceof Json.Number n ? n.longValue() : 0;
  }

  long number(String name) {
    return member(name) instanceof Json.Number n ? n.longValue() : 0;
  }

  boolean bool(String name) {
    return member(name) == Json.Bool.TRUE;
  }

  Json.Object object() {
    return value instanceof Json.Object o ? o : Json.object();
  }

  Json.Array array() {
    return value instanceof Json.Array a ? a : Json.array();
  }

  List<String> texts() {
    return array().texts();
  }

  List<String> keys() {
    return object().keys();
  }

  boolean isEmpty() {
    return array().isEmpty() && object().isEmpty();
  }

  Quantity quantity() {
    return Quantity.of(value);
  }

  // What is wrong.

  void add(String type, String message) {
    errors.add(new FieldError(type, path, message));
  }

  void required(String detail) {
    add("FieldValueRequired", detail.isEmpty() ? "Required value" : "Required value: " + detail);
  }

  void required() {
    required("");
  }

  /// An invalid value, shown as Go shows plain ones.
  void invalid(String detail) {
    invalidGo(shown(), detail);
  }

  /// An invalid value, already in Go's writing.
  void invalidGo(String shown, String detail) {
    add("FieldValueInvalid", "Invalid value: " + shown + (detail.isEmpty() ? "" : ": " + detail));
  }

  void invalid(long shown, String detail) {
    invalidGo(Long.toString(shown), detail);
  }

  void invalid(String shown, String detail) {
    invalidGo(GoWords.quote(shown), detail);
  }

  /// One error for each of the messages.
  void invalidEach(List<String> messages) {
    messages.forEach(this::invalid);
  }

  void forbidden(String detail) {
    add("FieldValueForbidden", detail.isEmpty() ? "Forbidden" : "Forbidden: " + detail);
  }

  void duplicate() {
    duplicateGo(shown());
  }

  void duplicate(String shown) {
    duplicateGo(GoWords.quote(shown));
  }

  void duplicateGo(String shown) {
    add("FieldValueDuplicate", "Duplicate value: " + shown);
  }

  void notFound() {
    add("FieldValueNotFound", "Not found: " + shown());
  }

  void tooLong(int limit) {
    add("FieldValueTooLong", "Too long: may not be more than " + limit + " bytes");
  }

  void tooMany(int actual, int limit) {
    add("FieldValueTooMany", "Too many: " + actual + ": must have at most " + limit + " items");
  }

  void notSupported(String... supported) {
    notSupportedGo(shown(), supported);
  }

  void notSupportedGo(String shown, String... supported) {
    StringBuilder list = new StringBuilder();
    for (String s : supported) {
      list.append(list.isEmpty() ? "" : ", ").append(GoWords.quote(s));
    }
    add("FieldValueNotSupported", "Unsupported value: " + shown + ": supported values: " + list);
  }

  private String shown() {
    return switch (value) {
      case null -> "\"\"";
      case Json.Text t -> GoWords.quote(t.value());
      default -> value.toString();
    };
  }

  // Small rules.

  /// Unsupported unless it is one of these.
  boolean oneOf(String... supported) {
    if (List.of(supported).contains(text())) {
      return true;
    }
    notSupported(supported);
    return false;
  }

  /// Required, and one of these.
  void requiredOneOf(String... supported) {
    if (text().isEmpty()) {
      required();
    } else {
      oneOf(supported);
    }
  }

  /// When it is given, one of these.
  void optionalOneOf(String... supported) {
    if (present()) {
      oneOf(supported);
    }
  }

  boolean requiredText() {
    if (text().isEmpty()) {
      required();
      return false;
    }
    return true;
  }

  void nonNegative() {
    if (number() < 0) {
      invalid("must be greater than or equal to 0");
    }
  }

  void positive() {
    if (number() <= 0) {
      invalid(number(), "must be greater than zero");
    }
  }

  void range(long low, long high) {
    if (number() < low || number() > high) {
      invalid(number(), "must be between " + low + " and " + high + ", inclusive");
    }
  }

  void label() {
    invalidEach(Formats.label(text()));
  }

  void subdomain() {
    invalidEach(Formats.subdomain(text()));
  }

  void qualified() {
    invalidEach(Formats.qualified(text()));
  }

  void immutable(@Nullable Field old) {
    if (old != null && !same(old)) {
      invalidGo(GoValue.plain(value), "field is immutable");
    }
  }

  /// Whether both hold the same, absent being as good as empty.
  boolean same(Field other) {
    return filled(value).equals(filled(other.value));
  }

  private static Json filled(@Nullable Json json) {
    return switch (json) {
      case null -> Json.Null.NULL;
      case Json.Object o when o.isEmpty() -> Json.Null.NULL;
      case Json.Array a when a.isEmpty() -> Json.Null.NULL;
      default -> json;
    };
  }
}
