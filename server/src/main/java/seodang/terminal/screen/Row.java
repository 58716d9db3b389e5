package seodang.terminal.screen;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import seodang.shell.Cells;

/// One row of cells. A cell is empty (null), holds a character with its combining ones, or is the
/// right half of a wide one (`""`).
final class Row {
  private @Nullable String[] text;
  private long[] style;

  /// Whether the row goes on the one above, whose text was too long.
  boolean wrapped;

  Row(int columns, long fill) {
    text = new String[columns];
    style = new long[columns];
    Arrays.fill(style, fill);
  }

  int columns() {
    return text.length;
  }

  @Nullable String text(int x) {
    return text[x];
  }

  long style(int x) {
    return style[x];
  }

  boolean isEmpty(int x) {
    return text[x] == null;
  }

  /// 0 for the right half of a wide character, and for what combines with nothing.
  int width(int x) {
    String cell = text[x];
    return cell == null ? 1 : cell.isEmpty() ? 0 : Cells.width(cell.codePointAt(0));
  }

  void set(int x, @Nullable String cell, long look) {
    text[x] = cell;
    style[x] = look;
  }

  /// Adds a combining character to what stands before a place.
  void join(int before, int codePoint) {
    int x = Math.max(0, isHalf(before - 1) ? before - 2 : before - 1);
    text[x] = Objects.requireNonNullElse(text[x], "") + Character.toString(codePoint);
  }

  /// Whether it is the right half of a wide character.
  boolean isHalf(int x) {
    String cell = text[x];
    return cell != null && cell.isEmpty();
  }

  /// Cells up to the last that holds something.
  int length() {
    for (int x = text.length - 1; x >= 0; x--) {
      String cell = text[x];
      if (cell != null && !cell.isEmpty()) {
        return Math.min(text.length, x + Math.max(1, width(x)));
      }
    }
    return 0;
  }

  /// Empties cells, and the other halves of wide characters that are cut.
  void erase(int from, int to, long fill) {
    if (from > 0 && from <= text.length && width(from - 1) == 2) {
      set(from - 1, null, fill);
    }
    if (to > 0 && to < text.length && width(to - 1) == 2) {
      set(to, null, fill);
    }
    for (int x = from; x < Math.min(to, text.length); x++) {
      set(x, null, fill);
    }
  }

  void insert(int at, int count, long fill) {
    int columns = text.length;
    if (at > 0 && width(at - 1) == 2) {
      set(at - 1, null, fill);
    }
    int moved = Math.max(0, columns - at - count);
    System.arraycopy(text, at, text, columns - moved, moved);
    System.arraycopy(style, at, style, columns - moved, moved);
    for (int x = at; x < columns - moved; x++) {
      set(x, null, fill);
    }
    if (width(columns - 1) == 2) {
      set(columns - 1, null, fill);
    }
  }

  void delete(int at, int count, long fill) {
    int columns = text.length;
    int moved = Math.max(0, columns - at - count);
    System.arraycopy(text, columns - moved, text, at, moved);
    System.arraycopy(style, columns - moved, style, at, moved);
    for (int x = at + moved; x < columns; x++) {
      set(x, null, fill);
    }
    if (at > 0 && width(at - 1) == 2) {
      set(at - 1, null, fill);
    }
    if (isHalf(at)) {
      set(at, null, fill);
    }
  }

  void widen(int columns) {
    if (columns > text.length) {
      resize(columns);
    }
  }

  void resize(int columns) {
    text = Arrays.copyOf(text, columns);
    style = Arrays.copyOf(style, columns);
  }

  /// What can be read in it, empty cells as blanks, none at its end; a wide character hides what
  /// stands in its right half.
  String read(int columns) {
    StringBuilder out = new StringBuilder();
    for (int x = 0; x < Math.min(columns, text.length); x += Math.max(1, width(x))) {
      String cell = text[x];
      out.append(cell == null ? " " : cell);
    }
    return out.toString().stripTrailing();
  }
}
