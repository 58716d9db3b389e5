package seodang.kube.apiserver.validation;

import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Pattern;
import seodang.json.Json;

/// Whether a default fits the schema it stands in, in the words of kube-openapi.
final class ValueRules {
  private ValueRules() {}

  static void check(Json.Object schema, Field value) {
    String type = schema.text("type");
    String found = typeOf(value);
    boolean fits =
        type.isEmpty() || type.equals(found) || type.equals("number") && found.equals("integer");
    boolean either =
        schema.bool("x-kubernetes-int-or-string") && List.of("integer", "string").contains(found);
    if (!fits && !either) {
      value.add(
          "FieldValueTypeInvalid",
          "Invalid value: \""
              + found
              + "\":  in body must be of type "
              + type
              + ": \""
              + found
              + "\"");
      return;
    }
    switch (value.value()) {
      case Json.Number n -> number(schema, value, new BigDecimal(n.toString()));
      case Json.Text t -> text(schema, value, t.value());
      case Json.Array a -> {
        size(schema, value, a.size(), "Items", "items");
        if (schema.get("items") instanceof Json.Object items) {
          value.items().forEach(i -> check(items, i));
        }
      }
      case Json.Object o -> {
        for (String name : schema.array("required").texts()) {
          if (!o.has(name)) {
            value.at(name).required();
          }
        }
        for (String name : o.keys()) {
          if (schema.object("properties").get(name) instanceof Json.Object property) {
            check(property, value.at(name));
          }
        }
      }
      case null, default -> {}
    }
    if (schema.has("enum")
        && !schema.array("enum").stream().anyMatch(e -> e.equals(value.value()))) {
      value.notSupported(
          schema.array("enum").stream()
              .map(e -> e instanceof Json.Text t ? t.value() : e.toString())
              .toArray(String[]::new));
    }
  }

  private static String typeOf(Field value) {
    return switch (value.value()) {
      case Json.Text t -> "string";
      case Json.Number n -> n.isWhole() ? "integer" : "number";
      case Json.Bool b -> "boolean";
      case Json.Array a -> "array";
      case Json.Object o -> "object";
      case null, default -> "null";
    };
  }

  private static void number(Json.Object schema, Field value, BigDecimal number) {
    if (schema.get("maximum") instanceof Json.Number most) {
      int compared = number.compareTo(new BigDecimal(most.toString()));
      boolean strict = schema.bool("exclusiveMaximum");
      if (compared > 0 || strict && compared == 0) {
        value.invalid(" in body should be less than " + (strict ? "" : "or equal to ") + most);
      }
    }
    if (schema.get("minimum") instanceof Json.Number least) {
      int compared = number.compareTo(new BigDecimal(least.toString()));
      boolean strict = schema.bool("exclusiveMinimum");
      if (compared < 0 || strict && compared == 0) {
        value.invalid(" in body should be greater than " + (strict ? "" : "or equal to ") + least);
      }
    }
  }

  private static void text(Json.Object schema, Field value, String text) {
    int length = text.codePointCount(0, text.length());
    if (schema.has("maxLength") && length > schema.number("maxLength", 0)) {
      value.tooLong((int) schema.number("maxLength", 0));
    }
    if (length < schema.number("minLength", 0)) {
      value.invalid(" in body should be at least " + schema.number("minLength", 0) + " chars long");
    }
    String pattern = schema.text("pattern");
    if (!pattern.isEmpty() && !Pattern.compile(pattern).matcher(text).find()) {
      value.invalid(" in body should match '" + pattern + "'");
    }
  }

  private static void size(Json.Object schema, Field value, int size, String key, String called) {
    if (schema.has("max" + key) && size > schema.number("max" + key, 0)) {
      value.tooMany(size, (int) schema.number("max" + key, 0));
    }
    if (size < schema.number("min" + key, 0)) {
      value.invalidGo(
          Integer.toString(size),
          " in body should have at least " + schema.number("min" + key, 0) + " " + called);
    }
  }
}
