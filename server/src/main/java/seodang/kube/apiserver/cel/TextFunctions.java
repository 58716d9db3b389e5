package seodang.kube.apiserver.cel;

import static dev.cel.common.types.SimpleType.DYN;
import static dev.cel.common.types.SimpleType.INT;
import static dev.cel.common.types.SimpleType.STRING;
import static seodang.kube.apiserver.cel.Function.global;
import static seodang.kube.apiserver.cel.Function.member;

import com.google.protobuf.ByteString;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.types.ListType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Regular expressions, and those functions of texts whose result can be longer than what they are
/// given: here they stop at a bound.
final class TextFunctions {
  private static final int LONGEST = 2_000_000;
  private static final Map<String, Long> UNITS =
      Map.of(
          "h", 3_600_000_000_000L,
          "m", 60_000_000_000L,
          "s", 1_000_000_000L,
          "ms", 1_000_000L,
          "us", 1_000L,
          "µs", 1_000L,
          "ns", 1L);
  private static final java.util.regex.Pattern PART =
      java.util.regex.Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(h|ms|m|s|us|µs|ns)");

  private TextFunctions() {}

  static List<Function> all() {
    ListType texts = ListType.create(STRING);
    return List.of(
        member(
            "find",
            STRING,
            a -> findAll(a[0], a[1], 1).stream().findFirst().orElse(""),
            STRING,
            STRING),
        member("findAll", texts, a -> findAll(a[0], a[1], -1), STRING, STRING),
        member("findAll", texts, a -> findAll(a[0], a[1], (Long) a[2]), STRING, STRING, INT),
        member("replace", STRING, a -> replace(a, -1), STRING, STRING, STRING),
        member("replace", STRING, a -> replace(a, (Long) a[3]), STRING, STRING, STRING, INT),
        member("join", STRING, a -> join((List<?>) a[0], ""), texts),
        member("join", STRING, a -> join((List<?>) a[0], (String) a[1]), texts, STRING),
        member(
            "reverse", STRING, a -> new StringBuilder((String) a[0]).reverse().toString(), STRING),
        member(
            "format",
            STRING,
            a -> format((String) a[0], (List<?>) a[1]),
            STRING,
            ListType.create(DYN)),
        global("strings.quote", STRING, a -> quote((String) a[0]), STRING));
  }

  private static List<String> findAll(Object text, Object regex, long most) {
    try {
      Matcher m = Pattern.compile((String) regex).matcher((String) text);
      List<String> found = new ArrayList<>();
      while ((most < 0 || found.size() < most) && m.find()) {
        found.add(m.group());
      }
      return found;
    } catch (PatternSyntaxException e) {
      throw new Function.Failure("Illegal regex: " + e.getMessage());
    }
  }

  private static String replace(Object[] arguments, long most) {
    String text = (String) arguments[0];
    String old = (String) arguments[1];
    String by = (String) arguments[2];
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (long done = 0; most < 0 || done < most; done++) {
      int at = text.indexOf(old, from);
      if (at < 0 || old.isEmpty() && at >= text.length()) {
        break;
      }
      append(out, text.substring(from, at), by);
      int next = at + old.length();
      if (old.isEmpty()) {
        out.append(text.charAt(at));
        next++;
      }
      from = next;
    }
    append(out, text.substring(from));
    return out.toString();
  }

  private static void append(StringBuilder out, String... parts) {
    for (String part : parts) {
      if (out.length() + part.length() > LONGEST) {
        throw new Budget.Exceeded();
      }
      out.append(part);
    }
  }

  private static String join(List<?> list, String separator) {
    StringBuilder out = new StringBuilder();
    boolean first = true;
    for (Object item : list) {
      if (!(item instanceof String text)) {
        throw new Function.Failure("no such overload");
      }
      append(out, first ? "" : separator, text);
      first = false;
    }
    return out.toString();
  }

