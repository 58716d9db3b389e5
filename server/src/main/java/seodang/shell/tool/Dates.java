package seodang.shell.tool;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Dates as `date -d` and `touch -d` are told them, and as `date` writes them.
final class Dates {
  private static final Pattern TOKEN =
      Pattern.compile(
          "@(?<epoch>-?\\d{1,12})(?:\\.\\d+)?"
              + "|(?<year>\\d{4})-(?<month>\\d{1,2})-(?<day>\\d{1,2})(?:[T](?=\\d))?"
              + "|(?<us>\\d{1,2}/\\d{1,2}/\\d{4})"
              + "|(?<hour>\\d{1,2}):(?<minute>\\d{2})(?::(?<second>\\d{2})(?:[.,](?<part>\\d{1,9}))?)?\\s*(?<half>[ap]\\.?m\\.?)?"
              + "|(?<clock>\\d{1,2})\\s*(?<clockhalf>[ap]\\.?m\\.?)"
              + "|(?<packed>\\d{8})"
              + "|(?<zone>z|utc|gmt)\\b"
              + "|(?<offset>[+-]\\d{2}:?\\d{2})(?!\\d| *[a-z])"
              + "|(?<count>[+-]?\\s*\\d{1,9})?\\s*(?<unit>sec|second|min|minute|hour|day|week|fortnight|month|year)s?\\b(?<ago>\\s+ago)?"
              + "|(?<next>next|last|this)\\s+(?<nextunit>sec|second|min|minute|hour|day|week|fortnight|month|year)s?\\b"
              + "|(?<word>now|today|yesterday|tomorrow|noon|midnight)\\b"
              + "|(?<monthname>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?"
              + "|(?<weekday>mon|tue|wed|thu|fri|sat|sun)[a-z]*\\.?,?"
              + "|(?<number>\\d{1,4})",
          Pattern.CASE_INSENSITIVE);

  private ZonedDateTime time;
  private boolean dated;
  private boolean timed;
  private boolean absolute;
  private final long[] amounts = new long[3];
  private int day = -1;
  private int month = -1;
  private int year = -1;

  private Dates(Instant now) {
    time = now.atZone(ZoneOffset.UTC);
  }

  /// The moment, or null when the text is no date.
  static @Nullable Instant read(String text, Instant now) {
    try {
      return new Dates(now).parse(text.strip());
    } catch (DateTimeException | ArithmeticException e) {
      return null;
    }
  }

  /// `touch -t`: `[[CC]YY]MMDDhhmm[.ss]`.
  static String stamp(String text, Instant now) {
    Matcher m =
        Pattern.compile("(\\d{2}|\\d{4})?(\\d{2})(\\d{2})(\\d{2})(\\d{2})(?:\\.(\\d{2}))?")
            .matcher(text);
    if (!m.matches()) {
      return "bad";
    }
    String year = m.group(1);
    String whole =
        year == null
            ? Integer.toString(now.atZone(ZoneOffset.UTC).getYear())
            : year.length() == 4 ? year : (Integer.parseInt(year) < 69 ? "20" : "19") + year;
    String seconds = m.group(6) == null ? "00" : m.group(6);
    return whole
        + "-"
        + m.group(2)
        + "-"
        + m.group(3)
        + " "
        + m.group(4)
        + ":"
        + m.group(5)
        + ":"
        + seconds;
  }

  private @Nullable Instant parse(String text) {
    Matcher m = TOKEN.matcher(text);
    int at = 0;
    int zone = 0;
    while (at < text.length()) {
      if (Character.isWhitespace(text.charAt(at)) || text.charAt(at) == ',') {
        at++;
        continue;
      }
      if (!m.find(at) || m.start() != at || m.end() == at) {
        return null;
      }
      if (m.group("offset") != null) {
        String digits = m.group("offset").replace(":", "");
        int minutes =
            Integer.parseInt(digits.substring(1, 3)) * 60 + Integer.parseInt(digits.substring(3));
        zone = digits.startsWith("-") ? -minutes : minutes;
      } else if (!take(m)) {
        return null;
      }
      at = m.end();
    }
    if (month > 0 || day > 0) {
      if (month < 0 || day < 0) {
        return null;
      }
      date(year < 0 ? time.getYear() : year, month, day);
    }
    if (!timed && !absolute && (dated || text.isEmpty())) {
      time = time.truncatedTo(ChronoUnit.DAYS);
    }
    return time.plusMonths(amounts[0])
        .plusDays(amounts[1])
        .plusSeconds(amounts[2])
        .minusMinutes(zone)
        .toInstant();
  }

