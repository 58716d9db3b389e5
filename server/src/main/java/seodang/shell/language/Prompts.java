package seodang.shell.language;

import seodang.shell.Program;

/// The backslash sequences of PS1 and PS2.
final class Prompts {
  private Prompts() {}

  static String expand(String text, ShellState state, Program.Io io) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\' || i + 1 == text.length()) {
        shown.append(c);
        continue;
      }
      char e = text.charAt(++i);
      switch (e) {
        case 'u' -> shown.append(io.user());
        case 'h' -> shown.append(io.hostname());
        case 'w' -> shown.append(directory(state, io));
        case 'W' -> {
          String directory = directory(state, io);
          shown.append(directory.substring(directory.lastIndexOf('/') + 1));
        }
        case '$' -> shown.append(io.user().equals("root") ? '#' : '$');
        case 'n' -> shown.append('\n');
        case 'e' -> shown.append('\u001b');
        case '[', ']' -> shown.append("");
        default -> shown.append('\\').append(e);
      }
    }
    return shown.toString();
  }

  private static String directory(ShellState state, Program.Io io) {
    String home = state.variables.get("HOME", "");
    String directory = io.directory();
    if (home.length() > 1 && directory.equals(home)) {
      return "~";
    }
    return home.length() > 1 && directory.startsWith(home + "/")
        ? "~" + directory.substring(home.length())
        : directory;
  }
}
