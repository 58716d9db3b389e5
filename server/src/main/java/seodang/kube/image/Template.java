package seodang.kube.image;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Text of the catalogue with places to fill: `@NAME@`, `@NAME:argument@` or
/// `@NAME:argument:otherwise@`. What has no value stays empty.
final class Template {
  private static final Pattern PLACE =
      Pattern.compile("@([A-Z]+)(?::([-\\w.]+))?(?::([^@\\n]*))?@");
  private static final DateTimeFormatter SLASHES = format("yyyy/MM/dd HH:mm:ss");
  private static final DateTimeFormatter ISO = format("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'");
  private static final DateTimeFormatter PLAIN = format("yyyy-MM-dd HH:mm:ss.SSS");
  private static final DateTimeFormatter KLOG = format("MMdd HH:mm:ss.SSS'000       1'");
  private static final DateTimeFormatter REDIS = format("dd MMM yyyy HH:mm:ss.SSS");

  private Template() {}

  /// What a place stands for; null when this knows nothing of it.
  interface Values {
    @Nullable String of(String name, String argument);
  }

  private static DateTimeFormatter format(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
  }

  static String fill(String text, Values values) {
    if (text.indexOf('@') < 0) {
      return text;
    }
    return PLACE
        .matcher(text)
        .replaceAll(m -> {
          String argument = m.group(2) == null ? "" : m.group(2);
          String value = values.of(m.group(1), argument);
          String otherwise = m.group(3) == null ? "" : m.group(3);
          return Matcher.quoteReplacement(value == null ? otherwise : value);
        });
  }

  /// What every process can tell of itself.
  static Values process(
      List<String> argv, Map<String, String> env, String hostname, String version, Instant now) {
    return (name, argument) ->
        switch (name) {
          case "ENV" -> env.get(argument);
          case "FLAG" -> flag(argv, argument);
          case "ARGUMENT" -> after(argv, argument);
          case "HOSTNAME" -> hostname;
          case "VERSION" -> version;
          case "DATE" -> SLASHES.format(now);
          case "ISO" -> ISO.format(now);
          case "PLAIN" -> PLAIN.format(now);
          case "KLOG" -> KLOG.format(now);
          case "REDIS" -> REDIS.format(now);
          case "COMMON" -> Server.TIME.format(now);
          case "EPOCH" -> Long.toString(now.getEpochSecond());
          default -> null;
        };
  }

  /// The word after another; null when there is none.
  private static @Nullable String after(List<String> argv, String word) {
    int at = argv.indexOf(word);
    return at < 0 || at + 1 >= argv.size() ? null : argv.get(at + 1);
  }

  /// The value of `-name VALUE`, `--name=VALUE` and the like; null when it is not given.
  static @Nullable String flag(List<String> argv, String name) {
    for (int i = 1; i < argv.size(); i++) {
      String word = argv.get(i);
      int start = word.startsWith("--") ? 2 : word.startsWith("-") ? 1 : -1;
      if (start < 0 || !word.startsWith(name, start)) {
        continue;
      }
      int end = start + name.length();
      if (end < word.length() && word.charAt(end) == '=') {
        return word.substring(end + 1);
      }
      if (end == word.length() && i + 1 < argv.size()) {
        return argv.get(i + 1);
      }
    }
    return null;
  }

  /// All lines, filled.
  static String lines(List<String> lines, UnaryOperator<String> fill) {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(fill.apply(line)).append('\n'));
    return text.toString();
  }
}
