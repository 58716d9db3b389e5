package seodang.terminal.kubectl.golang;

import java.math.BigDecimal;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// The verbs `%q` and `%v` of Go's `fmt`, for strings and JSON values.
public final class GoText {
  private GoText() {}

  /// `%q`: a Go string literal; printable Unicode stays as it is.
  public static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.codePoints().forEach(c -> quoteCodePoint(out, c));
    return out.append('"').toString();
  }

  private static void quoteCodePoint(StringBuilder out, int c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case 0x07 -> out.append("\\a");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case 0x0b -> out.append("\\v");
      default -> {
        if (c < 0x20 || c == 0x7f) {
          out.append(String.format("\\x%02x", c));
        } else if (c >= 0x80 && !Character.isDefined(c)) {
          out.append(String.format(c > 0xffff ? "\\U%08x" : "\\u%04x", c));
        } else {
          out.appendCodePoint(c);
        }
      }
    }
  }

  /// `%v` of a decoded JSON value: maps as `map[a:1 b:2]`, slices as `[1 2]`, null as `<nil>`.
  public static String value(@Nullable Json value) {
    return switch (value) {
      case null -> "<nil>";
      case Json.Null n -> "<nil>";
      case Json.Text t -> t.value();
      case Json.Bool b -> b.toString();
      case Json.Number n -> number(n);
      case Json.Array a -> {
        StringJoiner items = new StringJoiner(" ", "[", "]");
        a.forEach(item -> items.add(value(item)));
        yield items.toString();
      }
      case Json.Object o -> {
        StringJoiner items = new StringJoiner(" ", "map[", "]");
        o.forEach((k, v) -> items.add(k + ":" + value(v)));
        yield items.toString();
      }
    };
  }

  /// `%v` of a string slice: `[a b]`.
  public static String list(List<String> items) {
    return "[" + String.join(" ", items) + "]";
  }

  /// A number as `%v` prints an int64 or, with a fraction, a float64.
  public static String number(Json.Number number) {
    return number.isWhole() ? Long.toString(number.longValue()) : decimal(number);
  }

  private static String decimal(Json.Number number) {
    double d = number.value().doubleValue();
    if (d == 0) {
      return "0";
    }
    BigDecimal exact = new BigDecimal(Double.toString(d)).stripTrailingZeros();
    int exponent = exact.precision() - exact.scale() - 1;
    if (exponent >= -5 + 1 && exponent < 21) {
      return exact.toPlainString();
    }
    String digits = exact.unscaledValue().abs().toString();
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    return (d < 0 ? "-" : "")
        + mantissa
        + (exponent < 0 ? "e-" : "e+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }
}
