package seodang.terminal.kubectl.golang;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as Go's `time` writes and reads them, and as Kubernetes shows ages.
public final class GoDurations {
  private static final Pattern PART =
      Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");
  private static final Map<String, Long> NANOS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "μs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);

  private GoDurations() {}

  /// `time.ParseDuration`.
  ///
  /// @throws IllegalArgumentException with Go's message
  public static Duration parse(String text) {
    String rest = text;
    boolean negative = rest.startsWith("-");
    if (negative || rest.startsWith("+")) {
      rest = rest.substring(1);
    }
    if (rest.equals("0")) {
      return Duration.ZERO;
    }
    if (rest.isEmpty()) {
      throw new IllegalArgumentException("time: invalid duration " + GoText.quote(text));
    }
    BigDecimal nanos = BigDecimal.ZERO;
    Matcher part = PART.matcher(rest);
    while (!rest.isEmpty()) {
      if (!part.lookingAt()) {
        throw invalid(text, rest);
      }
      long unit = NANOS.getOrDefault(part.group(2), 1L);
      nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit)));
      rest = rest.substring(part.end());
      part.reset(rest);
    }
    Duration parsed = Duration.ofNanos(nanos.longValue());
    return negative ? parsed.negated() : parsed;
  }

  private static IllegalArgumentException invalid(String text, String rest) {
    Matcher number = Pattern.compile("\\d+\\.?\\d*|\\.\\d+").matcher(rest);
    if (!number.lookingAt()) {
      return new IllegalArgumentException("time: invalid duration " + GoText.quote(text));
    }
    Matcher unit = Pattern.compile("[^0-9.]*").matcher(rest.substring(number.end()));
    String name = unit.lookingAt() ? unit.group() : "";
    return new IllegalArgumentException(
        name.isEmpty()
            ? "time: missing unit in duration " + GoText.quote(text)
            : "time: unknown unit " + GoText.quote(name) + " in duration " + GoText.quote(text));
  }

  /// `Duration.String()`: `1h0m0s`, `1m30s`, `1.5s`, `250ms`, `0s`.
  public static String write(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    Duration d = duration.abs();
    String sign = duration.isNegative() ? "-" : "";
    if (d.compareTo(Duration.ofSeconds(1)) < 0) {
      long n = d.toNanos();
      return sign
          + (n < 1_000 ? n + "ns" : n < 1_000_000 ? decimal(n, 3) + "µs" : decimal(n, 6) + "ms");
    }
    long minutes = d.toMinutes();
    String seconds = decimal(d.minusMinutes(minutes).toNanos(), 9) + "s";
    if (minutes == 0) {
      return sign + seconds;
    }
    return sign + (minutes >= 60 ? minutes / 60 + "h" : "") + minutes % 60 + "m" + seconds;
  }

  private static String decimal(long nanos, int scale) {
    BigDecimal value = BigDecimal.valueOf(nanos, scale);
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }

  /// An age with two significant parts, as `duration.HumanDuration` of apimachinery: `5s`, `2m3s`,
  /// `10m`, `5h2m`, `3d4h`.
  public static String human(Duration age) {
    long seconds = age.toMillis() / 1000;
    if (seconds < -1) {
      return "<invalid>";
    }
    if (seconds < 120) {
      return Math.max(0, seconds) + "s";
    }
    long minutes = seconds / 60;
    if (minutes < 10) {
      return two(minutes, "m", seconds % 60, "s");
    }
    if (minutes < 180) {
      return minutes + "m";
    }
    long hours = minutes / 60;
    if (hours < 8) {
      return two(hours, "h", minutes % 60, "m");
    }
    if (hours < 48) {
      return hours + "h";
    }
    long days = hours / 24;
    if (hours < 192) {
      return two(days, "d", hours % 24, "h");
    }
    if (days < 730) {
      return days + "d";
    }
    return days < 2920 ? two(days / 365, "y", days % 365, "d") : days / 365 + "y";
  }

  private static String two(long large, String unit, long small, String smallUnit) {
    return large + unit + (small == 0 ? "" : small + smallUnit);
  }
}
