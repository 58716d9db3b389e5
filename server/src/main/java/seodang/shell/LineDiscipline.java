package seodang.shell;

import seodang.json.Json;

/// What a terminal does to keystrokes before a program reads them: echo, erase, end a line,
/// interrupt.
final class LineDiscipline {
  /// Stands in the input where somebody pressed Ctrl-D.
  static final char END = '\u0004';

  private final StringBuilder line;
  private boolean escaped;

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
      if (escaped) {
        // An arrow or another function key: nothing here edits with them.
        escaped = c == '[' || c == 'O' || c == ';' || Character.isDigit(c);
        continue;
      }
      switch (c) {
        case '\u001b' -> escaped = true;
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
          if (c >= ' ' || c == '\t') {
            line.append(c);
            echo.append(c);
          }
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

  private void erase(StringBuilder echo) {
    if (line.isEmpty()) {
      return;
    }
    char c = line.charAt(line.length() - 1);
    line.setLength(line.length() - 1);
    echo.append(c >= 0x1100 ? "\b\b  \b\b" : "\b \b");
  }

  Json toJson() {
    return Json.text(line.toString());
  }
}
