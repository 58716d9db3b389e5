package seodang.terminal.screen;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import seodang.shell.Cells;

/// The rows that went up out of the screen, packed: the newest so many of them.
final class Past {
  /// An empty cell between others.
  private static final char EMPTY = '\0';

  /// Before a combining character that stands alone, having found nothing to combine with.
  private static final char ALONE = '\1';

  private final int most;
  private final Deque<Packed> rows = new ArrayDeque<>();

  private static final class Packed {
    final String text;

    /// A style for each cell; null where all are plain.
    final long @Nullable [] styles;

    final boolean wrapped;

    Packed(String text, long @Nullable [] styles, boolean wrapped) {
      this.text = text;
      this.styles = styles;
      this.wrapped = wrapped;
    }
  }

  Past(int most) {
    this.most = most;
  }

  int size() {
    return rows.size();
  }

  void add(Row row) {
    if (most > 0) {
      if (rows.size() == most) {
        rows.removeFirst();
      }
      rows.addLast(pack(row));
    }
  }

  /// Takes the newest row back.
  Row takeLast(int columns) {
    return unpack(rows.removeLast(), columns);
  }

  void clear() {
    rows.clear();
  }

  private static Packed pack(Row row) {
    int length = row.length();
    StringBuilder text = new StringBuilder(length);
    long[] styles = new long[length];
    boolean plain = true;
    for (int x = 0; x < length; x++) {
      boolean hidden = x > 0 && row.width(x - 1) == 2;
      String cell = hidden ? "" : row.text(x);
      if (cell == null) {
        text.append(EMPTY);
      } else {
        boolean alone = !cell.isEmpty() && row.width(x) == 0;
        text.append(alone ? ALONE : "").append(cell);
      }
      styles[x] = row.style(x);
      plain &= styles[x] == Style.PLAIN;
    }
    return new Packed(text.toString(), plain ? null : styles, row.wrapped);
  }

  private static Row unpack(Packed packed, int columns) {
    String text = packed.text;
    // Wider than asked for, if need be: whoever reflows rows cuts them.
    int least = packed.styles == null ? Cells.width(text) : packed.styles.length;
    Row row = new Row(Math.max(columns, least), Style.PLAIN);
    row.wrapped = packed.wrapped;
    long[] styles =
        packed.styles == null
            ? new long[row.columns()]
            : Arrays.copyOf(packed.styles, row.columns());
    int x = 0;
    for (int i = 0; i < text.length(); ) {
      boolean alone = text.charAt(i) == ALONE;
      i += alone ? 1 : 0;
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      int width = c == EMPTY ? 1 : Cells.width(c);
      if (width == 0 && !alone) {
        row.join(Math.min(x, row.columns()), c);
        continue;
      }
      row.set(x, c == EMPTY ? null : Character.toString(c), styles[x]);
      if (width == 2 && x + 1 < row.columns()) {
        row.set(x + 1, "", styles[x + 1]);
      }
      x += Math.max(1, width);
    }
    return row;
  }
}
