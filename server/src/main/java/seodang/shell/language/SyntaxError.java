package seodang.shell.language;

/// Thrown inside the parser; never leaves the package.
final class SyntaxError extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final transient boolean incomplete;
  private final transient String token;
  private final transient int line;

  /// @param incomplete more text could still make it right
  /// @param token the unexpected token, `""` when the message says it all
  SyntaxError(String message, boolean incomplete, String token, int line) {
    super(message, null, false, false);
    this.incomplete = incomplete;
    this.token = token;
    this.line = line;
  }

  boolean incomplete() {
    return incomplete;
  }

  String token() {
    return token;
  }

  int line() {
    return line;
  }
}
