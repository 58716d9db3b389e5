package seodang.shell.tool;

import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.shell.Program;
import seodang.shell.language.Decimals;

/// `seq`: numbers, as many as somebody reads.
final class Seq implements Program {
  private static final Pattern DIRECTIVE =
      Pattern.compile("%([-+ #0']*)(\\d{0,4})(?:\\.(\\d{0,4}))?([aefgAEFG])");
  private static final int AT_ONCE = 1000;

  @Override
  public Running start(List<String> argv) {
    return new Process(argv, 0);
  }

  @Override
  public Running thaw(List<String> argv, Json.Object frozen) {
    return new Process(argv, frozen.number("printed", 0));
  }

  /// @param last null when there is no end
  private record Asked(
      BigDecimal first, BigDecimal step, @Nullable BigDecimal last, String between, Form form) {
    boolean within(BigDecimal value) {
      BigDecimal end = last;
      return end == null
          || (step.signum() > 0 ? value.compareTo(end) <= 0 : value.compareTo(end) >= 0);
    }
  }

  private interface Form {
    String of(BigDecimal value);
  }

  private static final class Process implements Running {
    private final List<String> argv;
    private @Nullable Asked asked;
    private long printed;

    Process(List<String> argv, long printed) {
      this.argv = argv;
      this.printed = printed;
    }

    @Override
    public Json.Object freeze() {
      return Json.object("printed", printed);
    }

    @Override
    public Outcome resume(Io io) {
      Asked numbers = asked;
      if (numbers == null) {
        numbers = read(new Call("seq", argv.subList(1, argv.size()), io));
        asked = numbers;
      }
      if (numbers == null) {
        return new Outcome.Exit(1);
      }
      StringBuilder out = new StringBuilder();
      BigDecimal value = numbers.first().add(numbers.step().multiply(BigDecimal.valueOf(printed)));
      for (int i = 0; i < AT_ONCE && numbers.within(value); i++) {
        out.append(printed++ == 0 ? "" : numbers.between()).append(numbers.form().of(value));
        value = value.add(numbers.step());
      }
      boolean ended = !numbers.within(value);
      io.write(1, out + (ended && printed > 0 ? "\n" : ""));
      return ended ? new Outcome.Exit(0) : new Outcome.Ready();
    }
  }

  private static @Nullable Asked read(Call call) {
    // A negative number is no option.
    List<String> args =
        call.args().stream().map(a -> a.matches("-[\\d.].*") ? "\0" + a : a).toList();
    Options options =
        Options.read(
            new Call(call.name(), args, call.io()),
            Options.Spec.of("+f:s:w", "format=f separator=s equal-width=w"));
    if (options == null) {
      return null;
    }
    List<String> operands = options.operands().stream().map(a -> a.replace("\0", "")).toList();
    if (operands.isEmpty() || operands.size() > 3) {
      call.usage(
          operands.isEmpty() ? "missing operand" : "extra operand ‘" + operands.get(3) + "’");
      return null;
    }
    for (String operand : operands) {
      if (!operand.matches(
          "[+-]?(\\d{1,300}\\.?\\d{0,300}|\\.\\d{1,300})([eE][+-]?\\d{1,3})?|[+-]?0[xX][0-9a-fA-F]{1,15}|\\+?inf(inity)?")) {
        call.usage("invalid floating point argument: ‘" + operand + "’");
        return null;
      }
    }
    BigDecimal first = operands.size() > 1 ? number(operands.getFirst()) : BigDecimal.ONE;
    BigDecimal step = operands.size() > 2 ? number(operands.get(1)) : BigDecimal.ONE;
    if (step.signum() == 0) {
      call.usage("invalid Zero increment value: ‘" + operands.get(1) + "’");
      return null;
    }
    boolean endless = operands.getLast().contains("inf");
    BigDecimal last = endless ? null : number(operands.getLast());
    Form form = form(call, options, operands, first, step, last);
    return form == null ? null : new Asked(first, step, last, options.value("s", "\n"), form);
  }

  private static BigDecimal number(String text) {
    String lower = text.replace("+", "").toLowerCase(java.util.Locale.ROOT);
    if (lower.contains("0x")) {
      return new BigDecimal(Long.parseLong(lower.replace("0x", ""), 16));
    }
    return lower.contains("inf")
        ? BigDecimal.ZERO
        : new BigDecimal(lower.endsWith(".") ? lower + "0" : lower);
  }

  /// How many digits stand behind the point as it was written.
  private static int places(String text) {
    int point = text.indexOf('.');
    int end = text.toLowerCase(java.util.Locale.ROOT).indexOf('e');
    return point < 0 ? 0 : Math.max(0, (end < 0 ? text.length() : end) - point - 1);
  }

  private static @Nullable Form form(
      Call call,
      Options options,
      List<String> operands,
      BigDecimal first,
      BigDecimal step,
      @Nullable BigDecimal last) {
    String format = options.value("f");
    if (format != null) {
      return formatted(call, format);
    }
    int places =
        operands.subList(0, Math.max(1, operands.size() - 1)).stream()
            .mapToInt(Seq::places)
            .max()
            .orElse(0);
    if (operands.size() == 1) {
      places = 0;
    }
    int digits = places;
    if (!options.has("w")) {
      return value -> plain(value, digits);
    }
    BigDecimal end = last == null ? first : last;
    int width = Math.max(plain(first, digits).length(), plain(end, digits).length());
    if (first.add(step).signum() < 0 || first.signum() < 0) {
      width = Math.max(width, plain(first, digits).length());
    }
    int wide = width;
    return value -> padded(plain(value, digits), wide);
  }

  private static String plain(BigDecimal value, int places) {
    return value.setScale(places, java.math.RoundingMode.HALF_EVEN).toPlainString();
  }

  private static String padded(String text, int width) {
    String sign = text.startsWith("-") ? "-" : "";
    return sign + "0".repeat(Math.max(0, width - text.length())) + text.substring(sign.length());
  }

  private static @Nullable Form formatted(Call call, String format) {
    Matcher m = DIRECTIVE.matcher(format.replace("%%", "\0\0"));
    if (!m.find()) {
      int percent = format.replace("%%", "\0\0").indexOf('%');
      call.fail(
          percent < 0
              ? "format ‘" + format + "’ has no % directive"
              : percent + 1 == format.length()
                  ? "format ‘" + format + "’ ends in %"
                  : "format ‘"
                      + format
                      + "’ has unknown %"
                      + format.replaceFirst(".*?%[-+ #0'\\d.]*(.).*", "$1")
                      + " directive");
      return null;
    }
    String before = format.substring(0, m.start()).replace("%%", "%");
    String after = format.substring(m.end());
    if (after.replace("%%", "").contains("%")) {
      call.fail("format ‘" + format + "’ has too many % directives");
      return null;
    }
    String flags = m.group(1);
    int width = m.group(2).isEmpty() ? 0 : Integer.parseInt(m.group(2));
    int precision =
        m.group(3) == null ? 6 : m.group(3).isEmpty() ? 0 : Integer.parseInt(m.group(3));
    char type = m.group(4).charAt(0);
    return value -> {
      String text = Decimals.format(value.doubleValue(), type, precision);
      text = flags.contains("+") && !text.startsWith("-") ? "+" + text : text;
      int pad = Math.max(0, width - text.length());
      text =
          flags.contains("-")
              ? text + " ".repeat(pad)
              : flags.contains("0") ? padded(text, width) : " ".repeat(pad) + text;
      return before + text + after.replace("%%", "%");
    };
  }
}