  private static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      append(
          out,
          switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            case '\u0007' -> "\\a";
            case '\u000b' -> "\\v";
            default -> Character.toString(c);
          });
    }
    return out.append('"').toString();
  }

  // format

  private static String format(String form, List<?> arguments) {
    StringBuilder out = new StringBuilder();
    int used = 0;
    for (int i = 0; i < form.length(); i++) {
      char c = form.charAt(i);
      if (c != '%') {
        append(out, Character.toString(c));
        continue;
      }
      if (++i >= form.length()) {
        throw new Function.Failure("unexpected end of string");
      }
      if (form.charAt(i) == '%') {
        append(out, "%");
        continue;
      }
      int precision = 6;
      if (form.charAt(i) == '.') {
        int start = ++i;
        while (i < form.length() && Character.isDigit(form.charAt(i))) {
          i++;
        }
        if (start == i || i - start > 2 || i >= form.length()) {
          throw new Function.Failure("error parsing precision");
        }
        precision = Integer.parseInt(form.substring(start, i));
      }
      if (used >= arguments.size()) {
        throw new Function.Failure("index " + used + " out of range");
      }
      append(out, clause(form.charAt(i), precision, arguments.get(used++)));
    }
    return out.toString();
  }

  private static String clause(char verb, int precision, Object value) {
    return switch (verb) {
      case 's' -> shown(value);
      case 'd' ->
          value instanceof Long || value instanceof Double ? shown(value) : wrong("decimal", value);
      case 'f' ->
          value instanceof Number n
              ? new BigDecimal(n.toString())
                  .setScale(precision, java.math.RoundingMode.HALF_EVEN)
                  .toPlainString()
              : wrong("fixed-point", value);
      case 'e' ->
          value instanceof Number n
              ? String.format(Locale.ROOT, "%." + precision + "e", n.doubleValue())
              : wrong("scientific notation", value);
      case 'b' ->
          value instanceof Boolean b
              ? (b ? "1" : "0")
              : Long.toBinaryString(whole("binary", value));
      case 'o' -> Long.toOctalString(whole("octal", value));
      case 'x' -> hex(value);
      case 'X' -> hex(value).toUpperCase(Locale.ROOT);
      default ->
          throw new Function.Failure(
              "could not parse formatting clause: unrecognized formatting clause \"" + verb + "\"");
    };
  }

  private static long whole(String called, Object value) {
    return value instanceof Long n ? n : Long.parseLong(wrong(called, value));
  }

  private static String wrong(String called, Object value) {
    throw new Function.Failure(
        "error during formatting: " + called + " clause cannot be used on " + shown(value));
  }

  private static String hex(Object value) {
    return switch (value) {
      case String s -> java.util.HexFormat.of().formatHex(s.getBytes(StandardCharsets.UTF_8));
      case ByteString b -> java.util.HexFormat.of().formatHex(b.toByteArray());
      default -> Long.toHexString(whole("hexadecimal", value));
    };
  }

  private static String shown(Object value) {
    return switch (value) {
      case List<?> list ->
          list.stream().map(TextFunctions::shown).collect(Collectors.joining(", ", "[", "]"));
      case Map<?, ?> map -> {
        Map<String, String> sorted = new TreeMap<>();
        map.forEach((k, v) -> sorted.put(shown(k), shown(v)));
        yield sorted.entrySet().stream()
            .map(e -> e.getKey() + ": " + e.getValue())
            .collect(Collectors.joining(", ", "{", "}"));
      }
      case Double d -> new BigDecimal(d.toString()).stripTrailingZeros().toPlainString();
      case ByteString b -> b.toStringUtf8();
      case dev.cel.common.values.NullValue _ -> "null";
      case com.google.protobuf.Duration d ->
          new BigDecimal(d.getSeconds() * 1_000_000_000 + d.getNanos())
                  .movePointLeft(9)
                  .stripTrailingZeros()
                  .toPlainString()
              + "s";
      case com.google.protobuf.Timestamp t ->
          java.time.Instant.ofEpochSecond(t.getSeconds(), t.getNanos()).toString();
      default -> value.toString();
    };
  }

  /// A length of time as Go writes it: `1h30m`.
  static Duration duration(String text) {
    String rest = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
    if (rest.equals("0")) {
      return Duration.ZERO;
    }
    java.util.regex.Matcher m = PART.matcher(rest);
    int end = 0;
    BigDecimal nanos = BigDecimal.ZERO;
    while (m.find() && m.start() == end) {
      nanos =
          nanos.add(
              new BigDecimal(m.group(1).endsWith(".") ? m.group(1) + "0" : m.group(1))
                  .multiply(BigDecimal.valueOf(UNITS.getOrDefault(m.group(2), 0L))));
      end = m.end();
    }
    if (end == 0 || end != rest.length()) {
      throw new IllegalArgumentException(text);
    }
    return Duration.ofNanos(text.startsWith("-") ? -nanos.longValue() : nanos.longValue());
  }
}
