package seodang.kube.node;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;

/// Ages and sizes as `docker/go-units` words them.
final class Ages {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

  private Ages() {}

  static String human(Duration age) {
    long seconds = age.toSeconds();
    long hours = Math.round(age.toMillis() / 3_600_000.0);
    if (seconds < 1) {
      return "Less than a second";
    }
    if (seconds < 60) {
      return seconds == 1 ? "1 second" : seconds + " seconds";
    }
    if (age.toMinutes() < 60) {
      return age.toMinutes() == 1 ? "About a minute" : age.toMinutes() + " minutes";
    }
    if (hours < 48) {
      return hours == 1 ? "About an hour" : hours + " hours";
    }
    if (hours < 24 * 14) {
      return hours / 24 + " days";
    }
    return hours < 24 * 60 ? hours / 24 / 7 + " weeks" : hours / 24 / 30 + " months";
  }

  /// In powers of a thousand.
  ///
  /// @param figures at most so many
  static String size(long bytes, int figures) {
    BigDecimal size = BigDecimal.valueOf(bytes);
    int unit = 0;
    while (size.compareTo(BigDecimal.valueOf(1000)) >= 0 && unit < UNITS.length - 1) {
      size = size.movePointLeft(3);
      unit++;
    }
    return size.round(new MathContext(figures)).stripTrailingZeros().toPlainString() + UNITS[unit];
  }
}
