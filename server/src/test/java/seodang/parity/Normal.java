package seodang.parity;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What of an output is compared: ages, addresses, random suffixes and widths are made alike.
final class Normal {
  private record Rule(Pattern pattern, String instead) {
    static Rule of(String pattern, String instead) {
      return new Rule(Pattern.compile(pattern), instead);
    }
  }

  private static final List<Rule> RULES =
      List.of(
          Rule.of("^[EWI]\\d{4} \\d\\d:\\d\\d:\\d\\d\\.\\d+ +\\d+ ", "LOG "),
          Rule.of("\\b\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z\\b", "TIME"),
          Rule.of(
              "\\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d"
                  + " [+-]\\d{4}\\b",
              "TIME"),
          Rule.of("\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b", "UID"),
          Rule.of("sha256:[0-9a-f]{64}", "SHA"),
          Rule.of("containerd://[0-9a-f]{64}", "CONTAINER"),
          Rule.of("\\b(\\d{1,3}\\.){3}\\d{1,3}(/\\d+)?\\b", "IP"),
          Rule.of("resourceVersion\"?: ?\"?\\d+\"?", "resourceVersion: N"),
          Rule.of("\\b[a-f0-9]{8,10}-[bcdfghjklmnpqrstvwxz2456789]{5}\\b", "HASH-RAND"),
          Rule.of("(?<=-)[bcdf0-9a-f]{8,10}\\b(?=\\b)", "HASH"),
          Rule.of("(?<=-)[bcdfghjklmnpqrstvwxz2456789]{5}(?=\\b|_)", "RAND"),
          Rule.of("pod-template-hash=\\w+", "pod-template-hash=HASH"),
          Rule.of("controller-revision-hash=\\S+", "controller-revision-hash=HASH"),
          Rule.of("\\b\\d+(d|h|m|s|ms|y)(\\d+(h|m|s|d|ms))?( ago)?\\b", "AGE"),
          Rule.of("<invalid>|<unknown>", "AGE"),
          Rule.of("\\(x\\d+ over AGE\\)", ""),
          Rule.of("\\b\\d+\\.\\d+(s|ms)\\b", "AGE"),
          Rule.of("\\b3\\d{4}/(TCP|UDP)", "NODEPORT/$1"),
          Rule.of("v1\\.3\\d\\.\\d+\\S*", "VERSION"),
          Rule.of("Image size: \\d+ bytes", "Image size: N bytes"),
          Rule.of("/tmp/[\\w./-]+", "PATH"),
          Rule.of("https://[\\w.:-]+", "SERVER"),
          Rule.of("-----+", "---"),
          Rule.of("[ \\t]+", " "));

  private Normal() {}

  static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      String normal = line;
      for (Rule rule : RULES) {
        normal = rule.pattern().matcher(normal).replaceAll(rule.instead());
      }
      normal = normal.strip();
      boolean counts =
          !normal.isEmpty()
              && !normal.contains("Unknown stream id")
              && !normal.contains("spec update to be observed")
              && (lines.isEmpty() || !lines.getLast().equals(normal));
      if (counts) {
        lines.add(normal);
      }
    }
    return lines;
  }

  /// How many lines the two have in common, in order.
  static int common(List<String> a, List<String> b) {
    int[] row = new int[b.size() + 1];
    for (String line : a) {
      int diagonal = 0;
      for (int j = 1; j <= b.size(); j++) {
        int above = row[j];
        row[j] = line.equals(b.get(j - 1)) ? diagonal + 1 : Math.max(above, row[j - 1]);
        diagonal = above;
      }
    }
    return row[b.size()];
  }
}
