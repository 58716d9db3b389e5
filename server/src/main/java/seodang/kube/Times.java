package seodang.kube;

import java.time.Instant;
import java.time.format.DateTimeParseException;

/// Reads times as Kubernetes writes them, which are read far oftener than any others.
public final class Times {
  private static final int PLAIN = "2026-11-21T02:39:02Z".length();
  private static final long DAY = 86_400;

  private Times() {}

  /// Whether a text is a time to the second in UTC, of a day that every month has: it is written as
  /// it would be again.
  public static boolean isPlain(String text) {
    return text.length() == PLAIN && text.charAt(PLAIN - 1) == 'Z' && isMoment(text);
  }

  /// @throws DateTimeParseException as [Instant#parse] does
  public static Instant parse(String text) {
    int end = text.length() - 1;
    if (end < PLAIN - 1 || end > PLAIN + 9 || text.charAt(end) != 'Z' || !isMoment(text)) {
      return Instant.parse(text);
    }
    long nanos = 0;
    if (end > PLAIN - 1) {
      int fraction = end > PLAIN && text.charAt(PLAIN - 1) == '.' ? number(text, PLAIN, end) : -1;
      if (fraction < 0) {
        return Instant.parse(text);
      }
      nanos = fraction;
      for (int digits = end - PLAIN; digits < 9; digits++) {
        nanos *= 10;
      }
    }
    long day = days(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
    int second = number(text, 11, 13) * 3600 + number(text, 14, 16) * 60 + number(text, 17, 19);
    return Instant.ofEpochSecond(day * DAY + second, nanos);
  }

  private static boolean isMoment(String text) {
    return within(text, 0, 4, 1, 9999)
        && text.charAt(4) == '-'
        && within(text, 5, 7, 1, 12)
        && text.charAt(7) == '-'
        && within(text, 8, 10, 1, 28)
        && text.charAt(10) == 'T'
        && within(text, 11, 13, 0, 23)
        && text.charAt(13) == ':'
        && within(text, 14, 16, 0, 59)
        && text.charAt(16) == ':'
        && within(text, 17, 19, 0, 59);
  }

  private static boolean within(String text, int start, int end, int least, int most) {
    int number = number(text, start, end);
    return number >= least && number <= most;
  }

  /// Negative when it is none.
  private static int number(String text, int start, int end) {
    int number = 0;
    for (int i = start; i < end; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  /// Days since 1970, in the calendar that begins its years with March.
  private static long days(int year, int month, int day) {
    int y = month <= 2 ? year - 1 : year;
    int m = (month + 9) % 12;
    return y * 365L + y / 4 - y / 100 + y / 400 + (m * 306 + 5) / 10 + day - 1 - 719_468;
  }
}
