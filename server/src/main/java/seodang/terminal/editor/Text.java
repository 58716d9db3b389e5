package seodang.terminal.editor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// A text being edited: lines, a cursor, what can be undone.
final class Text {
  private static final int UNDOS = 200;

  private record Snapshot(List<String> lines, int row, int column) {}

  private List<String> lines;
  private final Deque<Snapshot> past = new ArrayDeque<>();
  private final Deque<Snapshot> future = new ArrayDeque<>();
  int row;
  int column;
  boolean changed;

  Text(String content) {
    String body = content.endsWith("\n") ? content.substring(0, content.length() - 1) : content;
    lines = new ArrayList<>(List.of(body.split("\n", -1)));
  }

  /// With an end on its last line; nothing for an empty text.
  String content() {
    return lines.size() == 1 && lines.getFirst().isEmpty() ? "" : String.join("\n", lines) + "\n";
  }

  int size() {
    return lines.size();
  }

  String line() {
    return lines.get(row);
  }

  String line(int at) {
    return lines.get(at);
  }

  void set(int at, String line) {
    lines.set(at, line);
    changed = true;
  }

  void addLine(int at, String line) {
    lines.add(at, line);
    changed = true;
  }

  String removeLine(int at) {
    changed = true;
    String gone = lines.remove(at);
    if (lines.isEmpty()) {
      lines.add("");
    }
    return gone;
  }

  /// Remembers the text as it is, before a change.
  void mark() {
    past.push(new Snapshot(List.copyOf(lines), row, column));
    if (past.size() > UNDOS) {
      past.removeLast();
    }
    future.clear();
  }

  boolean undo() {
    return restore(past, future);
  }

  boolean redo() {
    return restore(future, past);
  }

  private boolean restore(Deque<Snapshot> from, Deque<Snapshot> to) {
    if (from.isEmpty()) {
      return false;
    }
    to.push(new Snapshot(List.copyOf(lines), row, column));
    Snapshot back = from.pop();
    lines = new ArrayList<>(back.lines());
    row = Math.min(back.row(), lines.size() - 1);
    column = back.column();
    changed = true;
    return true;
  }

  void insert(String text) {
    String here = line();
    int at = Math.min(column, here.length());
    set(row, here.substring(0, at) + text + here.substring(at));
    column = at + text.length();
  }

  void breakLine() {
    String here = line();
    int at = Math.min(column, here.length());
    set(row, here.substring(0, at));
    addLine(row + 1, here.substring(at));
    row++;
    column = 0;
  }

  void backspace() {
    if (column > 0) {
      int before = line().offsetByCodePoints(Math.min(column, line().length()), -1);
      set(row, line().substring(0, before) + line().substring(Math.min(column, line().length())));
      column = before;
    } else if (row > 0) {
      String rest = removeLine(row--);
      row = Math.max(0, row);
      column = line().length();
      set(row, line() + rest);
    }
  }

  /// Deletes the character under the cursor; at a line's end joins the next when asked.
  void delete(boolean join) {
    String here = line();
    if (column < here.length()) {
      int after = here.offsetByCodePoints(column, 1);
      set(row, here.substring(0, column) + here.substring(after));
    } else if (join && row + 1 < size()) {
      set(row, here + lines.get(row + 1));
      lines.remove(row + 1);
    }
  }

  void left() {
    if (column > 0) {
      column = line().offsetByCodePoints(Math.min(column, line().length()), -1);
    }
  }

  /// @param past whether the cursor may stand behind the last character
  void right(boolean past) {
    int last = past ? line().length() : lastColumn();
    if (column < last) {
      column = line().offsetByCodePoints(column, 1);
    }
  }

  int lastColumn() {
    return line().isEmpty() ? 0 : line().offsetByCodePoints(line().length(), -1);
  }

  void moveTo(int wanted) {
    row = Math.clamp(wanted, 0, size() - 1);
    column = Math.min(column, line().length());
  }

  /// The next place of a text after the cursor, around the end: false when there is none.
  boolean find(String wanted, boolean backwards) {
    for (int step = 0; step <= size(); step++) {
      int at = Math.floorMod(row + (backwards ? -step : step), size());
      String line = lines.get(at);
      int found;
      if (backwards) {
        int from = step == 0 ? column - 1 : line.length();
        found = from < 0 ? -1 : line.lastIndexOf(wanted, from);
      } else {
        found = line.indexOf(wanted, step == 0 ? Math.min(column + 1, line.length()) : 0);
      }
      if (found >= 0) {
        row = at;
        column = found;
        return true;
      }
    }
    return false;
  }
}
