package seodang.shell.language;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/// What stands on the machine's control stack: what surrounds the present operation, and how to
/// leave it.
sealed interface Control {
  final class Loop implements Control {
    final int end;
    final int again;
    final int depth;
    final int quiet;
    int kept;

    Loop(int end, int again, int depth, int quiet) {
      this.end = end;
      this.again = again;
      this.depth = depth;
      this.quiet = quiet;
    }
  }

  /// Redirections in force until they are undone.
  record Redirected(TreePMap<Integer, Integer> before) implements Control {}

  /// A function's body runs.
  ///
  /// @param locals what its local variables hid; null values: nothing
  record Call(
      Code code,
      int pc,
      List<String> parameters,
      Map<String, Variables.@Nullable Variable> locals,
      int depth,
      int quiet,
      boolean redirected)
      implements Control {}

  /// Where lines of script come from.
  enum Kind {
    MAIN,
    INPUT,
    EVAL,
    DOT,
    TRAP
  }

  /// Text is being run line by line.
  final class Script implements Control {
    final Kind kind;
    final String name;
    final @Nullable Code code;
    final int pc;
    final int depth;
    final int quiet;
    final int status;
    final @Nullable List<String> parameters;
    String rest;
    int line;
    boolean ended;
    boolean redirected;

    Script(
        Kind kind,
        String name,
        String rest,
        int line,
        @Nullable Code code,
        int pc,
        int depth,
        int quiet,
        int status,
        @Nullable List<String> parameters) {
      this.kind = kind;
      this.name = name;
      this.rest = rest;
      this.line = line;
      this.code = code;
      this.pc = pc;
      this.depth = depth;
      this.quiet = quiet;
      this.status = status;
      this.parameters = parameters;
    }
  }
}
