package seodang.shell.tool;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import seodang.shell.FileError;

/// `sort`, with keys, each ordered in its own way.
final class Sort {
  private static final Options.Spec SPEC =
      Options.Spec.of(
          "bdfgik:MnRrVht:uo:cCmszS:T:y::",
          "ignore-leading-blanks=b dictionary-order=d ignore-case=f general-numeric-sort=g"
              + " ignore-nonprinting=i key=k month-sort=M numeric-sort=n random-sort=R reverse=r"
              + " version-sort=V human-numeric-sort=h field-separator=t unique=u output=o check::"
              + " merge=m stable=s zero-terminated=z parallel: buffer-size=S");
  private static final Pattern KEY =
      Pattern.compile(
          "(\\d+)(?:\\.(\\d+))?([bdfgiMnRrVh]*)(?:,(\\d+)(?:\\.(\\d+))?([bdfgiMnRrVh]*))?");
  private static final List<String> MONTHS =
      List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");

  private final @Nullable String separator;
  private final List<Comparator<String>> keys = new ArrayList<>();
  private final boolean reverse;
  private final boolean stable;

  private Sort(Options options) {
    separator = options.value("t");
    reverse = options.has("r");
    stable = options.has("s", "u");
  }

  static Slurp tool() {
    return new Slurp("sort", SPEC, 2, (call, options) -> options.operands(), Sort::run);
  }

  private static int run(Call call, Options options, List<String> files, List<String> texts) {
    Sort sort = new Sort(options);
    String wrong = sort.configure(options);
    if (wrong != null) {
      call.fail(wrong);
      return 2;
    }
    char end = options.has("z") ? '\0' : '\n';
    Comparator<String> order = sort.order();
    if (options.has("c", "C", "check")) {
      boolean quiet = options.has("C") || options.value("check", "").matches("quiet|silent");
      return check(
          call,
          files.getFirst(),
          Slurp.parts(texts.getFirst(), end),
          order,
          quiet,
          options.has("u"));
    }
    List<String> lines = new ArrayList<>();
    texts.forEach(t -> lines.addAll(Slurp.parts(t, end)));
    lines.sort(order);
    StringBuilder out = new StringBuilder();
    String last = null;
    for (String line : lines) {
      if (!options.has("u") || last == null || order.compare(last, line) != 0) {
        out.append(line).append(end);
        last = line;
      }
    }
    String output = options.value("o");
    if (output == null) {
      call.out(out.toString());
      return 0;
    }
    try {
      String path = call.path(output);
      call.io().files(call.files().write(path, out.toString(), call.io().user(), call.io().now()));
      return 0;
    } catch (FileError e) {
      call.fail("open failed: " + output + ": " + e.reason().words());
      return 2;
    }
  }

  private static int check(
      Call call,
      String file,
      List<String> lines,
      Comparator<String> order,
      boolean quiet,
      boolean unique) {
    for (int i = 1; i < lines.size(); i++) {
      int compared = order.compare(lines.get(i - 1), lines.get(i));
      if (compared > 0 || unique && compared == 0) {
        return quiet ? 1 : call.fail(file + ":" + (i + 1) + ": disorder: " + lines.get(i));
      }
    }
    return 0;
  }

  private @Nullable String configure(Options options) {
    if (separator != null && separator.length() != 1 && !separator.equals("\\0")) {
      return separator.isEmpty() ? "empty tab" : "multi-character tab ‘" + separator + "’";
    }
    StringBuilder global = new StringBuilder();
    for (Options.Given one : options.given()) {
      global.append("bdfgiMnRVhr".contains(one.name()) ? one.name() : "");
    }
    for (String key : options.values("k")) {
      String wrong = key(key, global.toString());
      if (wrong != null) {
        return wrong;
      }
    }
    if (keys.isEmpty() && global.chars().anyMatch(c -> c != 'r')) {
      Comparator<String> whole = by(global.toString().replace("r", ""));
      keys.add(reverse ? whole.reversed() : whole);
    }
    return null;
  }

  private @Nullable String key(String text, String global) {
    Matcher m = KEY.matcher(text);
    if (!m.matches()) {
      String rest = text.replaceFirst("^\\d+", "");
      return rest.equals(text)
          ? "invalid number at field start: invalid count at start of ‘" + text + "’"
          : rest.startsWith(".")
              ? "invalid number after '.': invalid count at start of ‘" + rest.substring(1) + "’"
              : "stray character in field spec: invalid field specification ‘" + text + "’";
    }
    int first = number(m.group(1), 1);
    if (first == 0) {
      return "field number is zero: invalid field specification ‘" + text + "’";
    }
    String own = m.group(3) + (m.group(6) == null ? "" : m.group(6));
    String flags = own.isEmpty() ? global : own;
    boolean blanks = flags.contains("b");
    int firstColumn = number(m.group(2), 1);
    int last = number(m.group(4), 0);
    int lastColumn = number(m.group(5), 0);
    Comparator<String> order = by(flags.replace("r", ""));
    Comparator<String> keyed =
        (a, b) ->
            order.compare(
                part(a, first, firstColumn, last, lastColumn, blanks),
                part(b, first, firstColumn, last, lastColumn, blanks));
    keys.add(flags.contains("r") ? keyed.reversed() : keyed);
    return null;
  }

