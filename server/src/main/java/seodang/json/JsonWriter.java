package seodang.json;

import java.math.BigDecimal;

/// [Json] to JSON text, escaped as Go's encoder does (`<`, `>` and `&` as they are).
final class JsonWriter {
  private JsonWriter() {}

  static String compact(Json value) {
    StringBuilder out = new StringBuilder();
    write(out, value, -1);
    return out.toString();
  }

  static String pretty(Json value) {
    StringBuilder out = new StringBuilder();
    write(out, value, 0);
    return out.toString();
  }

  private static void write(StringBuilder out, Json value, int indent) {
    switch (value) {
      case Json.Null n -> out.append(n);
      case Json.Bool b -> out.append(b);
      case Json.Text t -> quote(out, t.value());
      case Json.Number n ->
          out.append(n.value() instanceof BigDecimal d ? decimal(d) : n.value().toString());
      case Json.Array a -> {
        if (a.isEmpty()) {
          out.append("[]");
          return;
        }
        out.append('[');
        int inner = indent < 0 ? -1 : indent + 1;
        for (int i = 0; i < a.size(); i++) {
          if (i > 0) {
            out.append(',');
          }
          line(out, inner);
          write(out, a.get(i), inner);
        }
        line(out, indent);
        out.append(']');
      }
      case Json.Object o -> {
        if (o.isEmpty()) {
          out.append("{}");
          return;
        }
        out.append('{');
        int inner = indent < 0 ? -1 : indent + 1;
        boolean[] first = {true};
        o.forEach((k, v) -> {
          if (!first[0]) {
            out.append(',');
          }
          first[0] = false;
          line(out, inner);
          quote(out, k);
          out.append(indent < 0 ? ":" : ": ");
          write(out, v, inner);
        });
        line(out, indent);
        out.append('}');
      }
    }
  }

  private static String decimal(BigDecimal d) {
    BigDecimal plain = d.stripTrailingZeros();
    String text = plain.toPlainString();
    return text.length() <= 25 ? text : plain.toString();
  }

  private static void line(StringBuilder out, int indent) {
    if (indent >= 0) {
      out.append('\n').repeat(' ', indent * 2);
    }
  }

  private static void quote(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20 || c == 0x2028 || c == 0x2029) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
