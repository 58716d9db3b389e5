package seodang.terminal;

import java.util.ArrayList;
import java.util.List;
import seodang.shell.Cells;

/// The line being typed at a prompt: its text, cursor, history, and how it is drawn.
///
/// Drawing goes over the whole of prompt and line each time: simple, and right for wide characters
/// that wrap.
final class LineEditor {
  private final List<String> history;
  private final int longest;
  private final StringBuilder text = new StringBuilder();
  private String prompt = "";
  private String killed = "";
  private String draft = "";
  private int cursor;
  private int place;
  private int drawnRow;

  /// Where the prompt begins: behind what was printed without an end of line.
  private int start;

  private boolean searching;
  private final StringBuilder wanted = new StringBuilder();

  LineEditor(List<String> history, int longest) {
    this.history = history;
    this.longest = longest;
    place = history.size();
  }

  String text() {
    return text.toString();
  }

  String beforeCursor() {
    return text.substring(0, cursor);
  }

  boolean isEmpty() {
    return text.isEmpty();
  }

  boolean isSearching() {
    return searching;
  }

  /// Begins a new line; answers what to draw.
  ///
  /// @param column of the cursor, from 0
  String begin(String shown, int column) {
    prompt = shown;
    start = column;
    text.setLength(0);
    cursor = 0;
    place = history.size();
    drawnRow = 0;
    searching = false;
    return prompt;
  }

  void insert(String typed) {
    if (text.length() + typed.length() <= longest) {
      text.insert(cursor, typed);
      cursor += typed.length();
    }
  }

  void replace(int from, String with) {
    text.replace(from, cursor, with);
    cursor = from + with.length();
  }

  void left() {
    cursor = cursor > 0 ? text.offsetByCodePoints(cursor, -1) : 0;
  }

  void right() {
    cursor = cursor < text.length() ? text.offsetByCodePoints(cursor, 1) : cursor;
  }

  void home() {
    cursor = 0;
  }

  void end() {
    cursor = text.length();
  }

  void wordLeft() {
    while (cursor > 0 && Character.isWhitespace(text.charAt(cursor - 1))) {
      cursor--;
    }
    while (cursor > 0 && !Character.isWhitespace(text.charAt(cursor - 1))) {
      cursor--;
    }
  }

  void wordRight() {
    while (cursor < text.length() && Character.isWhitespace(text.charAt(cursor))) {
      cursor++;
    }
    while (cursor < text.length() && !Character.isWhitespace(text.charAt(cursor))) {
      cursor++;
    }
  }

  void backspace() {
    int end = cursor;
    left();
    text.delete(cursor, end);
  }

  void delete() {
    int start = cursor;
    right();
    text.delete(start, cursor);
    cursor = start;
  }

  void killToEnd() {
    killed = text.substring(cursor);
    text.setLength(cursor);
  }

  void killToStart() {
    killed = text.substring(0, cursor);
    text.delete(0, cursor);
    cursor = 0;
  }

  void killWord() {
    int end = cursor;
    wordLeft();
    killed = text.substring(cursor, end);
    text.delete(cursor, end);
  }

  void yank() {
    insert(killed);
  }

  void older() {
    if (place > 0) {
      if (place == history.size()) {
        draft = text.toString();
      }
      show(history.get(--place));
    }
  }

  void newer() {
    if (place < history.size()) {
      place++;
      show(place == history.size() ? draft : history.get(place));
    }
  }

  private void show(String line) {
    text.setLength(0);
    text.append(line);
    cursor = text.length();
  }

  // Search in the history.

  void search() {
    if (searching) {
      find(place - 1);
    } else {
      searching = true;
      wanted.setLength(0);
    }
  }

  void searchFor(String typed) {
    wanted.append(typed);
    find(history.size() - 1);
  }

  void searchShorter() {
    if (!wanted.isEmpty()) {
      wanted.setLength(wanted.length() - 1);
      find(history.size() - 1);
    }
  }

  void endSearch() {
    searching = false;
  }

  private void find(int from) {
    for (int i = Math.min(from, history.size() - 1); i >= 0; i--) {
      if (history.get(i).contains(wanted)) {
        place = i;
        show(history.get(i));
        return;
      }
    }
  }

  // Drawing.

  /// What draws prompt and line anew over what was drawn last.
  String redraw(int columns) {
    String shown = searching ? "(reverse-i-search)`" + wanted + "': " : prompt;
    StringBuilder out = new StringBuilder("\r");
    start = Math.min(start, columns - 1);
    if (drawnRow > 0) {
      out.append("\u001b[").append(drawnRow).append('A');
    }
    if (start > 0) {
      out.append("\u001b[").append(start).append('C');
    }
    out.append("\u001b[J").append(shown).append(text.toString().replace("\n", "\r\n"));
    int[] end = at(start, shown, text.toString(), columns);
    if (end[1] == 0 && end[0] > 0 && !text.toString().endsWith("\n")) {
      out.append(" \r");
    }
    int[] here = at(start, shown, text.substring(0, cursor), columns);
    if (end[0] > here[0]) {
      out.append("\u001b[").append(end[0] - here[0]).append('A');
    }
    out.append('\r');
    if (here[1] > 0) {
      out.append("\u001b[").append(here[1]).append('C');
    }
    drawnRow = here[0];
    return out.toString();
  }

  /// What draws prompt and line on a screen that was cleared.
  String redrawAtTop(int columns) {
    start = 0;
    drawnRow = 0;
    return redraw(columns);
  }

  /// What leaves the line as it stands and goes below it.
  String leave(int columns) {
    end();
    String drawn = redraw(columns);
    drawnRow = 0;
    return drawn + "\r\n";
  }

  /// Row and column after prompt and text, both from 0.
  private static int[] at(int start, String prompt, String text, int columns) {
    int before = start + Cells.width(prompt);
    int row = before / columns;
    int column = before % columns;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (c == '\n') {
        row++;
        column = 0;
        continue;
      }
      int width = c == '\t' ? 8 - column % 8 : Cells.width(c);
      if (column + width > columns) {
        row++;
        column = 0;
      }
      column += width;
      if (column == columns) {
        row++;
        column = 0;
      }
    }
    return new int[] {row, column};
  }

  /// Keeps a line in the history.
  void remember(String line, int most) {
    if (!line.isBlank() && (history.isEmpty() || !history.getLast().equals(line))) {
      history.add(line);
      if (history.size() > most) {
        history.removeFirst();
      }
    }
  }

  List<String> history() {
    return new ArrayList<>(history);
  }
}
