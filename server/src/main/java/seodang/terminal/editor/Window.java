package seodang.terminal.editor;

import java.util.ArrayList;
import java.util.List;
import seodang.shell.Cells;

/// The part of a text that is on the screen.
final class Window {
  private int top;
  private int left;

  /// The lines to show, so that the cursor is among them.
  List<String> lines(Text text, int rows, int columns, boolean numbers, String beyond) {
    top = Math.clamp(top, Math.max(0, text.row - rows + 1), text.row);
    int gutter = gutter(text, numbers);
    int cell = Cells.width(text.line().substring(0, Math.min(text.column, text.line().length())));
    left = cell < columns - gutter ? 0 : cell - (columns - gutter) / 2;
    List<String> shown = new ArrayList<>();
    for (int i = top; i < top + rows; i++) {
      if (i >= text.size()) {
        shown.add(beyond);
        continue;
      }
      String line = text.line(i);
      String from = left == 0 ? line : after(line, left);
      shown.add(
          (numbers ? String.format("\u001b[33m%" + (gutter - 1) + "d \u001b[0m", i + 1) : "")
              + from);
    }
    return shown;
  }

  private static String after(String line, int cells) {
    int at = 0;
    int seen = 0;
    while (at < line.length() && seen < cells) {
      int c = line.codePointAt(at);
      seen += Cells.width(c);
      at += Character.charCount(c);
    }
    return line.substring(at);
  }

  private static int gutter(Text text, boolean numbers) {
    return numbers ? Math.max(4, Integer.toString(text.size()).length() + 1) : 0;
  }

  int cursorRow(Text text) {
    return text.row - top;
  }

  int cursorColumn(Text text, boolean numbers) {
    String before = text.line().substring(0, Math.min(text.column, text.line().length()));
    return Cells.width(before) - left + gutter(text, numbers);
  }
}
