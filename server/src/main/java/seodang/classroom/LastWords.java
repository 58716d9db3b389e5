package seodang.classroom;

import java.util.regex.Pattern;

/// The last line a command left on the screen: of a failed one, its error.
final class LastWords {
  private static final int KEPT = 2000;
  private static final Pattern ESCAPES =
      Pattern.compile("\u001b(\\[[0-9;?]*[ -/]*[@-~]|\\][^\u0007\u001b]*(\u0007|\u001b\\\\)|.)");
  private final StringBuilder tail = new StringBuilder();

  void clear() {
    tail.setLength(0);
  }

  void add(String output) {
    tail.append(output);
    if (tail.length() > KEPT) {
      tail.delete(0, tail.length() - KEPT);
    }
  }

  /// Without colours; `""` when nothing was printed.
  String line() {
    String[] lines = ESCAPES.matcher(tail).replaceAll("").split("[\r\n]+");
    for (int i = lines.length - 1; i >= 0; i--) {
      if (!lines[i].isBlank()) {
        return lines[i].strip();
      }
    }
    return "";
  }
}
