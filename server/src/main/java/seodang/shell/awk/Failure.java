package seodang.shell.awk;

/// awk gives up: a wrong program, or something that cannot be done at run time.
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1;

  Failure(String message) {
    super(message, null, false, false);
  }

  String words() {
    return String.valueOf(getMessage());
  }
}
