package seodang.shell;

import java.util.ArrayList;
import java.util.List;

/// What paths are made of.
final class Paths {
  private Paths() {}

  /// The names on a path; `..` is one.
  static List<String> names(String path) {
    List<String> names = new ArrayList<>();
    for (int start = 0; start < path.length(); ) {
      int end = path.indexOf('/', start);
      end = end < 0 ? path.length() : end;
      if (!isNothing(path, start, end)) {
        names.add(path.substring(start, end));
      }
      start = end + 1;
    }
    return names;
  }

  /// Whether a part of a path leads nowhere else: nothing between two slashes, or `.`.
  static boolean isNothing(String path, int start, int end) {
    return end == start || end == start + 1 && path.charAt(start) == '.';
  }

  /// Whether a path is absolute and surely has neither detours nor a slash too many.
  static boolean isPlain(String path) {
    return path.startsWith("/")
        && (path.length() == 1 || !path.endsWith("/"))
        && !path.contains("//")
        && !path.contains("/.");
  }

  /// How many slashes it has.
  static int depth(String path) {
    int depth = 0;
    for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
      depth++;
    }
    return depth;
  }
}
