package seodang.kube.apiserver;

import java.time.Duration;
import java.time.Instant;

/// An age as tables print it: two units where it is young, one where it is old.
public final class HumanDuration {
  private HumanDuration() {}

  public static String since(Instant then, Instant now) {
    return of(Duration.between(then, now));
  }

  /// As apimachinery's `duration.HumanDuration` prints it.
  public static String of(Duration d) {
    long seconds = d.isNegative() ? -1 : d.toSeconds();
    if (d.toSeconds() < -1) {
      return "<invalid>";
    } else if (seconds < 0) {
      return "0s";
    } else if (seconds < 120) {
      return seconds + "s";
    }
    long minutes = d.toMinutes();
    if (minutes < 10) {
      long s = seconds % 60;
      return s == 0 ? minutes + "m" : minutes + "m" + s + "s";
    } else if (minutes < 180) {
      return minutes + "m";
    }
    long hours = d.toHours();
    if (hours < 8) {
      long m = minutes % 60;
      return m == 0 ? hours + "h" : hours + "h" + m + "m";
    } else if (hours < 48) {
      return hours + "h";
    } else if (hours < 192) {
      long h = hours % 24;
      return h == 0 ? hours / 24 + "d" : hours / 24 + "d" + h + "h";
    } else if (hours < 24 * 365 * 2) {
      return hours / 24 + "d";
    } else if (hours < 24 * 365 * 8) {
      long days = hours / 24 % 365;
      return days == 0 ? hours / 24 / 365 + "y" : hours / 24 / 365 + "y" + days + "d";
    }
    return hours / 24 / 365 + "y";
  }
}
