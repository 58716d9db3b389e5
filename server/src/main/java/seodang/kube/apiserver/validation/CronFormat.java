package seodang.kube.apiserver.validation;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A CronJob's schedule as `robfig/cron` reads it.
final class CronFormat {
  private static final Map<String, Integer> MONTHS =
      Map.ofEntries(
          Map.entry("jan", 1),
          Map.entry("feb", 2),
          Map.entry("mar", 3),
          Map.entry("apr", 4),
          Map.entry("may", 5),
          Map.entry("jun", 6),
          Map.entry("jul", 7),
          Map.entry("aug", 8),
          Map.entry("sep", 9),
          Map.entry("oct", 10),
          Map.entry("nov", 11),
          Map.entry("dec", 12));
  private static final Map<String, Integer> DAYS =
      Map.of("sun", 0, "mon", 1, "tue", 2, "wed", 3, "thu", 4, "fri", 5, "sat", 6);

  private CronFormat() {}

  private static final class Wrong extends Exception {
    private static final long serialVersionUID = 1;

    Wrong(String message) {
      super(message);
    }
  }

  /// What is wrong with a schedule; null when nothing is.
  static @Nullable String error(String text) {
    String spec = text;
    if (spec.startsWith("TZ=") || spec.startsWith("CRON_TZ=")) {
      int space = spec.indexOf(' ');
      String zone = spec.substring(spec.indexOf('=') + 1, space < 0 ? spec.length() : space);
      if (!java.time.ZoneId.getAvailableZoneIds().contains(zone)) {
        return "provided bad location " + zone + ": unknown time zone " + zone;
      }
      spec = space < 0 ? "" : spec.substring(space).strip();
    }
    if (spec.startsWith("@")) {
      return descriptor(spec);
    }
    String[] fields = spec.strip().split("\\s+");
    if (fields.length != 5) {
      int found = spec.isBlank() ? 0 : fields.length;
      return "expected exactly 5 fields, found " + found + ": [" + String.join(" ", fields) + "]";
    }
    try {
      field(fields[0], 0, 59, Map.of());
      field(fields[1], 0, 23, Map.of());
      field(fields[2], 1, 31, Map.of());
      field(fields[3], 1, 12, MONTHS);
      field(fields[4], 0, 6, DAYS);
      return null;
    } catch (Wrong e) {
      return e.getMessage();
    }
  }

  private static @Nullable String descriptor(String text) {
    switch (text) {
      case "@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly" -> {
        return null;
      }
      default -> {
        if (text.startsWith("@every ")) {
          String duration = text.substring("@every ".length());
          boolean fits = duration.matches("([0-9]+(\\.[0-9]*)?(ns|us|µs|ms|s|m|h))+");
          return fits
              ? null
              : "failed to parse duration "
                  + text
                  + ": time: invalid duration "
                  + GoWords.quote(duration);
        }
        return "unrecognized descriptor: " + text;
      }
    }
  }

  private static void field(String text, int low, int high, Map<String, Integer> names)
      throws Wrong {
    for (String part : text.split(",")) {
      if (!part.isEmpty()) {
        range(part, low, high, names);
      }
    }
  }

  private static void range(String text, int low, int high, Map<String, Integer> names)
      throws Wrong {
    String[] rangeAndStep = text.split("/", -1);
    String[] ends = rangeAndStep[0].split("-", -1);
    boolean single = ends.length == 1;
    int start;
    int end;
    if (ends[0].equals("*") || ends[0].equals("?")) {
      start = low;
      end = high;
    } else {
      start = number(ends[0], names);
      end =
          switch (ends.length) {
            case 1 -> start;
            case 2 -> number(ends[1], names);
            default -> throw new Wrong("too many hyphens: " + text);
          };
    }
    int step =
        switch (rangeAndStep.length) {
          case 1 -> 1;
          case 2 -> number(rangeAndStep[1], Map.of());
          default -> throw new Wrong("too many slashes: " + text);
        };
    if (rangeAndStep.length == 2 && single) {
      end = high;
    }
    if (start < low) {
      throw new Wrong("beginning of range (" + start + ") below minimum (" + low + "): " + text);
    }
    if (end > high) {
      throw new Wrong("end of range (" + end + ") above maximum (" + high + "): " + text);
    }
    if (start > end) {
      throw new Wrong(
          "beginning of range (" + start + ") beyond end of range (" + end + "): " + text);
    }
    if (step == 0) {
      throw new Wrong("step of range should be a positive number: " + text);
    }
  }

  private static int number(String text, Map<String, Integer> names) throws Wrong {
    Integer named = names.get(text.toLowerCase(Locale.ROOT));
    if (named != null) {
      return named;
    }
    if (!text.matches("[+-]?[0-9]{1,9}")) {
      throw new Wrong(
          "failed to parse int from "
              + text
              + ": strconv.Atoi: parsing "
              + GoWords.quote(text)
              + ": invalid syntax");
    }
    int number = Integer.parseInt(text);
    if (number < 0) {
      throw new Wrong("negative number (" + number + ") not allowed: " + text);
    }
    return number;
  }
}
