package seodang.shell.tool;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import seodang.shell.FileTree;
import seodang.shell.Node;

/// `diff` of files and directories, in its normal, unified and context forms.
final class Diff {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSSSS Z", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Call call;
  private final Options options;

  private Diff(Call call, Options options) {
    this.call = call;
    this.options = options;
  }

  /// The two files to be compared; in a directory the one of the same name. Directories are
  /// compared in [#run].
  static @Nullable List<String> files(Call call, Options options) {
    List<String> given = options.operands();
    if (given.size() != 2) {
      call.usage(
          given.size() > 2
              ? "extra operand '" + given.get(2) + "'"
              : "missing operand after '" + (given.isEmpty() ? "diff" : given.getFirst()) + "'");
      return null;
    }
    boolean left = directory(call, given.getFirst());
    boolean right = directory(call, given.get(1));
    if (left && right) {
      return List.of("/dev/null", "/dev/null");
    }
    return List.of(
        left ? given.get(0) + "/" + FileTree.name(given.get(1)) : given.get(0),
        right ? given.get(1) + "/" + FileTree.name(given.get(0)) : given.get(1));
  }

  private static boolean directory(Call call, String name) {
    return call.files().isDirectory(call.path(name));
  }

  static int run(Call call, Options options, List<String> files, List<String> texts) {
    if (texts.size() < 2) {
      return 2;
    }
    Diff diff = new Diff(call, options);
    List<String> given = options.operands();
    return directory(call, given.get(0)) && directory(call, given.get(1))
        ? diff.directories(given.get(0), given.get(1))
        : diff.compare(files.get(0), files.get(1), texts.get(0), texts.get(1));
  }

  private int directories(String left, String right) {
    TreeSet<String> names = new TreeSet<>(call.files().list(call.path(left)));
    names.addAll(call.files().list(call.path(right)));
    int code = 0;
    for (String name : names) {
      String a = left + "/" + name;
      String b = right + "/" + name;
      boolean inLeft = call.files().exists(call.path(a));
      boolean inRight = call.files().exists(call.path(b));
      if (!inLeft || !inRight) {
        call.out("Only in " + (inLeft ? left : right) + ": " + name + "\n");
        code = 1;
      } else if (directory(call, a) && directory(call, b)) {
        if (options.has("r")) {
          code = Math.max(code, directories(a, b));
        } else {
          call.out("Common subdirectories: " + a + " and " + b + "\n");
        }
      } else {
        code = Math.max(code, below(a, b));
      }
    }
    return code;
  }

  private int below(String a, String b) {
    String left = call.read(a);
    String right = call.read(b);
    if (left == null || right == null) {
      return 2;
    }
    if (!left.equals(right) && !options.has("q")) {
      String flags = String.join(" ", call.args().stream().filter(w -> w.startsWith("-")).toList());
      call.out("diff " + (flags.isEmpty() ? "" : flags + " ") + a + " " + b + "\n");
    }
    return compare(a, b, left, right);
  }

  /// A line of both files, or of one.
  private record Edit(char kind, String line, int left, int right) {}

  private int compare(String leftName, String rightName, String leftText, String rightText) {
    List<String> left = lines(leftText);
    List<String> right = lines(rightText);
    if (keys(left).equals(keys(right))) {
      if (options.has("s")) {
        call.out("Files " + leftName + " and " + rightName + " are identical\n");
      }
      return 0;
    }
    if ((long) left.size() * right.size() > 4_000_000) {
      call.fail("memory exhausted");
      return 2;
    }
    if (options.has("q")) {
      call.out("Files " + leftName + " and " + rightName + " differ\n");
      return 1;
    }
    List<Edit> edits = edits(left, right);
    boolean context = options.has("c", "C");
    if (context || options.has("u", "U")) {
      List<String> labels = options.values("label");
      call.out(
          (context ? "*** " : "--- ")
              + (labels.isEmpty() ? stamped(leftName) : labels.getFirst())
              + "\n");
      call.out(
          (context ? "--- " : "+++ ")
              + (labels.size() < 2 ? stamped(rightName) : labels.get(1))
              + "\n");
      String size = options.value("U", options.value("C", "3"));
      hunks(edits, size.matches("\\d{1,5}") ? Integer.parseInt(size) : 3, context);
    } else {
      normal(edits);
    }
    return 1;
  }

  private String stamped(String name) {
    Node node = call.files().node(call.path(name));
    return name + "\t" + STAMP.format(node == null ? call.io().now() : node.modified());
  }

