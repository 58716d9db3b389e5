package seodang.shell.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.shell.Dialect;
import seodang.shell.FileError;
import seodang.shell.FileTree;
import seodang.shell.Program;

/// One run of a tool: its arguments and what it may reach.
record Call(String name, List<String> args, Program.Io io) {
  void out(String text) {
    io.write(1, text);
  }

  /// `NAME: message` on standard error; answers 1.
  int fail(String message) {
    io.write(2, name + ": " + message + "\n");
    return 1;
  }

  /// `NAME: message` and where to read more, for arguments that cannot be used; answers 1.
  int usage(String message) {
    fail(message);
    String before = name.equals("diff") || name.equals("cmp") ? name + ": " : "";
    io.write(2, before + "Try '" + name + " --help' for more information.\n");
    return 1;
  }

  private static final Set<String> OPENERS =
      Set.of("cat", "tail", "sort", "uniq", "md5sum", "sha256sum", "base64", "xxd", "od", "nl");

  boolean isBusybox() {
    return io.dialect() == Dialect.BUSYBOX;
  }

  /// Complains of a file that cannot be read; answers 1.
  int unreadable(String operand, FileError.Reason reason) {
    if (isBusybox()) {
      boolean opens = OPENERS.contains(name);
      return fail((opens ? "can't open '" + operand + "'" : operand) + ": " + reason.words());
    }
    boolean directory = reason == FileError.Reason.IS_DIRECTORY;
    String what =
        switch (name) {
          case "head", "tail" ->
              directory
                  ? "error reading " + quoted(operand)
                  : "cannot open " + quoted(operand) + " for reading";
          case "split" -> "cannot open " + quoted(operand) + " for reading";
          case "tac" -> "failed to open " + quoted(operand) + " for reading";
          case "rev" -> "cannot open " + operand;
          case "sort" -> directory ? "read failed: " + operand : "cannot read: " + operand;
          case "sed" -> directory ? "couldn't edit " + operand : "can't read " + operand;
          case "grep", "awk", "diff" -> operand;
          default -> bare(operand);
        };
    return fail(what + ": " + reason.words());
  }

  /// Complains of a file that something cannot be done with; answers 1.
  ///
  /// @param gnu what coreutils say cannot be done
  /// @param busybox what busybox says; `""` where it names the file alone
  int cannot(String gnu, String busybox, String operand, FileError.Reason reason) {
    String what =
        !isBusybox()
            ? gnu + " " + (name.equals("mkdir") ? "‘" + operand + "’" : quoted(operand))
            : busybox.isEmpty() ? operand : busybox + " '" + operand + "'";
    return fail(what + ": " + reason.words());
  }

  /// A name in quotes, as coreutils show it so that a shell reads it back.
  static String quoted(String name) {
    return name.contains("'") && !name.contains("\"")
        ? "\"" + name + "\""
        : "'" + name.replace("'", "'\\''") + "'";
  }

  /// A name in quotes only where it needs them.
  private static String bare(String name) {
    return name.matches("[\\p{Alnum}\\p{IsHangul}%+,\\-./:@_=~^\\]]+") ? name : quoted(name);
  }

  String path(String path) {
    return FileTree.resolve(io.directory(), path);
  }

  FileTree files() {
    return io.files();
  }

  /// A file's text, or null after complaining.
  @Nullable String read(String path) {
    if (path.equals("/dev/null")) {
      return "";
    }
    try {
      return files().read(path(path));
    } catch (FileError e) {
      unreadable(path, e.reason());
      return null;
    }
  }

  /// Splits the arguments into flags and operands.
  ///
  /// @param valued letters of the short flags that take a value
  Flags flags(String valued) {
    Flags flags = new Flags(new ArrayList<>(), new ArrayList<>());
    boolean only = false;
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      if (only || arg.length() < 2 || arg.charAt(0) != '-') {
        flags.operands().add(arg);
      } else if (arg.equals("--")) {
        only = true;
      } else if (arg.startsWith("--")) {
        flags.given().add(arg);
      } else {
        i = cluster(arg, i, valued, flags);
      }
    }
    return flags;
  }

  private int cluster(String arg, int at, String valued, Flags flags) {
    int i = at;
    for (int c = 1; c < arg.length(); c++) {
      char letter = arg.charAt(c);
      if (valued.indexOf(letter) >= 0) {
        String value = arg.substring(c + 1);
        if (value.isEmpty() && i + 1 < args.size()) {
          value = args.get(++i);
        }
        flags.given().add("-" + letter + "=" + value);
        break;
      }
      flags.given().add("-" + letter);
    }
    return i;
  }

  /// Flags as `-x`, `-x=value`, `--long`, `--long=value`.
  record Flags(List<String> given, List<String> operands) {
    boolean has(String... names) {
      for (String flag : names) {
        if (given.contains(flag)) {
          return true;
        }
      }
      return false;
    }

    /// The last value given under any of the names, or null.
    @Nullable String value(String... names) {
      String found = null;
      for (String flag : given) {
        for (String wanted : names) {
          if (flag.startsWith(wanted + "=")) {
            found = flag.substring(wanted.length() + 1);
          }
        }
      }
      return found;
    }

    /// All values given under a name, in order.
    List<String> values(String wanted) {
      return given.stream()
          .filter(f -> f.startsWith(wanted + "="))
          .map(f -> f.substring(wanted.length() + 1))
          .toList();
    }
  }
}
