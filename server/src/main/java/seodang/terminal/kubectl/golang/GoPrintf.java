package seodang.terminal.kubectl.golang;

import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// `Sprint`, `Sprintln` and `Sprintf` of Go's `fmt`, as far as templates use them.
final class GoPrintf {
  private GoPrintf() {}

  /// Blanks stand between two operands when neither is a string.
  static String print(List<@Nullable Object> arguments) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < arguments.size(); i++) {
      Object argument = arguments.get(i);
      if (i > 0 && !(argument instanceof String) && !(arguments.get(i - 1) instanceof String)) {
        out.append(' ');
      }
      out.append(plain(argument));
    }
    return out.toString();
  }

  static String println(List<@Nullable Object> arguments) {
    return String.join(" ", arguments.stream().map(GoPrintf::plain).toList()) + "\n";
  }

  private static String plain(@Nullable Object value) {
    return value == null || value == TemplateRun.MISSING ? "<nil>" : TemplateFunctions.text(value);
  }

  static String format(String format, List<@Nullable Object> arguments) {
    StringBuilder out = new StringBuilder();
    int next = 0;
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%') {
        out.append(c);
        continue;
      }
      int start = i++;
      while (i < format.length() && "+-# 0123456789.".indexOf(format.charAt(i)) >= 0) {
        i++;
      }
      if (i >= format.length()) {
        return out.append("%!(NOVERB)").toString();
      }
      char verb = format.charAt(i);
      if (verb == '%') {
        out.append('%');
      } else if (next >= arguments.size()) {
        out.append("%!").append(verb).append("(MISSING)");
      } else {
        out.append(one(format.substring(start + 1, i), verb, arguments.get(next++)));
      }
    }
    if (next < arguments.size()) {
      out.append("%!(EXTRA ");
      for (int i = next; i < arguments.size(); i++) {
        Object extra = arguments.get(i);
        out.append(i > next ? ", " : "")
            .append(TemplateFunctions.typeName(extra))
            .append('=')
            .append(plain(extra));
      }
      out.append(')');
    }
    return out.toString();
  }

  private static String one(String flags, char verb, @Nullable Object value) {
    String text =
        switch (verb) {
          case 'v' -> plain(value);
          case 's' ->
              value instanceof String || value instanceof Json ? plain(value) : wrong(verb, value);
          case 'q' -> value instanceof String s ? GoText.quote(s) : wrong(verb, value);
          case 'd' -> value instanceof Long l ? l.toString() : wrong(verb, value);
          case 'x' -> value instanceof Long l ? Long.toHexString(l) : wrong(verb, value);
          case 't' -> value instanceof Boolean b ? b.toString() : wrong(verb, value);
          case 'f', 'g', 'e' ->
              value instanceof Double d ? decimal(flags, verb, d) : wrong(verb, value);
          case 'T' -> TemplateFunctions.typeName(value);
          default -> wrong(verb, value);
        };
    return pad(flags, text, value);
  }

  private static String decimal(String flags, char verb, double value) {
    int dot = flags.indexOf('.');
    if (verb == 'g') {
      return TemplateFunctions.text(value);
    }
    int digits =
        dot < 0 ? 6 : dot + 1 < flags.length() ? Integer.parseInt(flags.substring(dot + 1)) : 0;
    return String.format("%." + digits + verb, value);
  }

  private static String wrong(char verb, @Nullable Object value) {
    return value == null || value == TemplateRun.MISSING
        ? "%!" + verb + "(<nil>)"
        : "%!" + verb + "(" + TemplateFunctions.typeName(value) + "=" + plain(value) + ")";
  }

  private static String pad(String flags, String text, @Nullable Object value) {
    boolean left = flags.contains("-");
    String digits = flags.replaceAll("^[-+# ]*", "");
    int dot = digits.indexOf('.');
    String size = dot < 0 ? digits : digits.substring(0, dot);
    if (size.isEmpty()) {
      return text;
    }
    int width = Math.min(Integer.parseInt(size), 1000);
    int missing = Math.max(0, width - text.codePointCount(0, text.length()));
    if (left) {
      return text + " ".repeat(missing);
    }
    boolean zeros = size.startsWith("0") && !(value instanceof String);
    return (zeros ? "0" : " ").repeat(missing) + text;
  }
}
