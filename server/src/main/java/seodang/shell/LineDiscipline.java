package seodang.shell;

import seodang.json.Json;

/// What a terminal does to keystrokes before a program reads them: echo, erase, end a line,
/// interrupt.
final class LineDiscipline {
  /// Stands in the input where somebody pressed Ctrl-D.
  static final char END = '\u0004';

  private final StringBuilder line;

  LineDiscipline(String line) {
    this.line = new StringBuilder(line);
  }

  /// What a key press brought about.
  ///
  /// @param echo shown to who types
  /// @param input handed to the reader
  record Effect(String echo, String input, boolean interrupt) {}

  Effect type(String keys) {
    StringBuilder echo = new StringBuilder();
    StringBuilder input = new StringBuilder();
    boolean interrupt = false;
    for (int i = 0; i < keys.length(); i++) {
      char c = keys.charAt(i);
      switch (c) {
        case '\r', '\n' -> {
          echo.append("\r\n");
          input.append(line).append('\n');
          line.setLength(0);
        }
        case '\u007f', '\b' -> erase(echo);
        case '\u0015' -> {
          while (!line.isEmpty()) {
            erase(echo);
          }
        }
        case '\u0017' -> {
          while (!line.isEmpty() && line.charAt(line.length() - 1) == ' ') {
            erase(echo);
          }
          while (!line.isEmpty() && line.charAt(line.length() - 1) != ' ') {
            erase(echo);
          }
        }
        case '\u0003' -> {
          echo.append("^C\r\n");
          line.setLength(0);
          input.setLength(0);
          interrupt = true;
        }
        case END -> {
          input.append(line).append(END);
          line.setLength(0);
        }
        default -> {
          line.append(c);
          echo.append(shown(c));
        }
      }
    }
    return new Effect(echo.toString(), input.toString(), interrupt);
  }

  /// Takes away the line that is not ended yet.
  String take() {
    String taken = line.toString();
    line.setLength(0);
    return taken;
  }

  /// Control characters, those of arrow keys too, belong to the line and can be seen in it.
  private static String shown(int c) {
    return c >= ' ' || c == '\t' ? Character.toString(c) : "^" + (char) (c + '@');
  }

  private void erase(StringBuilder echo) {
    if (line.isEmpty()) {
      return;
    }
    int c = line.codePointBefore(line.length());
    line.setLength(line.length() - Character.charCount(c));
    int cells = Cells.width(shown(c));
    echo.repeat('\b', cells).repeat(' ', cells).repeat('\b', cells);
  }

  Json toJson() {
    return Json.text(line.toString());
  }
}
