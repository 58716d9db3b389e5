package seodang.kube.apiserver.custom;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import seodang.json.Json;

/// Checks an object against its schema, worded as kube-openapi does.
public final class Validation {
  /// @param reason `FieldValueInvalid` …
  /// @param message without the path
  /// @param blocking whether CEL rules are not even tried
  public record Fault(String path, String reason, String message, boolean blocking) {}

  private final List<Fault> faults = new ArrayList<>();

  private Validation() {}

  public static List<Fault> of(Json.Object schema, Json.Object object) {
    Validation validation = new Validation();
    validation.check(schema, object, "");
    return validation.faults;
  }

  private void invalid(String path, String value, String message) {
    faults.add(new Fault(path, "FieldValueInvalid", value(value) + message, false));
  }

  private static String value(String shown) {
    return "Invalid value: " + shown + ": ";
  }

  private void check(Json.Object schema, Json value, String path) {
    if (schema.isEmpty() || value instanceof Json.Null && schema.bool("nullable")) {
      return;
    }
    String body = path + " in body ";
    if (!fits(schema, value)) {
      String type =
          schema.bool("x-kubernetes-int-or-string") ? "integer,string" : schema.text("type");
      String found = "\"" + typeOf(value) + "\"";
      faults.add(
          new Fault(
              path,
              "FieldValueTypeInvalid",
              value(found) + body + "must be of type " + type + ": " + found,
              true));
      return;
    }
    alternatives(schema, value, path);
    if (schema.get("enum") instanceof Json.Array allowed
        && allowed.stream().noneMatch(value::equals)) {
      StringBuilder list = new StringBuilder();
      allowed.forEach(a ->
          list.append(list.isEmpty() ? "" : ", ")
              .append(a instanceof Json.Text ? a : Json.text(a.toString())));
      faults.add(
          new Fault(
              path,
              "FieldValueNotSupported",
              "Unsupported value: " + value + ": supported values: " + list,
              true));
    }
    switch (value) {
      case Json.Object o -> object(schema, o, path);
      case Json.Array a -> array(schema, a, path);
      case Json.Text t -> text(schema, t, path);
      case Json.Number n -> number(schema, n, path);
      case Json.Bool _, Json.Null _ -> {}
    }
  }

  private static boolean fits(Json.Object schema, Json value) {
    if (schema.bool("x-kubernetes-int-or-string")) {
      return value instanceof Json.Text || value instanceof Json.Number n && n.isWhole();
    }
    return switch (schema.text("type")) {
      case "object" -> value instanceof Json.Object;
      case "array" -> value instanceof Json.Array;
      case "string" -> value instanceof Json.Text;
      case "boolean" -> value instanceof Json.Bool;
      case "integer" -> value instanceof Json.Number n && n.isWhole();
      case "number" -> value instanceof Json.Number;
      default -> true;
    };
  }

  private static String typeOf(Json value) {
    return switch (value) {
      case Json.Object _ -> "object";
      case Json.Array _ -> "array";
      case Json.Text _ -> "string";
      case Json.Bool _ -> "boolean";
      case Json.Number n -> n.isWhole() ? "integer" : "number";
      case Json.Null _ -> "null";
    };
  }

  private void alternatives(Json.Object schema, Json value, String path) {
    String shown = "\"\"";
    for (Json.Object every : schema.array("allOf").objects()) {
      check(every, value, path);
    }
    if (schema.has("anyOf") && count(schema.array("anyOf"), value) == 0) {
      invalid(path, shown, "\"" + path + "\" must validate at least one schema (anyOf)");
    }
    if (schema.has("oneOf")) {
      int valid = count(schema.array("oneOf"), value);
      if (valid != 1) {
        String found = valid == 0 ? "Found none valid" : "Found " + valid + " valid alternatives";
        invalid(
            path,
            shown,
            "\"" + path + "\" must validate one and only one schema (oneOf). " + found);
      }
    }
    if (schema.has("not") && count(Json.array(schema.object("not")), value) == 1) {
      invalid(path, shown, "\"" + path + "\" must not validate the schema (not)");
    }
  }

  private static int count(Json.Array schemas, Json value) {
    int valid = 0;
    for (Json.Object schema : schemas.objects()) {
      Validation validation = new Validation();
      validation.check(schema, value, "");
      valid += validation.faults.isEmpty() ? 1 : 0;
    }
    return valid;
  }

  private void object(Json.Object schema, Json.Object object, String path) {
    Json.Object properties = schema.object("properties");
    if (object.size() < schema.number("minProperties", 0)) {
      invalid(
          path,
          object.toString(),
          path + " in body should have at least " + schema.get("minProperties") + " properties");
    }
    if (schema.has("maxProperties") && object.size() > schema.number("maxProperties", 0)) {
      tooMany(path, object.size(), schema.number("maxProperties", 0));
    }
    object.forEach((key, member) -> {
      String here = path.isEmpty() ? key : path + "." + key;
      if (path.isEmpty() && List.of("apiVersion", "kind", "metadata").contains(key)) {
        return;
      }
      if (properties.get(key) instanceof Json.Object property) {
        check(property, member, here);
      } else if (schema.get("additionalProperties") instanceof Json.Object property) {
        check(property, member, here);
      }
    });
    for (String required : schema.array("required").texts()) {
      if (!object.has(required)) {
        faults.add(
            new Fault(
                path.isEmpty() ? required : path + "." + required,
                "FieldValueRequired",
                "Required value",
                true));
      }
    }
  }

