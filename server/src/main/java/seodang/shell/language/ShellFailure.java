package seodang.shell.language;

/// Thrown within the machine when a command cannot go on; its message has been made, not shown.
final class ShellFailure extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final transient int status;
  private final transient boolean fatal;

  /// @param fatal it ends a shell that is not interactive
  ShellFailure(String message, int status, boolean fatal) {
    super(message, null, false, false);
    this.status = status;
    this.fatal = fatal;
  }

  int status() {
    return status;
  }

  boolean fatal() {
    return fatal;
  }
}
