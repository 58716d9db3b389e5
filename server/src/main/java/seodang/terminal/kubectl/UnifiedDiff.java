package seodang.terminal.kubectl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The hunks of `diff -u` between two texts, with three lines of context.
final class UnifiedDiff {
  private static final int CONTEXT = 3;

  private UnifiedDiff() {}

  /// A line of the comparison: ` ` in both, `-` in the first, `+` in the second.
  private record Line(char mark, String text) {}

  /// `""` when the texts are equal.
  static String of(String before, String after) {
    List<Line> lines = compare(split(before), split(after));
    StringBuilder out = new StringBuilder();
    int oldLine = 1;
    int newLine = 1;
    int at = 0;
    while (at < lines.size()) {
      int change = at;
      while (change < lines.size() && lines.get(change).mark() == ' ') {
        change++;
      }
      if (change == lines.size()) {
        break;
      }
      int start = Math.max(at, change - CONTEXT);
      for (int i = at; i < start; i++) {
        oldLine++;
        newLine++;
      }
      int end = endOfHunk(lines, change);
      int olds = 0;
      int news = 0;
      StringBuilder body = new StringBuilder();
      for (Line line : lines.subList(start, end)) {
        olds += line.mark() == '+' ? 0 : 1;
        news += line.mark() == '-' ? 0 : 1;
        body.append(line.mark()).append(line.text()).append('\n');
      }
      out.append("@@ -")
          .append(range(oldLine, olds))
          .append(" +")
          .append(range(newLine, news))
          .append(" @@\n")
          .append(body);
      oldLine += olds;
      newLine += news;
      at = end;
    }
    return out.toString();
  }

  private static int endOfHunk(List<Line> lines, int change) {
    int last = change;
    for (int i = change; i < lines.size() && i - last <= 2 * CONTEXT; i++) {
      if (lines.get(i).mark() != ' ') {
        last = i;
      }
    }
    return Math.min(lines.size(), last + 1 + CONTEXT);
  }

  private static String range(int start, int count) {
    return count == 1 ? Integer.toString(start) : (count == 0 ? start - 1 : start) + "," + count;
  }

  private static List<String> split(String text) {
    return text.isEmpty() ? List.of() : Arrays.asList(text.replaceFirst("\n$", "").split("\n", -1));
  }

  /// By the longest common subsequence; where lines are taken away and added, the old come first.
  private static List<Line> compare(List<String> a, List<String> b) {
    int[][] common = new int[a.size() + 1][b.size() + 1];
    for (int i = a.size() - 1; i >= 0; i--) {
      for (int j = b.size() - 1; j >= 0; j--) {
        common[i][j] =
            a.get(i).equals(b.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    List<Line> lines = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < a.size() || j < b.size()) {
      if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
        lines.add(new Line(' ', a.get(i++)));
        j++;
      } else if (i < a.size() && (j == b.size() || common[i + 1][j] >= common[i][j + 1])) {
        lines.add(new Line('-', a.get(i++)));
      } else {
        lines.add(new Line('+', b.get(j++)));
      }
    }
    return lines;
  }
}
