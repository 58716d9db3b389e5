package seodang.kube;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import seodang.kube.apiserver.validation.GoWords;

/// A CronJob's schedule: five fields, or `@hourly` and its like, or `@every 90s`.
public final class CronSchedule {
  private static final Map<String, String> NAMED =
      Map.of(
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *",
          "@monthly", "0 0 1 * *",
          "@weekly", "0 0 * * 0",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@hourly", "0 * * * *");
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
  private static final int YEARS = 5;
  private static final BigDecimal LONGEST = BigDecimal.valueOf(YEARS * 366L * 86_400);
  private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]*)?)(ns|us|µs|ms|s|m|h)");
  private static final Pattern DURATION = Pattern.compile("(" + PART + ")+");
  private static final Map<String, BigDecimal> UNITS =
      Map.of(
          "ns", new BigDecimal("1e-9"),
          "us", new BigDecimal("1e-6"),
          "µs", new BigDecimal("1e-6"),
          "ms", new BigDecimal("1e-3"),
          "s", BigDecimal.ONE,
          "m", BigDecimal.valueOf(60),
          "h", BigDecimal.valueOf(3600));

  private final Field minutes;
  private final Field hours;
  private final Field days;
  private final Field months;
  private final Field weekdays;
  private final @Nullable Duration every;
  private final @Nullable ZoneId own;

  /// @param any it was written as `*` or `?`
  private record Field(BitSet values, boolean any) {}

  /// What values a field may have, and the names some of them go by.
  private record Range(int least, int most, List<String> names, int firstName) {}

  private static final Range MINUTES = new Range(0, 59, List.of(), 0);
  private static final Range HOURS = new Range(0, 23, List.of(), 0);
  private static final Range DAYS_OF_MONTH = new Range(1, 31, List.of(), 0);
  private static final Range MONTHS_OF_YEAR = new Range(1, 12, MONTHS, 1);
  private static final Range DAYS_OF_WEEK = new Range(0, 6, DAYS, 0);

  private CronSchedule(List<Field> fields, @Nullable Duration every, @Nullable ZoneId own) {
    this.minutes = fields.get(0);
    this.hours = fields.get(1);
    this.days = fields.get(2);
    this.months = fields.get(3);
    this.weekdays = fields.get(4);
    this.every = every;
    this.own = own;
  }

  /// @throws IllegalArgumentException saying what is wrong, in the words of the cron library that
  ///   Kubernetes uses
  public static CronSchedule parse(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("empty spec string");
    }
    if (text.startsWith("TZ=") || text.startsWith("CRON_TZ=")) {
      int space = text.indexOf(' ');
      String zone = text.substring(text.indexOf('=') + 1, space < 0 ? text.length() : space);
      if (!ZoneId.getAvailableZoneIds().contains(zone)) {
        throw new IllegalArgumentException(
            "provided bad location " + zone + ": unknown time zone " + zone);
      }
      return parse(space < 0 ? "" : text.substring(space).strip(), ZoneId.of(zone));
    }
    return parse(text, null);
  }

  private static CronSchedule parse(String text, @Nullable ZoneId own) {
    if (text.startsWith("@every ")) {
      return new CronSchedule(
          fields("* * * * *"), duration(text, text.substring("@every ".length())), own);
    }
    if (text.startsWith("@")) {
      String meant = NAMED.get(text);
      if (meant == null) {
        throw new IllegalArgumentException("unrecognized descriptor: " + text);
      }
      return new CronSchedule(fields(meant), null, own);
    }
    return new CronSchedule(fields(text), null, own);
  }

  private static List<Field> fields(String text) {
    String stripped = text.strip();
    List<String> parts = stripped.isEmpty() ? List.of() : List.of(stripped.split("\\s+"));
    if (parts.size() != 5) {
      throw new IllegalArgumentException(
          "expected exactly 5 fields, found %d: [%s]"
              .formatted(parts.size(), String.join(" ", parts)));
    }
    return List.of(
        field(parts.get(0), MINUTES),
        field(parts.get(1), HOURS),
        field(parts.get(2), DAYS_OF_MONTH),
        field(parts.get(3), MONTHS_OF_YEAR),
        field(parts.get(4), DAYS_OF_WEEK));
  }

  private static Duration duration(String whole, String text) {
    if (!DURATION.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "failed to parse duration " + whole + ": time: invalid duration " + GoWords.quote(text));
    }
    BigDecimal seconds = BigDecimal.ZERO;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      BigDecimal amount =
          new BigDecimal(part.group(1).endsWith(".") ? part.group(1) + "0" : part.group(1));
      seconds = seconds.add(amount.multiply(UNITS.getOrDefault(part.group(2), BigDecimal.ZERO)));
    }
    return Duration.ofSeconds(seconds.max(BigDecimal.ONE).min(LONGEST).longValue());
  }

  private static Field field(String text, Range range) {
    BitSet values = new BitSet();
    boolean any = false;
    for (String part : text.split(",", -1)) {
      if (!part.isEmpty()) {
        any |= add(values, part, range);
      }
    }
    return new Field(values, any);
  }

  /// Adds `NUMBER`, `NUMBER-NUMBER`, either with `/STEP`; true when it is a plain star.
  private static boolean add(BitSet values, String part, Range range) {
    String[] stepped = part.split("/", -1);
    String[] ends = stepped[0].split("-", -1);
    boolean single = ends.length == 1;
    boolean star = ends[0].equals("*") || ends[0].equals("?");
    int start = star ? range.least() : value(ends[0], range);
    int end = star ? range.most() : start;
    if (!star && ends.length == 2) {
      end = value(ends[1], range);
    } else if (!star && ends.length > 2) {
      throw new IllegalArgumentException("too many hyphens: " + part);
    }
    int step = 1;
    if (stepped.length == 2) {
      step = number(stepped[1]);
      end = single && !star ? range.most() : end;
    } else if (stepped.length > 2) {
      throw new IllegalArgumentException("too many slashes: " + part);
    }
    if (start < range.least()) {
      throw new IllegalArgumentException(
          "beginning of range (%d) below minimum (%d): %s".formatted(start, range.least(), part));
    }
    if (end > range.most()) {
      throw new IllegalArgumentException(
          "end of range (%d) above maximum (%d): %s".formatted(end, range.most(), part));
    }
    if (start > end) {
      throw new IllegalArgumentException(
          "beginning of range (%d) beyond end of range (%d): %s".formatted(start, end, part));
    }
    if (step == 0) {
      throw new IllegalArgumentException("step of range should be a positive number: " + part);
    }
    for (int i = start; i <= end; i += step) {
      values.set(i);
    }
    return star && step == 1;
  }

  private static int value(String text, Range range) {
    int named = range.names().indexOf(text.toLowerCase(Locale.ROOT));
    return named >= 0 ? named + range.firstName() : number(text);
  }

  private static int number(String text) {
    if (!text.matches("[+-]?\\d{1,9}")) {
      throw new IllegalArgumentException(
          "failed to parse int from "
              + text
              + ": strconv.Atoi: parsing "
              + GoWords.quote(text)
              + ": invalid syntax");
    }
    int number = Integer.parseInt(text);
    if (number < 0) {
      throw new IllegalArgumentException(
          "negative number (%d) not allowed: %s".formatted(number, text));
    }
    return number;
  }

  /// The first time after a moment, by the schedule's own zone where it names one; null when there
  /// is none in the next five years.
  public @Nullable Instant next(Instant after, ZoneId zone) {
    Duration pause = every;
    if (pause != null) {
      return after.truncatedTo(ChronoUnit.SECONDS).plus(pause);
    }
    ZonedDateTime time =
        after.atZone(own == null ? zone : own).truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
    int lastYear = time.getYear() + YEARS;
    while (time.getYear() <= lastYear) {
      if (!months.values().get(time.getMonthValue())) {
        time = time.withDayOfMonth(1).truncatedTo(ChronoUnit.DAYS).plusMonths(1);
      } else if (!isDay(time)) {
        time = time.truncatedTo(ChronoUnit.DAYS).plusDays(1);
      } else if (!hours.values().get(time.getHour())) {
        time = time.truncatedTo(ChronoUnit.HOURS).plusHours(1);
      } else if (!minutes.values().get(time.getMinute())) {
        time = time.plusMinutes(1);
      } else {
        return time.toInstant();
      }
    }
    return null;
  }

  /// When both kinds of day are given, either will do.
  private boolean isDay(ZonedDateTime time) {
    boolean day = days.values().get(time.getDayOfMonth());
    boolean weekday = weekdays.values().get(time.getDayOfWeek().getValue() % 7);
    return days.any() || weekdays.any() ? day && weekday : day || weekday;
  }
}
