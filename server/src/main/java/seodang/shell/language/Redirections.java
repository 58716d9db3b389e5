package seodang.shell.language;

import java.util.List;
import org.pcollections.TreePMap;
import seodang.shell.Dialect;
import seodang.shell.FileError;
import seodang.shell.FileTree;
import seodang.shell.Syscalls;

/// Carries redirections out, giving the descriptors they lead to.
final class Redirections {
  private Redirections() {}

  /// @param texts the targets, expanded
  /// @throws ShellFailure when one cannot be done
  static TreePMap<Integer, Integer> apply(
      List<Op.Redirection> redirections, List<String> texts, ShellState state, Syscalls io) {
    TreePMap<Integer, Integer> descriptors = io.descriptors();
    for (int i = 0; i < redirections.size(); i++) {
      descriptors = apply(redirections.get(i), texts.get(i), descriptors, state, io);
    }
    return descriptors;
  }

  private static TreePMap<Integer, Integer> apply(
      Op.Redirection redirection,
      String text,
      TreePMap<Integer, Integer> descriptors,
      ShellState state,
      Syscalls io) {
    String operator = redirection.operator();
    boolean reads = operator.startsWith("<");
    int fd = redirection.fd() >= 0 ? redirection.fd() : reads ? 0 : 1;
    return switch (operator) {
      case "<<" -> descriptors.plus(fd, io.text(text));
      case "<<<" -> descriptors.plus(fd, io.text(text + "\n"));
      case "<&", ">&" -> duplicate(fd, text, descriptors, state);
      case "&>", "&>>" -> {
        int file =
            open(
                text,
                operator.equals("&>") ? Syscalls.Open.WRITE : Syscalls.Open.APPEND,
                state,
                io);
        yield descriptors.plus(1, file).plus(2, file);
      }
      case "<" -> descriptors.plus(fd, open(text, Syscalls.Open.READ, state, io));
      case "<>" -> descriptors.plus(fd, open(text, Syscalls.Open.READ_WRITE, state, io));
      case ">>" -> descriptors.plus(fd, open(text, Syscalls.Open.APPEND, state, io));
      default -> {
        if (operator.equals(">") && state.has('C') && io.files().isFile(path(text, io))) {
          throw new ShellFailure(
              state.dialect == Dialect.BASH
                  ? text + ": cannot overwrite existing file"
                  : "cannot create " + text + ": File exists",
              state.dialect == Dialect.BASH ? 1 : 2,
              false);
        }
        yield descriptors.plus(fd, open(text, Syscalls.Open.WRITE, state, io));
      }
    };
  }

  private static TreePMap<Integer, Integer> duplicate(
      int fd, String text, TreePMap<Integer, Integer> descriptors, ShellState state) {
    if (text.equals("-")) {
      return descriptors.minus(fd);
    }
    Integer source = text.matches("[0-9]{1,3}") ? descriptors.get(Integer.valueOf(text)) : null;
    if (source == null) {
      throw new ShellFailure(text + ": Bad file descriptor", failed(state), false);
    }
    return descriptors.plus(fd, source);
  }

  private static String path(String text, Syscalls io) {
    return FileTree.resolve(io.directory(), text);
  }

  private static int open(String text, Syscalls.Open how, ShellState state, Syscalls io) {
    try {
      if (text.isEmpty()) {
        throw new FileError(FileError.Reason.NOT_FOUND, text);
      }
      String path = path(text, io);
      return io.open(text.endsWith("/") && how != Syscalls.Open.READ ? path + "/" : path, how);
    } catch (FileError e) {
      throw new ShellFailure(
          Messages.cannotOpen(state, text, how != Syscalls.Open.READ, e.reason()),
          failed(state),
          false);
    }
  }

  private static int failed(ShellState state) {
    return state.dialect == Dialect.DASH ? 2 : 1;
  }
}
