package seodang.shell.language;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;

/// `printf`: the format is used again until all arguments are.
public final class Printf {
  private static final java.util.regex.Pattern DIRECTIVE =
      java.util.regex.Pattern.compile("%([-+ 0#]*)(\\d+|\\*)?(?:\\.(\\d+|\\*)?)?([a-zA-Z%])");
  private static final int MAX_WIDTH = 10_000;

  /// @param problems what is to be complained about on standard error
  public record Result(String text, List<String> problems) {}

  private final boolean posix;
  private final String format;
  private final List<String> args;
  private final StringBuilder out = new StringBuilder();
  private final List<String> problems = new ArrayList<>();
  private int next;
  private boolean stopped;

  private Printf(String format, List<String> args, boolean posix) {
    this.posix = posix;
    this.format = format;
    this.args = args;
  }

  /// @param posix only what POSIX has: no `\\x41`, no `%q`
  public static Result format(String format, List<String> args, boolean posix) {
    Printf printf = new Printf(format, args, posix);
    int before;
    do {
      before = printf.next;
      printf.once();
    } while (printf.next < args.size() && printf.next > before && !printf.stopped);
    return new Result(printf.out.toString(), printf.problems);
  }

  private void once() {
    int at = 0;
    while (at < format.length() && !stopped) {
      int percent = format.indexOf('%', at);
      int end = percent < 0 ? format.length() : percent;
      out.append(Escapes.expand(format.substring(at, end), false, !posix).text());
      if (percent < 0) {
        return;
      }
      Matcher m = DIRECTIVE.matcher(format).region(percent, format.length());
      if (!m.lookingAt()) {
        problems.add(format.substring(percent) + ": invalid directive");
        stopped = true;
        return;
      }
      directive(m);
      at = m.end();
    }
  }

  private String arg() {
    return next < args.size() ? args.get(next++) : "";
  }

  private void directive(Matcher m) {
    char type = m.group(4).charAt(0);
    if (type == '%') {
      out.append('%');
      return;
    }
    String flags = m.group(1);
    int width = size(m.group(2));
    boolean hasPrecision = m.group().indexOf('.') >= 0;
    int precision = hasPrecision ? size(m.group(3)) : -1;
    if (width < 0) {
      flags += "-";
      width = -width;
    }
    if (type == 'q' && !posix) {
      pad(Quoting.quoteIfNeeded(arg()), flags, width);
      return;
    }
    switch (type) {
      case 's' -> pad(cut(arg(), precision), flags, width);
      case 'b' -> {
        Escapes.Expanded expanded = Escapes.expand(arg(), true, true);
        pad(cut(expanded.text(), precision), flags, width);
        stopped = expanded.stop();
      }
      case 'c' -> pad(cut(arg(), 1), flags, width);

      case 'd', 'i', 'u', 'x', 'X', 'o' -> number(type, flags, width, precision);
      case 'f', 'F', 'e', 'E', 'g', 'G' -> decimal(type, flags, width, precision);
      default -> {
        problems.add("%" + type + ": invalid directive");
        stopped = true;
      }
    }
  }

  private int size(@org.jspecify.annotations.Nullable String text) {
    if (text == null || text.isEmpty()) {
      return 0;
    }
    String digits = text.equals("*") ? arg() : text;
    return digits.matches("-?\\d{1,5}")
        ? Math.clamp(Integer.parseInt(digits), -MAX_WIDTH, MAX_WIDTH)
        : 0;
  }

  private static String cut(String text, int precision) {
    return precision >= 0 && precision < text.length() ? text.substring(0, precision) : text;
  }

  private void pad(String text, String flags, int width) {
    String blanks = " ".repeat(Math.max(0, width - text.length()));
    out.append(flags.contains("-") ? text + blanks : blanks + text);
  }

  private long whole(String text) {
    if (text.isEmpty()) {
      return 0;
    }
    if (text.startsWith("'") || text.startsWith("\"")) {
      return text.length() > 1 ? text.codePointAt(1) : 0;
    }
    Matcher m =
        java.util.regex.Pattern.compile("([-+]?)(0[xX][0-9a-fA-F]{1,16}|0[0-7]*|[1-9][0-9]*)?")
            .matcher(text.strip());
    String digits = m.lookingAt() && m.group(2) != null ? m.group(2) : "";
    if (digits.isEmpty()) {
      problems.add(text + ": expected numeric value");
      return 0;
    }
    if (m.end() < text.strip().length()) {
      problems.add(text + ": not completely converted");
    }
    try {
      long value = Long.decode(digits);
      return m.group(1).equals("-") ? -value : value;
    } catch (NumberFormatException e) {
      problems.add(text + ": Numerical result out of range");
      return Long.MAX_VALUE;
    }
  }

  private void number(char type, String flags, int width, int precision) {
    long value = whole(arg());
    String digits =
        switch (type) {
          case 'x' -> Long.toHexString(value);
          case 'X' -> Long.toHexString(value).toUpperCase(Locale.ROOT);
          case 'o' -> Long.toOctalString(value);
          case 'u' -> Long.toUnsignedString(value);
          default -> value < 0 ? Long.toString(value).substring(1) : Long.toString(value);
        };
    boolean isSigned = type == 'd' || type == 'i';
    String sign =
        isSigned && value < 0
            ? "-"
            : isSigned && flags.contains("+") ? "+" : isSigned && flags.contains(" ") ? " " : "";
    if (flags.contains("#") && value != 0) {
      sign = type == 'x' ? "0x" : type == 'X' ? "0X" : type == 'o' ? "0" : sign;
    }
    digits = "0".repeat(Math.max(0, precision - digits.length())) + digits;
    if (flags.contains("0") && !flags.contains("-") && precision < 0) {
      digits = "0".repeat(Math.max(0, width - digits.length() - sign.length())) + digits;
    }
    pad(sign + digits, flags, width);
  }

  private void decimal(char type, String flags, int width, int precision) {
    String text = arg();
    double value = 0;
    try {
      value = text.isEmpty() ? 0 : new BigDecimal(text.strip()).doubleValue();
    } catch (NumberFormatException e) {
      problems.add(text + ": expected numeric value");
    }
    String shown = Decimals.format(value, type, precision < 0 ? 6 : precision);
    if (flags.contains("+") && value >= 0) {
      shown = "+" + shown;
    }
    if (flags.contains("0") && !flags.contains("-")) {
      boolean signed = shown.startsWith("-") || shown.startsWith("+");
      String sign = signed ? shown.substring(0, 1) : "";
      String rest = signed ? shown.substring(1) : shown;
      shown = sign + "0".repeat(Math.max(0, width - shown.length())) + rest;
    }
    pad(shown, flags, width);
  }
}
