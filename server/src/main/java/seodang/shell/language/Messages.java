package seodang.shell.language;

import seodang.shell.Dialect;

/// How the shell words what it says on standard error.
final class Messages {
  private Messages() {}

  /// What stands before a message.
  static String prefix(ShellState state, int line) {
    return switch (state.dialect) {
      case DASH -> state.name + ": " + line + ": ";
      case BUSYBOX -> state.name + ": " + (isScript(state) ? "line " + line + ": " : "");
      case BASH -> state.name + ": " + (state.interactive ? "" : "line " + line + ": ");
    };
  }

  private static boolean isScript(ShellState state) {
    return state.name.contains(".") || state.name.contains("/");
  }

  static String notFound(ShellState state, String command) {
    if (command.contains("/")) {
      return state.dialect == Dialect.BASH
          ? command + ": No such file or directory"
          : command + ": not found";
    }
    return command + (state.dialect == Dialect.BASH ? ": command not found" : ": not found");
  }

  static String syntaxError(ShellState state, SyntaxError error) {
    if (state.dialect != Dialect.BASH) {
      boolean dash = state.dialect == Dialect.DASH;
      return (dash ? "Syntax error: " : "syntax error: ") + error.getMessage();
    }
    if (error.incomplete()) {
      String message = String.valueOf(error.getMessage());
      return message.startsWith("Unterminated")
          ? "unexpected EOF while looking for matching `\"'"
          : "syntax error: unexpected end of file";
    }
    return error.token().isEmpty()
        ? "syntax error: " + error.getMessage()
        : "syntax error near unexpected token `" + error.token() + "'";
  }

  /// How dash words a file that a redirection cannot open.
  static String cannotOpen(
      ShellState state, String path, boolean creating, seodang.shell.FileError.Reason reason) {
    if (state.dialect == Dialect.BASH) {
      return path + ": " + reason.words();
    }
    String why =
        reason == seodang.shell.FileError.Reason.NOT_FOUND
            ? creating && state.dialect == Dialect.DASH ? "Directory nonexistent" : "No such file"
            : reason.words();
    if (state.dialect == Dialect.BUSYBOX && reason == seodang.shell.FileError.Reason.NOT_FOUND) {
      why = creating ? "nonexistent directory" : "no such file";
    }
    String verb = state.dialect == Dialect.BUSYBOX ? "can't " : "cannot ";
    return verb + (creating ? "create " : "open ") + path + ": " + why;
  }
}
