package seodang.shell;

/// A simulated file operation that failed as a system call does.
public final class FileError extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// Why, with the words of `strerror`.
  public enum Reason {
    NOT_FOUND("No such file or directory"),
    EXISTS("File exists"),
    NOT_DIRECTORY("Not a directory"),
    IS_DIRECTORY("Is a directory"),
    NOT_EMPTY("Directory not empty"),
    PERMISSION("Permission denied"),
    NO_SPACE("No space left on device"),
    TOO_LARGE("File too large"),
    TOO_MANY_LINKS("Too many levels of symbolic links"),
    NAME_TOO_LONG("File name too long"),
    INVALID("Invalid argument"),
    READ_ONLY("Read-only file system"),
    NOT_PERMITTED("Operation not permitted"),
    BAD_DESCRIPTOR("Bad file descriptor");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  private final Reason reason;
  private final String path;

  public FileError(Reason reason, String path) {
    super(path + ": " + reason.words(), null, false, false);
    this.reason = reason;
    this.path = path;
  }

  public Reason reason() {
    return reason;
  }

  public String path() {
    return path;
  }
}
