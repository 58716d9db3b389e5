package seodang.shell.tool;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.shell.Program;

/// Tools that stand files side by side: `paste comm join column`.
final class Columns {
  private Columns() {}

  static Map<String, Program> all() {
    return Map.of(
        "paste",
        Slurp.of("paste", "d:sz", "delimiters=d serial=s zero-terminated=z", 1, Columns::paste),
        "comm",
        new Slurp(
            "comm",
            Options.Spec.of(
                "123z", "check-order nocheck-order output-delimiter: total zero-terminated=z"),
            1,
            Columns::two,
            Columns::comm),
        "join",
        new Slurp(
            "join",
            Options.Spec.of("a:e:ij:o:t:v:1:2:z", "ignore-case=i check-order nocheck-order header"),
            1,
            Columns::two,
            Join::run),
        "column",
        Slurp.of(
            "column", "ts:o:nx", "table=t separator=s output-separator=o", 1, Columns::column));
  }

  /// Exactly two files, or null after complaining.
  static @Nullable List<String> two(Call call, Options options) {
    List<String> files = options.operands();
    if (files.size() < 2) {
      call.usage(
          files.isEmpty() ? "missing operand" : "missing operand after ‘" + files.getFirst() + "’");
      return null;
    }
    if (files.size() > 2) {
      call.usage("extra operand ‘" + files.get(2) + "’");
      return null;
    }
    return files;
  }

  private static int paste(Call call, Options options, List<String> files, List<String> texts) {
    String between =
        options.value("d", "\t").replace("\\t", "\t").replace("\\n", "\n").replace("\\0", "");
    String delimiters = between.isEmpty() ? "" : between;
    char end = options.has("z") ? '\0' : '\n';
    List<List<String>> columns = new ArrayList<>();
    for (String text : texts) {
      columns.add(Slurp.parts(text, end));
    }
    if (options.has("s")) {
      columns.forEach(lines -> call.out(joined(lines, delimiters) + end));
      return 0;
    }
    long stdin = files.stream().filter(f -> f.equals("-")).count();
    if (stdin > 1) {
      columns = dealt(files, columns, (int) stdin);
    }
    int longest = columns.stream().mapToInt(List::size).max().orElse(0);
    for (int i = 0; i < longest; i++) {
      List<String> row = new ArrayList<>();
      for (List<String> column : columns) {
        row.add(i < column.size() ? column.get(i) : "");
      }
      call.out(joined(row, delimiters) + end);
    }
    return 0;
  }

  /// Standard input named several times gives each its lines in turn.
  private static List<List<String>> dealt(
      List<String> files, List<List<String>> columns, int times) {
    List<String> lines = columns.get(files.indexOf("-"));
    List<List<String>> dealt = new ArrayList<>();
    int turn = 0;
    for (int i = 0; i < files.size(); i++) {
      if (!files.get(i).equals("-")) {
        dealt.add(columns.get(i));
        continue;
      }
      List<String> own = new ArrayList<>();
      for (int l = turn; l < lines.size(); l += times) {
        own.add(lines.get(l));
      }
      turn++;
      dealt.add(own);
    }
    return dealt;
  }

  private static String joined(List<String> parts, String delimiters) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      if (i > 0 && !delimiters.isEmpty()) {
        out.append(delimiters.charAt((i - 1) % delimiters.length()));
      }
      out.append(parts.get(i));
    }
    return out.toString();
  }

  private static int comm(Call call, Options options, List<String> files, List<String> texts) {
    if (texts.size() < 2) {
      return 1;
    }
    List<String> left = Slurp.lines(texts.getFirst());
    List<String> right = Slurp.lines(texts.get(1));
    String tab = options.value("output-delimiter", "\t");
    Set<Integer> disordered = new HashSet<>();
    int i = 0;
    int j = 0;
    while (i < left.size() || j < right.size()) {
      int order =
          i == left.size()
              ? 1
              : j == right.size() ? -1 : Integer.signum(left.get(i).compareTo(right.get(j)));
      if (order < 0 && !options.has("1")) {
        call.out(left.get(i) + "\n");
      } else if (order > 0 && !options.has("2")) {
        call.out((options.has("1") ? "" : tab) + right.get(j) + "\n");
      } else if (order == 0 && !options.has("3")) {
        call.out(
            (options.has("1") ? "" : tab) + (options.has("2") ? "" : tab) + left.get(i) + "\n");
      }
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
      if (order <= 0) {
        unsorted(call, left, i, 1, disordered);
      }
      if (order >= 0) {
        unsorted(call, right, j, 2, disordered);
      }
    }
    return disordered.isEmpty() ? 0 : call.fail("input is not in sorted order");
  }

  private static void unsorted(
      Call call, List<String> lines, int at, int file, Set<Integer> disordered) {
    boolean wrong = at < lines.size() && lines.get(at - 1).compareTo(lines.get(at)) > 0;
    if (wrong && disordered.add(file)) {
      call.fail("file " + file + " is not in sorted order");
    }
  }

  private static int column(Call call, Options options, List<String> files, List<String> texts) {
    List<String[]> rows = new ArrayList<>();
    List<Integer> widths = new ArrayList<>();
    String separators = options.value("s");
    for (String line : Slurp.lines(texts.getFirst())) {
      if (line.isBlank()) {
        continue;
      }
      String[] cells =
          !options.has("t")
              ? new String[] {line}
              : separators == null
                  ? line.strip().split("\\s+")
                  : line.split("[" + java.util.regex.Pattern.quote(separators) + "]");
      rows.add(cells);
      for (int i = 0; i < cells.length; i++) {
        if (widths.size() <= i) {
          widths.add(0);
        }
        widths.set(i, Math.max(widths.get(i), cells[i].length()));
      }
    }
    String between = options.value("o", "  ");
    for (String[] row : rows) {
      StringBuilder out = new StringBuilder();
      for (int i = 0; i < row.length; i++) {
        out.append(row[i]);
        if (i + 1 < row.length) {
          out.repeat(' ', widths.get(i) - row[i].length()).append(between);
        }
      }
      call.out(out + "\n");
    }
    return 0;
  }
}
