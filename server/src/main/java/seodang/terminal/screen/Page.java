package seodang.terminal.screen;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// The rows of a screen, those that went out of it, and its cursor; a screen has two, one for
/// full-screen programs.
final class Page {
  private static final int TAB = 8;

  final Past past;
  List<Row> rows = new ArrayList<>();
  int columns;
  int x;
  int y;

  /// The rows that scroll, both included.
  int top;

  int bottom;
  int savedX;

  /// Counted from the oldest row of the past.
  int savedY;

  long savedStyle;
  boolean savedDrawing;
  private final boolean keeps;
  private BitSet tabs = new BitSet();

  /// @param kept rows of the past; 0 where there is none
  Page(int columns, int height, int kept) {
    this.columns = columns;
    keeps = kept > 0;
    past = new Past(kept);
    bottom = height - 1;
    clear(height, Style.PLAIN);
    resetTabs();
  }

  int height() {
    return rows.size();
  }

  Row row() {
    return rows.get(y);
  }

  Row blank(long style) {
    return new Row(columns, style);
  }

  void clear(int height, long style) {
    rows.clear();
    for (int i = 0; i < height; i++) {
      rows.add(blank(style));
    }
  }

  /// Moves the scrolling rows up by one.
  void scroll(long style, boolean wrapped) {
    Row fresh = blank(style);
    fresh.wrapped = wrapped;
    if (top == 0) {
      Row gone = rows.removeFirst();
      if (keeps) {
        past.add(gone);
      }
    } else {
      rows.remove(top);
    }
    rows.add(bottom, fresh);
  }

  void tabHere() {
    tabs.set(x);
  }

  void noTabHere() {
    tabs.clear(x);
  }

  void noTabs() {
    tabs.clear();
  }

  void resetTabs() {
    tabs = new BitSet();
    for (int i = 0; i < columns; i += TAB) {
      tabs.set(i);
    }
  }

  void tab() {
    if (x < columns) {
      int next = tabs.nextSetBit(x + 1);
      x = next < 0 || next >= columns ? columns - 1 : next;
    }
  }

  void backTab() {
    if (x < columns) {
      x = Math.max(0, tabs.previousSetBit(x - 1));
    }
  }

  /// As a window does when its own size changes: rows come back from the past or go there, and text
  /// that was too long for a row is laid out again, but for the line with the cursor, which is its
  /// program's to draw.
  void resize(int width, int height) {
    int old = columns;
    rows.forEach(row -> row.widen(width));
    columns = width;
    fitRows(Math.max(old, width), height);
    x = Math.min(x, width - 1);
    savedX = Math.min(savedX, width - 1);
    top = 0;
    bottom = height - 1;
    if (keeps && width != old) {
      Reflow.lay(this, old, height);
    }
    // Rows of a full-screen program keep what is out of sight: it may come back.
    if (keeps && width < old) {
      rows.forEach(row -> row.resize(width));
    }
    for (int i = old; i < width; i++) {
      tabs.set(i, i % TAB == 0);
    }
  }

  private void fitRows(int wide, int height) {
    int returned = 0;
    for (int have = rows.size(); have < height; have++) {
      if (past.size() > 0 && rows.size() - returned <= y + 1) {
        Row row = past.takeLast(wide);
        rows.addFirst(row);
        returned++;
      } else {
        rows.add(new Row(wide, Style.PLAIN));
      }
    }
    y += returned;
    while (rows.size() > height) {
      if (rows.size() > y + 1) {
        rows.removeLast();
      } else {
        Row gone = rows.removeFirst();
        if (keeps) {
          past.add(gone);
        }
        y--;
      }
    }
    y = Math.min(y, height - 1);
  }
}