  private static int number(@Nullable String digits, int otherwise) {
    return digits == null
        ? otherwise
        : digits.length() > 8 ? Integer.MAX_VALUE / 2 : Integer.parseInt(digits);
  }

  private String part(
      String line, int first, int firstColumn, int last, int lastColumn, boolean blanks) {
    int from = field(line, first);
    from = blanks ? skip(line, from) : from;
    from = Math.min(line.length(), from + firstColumn - 1);
    int to = line.length();
    if (last > 0) {
      to = lastColumn == 0 ? fieldEnd(line, last) : field(line, last) + lastColumn;
    }
    return line.substring(from, Math.clamp(to, from, line.length()));
  }

  /// Where a field begins; without a separator the blanks before it belong to it.
  private int field(String line, int number) {
    int at = 0;
    for (int n = 1; n < number && at < line.length(); n++) {
      at = next(line, at);
      at += separator != null && at < line.length() ? 1 : 0;
    }
    return at;
  }

  private int fieldEnd(String line, int number) {
    int at = field(line, number);
    return at >= line.length() ? line.length() : next(line, at);
  }

  private int next(String line, int from) {
    if (separator != null) {
      int end = line.indexOf(separator.equals("\\0") ? "\0" : separator, from);
      return end < 0 ? line.length() : end;
    }
    int at = skip(line, from);
    while (at < line.length() && !blank(line.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean blank(char c) {
    return c == ' ' || c == '\t' || c == '\n';
  }

  private static int skip(String text, int from) {
    int at = from;
    while (at < text.length() && blank(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private Comparator<String> order() {
    Comparator<String> all = null;
    for (Comparator<String> key : keys) {
      all = all == null ? key : all.thenComparing(key);
    }
    Comparator<String> whole =
        reverse ? Comparator.<String>reverseOrder() : Comparator.<String>naturalOrder();
    return all == null ? whole : stable ? all : all.thenComparing(whole);
  }

  /// How one key is compared.
  private static Comparator<String> by(String flags) {
    if (flags.contains("n")) {
      return Comparator.comparing(once(Sort::numeric));
    }
    if (flags.contains("g")) {
      return Comparator.comparing(once(Sort::general));
    }
    if (flags.contains("h")) {
      return Comparator.comparingInt(Sort::magnitude).thenComparing(Sort::numeric);
    }
    if (flags.contains("M")) {
      return Comparator.comparingInt(Sort::month);
    }
    Comparator<String> plain =
        flags.contains("V")
            ? Versions::compare
            : flags.contains("R")
                ? Comparator.comparing(Sort::scattered)
                : Comparator.naturalOrder();
    return Comparator.comparing((String s) -> prepared(s, flags), plain);
  }

  /// Reads each text once, not for every comparison.
  private static <T> Function<String, T> once(Function<String, T> read) {
    Map<String, T> known = new HashMap<>();
    return text -> known.computeIfAbsent(text, read);
  }

  private static String prepared(String text, String flags) {
    String out = flags.contains("b") ? text.substring(skip(text, 0)) : text;
    out = flags.contains("d") ? out.replaceAll("[^\\p{Alnum}\\s]", "") : out;
    out = flags.contains("i") ? out.replaceAll("\\p{Cntrl}", "") : out;
    return flags.contains("f") ? out.toUpperCase(java.util.Locale.ROOT) : out;
  }

  private static final Pattern NUMBER =
      Pattern.compile("\\s*(-?\\d{0,40}(?:\\.\\d{0,40})?)([kKMGTPEZY]?).*", Pattern.DOTALL);

  private static BigDecimal numeric(String text) {
    if (text.length() < 18 && !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return BigDecimal.valueOf(Long.parseLong(text));
    }
    Matcher m = NUMBER.matcher(text);
    String digits = m.matches() ? m.group(1) : "";
    return digits.matches("-?\\.?")
        ? BigDecimal.ZERO
        : new BigDecimal(digits + (digits.endsWith(".") ? "0" : ""));
  }

  /// As `strtod` reads it; what is no number comes before all that are.
  private static Double general(String text) {
    Matcher m =
        Pattern.compile(
                "\\s*([+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?|[+-]?inf(?:inity)?)",
                Pattern.CASE_INSENSITIVE)
            .matcher(text);
    if (!m.lookingAt()) {
      return Double.NEGATIVE_INFINITY;
    }
    String number = m.group(1);
    return number.toLowerCase(java.util.Locale.ROOT).contains("inf")
        ? number.startsWith("-") ? -Double.MAX_VALUE : Double.POSITIVE_INFINITY
        : Double.parseDouble(number);
  }

  /// The power of a human-readable number, with its sign.
  private static int magnitude(String text) {
    Matcher m = NUMBER.matcher(text);
    if (!m.matches()) {
      return 0;
    }
    int power =
        " KMGTPEZY".indexOf((m.group(2) + " ").toUpperCase(java.util.Locale.ROOT).charAt(0));
    int sign = numeric(text).signum();
    return sign == 0 ? 0 : sign * (power + 1);
  }

  private static int month(String text) {
    String start = text.substring(skip(text, 0));
    return start.length() < 3
        ? -1
        : MONTHS.indexOf(start.substring(0, 3).toUpperCase(java.util.Locale.ROOT));
  }

  /// An order that looks like chance, equal keys together.
  private static Integer scattered(String text) {
    int hash = text.hashCode() * 0x9E3779B9;
    return hash ^ hash >>> 15;
  }
}
