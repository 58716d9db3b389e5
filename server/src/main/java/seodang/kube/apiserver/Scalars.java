package seodang.kube.apiserver;

import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import seodang.json.Json;
import seodang.kube.Quantity;
import seodang.kube.Times;
import seodang.kube.apiserver.validation.GoWords;
import seodang.kube.schema.FieldType;
import seodang.kube.schema.Schema;

/// Reads what is no structure, and tells in Go's words what cannot be read.
///
/// @param what how every complaint begins
record Scalars(String what) {
  private static final Pattern SUFFIXED =
      Pattern.compile("[+-]?[0-9]*([.][0-9]*)?[eEinumkKMGTP]*[-+]?[0-9]*");

  /// Where a value stands, as Go's messages tell it.
  ///
  /// @param path the innermost structure and all fields: `Container.spec.containers.name`
  /// @param type as Go names it
  /// @param stack the fields alone
  record Place(String path, String type, String stack) {
    Place item(FieldType item) {
      String inner =
          type.startsWith("[]")
              ? type.substring(2)
              : type.startsWith("map[") ? type.substring(type.indexOf(']') + 1) : goType(item);
      return new Place(path, inner, stack);
    }
  }

  /// @throws Rejection when it is no such value
  Json read(FieldType.Scalar type, Json value, Place at) {
    switch (type) {
      case STRING -> {
        if (!(value instanceof Json.Text)) {
          throw mismatch(value, at, false);
        }
      }
      case BYTES -> {
        if (!(value instanceof Json.Text t)) {
          throw mismatch(value, at, false);
        }
        int wrong = GoWords.base64Error(t.value());
        if (wrong >= 0) {
          throw Statuses.badRequest(what + "illegal base64 data at input byte " + wrong);
        }
      }
      case INT32, INT64 -> {
        boolean fits =
            value instanceof Json.Number n
                && n.isWhole()
                && (type == FieldType.Scalar.INT64 || n.longValue() == (int) n.longValue());
        if (!fits) {
          throw mismatch(value, at, true);
        }
      }
      case DOUBLE -> {
        if (!(value instanceof Json.Number)) {
          throw mismatch(value, at, false);
        }
      }
      case BOOLEAN -> {
        if (!(value instanceof Json.Bool)) {
          throw mismatch(value, at, false);
        }
      }
      case QUANTITY -> {
        return quantity(value);
      }
      case TIME -> {
        return time(value, at, "2006-01-02T15:04:05Z07:00");
      }
      case MICRO_TIME -> {
        return time(value, at, "2006-01-02T15:04:05.000000Z07:00");
      }
      case INT_OR_STRING -> {
        if (!(value instanceof Json.Text)) {
          return read(FieldType.Scalar.INT32, value, new Place(at.path(), "int32", at.stack()));
        }
      }
    }
    return value;
  }

  private Json quantity(Json value) {
    String text = (value instanceof Json.Text t ? t.value() : value.toString()).strip();
    Quantity parsed = Quantity.parse(text);
    if (parsed == null) {
      throw Statuses.badRequest(
          what
              + (!text.isEmpty() && SUFFIXED.matcher(text).matches()
                  ? "unable to parse quantity's suffix"
                  : "quantities must match the regular expression"
                      + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"));
    }
    return Json.text(parsed.toString());
  }

  private Json time(Json value, Place at, String layout) {
    if (!(value instanceof Json.Text t)) {
      throw mismatch(value, new Place(at.path(), "string", at.stack()), false);
    }
    if (!layout.contains(".") && Times.isPlain(t.value())) {
      return value;
    }
    String wrong = GoWords.timeError(t.value(), layout);
    if (wrong != null) {
      throw Statuses.badRequest(what + wrong);
    }
    try {
      OffsetDateTime parsed = OffsetDateTime.parse(t.value());
      return layout.contains(".")
          ? seodang.kube.Meta.microTime(parsed.toInstant())
          : seodang.kube.Meta.time(parsed.toInstant());
    } catch (DateTimeParseException e) {
      throw Statuses.badRequest(what + "parsing time " + t + ": day out of range");
    }
  }

  /// A value of another type than that of its place.
  ///
  /// @param whole whether a number is told
  Rejection mismatch(Json value, Place at, boolean whole) {
    String found =
        switch (value) {
          case Json.Text t -> "string";
          case Json.Number n -> whole ? "number " + n : "number";
          case Json.Bool b -> "bool";
          case Json.Array a -> "array";
          case Json.Object o -> "object";
          case Json.Null n -> "null";
        };
    return Statuses.badRequest(
        what
            + "json: cannot unmarshal "
            + found
            + " into Go struct field "
            + at.path()
            + " of type "
            + at.type());
  }

  private static String goType(FieldType type) {
    return switch (type) {
      case FieldType.Struct s -> {
        String[] parts = s.name().split("\\.");
        yield parts[parts.length - 2] + "." + s.shortName();
      }
      case FieldType.Scalar s -> s == FieldType.Scalar.QUANTITY ? "resource.Quantity" : "string";
      case FieldType.ListOf l -> "[]" + goType(Schema.resolve(l.item()));
      case FieldType.MapOf m -> "map[string]" + goType(Schema.resolve(m.value()));
      case FieldType.Any a -> "interface {}";
      case FieldType.Reference r -> goType(Schema.resolve(r));
    };
  }
}
