package seodang.shell.language;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import seodang.shell.Access;
import seodang.shell.FileError;
import seodang.shell.FileTree;
import seodang.shell.Node;
import seodang.shell.Program;

/// `test` and `[`.
public final class Tests {
  /// The expression is wrong.
  public static final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1;

    Problem(String message) {
      super(message, null, false, false);
    }
  }

  private final List<String> args;
  private final Program.Io io;
  private final boolean bash;
  private int at;

  public Tests(List<String> args, Program.Io io, boolean bash) {
    this.args = args;
    this.io = io;
    this.bash = bash;
  }

  public boolean evaluate() {
    if (args.isEmpty()) {
      return false;
    }
    if (args.size() == 1) {
      return !args.getFirst().isEmpty();
    }
    if (args.size() == 3 && isBinary(args.get(1))) {
      return binary(args.get(0), args.get(1), args.get(2));
    }
    boolean value = or();
    if (at < args.size()) {
      throw new Problem(bash ? "too many arguments" : args.get(at - 1) + ": unexpected operator");
    }
    return value;
  }

  private boolean or() {
    boolean value = and();
    while (at < args.size() && args.get(at).equals("-o")) {
      at++;
      value |= and();
    }
    return value;
  }

  private boolean and() {
    boolean value = not();
    while (at < args.size() && args.get(at).equals("-a")) {
      at++;
      value &= not();
    }
    return value;
  }

  private boolean not() {
    boolean negated = false;
    while (at < args.size() - 1 && args.get(at).equals("!")) {
      negated = !negated;
      at++;
    }
    return negated != primary();
  }

  private boolean primary() {
    if (at >= args.size()) {
      throw new Problem("argument expected");
    }
    String first = args.get(at);
    if (at + 2 < args.size() && isBinary(args.get(at + 1))) {
      at += 3;
      return binary(first, args.get(at - 2), args.get(at - 1));
    }
    if (first.equals("(") && at + 1 < args.size()) {
      at++;
      boolean value = or();
      if (at >= args.size() || !args.get(at).equals(")")) {
        throw new Problem("closing paren expected");
      }
      at++;
      return value;
    }
    if (first.matches("-[bcdefghkLnprsStuwxzOGN]") && at + 1 < args.size()) {
      at += 2;
      return unary(first, args.get(at - 1), io, null);
    }
    if (first.startsWith("-") && first.length() == 2 && at + 1 < args.size() && !bash) {
      throw new Problem(first + ": unexpected operator");
    }
    at++;
    return !first.isEmpty();
  }

  private static boolean isBinary(String operator) {
    return switch (operator) {
      case "=",
          "==",
          "!=",
          "<",
          ">",
          "-eq",
          "-ne",
          "-lt",
          "-le",
          "-gt",
          "-ge",
          "-nt",
          "-ot",
          "-ef" ->
          true;
      default -> false;
    };
  }

  private boolean binary(String left, String operator, String right) {
    return switch (operator) {
      case "-eq", "-ne", "-lt", "-le", "-gt", "-ge" ->
          compare(number(left), operator, number(right));
      case "==" -> {
        if (io.dialect() == seodang.shell.Dialect.DASH && !bash) {
          throw new Problem(left + ": unexpected operator");
        }
        yield left.equals(right);
      }
      default -> binary(left, operator, right, io);
    };
  }

  private long number(String text) {
    if (!text.strip().matches("[-+]?[0-9]{1,18}")) {
      throw new Problem(bash ? text + ": integer expression expected" : "Illegal number: " + text);
    }
    return Long.parseLong(text.strip());
  }

  static boolean compare(long left, String operator, long right) {
    return switch (operator) {
      case "-eq" -> left == right;
      case "-ne" -> left != right;
      case "-lt" -> left < right;
      case "-le" -> left <= right;
      case "-gt" -> left > right;
      default -> left >= right;
    };
  }

  static boolean binary(String left, String operator, String right, Program.Io io) {
    return switch (operator) {
      case "=", "==" -> left.equals(right);
      case "!=" -> !left.equals(right);
      case "<" -> left.compareTo(right) < 0;
      case ">" -> left.compareTo(right) > 0;
      case "-nt", "-ot" -> {
        Node a = node(left, io);
        Node b = node(right, io);
        boolean newer = operator.equals("-nt");
        if (a == null || b == null) {
          yield newer ? a != null : b != null;
        }
        yield newer ? a.modified().isAfter(b.modified()) : a.modified().isBefore(b.modified());
      }
      default ->
          Objects.equals(
              io.files().follow(FileTree.resolve(io.directory(), left), true),
              io.files().follow(FileTree.resolve(io.directory(), right), true));
    };
  }

  private static @Nullable Node node(String path, Program.Io io) {
    try {
      return io.files().node(FileTree.resolve(io.directory(), path));
    } catch (FileError e) {
      return null;
    }
  }

  static boolean unary(String operator, String operand, Program.Io io, @Nullable ShellState state) {
    switch (operator) {
      case "-n" -> {
        return !operand.isEmpty();
      }
      case "-z" -> {
        return operand.isEmpty();
      }
      case "-t" -> {
        return operand.matches("[0-9]") && io.isTerminal(Integer.parseInt(operand));
      }
      case "-v" -> {
        return state != null && state.variables.get(operand) != null;
      }
      case "-o" -> {
        return state != null && operand.equals("errexit") && state.has('e');
      }
      default -> {}
    }
    if (operand.isEmpty()) {
      return false;
    }
    if (operator.equals("-L") || operator.equals("-h")) {
      return io.files().link(FileTree.resolve(io.directory(), operand)) instanceof Node.Link;
    }
    Node node = node(operand, io);
    if (node == null) {
      return operand.startsWith("/dev/")
          && "-e -c -r -w".contains(operator)
          && operand.matches("/dev/(null|zero|tty|u?random|std(in|out|err))");
    }
    String user = io.user();
    return switch (operator) {
      case "-d" -> node instanceof Node.Directory;
      case "-f" -> node instanceof Node.File;
      case "-s" -> node instanceof Node.Directory || node.bytes() > 0;
      case "-r" -> Access.canRead(node, user);
      case "-w" -> Access.canWrite(node, user);
      case "-x" -> Access.canExecute(node, user);
      case "-O", "-G" -> node.owner().equals(user);
      case "-e" -> true;
      default -> false;
    };
  }
}
