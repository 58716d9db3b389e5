package seodang.shell.awk;

import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.shell.Program;
import seodang.shell.Regex;

/// Something open: a file or the end of a command's pipe.
final class Stream {
  enum Got {
    RECORD,
    END,
    WAIT
  }

  final int fd;

  /// The command at the other end; 0: a file.
  final int pid;

  /// What was read last.
  String record = "";

  private final StringBuilder buffer = new StringBuilder();
  private boolean ended;

  Stream(int fd, int pid) {
    this.fd = fd;
    this.pid = pid;
  }

  /// Reads a record.
  ///
  /// @param separator `RS`: empty for paragraphs, else a character or an expression
  Got next(Program.Io io, String separator, Splitter regexes, int limit) {
    while (!take(separator, regexes)) {
      if (ended) {
        return Got.END;
      }
      String piece = io.read(fd);
      if (piece == null) {
        ended = true;
      } else if (piece.isEmpty()) {
        return Got.WAIT;
      } else if (buffer.length() + piece.length() > limit) {
        throw new Failure("out of memory");
      } else {
        buffer.append(piece);
      }
    }
    return Got.RECORD;
  }

  private boolean take(String separator, Splitter regexes) {
    if (separator.isEmpty()) {
      int blanks = 0;
      while (blanks < buffer.length() && buffer.charAt(blanks) == '\n') {
        blanks++;
      }
      buffer.delete(0, blanks);
      int end = buffer.indexOf("\n\n");
      return end >= 0 && (ended || end + 2 < buffer.length()) ? cut(end, end + 2) : rest(true);
    }
    if (separator.length() == 1) {
      int end = buffer.indexOf(separator);
      return end >= 0 ? cut(end, end + 1) : rest(false);
    }
    Regex.Search m = regexes.search(separator, buffer.toString());
    boolean found = regexes.find(m) && m.end() > m.start();
    return found && (ended || m.end() < buffer.length()) ? cut(m.start(), m.end()) : rest(false);
  }

  private boolean cut(int end, int next) {
    record = buffer.substring(0, end);
    buffer.delete(0, next);
    return true;
  }

  /// The last record has no separator behind it.
  private boolean rest(boolean paragraph) {
    if (!ended || buffer.isEmpty()) {
      return false;
    }
    int end = buffer.length();
    while (paragraph && end > 0 && buffer.charAt(end - 1) == '\n') {
      end--;
    }
    return cut(end, buffer.length());
  }

  Json.Object freeze() {
    return Json.object(
        "fd", fd, "pid", pid, "record", record, "buffer", buffer.toString(), "ended", ended);
  }

  static @Nullable Stream thaw(Json.Object frozen) {
    if (!frozen.has("fd")) {
      return null;
    }
    Stream stream = new Stream((int) frozen.number("fd", 0), (int) frozen.number("pid", 0));
    stream.record = frozen.text("record");
    stream.buffer.append(frozen.text("buffer"));
    stream.ended = frozen.bool("ended");
    return stream;
  }
}
