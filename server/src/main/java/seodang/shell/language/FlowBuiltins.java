package seodang.shell.language;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.shell.Dialect;
import seodang.shell.FileError;
import seodang.shell.FileTree;
import seodang.shell.Node;
import seodang.shell.Program.Outcome;
import seodang.shell.Signal;
import seodang.shell.Syscalls;
import seodang.shell.language.Builtin.Call;
import seodang.shell.language.Builtin.Result;

/// Builtins that change what runs next.
final class FlowBuiltins {
  private FlowBuiltins() {}

  static void register(Map<String, Builtin> named) {
    named.put("break", call -> loop(call, true));
    named.put("continue", call -> loop(call, false));
    named.put("return", FlowBuiltins::giveBack);
    named.put("exit", FlowBuiltins::exit);
    named.put("eval", FlowBuiltins::eval);
    named.put(".", FlowBuiltins::source);
    named.put("source", FlowBuiltins::source);
    named.put("exec", FlowBuiltins::exec);
    named.put("trap", FlowBuiltins::trap);
  }

  private static Result loop(Call call, boolean leave) {
    String text = call.args().isEmpty() ? "1" : call.args().getFirst();
    if (!text.matches("[0-9]{1,6}") || Integer.parseInt(text) == 0) {
      throw new ShellFailure(call.name() + ": Illegal number: " + text, 2, true);
    }
    int wanted = Integer.parseInt(text);
    List<Control> control = call.state().control;
    Control.Loop target = null;
    int at = -1;
    for (int i = control.size() - 1; i >= 0 && wanted > 0; i--) {
      Control here = control.get(i);
      if (here instanceof Control.Call) {
        break;
      }
      if (here instanceof Control.Loop found) {
        target = found;
        at = i;
        wanted--;
      }
    }
    call.state().status = 0;
    if (target == null) {
      // A subshell begun within a loop ends instead of leaving it.
      return call.state().loops > 0 ? moved(call.shell().exit(0, call.io())) : Result.OK;
    }
    call.shell().unwind(at + 1, call.io());
    call.state().quiet = target.quiet;
    call.shell().truncate(target.depth);
    target.kept = 0;
    call.state().pc = leave ? target.end : target.again;
    return new Result.Moved();
  }

  private static int number(Call call, int otherwise) {
    if (call.args().isEmpty()) {
      return otherwise;
    }
    String text = call.args().getFirst();
    boolean bash = call.state().dialect == Dialect.BASH;
    if (!text.matches(bash ? "[-+]?[0-9]{1,9}" : "[0-9]{1,9}")) {
      throw new ShellFailure(
          call.name()
              + ": "
              + (bash ? text + ": numeric argument required" : "Illegal number: " + text),
          2,
          true);
    }
    return Integer.parseInt(text) & 0xFF;
  }

  private static Result moved(@Nullable Outcome outcome) {
    return outcome == null ? new Result.Moved() : new Result.Leave(outcome);
  }

  private static Result giveBack(Call call) {
    return moved(call.shell().giveBack(number(call, call.state().status), call.io()));
  }

  private static Result exit(Call call) {
    int status = call.state().exiting ? call.state().exitStatus : call.state().status;
    return moved(call.shell().exit(number(call, status), call.io()));
  }

  private static Result eval(Call call) {
    String text = String.join(" ", call.args());
    if (text.isBlank()) {
      return Result.OK;
    }
    call.shell().checkDepth(call.io());
    call.state().control.add(call.shell().script(Control.Kind.EVAL, "eval", text));
    call.state().code = null;
    call.state().status = 0;
    return new Result.Moved();
  }

  private static Result source(Call call) {
    if (call.args().isEmpty()) {
      return call.complain("filename argument required", 2);
    }
    ShellState state = call.state();
    String name = call.args().getFirst();
    String path = find(name, call);
    if (path == null && name.equals("/dev/null")) {
      return Result.OK;
    }
    if (path == null) {
      boolean bash = state.dialect == Dialect.BASH;
      String message =
          bash
              ? name + ": No such file or directory"
              : call.name() + ": cannot open " + name + ": No such file";
      throw new ShellFailure(message, bash ? 1 : 2, !bash);
    }
    call.shell().checkDepth(call.io());
    // Of those alone dash takes no parameters for the file.
    List<String> own =
        state.dialect == Dialect.DASH ? List.of() : call.args().subList(1, call.args().size());
    Control.Script script =
        new Control.Script(
            Control.Kind.DOT,
            name,
            call.io().files().read(path),
            1,
            state.code,
            state.pc,
            state.values.size(),
            state.quiet,
            state.status,
            own.isEmpty() ? null : state.parameters);
    state.control.add(script);
    if (!own.isEmpty()) {
      state.parameters = List.copyOf(own);
    }
    state.code = null;
    state.status = 0;
    return new Result.Moved();
  }

  private static @Nullable String find(String name, Call call) {
    FileTree files = call.io().files();
    if (!name.contains("/")) {
      for (String directory : call.state().variables.get("PATH", "").split(":")) {
        String path = FileTree.resolve(call.io().directory(), directory + "/" + name);
        if (files.isFile(path)) {
          return path;
        }
      }
      if (call.state().dialect != Dialect.BASH) {
        return null;
      }
    }
    String path = FileTree.resolve(call.io().directory(), name);
    return files.isFile(path) ? path : null;
  }

  private static Result exec(Call call) {
    if (call.args().isEmpty()) {
      return Result.OK;
    }
    Syscalls io = call.io();
    String name = call.args().getFirst();
    Map<String, String> env = call.state().variables.exported();
    int found = io.check(name, env);
    if (found < 0) {
      String why = found == -2 ? "not found" : "Permission denied";
      throw new ShellFailure("exec: " + name + ": " + why, found == -2 ? 127 : 126, true);
    }
    io.environment(env);
    return new Result.Leave(new Outcome.Become(call.args()));
  }

  private static Result trap(Call call) {
    ShellState state = call.state();
    if (call.args().isEmpty()) {
      StringBuilder list = new StringBuilder();
      state.traps.forEach((name, text) ->
          list.append("trap -- ")
              .append(Quoting.quote(text, state.dialect))
              .append(' ')
              .append(name)
              .append('\n'));
      call.out(list.toString());
      return Result.OK;
    }
    List<String> args = call.args();
    if (args.getFirst().equals("--")) {
      args = args.subList(1, args.size());
    }
    boolean resets = args.size() == 1 || args.getFirst().equals("-");
    List<String> names =
        args.size() == 1 && !args.getFirst().equals("-") ? args : args.subList(1, args.size());
    for (String name : names) {
      String signal = name.equals("0") || name.equals("EXIT") ? "EXIT" : null;
      Signal known = Signal.named(name);
      if (signal == null && known != null) {
        signal = known.name();
      }
      if (signal == null) {
        if (state.dialect == Dialect.DASH) {
          call.io().write(2, "trap: " + name + ": bad trap\n");
          return Result.FAILED;
        }
        return call.complain("bad trap: " + name, 1);
      }
      state.traps = resets ? state.traps.minus(signal) : state.traps.plus(signal, args.getFirst());
    }
    return Result.OK;
  }

  /// A file that a shell is to run as its script; null when it cannot be read.
  static @Nullable String script(String name, Syscalls io) {
    String path = FileTree.resolve(io.directory(), name);
    try {
      return io.files().node(path) instanceof Node.File f ? f.text() : null;
    } catch (FileError e) {
      return null;
    }
  }
}
