package seodang.kube.kubelet;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import seodang.json.Json;
import seodang.kube.ClusterState;
import seodang.kube.Times;
import seodang.kube.engine.Run;

/// A container's log in the runtime's own form, `TIME stdout F text`, in pieces of bounded size.
///
/// The oldest piece goes when the whole exceeds [#LIMIT]: rotation.
final class ContainerLog {
  static final int PIECE = 8 << 10;
  static final int LIMIT = 256 << 10;

  /// Of a line; what is longer goes on in the next, as the runtimes do.
  private static final int LONGEST = 16 << 10;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'").withZone(ZoneOffset.UTC);

  private ContainerLog() {}

  /// One line as written.
  ///
  /// @param text without its end; `partial` when the line goes on in the next
  record Line(Instant time, String stream, boolean partial, String text) {}

  static String prefix(String uid, String container, long attempt) {
    return "log/" + uid + "/" + container + "/" + attempt + "/";
  }

  static void append(Run run, String prefix, int stream, String text) {
    Map<String, Json> pieces = run.recallAll(prefix);
    int number = 0;
    String last = "";
    for (Map.Entry<String, Json> piece : pieces.entrySet()) {
      number = Integer.parseInt(piece.getKey().substring(prefix.length()));
      last = ((Json.Text) piece.getValue()).value();
    }
    int before = number;
    StringBuilder out = new StringBuilder(last);
    String time = TIME.format(run.now());
    for (int start = 0; start < text.length(); ) {
      int newline = text.indexOf('\n', start);
      int end = Math.min(newline < 0 ? text.length() : newline, start + LONGEST);
      boolean whole = end == newline;
      String line = text.substring(start, end);
      if (out.length() > PIECE) {
        run.remember(key(prefix, number++), Json.text(out.toString()));
        out.setLength(0);
      }
      out.append(time).append(stream == 2 ? " stderr " : " stdout ");
      out.append(whole ? "F " : "P ").append(line).append('\n');
      start = whole ? end + 1 : end;
    }
    run.remember(key(prefix, number), Json.text(out.toString()));
    int oldest = number - LIMIT / PIECE;
    if (number == before || oldest < 0) {
      return;
    }
    for (String key : List.copyOf(run.recallAll(prefix).keySet())) {
      if (number(key) <= oldest) {
        run.forget(key);
      }
    }
  }

  private static String key(String prefix, int number) {
    return prefix + String.format("%08d", number);
  }

  /// All lines that are left.
  static List<Line> lines(ClusterState state, String prefix) {
    return lines(state.memory().subMap(prefix, true, prefix + '\uffff', false), 0, 0);
  }

  /// The lines from a place on.
  static List<Line> lines(Map<String, Json> pieces, int fromPiece, int fromOffset) {
    List<Line> lines = new ArrayList<>();
    for (Map.Entry<String, Json> piece : pieces.entrySet()) {
      int number = number(piece.getKey());
      if (number >= fromPiece) {
        String text = ((Json.Text) piece.getValue()).value();
        parse(text.substring(number == fromPiece ? Math.min(fromOffset, text.length()) : 0), lines);
      }
    }
    return lines;
  }

  static int number(String key) {
    return Integer.parseInt(key.substring(key.lastIndexOf('/') + 1));
  }

  private static void parse(String text, List<Line> lines) {
    for (String raw : text.split("\n")) {
      if (raw.isEmpty()) {
        continue;
      }
      int a = raw.indexOf(' ');
      int b = raw.indexOf(' ', a + 1);
      lines.add(
          new Line(
              Times.parse(raw.substring(0, a)),
              raw.substring(a + 1, b),
              raw.charAt(b + 1) == 'P',
              raw.substring(b + 3)));
    }
  }

  static String time(Instant instant) {
    return TIME.format(instant);
  }

  static void forget(Run run, String uid) {
    forgetAll(run, "log/" + uid + "/");
  }

  /// The log of one attempt, as a runtime's containers are collected in time.
  static void forget(Run run, String uid, String container, long attempt) {
    forgetAll(run, prefix(uid, container, attempt));
  }

  private static void forgetAll(Run run, String prefix) {
    run.recallAll(prefix).keySet().forEach(run::forget);
  }
}
