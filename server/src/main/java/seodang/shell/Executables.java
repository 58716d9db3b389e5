package seodang.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.shell.FileError.Reason;

/// Finds what a command's first word names: a program, or a script with its interpreter.
final class Executables {
  private static final Set<String> BIN =
      Set.of(
          "/bin",
          "/usr/bin",
          "/usr/local/bin",
          "/sbin",
          "/usr/sbin",
          "/usr/local/sbin",
          "/docker-entrypoint.d");
  static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private Executables() {}

  /// What was found.
  sealed interface Found {
    /// @param argv what the program is begun with: for a script the interpreter's
    record Executable(String name, Program program, List<String> argv, String path)
        implements Found {}

    record Missing(Reason reason) implements Found {}
  }

  static Found find(
      List<String> argv,
      Map<String, String> env,
      String directory,
      String user,
      FileTree files,
      Programs programs) {
    String name = argv.isEmpty() ? "" : argv.getFirst();
    if (name.isEmpty()) {
      return new Found.Missing(Reason.NOT_FOUND);
    }
    if (name.contains("/")) {
      return at(FileTree.resolve(directory, name), argv, user, files, programs, 0);
    }
    Found denied = new Found.Missing(Reason.NOT_FOUND);
    List<String> places = List.of(env.getOrDefault("PATH", DEFAULT_PATH).split(":", -1));
    for (String place : places) {
      // A distribution's own programs are not under `/usr/local`.
      boolean local = place.startsWith("/usr/local/") && places.contains("/usr/bin");
      if (local && files.node(FileTree.resolve(place, name)) == null) {
        continue;
      }
      String path = FileTree.resolve(FileTree.resolve(directory, place), name);
      Found found = at(path, argv, user, files, programs, 0);
      if (found instanceof Found.Executable) {
        return found;
      }
      if (found instanceof Found.Missing(Reason reason)
          && reason == Reason.PERMISSION
          && files.isFile(path)) {
        denied = found;
      }
    }
    return denied;
  }

  private static Found at(
      String path, List<String> argv, String user, FileTree files, Programs programs, int depth) {
    Node node = files.node(path);
    if (BIN.contains(FileTree.parent(path))
        || node instanceof Node.File(String t, var _, var _, var _, var _)
            && t.startsWith("\u007fELF")) {
      String name = FileTree.name(path);
      Program program = programs.find(name);
      if (program != null) {
        return new Found.Executable(name, program, argv, path);
      }
    }
    return switch (node) {
      case null -> new Found.Missing(files.missing(path));
      case Node.Directory d -> new Found.Missing(Reason.PERMISSION);
      case Node.Link l -> new Found.Missing(Reason.NOT_FOUND);
      case Node.File f -> {
        if (!Access.canExecute(f, user) || depth > 3) {
          yield new Found.Missing(Reason.PERMISSION);
        }
        yield script(path, f.text(), argv, user, files, programs, depth);
      }
    };
  }

  private static Found script(
      String path,
      String text,
      List<String> argv,
      String user,
      FileTree files,
      Programs programs,
      int depth) {
    List<String> whole = new ArrayList<>();
    if (text.startsWith("#!")) {
      int end = text.indexOf('\n');
      whole.addAll(
          List.of(text.substring(2, end < 0 ? text.length() : end).strip().split("[ \t]+", 2)));
    } else {
      whole.add("/bin/sh");
    }
    String interpreter = whole.getFirst();
    whole.add(path);
    whole.addAll(argv.subList(1, argv.size()));
    return at(interpreter, whole, user, files, programs, depth + 1);
  }

  static @Nullable Reason obstacle(Found found) {
    return found instanceof Found.Missing(Reason reason) ? reason : null;
  }
}
