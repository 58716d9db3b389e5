package seodang.terminal.kubectl.print;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import seodang.terminal.kubectl.golang.GoDurations;

/// Timestamps as ages and as dates.
public final class Ages {
  private static final DateTimeFormatter RFC1123 =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private Ages() {}

  /// An RFC 3339 timestamp of an object; null when there is none.
  public static @Nullable Instant parse(String timestamp) {
    try {
      return timestamp.isEmpty() ? null : Instant.parse(timestamp);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /// How long ago, or `<unknown>` without a timestamp.
  public static String since(String timestamp, Instant now) {
    Instant then = parse(timestamp);
    return then == null ? "<unknown>" : GoDurations.human(Duration.between(then, now));
  }

  /// `Sat, 21 Nov 2026 02:17:57 +0000`; Go's zero time for none.
  public static String date(String timestamp) {
    Instant then = parse(timestamp);
    return then == null ? "Mon, 01 Jan 0001 00:00:00 +0000" : RFC1123.format(then);
  }
}
