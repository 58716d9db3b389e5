package seodang.kube.node;

import java.util.ArrayList;
import java.util.List;

/// A table as Go's tabwriter sets it for `crictl`: cells at least twenty wide, three apart.
final class Columns {
  private static final int LEAST = 20;
  private static final int APART = 3;
  private final List<String[]> rows = new ArrayList<>();

  Columns(String... head) {
    rows.add(head);
  }

  void row(String... cells) {
    rows.add(cells);
  }

  @Override
  public String toString() {
    int[] widths = new int[rows.getFirst().length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], Math.max(LEAST, row[i].length() + APART));
      }
    }
    StringBuilder out = new StringBuilder();
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        boolean last = i == row.length - 1;
        out.append(row[i]).append(" ".repeat(last ? 0 : widths[i] - row[i].length()));
      }
      out.append('\n');
    }
    return out.toString();
  }
}
