package seodang.course;

/// A mistake in `content/`; the message is Korean and names file and line.
public final class ContentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ContentException(String file, int line, String what) {
    super(file + ":" + line + ": " + what);
  }
}
