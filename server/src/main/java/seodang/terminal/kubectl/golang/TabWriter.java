package seodang.terminal.kubectl.golang;

import java.util.ArrayList;
import java.util.List;

/// Columns aligned as Go's `text/tabwriter` aligns them, padded with spaces.
///
/// A cell is text ended by a tab; the text after the last tab of a line belongs to no column. A
/// column is a block of adjacent lines that have a cell there. Widths count code points, as Go
/// does, so wide Hangul is not made up for.
public final class TabWriter {
  private final int minimum;
  private final int padding;
  private final boolean remember;
  private final StringBuilder text = new StringBuilder();
  private List<Integer> remembered = List.of();
  private List<Integer> used = new ArrayList<>();

  private TabWriter(int minimum, int padding, boolean remember) {
    this.minimum = minimum;
    this.padding = padding;
    this.remember = remember;
  }

  /// As `kubectl get` sets it up: cells of at least 6, 3 spaces between, widths kept after a flush.
  public static TabWriter forTables() {
    return new TabWriter(6, 3, true);
  }

  /// As `kubectl describe` sets it up: 2 spaces between.
  public static TabWriter forDescriptions() {
    return new TabWriter(0, 2, false);
  }

  /// @param minimum of a cell with its padding
  /// @param padding spaces after the widest cell of a column
  public static TabWriter of(int minimum, int padding) {
    return new TabWriter(minimum, padding, false);
  }

  public TabWriter write(String more) {
    text.append(more);
    return this;
  }

  public boolean isEmpty() {
    return text.isEmpty();
  }

  /// What was written so far, aligned; the writer is empty afterwards.
  public String flush() {
    List<String[]> lines = new ArrayList<>();
    for (String line : text.toString().split("\n", -1)) {
      lines.add(line.split("\t", -1));
    }
    text.setLength(0);
    StringBuilder out = new StringBuilder();
    used = new ArrayList<>();
    format(out, lines, new ArrayList<>(), 0, lines.size());
    out.setLength(out.length() - 1);
    if (remember && !used.isEmpty()) {
      remembered = used;
    }
    return out.toString();
  }

  /// The widths of a former table no longer matter.
  public void forgetWidths() {
    remembered = List.of();
  }

  private void format(
      StringBuilder out, List<String[]> lines, List<Integer> widths, int from, int to) {
    int column = widths.size();
    int start = from;
    for (int i = from; i < to; i++) {
      if (column >= lines.get(i).length - 1) {
        continue;
      }
      writeLines(out, lines, widths, start, i);
      start = i;
      int width = column < remembered.size() ? remembered.get(column) : minimum;
      while (i < to && column < lines.get(i).length - 1) {
        width = Math.max(width, length(lines.get(i)[column]) + padding);
        i++;
      }
      widths.add(width);
      if (used.size() < widths.size()) {
        used.add(width);
      } else {
        used.set(column, width);
      }
      format(out, lines, widths, start, i);
      widths.removeLast();
      start = i;
    }
    writeLines(out, lines, widths, start, to);
  }

  private static void writeLines(
      StringBuilder out, List<String[]> lines, List<Integer> widths, int from, int to) {
    for (int i = from; i < to; i++) {
      String[] cells = lines.get(i);
      for (int j = 0; j < cells.length; j++) {
        out.append(cells[j]);
        if (j < widths.size() && j < cells.length - 1) {
          out.repeat(' ', widths.get(j) - length(cells[j]));
        }
      }
      out.append('\n');
    }
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
