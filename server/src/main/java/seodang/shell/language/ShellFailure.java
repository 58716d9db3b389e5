package seodang.shell.language;

/// Thrown within the machine when a command cannot go on; its message has been made, not shown.
final class ShellFailure extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final transient int status;
  private final transient boolean fatal;
  private final transient int line;

  /// @param fatal it ends a shell that is not interactive
  ShellFailure(String message, int status, boolean fatal) {
    this(message, status, fatal, 0);
  }

  /// @param line where it is; 0 where the shell is just now
  ShellFailure(String message, int status, boolean fatal, int line) {
    super(message, null, false, false);
    this.line = line;
    this.status = status;
    this.fatal = fatal;
  }

  int status() {
    return status;
  }

  int line() {
    return line;
  }

  boolean fatal() {
    return fatal;
  }
}