  /// The lines, the last one marked when it has no end.
  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>(Slurp.lines(text));
    if (!text.isEmpty() && !text.endsWith("\n")) {
      lines.add(lines.removeLast() + "\n\\ No newline at end of file");
    }
    return lines;
  }

  private List<String> keys(List<String> lines) {
    return lines.stream().map(this::key).toList();
  }

  /// What counts of a line.
  private String key(String line) {
    String key = options.has("i") ? line.toLowerCase(Locale.ROOT) : line;
    return options.has("w")
        ? key.replaceAll("\\s", "")
        : options.has("b") ? key.replaceAll("[ \t]+", " ").stripTrailing() : key;
  }

  /// A shortest script of edits, by the longest common subsequence.
  private List<Edit> edits(List<String> a, List<String> b) {
    List<String> left = keys(a);
    List<String> right = keys(b);
    int[][] longest = new int[a.size() + 1][b.size() + 1];
    for (int i = a.size() - 1; i >= 0; i--) {
      for (int j = b.size() - 1; j >= 0; j--) {
        longest[i][j] =
            left.get(i).equals(right.get(j))
                ? longest[i + 1][j + 1] + 1
                : Math.max(longest[i + 1][j], longest[i][j + 1]);
      }
    }
    List<Edit> edits = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < a.size() || j < b.size()) {
      if (i < a.size() && j < b.size() && left.get(i).equals(right.get(j))) {
        edits.add(new Edit(' ', a.get(i), ++i, ++j));
      } else if (i < a.size() && (j == b.size() || longest[i + 1][j] >= longest[i][j + 1])) {
        edits.add(new Edit('-', a.get(i), ++i, j));
      } else {
        edits.add(new Edit('+', b.get(j), i, ++j));
      }
    }
    return edits;
  }

  private static List<Edit> of(List<Edit> edits, char kind) {
    return edits.stream().filter(e -> e.kind() == kind).toList();
  }

  private static int end(List<Edit> edits, int from) {
    int end = from;
    while (end < edits.size() && edits.get(end).kind() != ' ') {
      end++;
    }
    return end;
  }

  private void normal(List<Edit> edits) {
    for (int i = 0; i < edits.size(); ) {
      int end = end(edits, i);
      if (end == i) {
        i++;
        continue;
      }
      List<Edit> gone = of(edits.subList(i, end), '-');
      List<Edit> come = of(edits.subList(i, end), '+');
      String from =
          gone.isEmpty()
              ? Integer.toString(edits.get(i).left())
              : range(gone.getFirst().left(), gone.getLast().left());
      String to =
          come.isEmpty()
              ? Integer.toString(edits.get(end - 1).right())
              : range(come.getFirst().right(), come.getLast().right());
      call.out(from + (gone.isEmpty() ? "a" : come.isEmpty() ? "d" : "c") + to + "\n");
      gone.forEach(e -> call.out("< " + e.line() + "\n"));
      call.out(!gone.isEmpty() && !come.isEmpty() ? "---\n" : "");
      come.forEach(e -> call.out("> " + e.line() + "\n"));
      i = end;
    }
  }

  private static String range(int first, int last) {
    return first >= last ? Integer.toString(last) : first + "," + last;
  }

  /// Changes with the lines around them, those that touch together.
  private void hunks(List<Edit> edits, int around, boolean context) {
    int i = 0;
    while (i < edits.size()) {
      if (edits.get(i).kind() == ' ') {
        i++;
        continue;
      }
      int from = Math.max(0, i - around);
      int last = i;
      for (int k = i; k < edits.size() && k - last <= 2 * around + 1; k++) {
        last = edits.get(k).kind() != ' ' ? k : last;
      }
      int to = Math.min(edits.size(), last + around + 1);
      if (context) {
        context(edits, from, to);
      } else {
        unified(edits, from, to);
      }
      i = to;
    }
  }

  private static int before(List<Edit> edits, int at, boolean left) {
    return at == 0 ? 0 : left ? edits.get(at - 1).left() : edits.get(at - 1).right();
  }

  private void unified(List<Edit> edits, int from, int to) {
    List<Edit> hunk = edits.subList(from, to);
    int left = hunk.size() - of(hunk, '+').size();
    int right = hunk.size() - of(hunk, '-').size();
    call.out(
        "@@ -"
            + span(before(edits, from, true), left)
            + " +"
            + span(before(edits, from, false), right)
            + " @@\n");
    // What goes away is shown before what comes.
    for (int i = 0; i < hunk.size(); ) {
      int end = end(hunk, i);
      if (end == i) {
        call.out(" " + hunk.get(i++).line() + "\n");
        continue;
      }
      of(hunk.subList(i, end), '-').forEach(e -> call.out("-" + e.line() + "\n"));
      of(hunk.subList(i, end), '+').forEach(e -> call.out("+" + e.line() + "\n"));
      i = end;
    }
  }

  private static String span(int before, int count) {
    return count == 1
        ? Integer.toString(before + 1)
        : (count == 0 ? before : before + 1) + "," + count;
  }

  private void context(List<Edit> edits, int from, int to) {
    List<Edit> hunk = edits.subList(from, to);
    int left = hunk.size() - of(hunk, '+').size();
    int right = hunk.size() - of(hunk, '-').size();
    int leftFirst = before(edits, from, true);
    int rightFirst = before(edits, from, false);
    call.out(
        "***************\n*** "
            + range(leftFirst + Math.min(1, left), leftFirst + left)
            + " ****\n");
    side(hunk, '-');
    call.out("--- " + range(rightFirst + Math.min(1, right), rightFirst + right) + " ----\n");
    side(hunk, '+');
  }

  /// One file's lines of a hunk; none when nothing of it changes.
  private void side(List<Edit> hunk, char kind) {
    if (of(hunk, kind).isEmpty()) {
      return;
    }
    for (int i = 0; i < hunk.size(); ) {
      int end = end(hunk, i);
      if (end == i) {
        call.out("  " + hunk.get(i++).line() + "\n");
        continue;
      }
      List<Edit> change = hunk.subList(i, end);
      boolean both = !of(change, '-').isEmpty() && !of(change, '+').isEmpty();
      of(change, kind).forEach(e -> call.out((both ? '!' : kind) + " " + e.line() + "\n"));
      i = end;
    }
  }
}
