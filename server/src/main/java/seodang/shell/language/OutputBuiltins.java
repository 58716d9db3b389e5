package seodang.shell.language;

import java.util.List;
import java.util.Map;
import seodang.shell.Dialect;
import seodang.shell.language.Builtin.Call;
import seodang.shell.language.Builtin.Result;

/// Builtins that print or test.
final class OutputBuiltins {
  private OutputBuiltins() {}

  static void register(Map<String, Builtin> named) {
    named.put(
        "echo",
        call -> {
          call.out(Echo.text(call.args(), call.state().dialect));
          return Result.OK;
        });
    named.put("printf", OutputBuiltins::printf);
    named.put("test", call -> test(call, call.args()));
    named.put("[", OutputBuiltins::bracket);
  }

  private static Result printf(Call call) {
    List<String> args = call.args();
    if (args.size() >= 3 && args.getFirst().equals("-v")) {
      Printf.Result result = Printf.format(args.get(2), args.subList(3, args.size()), false);
      call.expansion().assign(args.get(1), result.text());
      return new Result.Done(result.problems().isEmpty() ? 0 : 1);
    }
    if (!args.isEmpty() && args.getFirst().equals("--")) {
      args = args.subList(1, args.size());
    }
    if (args.isEmpty()) {
      if (call.state().dialect == Dialect.BASH) {
        call.io().write(2, "printf: usage: printf [-v var] format [arguments]\n");
        return new Result.Done(2);
      }
      return call.complain("usage: printf format [arg ...]", 2);
    }
    boolean dash = call.state().dialect == Dialect.DASH;
    Printf.Result result = Printf.format(args.getFirst(), args.subList(1, args.size()), dash);
    call.out(result.text());
    result.problems().forEach(problem -> call.complain(problem, 1));
    boolean misused = result.problems().stream().anyMatch(p -> p.endsWith("invalid directive"));
    return new Result.Done(misused && dash ? 2 : result.problems().isEmpty() ? 0 : 1);
  }

  private static Result bracket(Call call) {
    List<String> args = call.args();
    if (args.isEmpty() || !args.getLast().equals("]")) {
      return call.complain(call.state().dialect == Dialect.BASH ? "missing `]'" : "missing ]", 2);
    }
    return test(call, args.subList(0, args.size() - 1));
  }

  private static Result test(Call call, List<String> args) {
    try {
      boolean holds = new Tests(args, call.io(), call.state().dialect == Dialect.BASH).evaluate();
      return holds ? Result.OK : Result.FAILED;
    } catch (Tests.Problem e) {
      return call.complain(String.valueOf(e.getMessage()), 2);
    }
  }
}