  private void tooMany(String path, int found, long limit) {
    faults.add(
        new Fault(
            path,
            "FieldValueTooMany",
            "Too many: " + found + ": must have at most " + limit + " items",
            true));
  }

  private void array(Json.Object schema, Json.Array array, String path) {
    if (array.size() < schema.number("minItems", 0)) {
      invalid(
          path,
          array.toString(),
          path + " in body should have at least " + schema.get("minItems") + " items");
    }
    if (schema.has("maxItems") && array.size() > schema.number("maxItems", 0)) {
      tooMany(path, array.size(), schema.number("maxItems", 0));
    }
    if (schema.bool("uniqueItems")
        && new HashSet<>(array.stream().toList()).size() < array.size()) {
      invalid(path, array.toString(), path + " in body shouldn't contain duplicates");
    }
    Json.Object items = schema.object("items");
    for (int i = 0; i < array.size(); i++) {
      check(items, array.get(i), path + "[" + i + "]");
    }
    duplicates(schema, array, path);
  }

  /// Items of sets and maps must be told apart.
  private void duplicates(Json.Object schema, Json.Array array, String path) {
    String type = schema.text("x-kubernetes-list-type");
    List<String> keys = schema.array("x-kubernetes-list-map-keys").texts();
    HashSet<Json> seen = new HashSet<>();
    for (int i = 0; i < array.size(); i++) {
      Json item = array.get(i);
      Json told = item;
      if (type.equals("map") && item instanceof Json.Object o) {
        told = Json.object();
        for (String key : keys) {
          told = ((Json.Object) told).withIf(key, o.get(key));
        }
      }
      if ((type.equals("set") || type.equals("map")) && !seen.add(told)) {
        faults.add(
            new Fault(
                path + "[" + i + "]", "FieldValueDuplicate", "Duplicate value: " + told, false));
      }
    }
  }

  private void text(Json.Object schema, Json.Text text, String path) {
    String value = text.value();
    int length = value.codePointCount(0, value.length());
    if (length < schema.number("minLength", 0)) {
      invalid(
          path,
          text.toString(),
          path + " in body should be at least " + schema.get("minLength") + " chars long");
    }
    if (schema.has("maxLength") && length > schema.number("maxLength", 0)) {
      faults.add(
          new Fault(
              path,
              "FieldValueTooLong",
              "Too long: may not be more than " + schema.get("maxLength") + " bytes",
              true));
    }
    String pattern = schema.text("pattern");
    if (!pattern.isEmpty() && !matches(pattern, value)) {
      invalid(path, text.toString(), path + " in body should match '" + pattern + "'");
    }
    String format = schema.text("format");
    if (!isFormatted(format, value)) {
      invalid(path, text.toString(), path + " in body must be of type " + format + ": " + text);
    }
  }

  private static boolean matches(String pattern, String value) {
    try {
      return Pattern.compile(pattern).matcher(value).find();
    } catch (PatternSyntaxException e) {
      return true;
    }
  }

  private static boolean isFormatted(String format, String value) {
    return switch (format) {
      case "date-time" -> {
        try {
          yield OffsetDateTime.parse(value).getYear() >= 0;
        } catch (DateTimeParseException e) {
          yield false;
        }
      }
      case "date" -> value.matches("\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])");
      case "email" -> value.matches("[^@\\s]+@[^@\\s]+");
      case "ipv4" -> value.matches("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}");
      case "uuid" ->
          value.matches("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}");
      case "uri" -> value.matches("[A-Za-z][A-Za-z0-9+.-]*:.+|/.*");
      case "cidr" -> value.matches("[0-9a-fA-F.:]+/\\d{1,3}");
      default -> true;
    };
  }

  private void number(Json.Object schema, Json.Number number, String path) {
    BigDecimal value = new BigDecimal(number.toString());
    if (schema.get("minimum") instanceof Json.Number min) {
      int compared = value.compareTo(new BigDecimal(min.toString()));
      boolean exclusive = schema.bool("exclusiveMinimum");
      if (compared < 0 || exclusive && compared == 0) {
        invalid(
            path,
            number.toString(),
            path + " in body should be greater than " + (exclusive ? "" : "or equal to ") + min);
      }
    }
    if (schema.get("maximum") instanceof Json.Number max) {
      int compared = value.compareTo(new BigDecimal(max.toString()));
      boolean exclusive = schema.bool("exclusiveMaximum");
      if (compared > 0 || exclusive && compared == 0) {
        invalid(
            path,
            number.toString(),
            path + " in body should be less than " + (exclusive ? "" : "or equal to ") + max);
      }
    }
    if (schema.get("multipleOf") instanceof Json.Number of
        && value.remainder(new BigDecimal(of.toString())).signum() != 0) {
      invalid(path, number.toString(), path + " in body should be a multiple of " + of);
    }
  }
}
