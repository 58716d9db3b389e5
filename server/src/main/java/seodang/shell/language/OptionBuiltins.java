package seodang.shell.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import seodang.shell.Dialect;
import seodang.shell.language.Builtin.Call;
import seodang.shell.language.Builtin.Result;

/// `set`, `umask`, `ulimit`.
final class OptionBuiltins {
  private static final Map<String, Character> NAMES =
      Map.of(
          "errexit",
          'e',
          "nounset",
          'u',
          "xtrace",
          'x',
          "noglob",
          'f',
          "noclobber",
          'C',
          "allexport",
          'a',
          "noexec",
          'n',
          "verbose",
          'v',
          "monitor",
          'm');

  private OptionBuiltins() {}

  static void register(Map<String, Builtin> named) {
    named.put("set", OptionBuiltins::set);
    named.put("shopt", call -> call.state().dialect == Dialect.BASH ? Result.OK : Result.FAILED);
    named.put("umask", OptionBuiltins::umask);
    named.put(
        "ulimit",
        call -> {
          call.out("unlimited\n");
          return Result.OK;
        });
  }

  private static Result set(Call call) {
    ShellState state = call.state();
    List<String> args = call.args();
    if (args.isEmpty()) {
      StringBuilder list = new StringBuilder();
      state
          .variables
          .all()
          .forEach((name, variable) -> {
            if (variable.value() != null) {
              list.append(name).append('=').append(Quoting.quote(variable.value())).append('\n');
            }
          });
      call.out(list.toString());
      return Result.OK;
    }
    int i = 0;
    while (i < args.size()) {
      String arg = args.get(i);
      if (arg.equals("--")) {
        state.parameters = List.copyOf(args.subList(i + 1, args.size()));
        return Result.OK;
      }
      if (!arg.startsWith("-") && !arg.startsWith("+") || arg.length() == 1) {
        state.parameters = List.copyOf(args.subList(i, args.size()));
        return Result.OK;
      }
      i++;
      for (char option : arg.substring(1).toCharArray()) {
        boolean on = arg.startsWith("-");
        if (option == 'o') {
          if (i < args.size()) {
            named(call, args.get(i++), on);
          }
        } else {
          change(state, option, on);
        }
      }
    }
    return Result.OK;
  }

  static void change(ShellState state, char option, boolean on) {
    if ("euxfCanvm".indexOf(option) < 0) {
      boolean bash = state.dialect == Dialect.BASH;
      throw new ShellFailure(
          "set: " + (bash ? "-" + option + ": invalid option" : "Illegal option -" + option),
          2,
          true);
    }
    String without = state.options.replace(String.valueOf(option), "");
    state.options = on ? without + option : without;
  }

  private static void named(Call call, String name, boolean on) {
    Character letter = NAMES.get(name);
    if (name.equals("pipefail") && call.state().dialect != Dialect.DASH) {
      call.state().pipefail = on;
    } else if (letter != null) {
      change(call.state(), letter, on);
    } else {
      boolean bash = call.state().dialect == Dialect.BASH;
      throw new ShellFailure(
          "set: " + (bash ? name + ": invalid option name" : "Illegal option -o " + name), 2, true);
    }
  }

  private static Result umask(Call call) {
    List<String> args = new ArrayList<>(call.args());
    if (args.isEmpty()) {
      call.out(String.format("%04o%n", call.state().umask).replace("\r", ""));
    } else if (args.getFirst().matches("[0-7]{1,4}")) {
      call.state().umask = Integer.parseInt(args.getFirst(), 8);
    } else {
      return call.complain("Illegal number: " + args.getFirst(), 2);
    }
    return Result.OK;
  }
}
