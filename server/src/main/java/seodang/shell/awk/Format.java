package seodang.shell.awk;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import seodang.shell.language.Decimals;

/// `printf` and `sprintf`.
final class Format {
  private static final Pattern DIRECTIVE =
      Pattern.compile("%([-+ 0#]*)(\\d{1,6}|\\*)?(\\.(\\d{1,6}|\\*)?)?[hlLqjzt]*([a-zA-Z%])");
  private static final int MAX_WIDTH = 10_000;

  private final List<Value> args;
  private final String convert;
  private int next;

  private Format(List<Value> args, String convert) {
    this.args = args;
    this.convert = convert;
  }

  /// @param convert how numbers become text for `%s`
  static String of(String format, List<Value> args, String convert) {
    return new Format(args, convert).run(format);
  }

  private String run(String format) {
    StringBuilder out = new StringBuilder();
    Matcher m = DIRECTIVE.matcher(format);
    int from = 0;
    while (m.find()) {
      out.append(format, from, m.start()).append(one(m));
      from = m.end();
    }
    return out.append(format.substring(from)).toString();
  }

  private Value arg() {
    if (next >= args.size()) {
      throw new Failure("not enough arguments passed to sprintf(\"...\")");
    }
    return args.get(next++);
  }

  private int size(String digits) {
    double size = digits.equals("*") ? arg().toNumber() : Double.parseDouble(digits);
    return (int) Math.clamp(size, -MAX_WIDTH, MAX_WIDTH);
  }

  private String one(Matcher m) {
    char type = m.group(5).charAt(0);
    if (type == '%') {
      return "%";
    }
    String flags = m.group(1);
    int width = m.group(2) == null ? 0 : size(m.group(2));
    int precision = m.group(3) == null ? -1 : m.group(4) == null ? 0 : size(m.group(4));
    if (width < 0) {
      flags += "-";
      width = -width;
    }
    String body =
        switch (type) {
          case 'd', 'i' -> whole(arg().toNumber(), flags, width, precision);
          case 'o', 'x', 'X', 'u' -> unsigned(arg().toNumber(), type, flags, width, precision);
          case 'e', 'E', 'f', 'F', 'g', 'G' -> {
            double number = arg().toNumber();
            String shown = Decimals.format(number, type, precision < 0 ? 6 : precision);
            yield zeros(
                shown.startsWith("-") ? "-" : sign(flags),
                shown.startsWith("-") ? shown.substring(1) : shown,
                flags,
                width,
                -1);
          }
          case 'c' -> character(arg());
          case 's' -> {
            String text = arg().toText(convert);
            yield precision >= 0 && precision < text.length() ? text.substring(0, precision) : text;
          }
          default -> throw new Failure("bad conversion in printf(\"...\")");
        };
    String blanks = " ".repeat(Math.max(0, width - body.length()));
    return flags.contains("-") ? body + blanks : blanks + body;
  }

  private static String character(Value value) {
    if (value.kind() == Value.Kind.NUMBER || value.kind() == Value.Kind.INPUT) {
      int code = (int) value.toNumber();
      return Character.isValidCodePoint(code) ? Character.toString(code) : "";
    }
    return value.text().isEmpty() ? "" : Character.toString(value.text().codePointAt(0));
  }

  private static String sign(String flags) {
    return flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
  }

  private static String whole(double number, String flags, int width, int precision) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      return Decimals.format(number, 'f', 0);
    }
    long value = (long) number;
    String digits = Long.toString(value);
    return zeros(
        value < 0 ? "-" : sign(flags),
        value < 0 ? digits.substring(1) : digits,
        flags,
        width,
        precision);
  }

  private static String unsigned(double number, char type, String flags, int width, int precision) {
    long value = (long) number;
    String digits =
        switch (type) {
          case 'o' -> Long.toOctalString(value);
          case 'u' -> Long.toUnsignedString(value);
          default -> Long.toHexString(value);
        };
    String mark =
        !flags.contains("#") || value == 0 || type == 'u' ? "" : type == 'o' ? "0" : "0" + type;
    return zeros(
        mark, type == 'X' ? digits.toUpperCase(Locale.ROOT) : digits, flags, width, precision);
  }

  private static String zeros(String sign, String digits, String flags, int width, int precision) {
    String shown = "0".repeat(Math.max(0, precision - digits.length())) + digits;
    if (flags.contains("0") && !flags.contains("-") && precision < 0) {
      shown = "0".repeat(Math.max(0, width - shown.length() - sign.length())) + shown;
    }
    return sign + shown;
  }
}