  private void date(int y, int mo, int d) {
    time = ZonedDateTime.of(y, mo, d, 0, 0, 0, 0, ZoneOffset.UTC).with(time.toLocalTime());
    dated = true;
  }

  private boolean take(Matcher m) {
    if (m.group("epoch") != null) {
      time = Instant.ofEpochSecond(Long.parseLong(m.group("epoch"))).atZone(ZoneOffset.UTC);
      absolute = true;
    } else if (m.group("year") != null) {
      date(number(m, "year"), number(m, "month"), number(m, "day"));
    } else if (m.group("us") != null) {
      String[] parts = m.group("us").split("/", -1);
      date(Integer.parseInt(parts[2]), Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    } else if (m.group("packed") != null) {
      String p = m.group("packed");
      date(
          Integer.parseInt(p.substring(0, 4)),
          Integer.parseInt(p.substring(4, 6)),
          Integer.parseInt(p.substring(6)));
    } else if (m.group("hour") != null) {
      clock(
          hour(number(m, "hour"), m.group("half")),
          number(m, "minute"),
          number(m, "second"),
          m.group("part"));
    } else if (m.group("clock") != null) {
      clock(hour(number(m, "clock"), m.group("clockhalf")), 0, 0, null);
    } else if (m.group("unit") != null) {
      String count = m.group("count");
      long n = count == null ? 1 : Long.parseLong(count.replaceAll("[+\\s]", ""));
      add(m.group("unit"), m.group("ago") == null ? n : -n);
    } else if (m.group("next") != null) {
      String which = m.group("next").toLowerCase(Locale.ROOT);
      add(m.group("nextunit"), which.equals("next") ? 1 : which.equals("last") ? -1 : 0);
    } else if (m.group("word") != null) {
      word(m.group("word").toLowerCase(Locale.ROOT));
    } else if (m.group("monthname") != null) {
      month = index(m.group("monthname"), "janfebmaraprmayjunjulaugsepoctnovdec") + 1;
    } else if (m.group("weekday") != null) {
      weekday(index(m.group("weekday"), "montuewedthufrisatsun") + 1);
    } else if (m.group("number") != null) {
      return plain(m.group("number"));
    }
    return true;
  }

  private static int number(Matcher m, String group) {
    String digits = m.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  private static int index(String name, String names) {
    return names.indexOf(name.toLowerCase(Locale.ROOT)) / 3;
  }

  private boolean plain(String digits) {
    int n = Integer.parseInt(digits);
    if (digits.length() == 4) {
      year = n;
    } else if (day < 0) {
      day = n;
    } else {
      return false;
    }
    return true;
  }

  private static int hour(int hour, @Nullable String half) {
    if (half == null) {
      return hour;
    }
    return hour % 12 + (half.toLowerCase(Locale.ROOT).startsWith("p") ? 12 : 0);
  }

  private void clock(int hour, int minute, int second, @Nullable String part) {
    int nanos = part == null ? 0 : Integer.parseInt((part + "000000000").substring(0, 9));
    time = time.with(LocalTime.of(hour, minute, second, nanos));
    timed = true;
  }

  private void word(String word) {
    switch (word) {
      case "yesterday" -> amounts[1]--;
      case "tomorrow" -> amounts[1]++;
      case "noon" -> clock(12, 0, 0, null);
      case "midnight" -> clock(0, 0, 0, null);
      default -> {}
    }
  }

  private void weekday(int wanted) {
    if (!dated) {
      int ahead = (wanted - time.getDayOfWeek().getValue() + 7) % 7;
      time = time.plusDays(ahead);
      dated = true;
    }
  }

  private void add(String unit, long n) {
    switch (unit.toLowerCase(Locale.ROOT).substring(0, 3)) {
      case "sec" -> amounts[2] += n;
      case "min" -> amounts[2] += 60 * n;
      case "hou" -> amounts[2] += 3600 * n;
      case "day" -> amounts[1] += n;
      case "wee" -> amounts[1] += 7 * n;
      case "for" -> amounts[1] += 14 * n;
      case "mon" -> amounts[0] += n;
      default -> amounts[0] += 12 * n;
    }
  }

  // Writing.

  private static final Map<Character, String> FORMS =
      Map.ofEntries(
          Map.entry('c', "%a %b %e %H:%M:%S %Y"),
          Map.entry('D', "%m/%d/%y"),
          Map.entry('x', "%m/%d/%y"),
          Map.entry('F', "%Y-%m-%d"),
          Map.entry('T', "%H:%M:%S"),
          Map.entry('X', "%H:%M:%S"),
          Map.entry('R', "%H:%M"),
          Map.entry('r', "%I:%M:%S %p"));

  static String format(ZonedDateTime time, String format) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        out.append(c);
        continue;
      }
      int start = i++;
      char flag = 0;
      while (i < format.length() - 1 && "-_0^#:".indexOf(format.charAt(i)) >= 0) {
        flag = format.charAt(i++);
      }
      int width = 0;
      while (i < format.length() - 1 && Character.isDigit(format.charAt(i)) && width < 1000) {
        width = width * 10 + format.charAt(i++) - '0';
      }
      String value = directive(time, format.charAt(i), flag);
      out.append(
          value == null
              ? format.substring(start, i + 1)
              : flagged(value, flag, width, format.charAt(i)));
    }
    return out.toString();
  }

  private static String flagged(String value, char flag, int width, char letter) {
    String text =
        switch (flag) {
          case '-' -> value.replaceFirst("^[0 ]+(?=.)", "");
          case '_' -> {
            String bare = value.replaceFirst("^0+(?=.)", "");
            yield " ".repeat(value.length() - bare.length()) + bare;
          }
          case '^' -> value.toUpperCase(Locale.ROOT);
          case '0' -> value.replace(' ', '0');
          default -> value;
        };
    boolean digits = "aAbBhpPZ".indexOf(letter) < 0;
    return (flag == '_' || !digits ? " " : "0").repeat(Math.max(0, width - text.length())) + text;
  }

  private static @Nullable String directive(ZonedDateTime time, char letter, char flag) {
    String form = FORMS.get(letter);
    if (form != null) {
      return format(time, form);
    }
    return switch (letter) {
      case 'Y' -> Integer.toString(time.getYear());
      case 'C' -> two(time.getYear() / 100);
      case 'y' -> two(time.getYear() % 100);
      case 'G' -> Integer.toString(time.get(IsoFields.WEEK_BASED_YEAR));
      case 'g' -> two(time.get(IsoFields.WEEK_BASED_YEAR) % 100);
      case 'm' -> two(time.getMonthValue());
      case 'd' -> two(time.getDayOfMonth());
      case 'e' -> "%2d".formatted(time.getDayOfMonth());
      case 'H' -> two(time.getHour());
      case 'k' -> "%2d".formatted(time.getHour());
      case 'I' -> two((time.getHour() + 11) % 12 + 1);
      case 'l' -> "%2d".formatted((time.getHour() + 11) % 12 + 1);
      case 'p' -> time.getHour() < 12 ? "AM" : "PM";
      case 'P' -> time.getHour() < 12 ? "am" : "pm";
      case 'M' -> two(time.getMinute());
      case 'S' -> two(time.getSecond());
      case 'N' -> "%09d".formatted(time.getNano());
      case 's' -> Long.toString(time.toEpochSecond());
      case 'a' -> time.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case 'A' -> time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'b', 'h' -> time.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case 'B' -> time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'j' -> "%03d".formatted(time.getDayOfYear());
      case 'u' -> Integer.toString(time.getDayOfWeek().getValue());
      case 'w' -> Integer.toString(time.getDayOfWeek().getValue() % 7);
      case 'U' -> two((time.getDayOfYear() + 6 - time.getDayOfWeek().getValue() % 7) / 7);
      case 'W' -> two((time.getDayOfYear() + 6 - (time.getDayOfWeek().getValue() + 6) % 7) / 7);
      case 'V' -> two(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
      case 'q' -> Integer.toString(time.get(IsoFields.QUARTER_OF_YEAR));
      case 'Z' -> "UTC";
      case 'z' -> flag == ':' ? "+00:00" : "+0000";
      case 'n' -> "\n";
      case 't' -> "\t";
      case '%' -> "%";
      default -> null;
    };
  }

  private static String two(int n) {
    return "%02d".formatted(n);
  }
}
