package seodang.parity;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import seodang.parity.Transcripts.Answer;
import seodang.terminal.kubectl.golang.GoDurations;

/// Whether two kubectls said the same of two clusters alike.
///
/// Byte for byte, but for what two clusters draw for themselves (addresses, identities, random
/// suffixes), what a clock says, and ages, which may be some seconds apart. Of a help text its
/// usage and its flags count: the words are our own.
final class CorpusMatch {
  private record Rule(Pattern pattern, String instead) {
    static Rule of(String pattern, String instead) {
      return new Rule(Pattern.compile(pattern, Pattern.MULTILINE), instead);
    }
  }

  private static final List<Rule> RULES =
      List.of(
          // What -v tells besides the requests, and how the client reads the server's schema.
          Rule.of("^I\\d{4} .*server response object(?s:.*?)^}]\\n", ""),
          Rule.of("^I\\d{4} (?!.*round_trippers\\.go).*\\n", ""),
          Rule.of("^I\\d{4} .*/openapi/v.*\\n", ""),
          Rule.of("^[EWI]\\d{4} \\d\\d:\\d\\d:\\d\\d\\.\\d+ +\\d+ ", "LOG "),
          Rule.of(
              "\\b\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z| ?[+-]\\d\\d:?\\d\\d)",
              "TIME"),
          Rule.of(
              "\\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d"
                  + " [+-]\\d{4}\\b",
              "TIME"),
          Rule.of("\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b", "UID"),
          Rule.of("eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]+", "TOKEN"),
          Rule.of("https://(localhost|[\\d.]+):\\d+", "SERVER"),
          Rule.of("127\\.0\\.0\\.1:\\d+|192\\.168\\.56\\.10:6443", "HOST"),
          Rule.of("containerd://[0-9a-f]{64}", "CONTAINER"),
          Rule.of("\\b(10|172)\\.\\d+\\.\\d+\\.\\d+\\b", "IP"),
          Rule.of("([rR]esourceVersion\"?: ?\"?|[rR]esourceVersion=)\\d+\"?", "$1N"),
          Rule.of("(?<=-)[bcdfghjklmnpqrstvwxz2456789]{5}(?=\\b|_)", "RAND5"),
          Rule.of("\\b3[0-2]\\d{3}(?=/(TCP|UDP)|$)", "NPORT"),
          Rule.of("(nodePort\"?: ?)3[0-2]\\d{3}", "$1NPORT"),
          Rule.of("v1\\.33\\.\\d+[\\w.+-]*", "VERSION"),
          Rule.of("kubectl/VERSION \\(linux/amd64\\) kubernetes/\\w+", "AGENT"),
          Rule.of("/tmp/(LIVE|MERGED|kubectl-edit)-\\d+[\\w.]*", "/tmp/$1-N"),
          Rule.of("\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d", "TIME"),
          Rule.of("Resource Version:( +)\\d+", "Resource Version:$1N"),
          Rule.of("resource version to be \\d+, was \\d+", "resource version to be N"),
          Rule.of("^\\tAuthorization: Bearer <masked>\\n", ""),
          Rule.of("api\\?timeout=\\d+s", "api"),
          Rule.of("milliseconds=\\d+", "milliseconds=N"));

  private static final String GLOBAL = "The following options can be passed to any command:";
  private static final Pattern AGE =
      Pattern.compile("(?<![\\w.-])(?:\\d+[smhdy]){1,2}(?![\\w.-])|<invalid>");
  private static final Duration APART = Duration.ofMinutes(2);

  private CorpusMatch() {}

  /// @param behind how much older things look to the real kubectl, which has the wall's clock
  static boolean same(Answer real, Answer ours, Duration behind) {
    return real.exit() == ours.exit()
        && same(real.out(), ours.out(), behind)
        && same(real.err(), ours.err(), behind);
  }

  private static boolean same(String real, String ours, Duration behind) {
    if (real.contains("\nUsage:\n  kubectl") || real.startsWith(GLOBAL)) {
      return help(real).equals(help(ours));
    }
    String a = normal(real);
    String b = normal(ours);
    return a.equals(b) || alike(a, b, behind);
  }

  static String normal(String text) {
    String normal = text;
    for (Rule rule : RULES) {
      normal = rule.pattern().matcher(normal).replaceAll(rule.instead());
    }
    return normal;
  }

  /// Usage line and the flags with shorthand and default, without their description.
  static List<String> help(String text) {
    List<String> kept = new ArrayList<>();
    String[] lines = text.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      if (lines[i].equals("Usage:") && i + 1 < lines.length) {
        kept.add(lines[i + 1]);
      } else if (lines[i].matches("    (-\\w, )?--.*:")) {
        kept.add(lines[i]);
      }
    }
    return kept;
  }

  /// The same but for ages and the room they take.
  private static boolean alike(String a, String b, Duration behind) {
    List<String> ours = ages(b);
    List<String> real = ages(a);
    if (real.size() != ours.size() || !loose(a).equals(loose(b))) {
      return false;
    }
    for (int i = 0; i < real.size(); i++) {
      if (!near(real.get(i), ours.get(i), behind)) {
        return false;
      }
    }
    return true;
  }

  private static String loose(String text) {
    return AGE.matcher(text).replaceAll("AGE").replaceAll("(?<=\\S)[ \\t]{2,}", "  ");
  }

  private static List<String> ages(String text) {
    List<String> ages = new ArrayList<>();
    Matcher matcher = AGE.matcher(text);
    while (matcher.find()) {
      ages.add(matcher.group());
    }
    return ages;
  }

  private static boolean near(String real, String ours, Duration behind) {
    if (real.equals(ours)) {
      return true;
    }
    if (real.startsWith("<") || ours.startsWith("<")) {
      return false;
    }
    Duration apart = age(real).minus(age(ours));
    return apart.abs().compareTo(APART) < 0 || apart.minus(behind).abs().compareTo(APART) < 0;
  }

  private static Duration age(String text) {
    Matcher parts = Pattern.compile("(\\d+)([smhdy])").matcher(text);
    Duration sum = Duration.ZERO;
    while (parts.find()) {
      long n = Long.parseLong(parts.group(1));
      sum =
          switch (parts.group(2)) {
            case "d" -> sum.plusDays(n);
            case "y" -> sum.plusDays(365 * n);
            default -> sum.plus(GoDurations.parse(parts.group()));
          };
    }
    return sum;
  }
}
