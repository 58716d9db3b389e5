package seodang.classroom;

import java.util.List;
import java.util.stream.Collectors;

/// Comma-separated values as RFC 4180 has them, opened rightly by a double click in Excel: with a
/// byte order mark, or Excel takes UTF-8 for the system's old encoding and shows Hangul broken.
final class Csv {
  static final String BYTE_ORDER_MARK = "\ufeff";

  private Csv() {}

  static String write(List<List<String>> rows) {
    return BYTE_ORDER_MARK
        + rows.stream()
            .map(row -> row.stream().map(Csv::field).collect(Collectors.joining(",")) + "\r\n")
            .collect(Collectors.joining());
  }

  /// A text that a spreadsheet would compute as a formula gets an apostrophe in front: a learner
  /// called `=HYPERLINK(…)` stays a name.
  private static String field(String text) {
    String safe = text.replace("\u0000", "");
    if (!safe.isEmpty() && "=+-@\t\r\n＝＋－＠".indexOf(safe.charAt(0)) >= 0) {
      safe = "'" + safe;
    }
    boolean quoted = safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }
}
