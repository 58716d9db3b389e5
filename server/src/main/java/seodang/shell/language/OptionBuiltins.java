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
              list.append(name)
                  .append('=')
                  .append(Quoting.quote(variable.value(), state.dialect))
                  .append('\n');
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
          } else {
            list(call);
          }
        } else {
          change(state, option, on);
        }
      }
    }
    return Result.OK;
  }

  /// The options in the order in which dash lists them; `$-` has them the other way round.
  private static final List<Map.Entry<String, Character>> LISTED =
      List.of(
          Map.entry("errexit", 'e'),
          Map.entry("noglob", 'f'),
          Map.entry("ignoreeof", 'I'),
          Map.entry("interactive", 'i'),
          Map.entry("monitor", 'm'),
          Map.entry("noexec", 'n'),
          Map.entry("stdin", 's'),
          Map.entry("xtrace", 'x'),
          Map.entry("verbose", 'v'),
          Map.entry("vi", 'V'),
          Map.entry("emacs", 'E'),
          Map.entry("noclobber", 'C'),
          Map.entry("allexport", 'a'),
          Map.entry("notify", 'b'),
          Map.entry("nounset", 'u'));

  private static void list(Call call) {
    StringBuilder out = new StringBuilder("Current option settings\n");
    for (Map.Entry<String, Character> option : LISTED) {
      boolean on = call.state().has(option.getValue());
      out.append(option.getKey()).repeat(' ', 16 - option.getKey().length());
      out.append(on ? "on\n" : "off\n");
    }
    call.out(out.toString());
  }

  /// The letters of `$-`.
  static String letters(ShellState state) {
    String options = state.options + (state.interactive ? "i" : "");
    if (state.dialect != Dialect.DASH) {
      return options;
    }
    StringBuilder letters = new StringBuilder();
    for (Map.Entry<String, Character> option : LISTED.reversed()) {
      letters.append(options.indexOf(option.getValue()) >= 0 ? option.getValue().toString() : "");
    }
    return letters.toString();
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

  private static String symbolic(int mode) {
    StringBuilder out = new StringBuilder();
    for (int who = 0; who < 3; who++) {
      int bits = mode >> 3 * (2 - who) & 7;
      out.append(who == 0 ? "" : ",").append("ugo".charAt(who)).append('=');
      out.append((bits & 4) != 0 ? "r" : "").append((bits & 2) != 0 ? "w" : "");
      out.append((bits & 1) != 0 ? "x" : "");
    }
    return out.toString();
  }

  private static Result umask(Call call) {
    List<String> args = new ArrayList<>(call.args());
    if (args.isEmpty()) {
      call.out(String.format("%04o%n", call.io().umask()).replace("\r", ""));
    } else if (args.getFirst().equals("-S")) {
      call.out(symbolic(~call.io().umask()) + "\n");
    } else if (args.getFirst().matches("[0-7]{1,4}")) {
      call.io().umask(Integer.parseInt(args.getFirst(), 8));
    } else {
      return call.complain("Illegal number: " + args.getFirst(), 2);
    }
    return Result.OK;
  }
}
