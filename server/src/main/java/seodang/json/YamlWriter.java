package seodang.json;

import java.util.regex.Pattern;

/// [Json] to YAML as Go's `sigs.k8s.io/yaml` writes it: what `kubectl -o yaml` prints.
final class YamlWriter {
  /// Plain scalars that YAML 1.1 or 1.2 readers would take for something other than a string.
  private static final int WIDTH = 80;

  private static final Pattern NOT_A_STRING =
      Pattern.compile(
          "~|null|Null|NULL|true|True|TRUE|false|False|FALSE|y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON"
              + "|off|Off|OFF|<<|="
              + "|[-+]?(0x[0-9a-fA-F_]+|0b[01_]+|0o?[0-7_]+|[0-9][0-9_]*)"
              + "|[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)"
              + "|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\\.[0-9_]*)?"
              + "|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?");

  private YamlWriter() {}

  static String write(Json value) {
    StringBuilder out = new StringBuilder();
    switch (value) {
      case Json.Object o when !o.isEmpty() -> object(out, o, 0, false);
      case Json.Array a when !a.isEmpty() -> array(out, a, 0, false);
      default -> {
        scalar(out, value, 0);
        out.append('\n');
      }
    }
    return out.toString();
  }

  private static void object(StringBuilder out, Json.Object o, int indent, boolean continued) {
    boolean[] first = {continued};
    o.forEach((k, v) -> {
      if (first[0]) {
        first[0] = false;
      } else {
        out.repeat(' ', indent);
      }
      scalar(out, Json.text(k), indent);
      out.append(':');
      switch (v) {
        case Json.Object child when !child.isEmpty() -> {
          out.append('\n');
          object(out, child, indent + 2, false);
        }
        case Json.Array child when !child.isEmpty() -> {
          out.append('\n');
          array(out, child, indent, false);
        }
        default -> {
          out.append(' ');
          scalar(out, v, indent);
          out.append('\n');
        }
      }
    });
  }

  private static void array(StringBuilder out, Json.Array a, int indent, boolean continued) {
    boolean first = continued;
    for (Json item : a) {
      if (first) {
        first = false;
      } else {
        out.repeat(' ', indent);
      }
      out.append("- ");
      switch (item) {
        case Json.Object child when !child.isEmpty() -> object(out, child, indent + 2, true);
        case Json.Array child when !child.isEmpty() -> array(out, child, indent + 2, true);
        default -> {
          scalar(out, item, indent);
          out.append('\n');
        }
      }
    }
  }

  private static void scalar(StringBuilder out, Json value, int indent) {
    if (!(value instanceof Json.Text text)) {
      out.append(
          value instanceof Json.Array
              ? "[]"
              : value instanceof Json.Object ? "{}" : value.toString());
      return;
    }
    String s = text.value();
    if (s.isEmpty()) {
      out.append("\"\"");
    } else if (s.indexOf('\n') >= 0 && printable(s)) {
      block(out, s, indent);
    } else if (!printable(s)) {
      out.append(JsonWriter.compact(text));
    } else if (NOT_A_STRING.matcher(s).matches()) {
      out.append('"').append(s).append('"');
    } else if (plain(s)) {
      folded(out, s, indent + 2, false);
    } else {
      out.append('\'');
      folded(out, s.replace("'", "''"), indent + 2, true);
      out.append('\'');
    }
  }

  /// Goes on in the next line at the first single blank behind column 80, as Go's library does.
  private static void folded(StringBuilder out, String s, int indent, boolean quoted) {
    int column = out.length() - out.lastIndexOf("\n") - 1;
    char before = 'x';
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      boolean alone = c == ' ' && before != ' ' && i + 1 < s.length() && s.charAt(i + 1) != ' ';
      if (alone && column > WIDTH && !(quoted && i == 0)) {
        out.append('\n').repeat(' ', indent);
        column = indent;
      } else {
        out.append(c);
        column++;
      }
      before = c;
    }
  }

  /// A literal block: `|-` without a last newline, `|` with one, `|+` with more.
  private static void block(StringBuilder out, String s, int indent) {
    out.append('|');
    if (s.charAt(0) == ' ' || s.charAt(0) == '\n') {
      out.append('2');
    }
    if (!s.endsWith("\n")) {
      out.append('-');
    } else if (s.length() == 1 || s.charAt(s.length() - 2) == '\n') {
      out.append('+');
    }
    String body = s.endsWith("\n") ? s.substring(0, s.length() - 1) : s;
    for (String line : body.split("\n", -1)) {
      out.append('\n');
      if (!line.isEmpty()) {
        out.repeat(' ', indent + 2).append(line);
      }
    }
  }

  private static boolean printable(String s) {
    return s.chars()
        .allMatch(
            c -> c == '\n' || (c >= 0x20 && c != 0x7f && !(c >= 0x80 && c < 0xa0) && c != 0xfeff));
  }

  private static boolean plain(String s) {
    char first = s.charAt(0);
    if (first == ' ' || s.endsWith(" ") || s.endsWith(":")) {
      return false;
    }
    if ("!&*|>'\"%@`{}[],#".indexOf(first) >= 0) {
      return false;
    }
    if (first == '-' || first == '?' || first == ':') {
      if (s.length() == 1 || s.charAt(1) == ' ') {
        return false;
      }
    }
    if (s.startsWith("---") || s.startsWith("...")) {
      return false;
    }
    return !s.contains(": ") && !s.contains(" #");
  }
}
