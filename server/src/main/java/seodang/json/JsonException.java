package seodang.json;

/// A text that is not JSON or YAML; the message says why, the position says where.
public final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int line;
  private final int column;

  public JsonException(String message, int line, int column) {
    super(message);
    this.line = line;
    this.column = column;
  }

  /// Counted from 1; 0 when unknown.
  public int line() {
    return line;
  }

  /// Counted from 1; 0 when unknown.
  public int column() {
    return column;
  }
}
