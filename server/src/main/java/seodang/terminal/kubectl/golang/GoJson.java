package seodang.terminal.kubectl.golang;

import seodang.json.Json;

/// JSON as Go's `encoding/json` writes it: `<`, `>` and `&` escaped.
public final class GoJson {
  private GoJson() {}

  /// `json.Marshal`.
  public static String compact(Json value) {
    StringBuilder out = new StringBuilder();
    write(out, value, "", -1);
    return out.toString();
  }

  /// `json.MarshalIndent` with an empty prefix, without the last newline.
  public static String indented(Json value, String indent) {
    StringBuilder out = new StringBuilder();
    write(out, value, indent, 0);
    return out.toString();
  }

  private static void write(StringBuilder out, Json value, String indent, int depth) {
    int inner = depth < 0 ? -1 : depth + 1;
    switch (value) {
      case Json.Null n -> out.append("null");
      case Json.Bool b -> out.append(b);
      case Json.Text t -> quote(out, t.value());
      case Json.Number n -> out.append(GoText.number(n));
      case Json.Array a -> {
        if (a.isEmpty()) {
          out.append("[]");
          return;
        }
        char separator = '[';
        for (Json item : a) {
          out.append(separator);
          line(out, indent, inner);
          write(out, item, indent, inner);
          separator = ',';
        }
        line(out, indent, depth);
        out.append(']');
      }
      case Json.Object o -> {
        if (o.isEmpty()) {
          out.append("{}");
          return;
        }
        char[] separator = {'{'};
        o.forEach((k, v) -> {
          out.append(separator[0]);
          line(out, indent, inner);
          quote(out, k);
          out.append(depth < 0 ? ":" : ": ");
          write(out, v, indent, inner);
          separator[0] = ',';
        });
        line(out, indent, depth);
        out.append('}');
      }
    }
  }

  private static void line(StringBuilder out, String indent, int depth) {
    if (depth >= 0) {
      out.append('\n').append(indent.repeat(depth));
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
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default -> {
          if (c < 0x20 || c == '<' || c == '>' || c == '&' || c == 0x2028 || c == 0x2029) {
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
