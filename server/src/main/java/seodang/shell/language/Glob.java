package seodang.shell.language;

import java.util.ArrayList;
import java.util.List;
import seodang.shell.Dialect;
import seodang.shell.FileTree;
import seodang.shell.Node;

/// File names that match a pattern.
final class Glob {
  private Glob() {}

  /// The matching paths, sorted; empty when none does.
  ///
  /// @param pattern with what is meant literally escaped
  /// @param dialect to dash `.*` means `.` and `..` as well
  static List<String> expand(String pattern, FileTree files, String directory, Dialect dialect) {
    List<String> found = List.of(pattern.startsWith("/") ? "/" : "");
    String[] parts = pattern.split("/", -1);
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i];
      boolean last = i == parts.length - 1;
      if (part.isEmpty()) {
        continue;
      }
      List<String> next = new ArrayList<>();
      for (String prefix : found) {
        step(prefix, part, last, files, directory, dialect, next);
      }
      found = next;
    }
    if (pattern.endsWith("/")) {
      found = found.stream().filter(p -> files.isDirectory(at(directory, p))).toList();
    }
    return found.stream().sorted().toList();
  }

  private static void step(
      String prefix,
      String part,
      boolean last,
      FileTree files,
      String directory,
      Dialect dialect,
      List<String> found) {
    String tail = last ? "" : "/";
    if (!Pattern.isPattern(part)) {
      String path = prefix + Pattern.unescape(part);
      if (files.link(at(directory, path)) != null) {
        found.add(path + tail);
      }
      return;
    }
    String here = at(directory, prefix);
    if (!(files.node(here) instanceof Node.Directory d)) {
      return;
    }
    Pattern matcher = Pattern.of(part, dialect);
    for (String name :
        dialect == Dialect.DASH && part.startsWith(".") ? List.of(".", "..") : List.<String>of()) {
      if (matcher.matches(name)) {
        found.add(prefix + name + tail);
      }
    }
    for (String name : d.children().keySet()) {
      if ((!name.startsWith(".") || part.startsWith(".")) && matcher.matches(name)) {
        String path = prefix + name;
        if (last || files.isDirectory(at(directory, path))) {
          found.add(path + tail);
        }
      }
    }
  }

  private static String at(String directory, String path) {
    return FileTree.resolve(directory, path);
  }
}
