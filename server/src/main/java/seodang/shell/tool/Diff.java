package seodang.shell.tool;

import java.util.ArrayList;
import java.util.List;

/// `diff`, in its normal and its unified form.
final class Diff {
  private Diff() {}

  private record Edit(char kind, String line, int left, int right) {}

  static int run(Call call, List<String> files, List<String> texts) {
    if (texts.size() < 2) {
      call.fail(
          files.size() < 2
              ? "missing operand after ‘" + String.join(" ", files) + "’"
              : "cannot compare");
      return 2;
    }
    List<String> left = Slurp.lines(texts.get(0));
    List<String> right = Slurp.lines(texts.get(1));
    if (left.equals(right)) {
      return 0;
    }
    if ((long) left.size() * right.size() > 4_000_000) {
      call.fail("memory exhausted");
      return 2;
    }
    List<Edit> edits = edits(left, right);
    Call.Flags flags = call.flags("U");
    if (flags.has("-q", "--brief")) {
      call.out("Files " + files.get(0) + " and " + files.get(1) + " differ\n");
    } else if (flags.has("-u", "-N") || flags.value("-U") != null) {
      call.out("--- " + files.get(0) + "\n+++ " + files.get(1) + "\n");
      unified(call, edits);
    } else {
      normal(call, edits);
    }
    return 1;
  }

  /// A shortest script of edits, by the longest common subsequence.
  private static List<Edit> edits(List<String> a, List<String> b) {
    int[][] longest = new int[a.size() + 1][b.size() + 1];
    for (int i = a.size() - 1; i >= 0; i--) {
      for (int j = b.size() - 1; j >= 0; j--) {
        longest[i][j] =
            a.get(i).equals(b.get(j))
                ? longest[i + 1][j + 1] + 1
                : Math.max(longest[i + 1][j], longest[i][j + 1]);
      }
    }
    List<Edit> edits = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < a.size() || j < b.size()) {
      if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
        edits.add(new Edit(' ', a.get(i), ++i, ++j));
      } else if (i < a.size() && (j == b.size() || longest[i + 1][j] >= longest[i][j + 1])) {
        edits.add(new Edit('-', a.get(i), ++i, j));
      } else {
        edits.add(new Edit('+', b.get(j), i, ++j));
      }
    }
    return edits;
  }

  private static void normal(Call call, List<Edit> edits) {
    for (int i = 0; i < edits.size(); ) {
      if (edits.get(i).kind() == ' ') {
        i++;
        continue;
      }
      int end = i;
      while (end < edits.size() && edits.get(end).kind() != ' ') {
        end++;
      }
      List<Edit> gone = edits.subList(i, end).stream().filter(e -> e.kind() == '-').toList();
      List<Edit> come = edits.subList(i, end).stream().filter(e -> e.kind() == '+').toList();
      Edit first = edits.get(i);
      String from =
          gone.isEmpty()
              ? Integer.toString(first.left())
              : range(gone.getFirst().left(), gone.getLast().left());
      String to =
          come.isEmpty()
              ? Integer.toString(edits.get(end - 1).right())
              : range(come.getFirst().right(), come.getLast().right());
      call.out(from + (gone.isEmpty() ? "a" : come.isEmpty() ? "d" : "c") + to + "\n");
      gone.forEach(e -> call.out("< " + e.line() + "\n"));
      if (!gone.isEmpty() && !come.isEmpty()) {
        call.out("---\n");
      }
      come.forEach(e -> call.out("> " + e.line() + "\n"));
      i = end;
    }
  }

  private static String range(int first, int last) {
    return first == last ? Integer.toString(first) : first + "," + last;
  }

  private static void unified(Call call, List<Edit> edits) {
    for (int i = 0; i < edits.size(); i++) {
      if (edits.get(i).kind() == ' ') {
        continue;
      }
      int start = Math.max(0, i - 3);
      int end = i;
      for (int quiet = 0; end < edits.size() && quiet <= 6; end++) {
        quiet = edits.get(end).kind() == ' ' ? quiet + 1 : 0;
      }
      int trailing = 0;
      while (end > i && edits.get(end - 1).kind() == ' ' && ++trailing > 3) {
        end--;
      }
      List<Edit> hunk = edits.subList(start, end);
      long left = hunk.stream().filter(e -> e.kind() != '+').count();
      long right = hunk.stream().filter(e -> e.kind() != '-').count();
      Edit first = hunk.getFirst();
      int l = first.kind() == '+' ? first.left() + 1 : first.left();
      int r = first.kind() == '-' ? first.right() + 1 : first.right();
      call.out("@@ -" + span(l, left) + " +" + span(r, right) + " @@\n");
      hunk.forEach(e -> call.out(e.kind() + e.line() + "\n"));
      i = end;
    }
  }

  private static String span(int start, long count) {
    return count == 1 ? Integer.toString(start) : (count == 0 ? start - 1 : start) + "," + count;
  }
}
