package seodang.shell.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import seodang.shell.Dialect;
import seodang.shell.FileTree;
import seodang.shell.Program.Outcome;
import seodang.shell.language.Builtin.Call;
import seodang.shell.language.Builtin.Result;

/// Builtins that set, show and read variables.
final class VariableBuiltins {
  private VariableBuiltins() {}

  static void register(Map<String, Builtin> named) {
    named.put("export", call -> declare(call, true, false));
    named.put("readonly", call -> declare(call, false, true));
    named.put("local", VariableBuiltins::local);
    named.put("declare", VariableBuiltins::declareBash);
    named.put("typeset", VariableBuiltins::declareBash);
    named.put("unset", VariableBuiltins::unset);
    named.put("shift", VariableBuiltins::shift);
    named.put("read", VariableBuiltins::read);
    named.put("let", VariableBuiltins::let);
    named.put("alias", VariableBuiltins::alias);
    named.put("unalias", VariableBuiltins::unalias);
    named.put("cd", VariableBuiltins::cd);
    named.put("pwd", VariableBuiltins::pwd);
    named.put("getopts", Getopts::run);
  }

  static boolean isName(String text) {
    return text.matches("[A-Za-z_][A-Za-z0-9_]*");
  }

  private static Result declare(Call call, boolean exported, boolean readOnly) {
    Variables variables = call.state().variables;
    List<String> args = call.args();
    boolean removes = false;
    while (!args.isEmpty() && args.getFirst().startsWith("-")) {
      removes |= args.getFirst().equals("-n");
      boolean prints = args.getFirst().equals("-p");
      args = args.subList(1, args.size());
      if (prints) {
        args = List.of();
      }
    }
    if (args.isEmpty()) {
      list(call, exported, readOnly);
      return Result.OK;
    }
    for (String arg : args) {
      int equals = arg.indexOf('=');
      String name = equals < 0 ? arg : arg.substring(0, equals);
      if (!isName(name)) {
        if (call.state().dialect == Dialect.BASH) {
          return call.complain("`" + arg + "': not a valid identifier", 1);
        }
        throw new ShellFailure(call.name() + ": " + name + ": bad variable name", 2, true);
      }
      if (equals >= 0) {
        call.expansion().assign(name, arg.substring(equals + 1));
      }
      if (removes) {
        variables.unexport(name);
      } else {
        variables.mark(name, exported, readOnly);
      }
    }
    return Result.OK;
  }

  private static void list(Call call, boolean exported, boolean readOnly) {
    StringBuilder list = new StringBuilder();
    boolean bash = call.state().dialect == Dialect.BASH;
    call.state()
        .variables
        .all()
        .forEach((name, variable) -> {
          if (exported && !variable.exported() || readOnly && !variable.readOnly()) {
            return;
          }
          list.append(bash ? "declare -" + (exported ? "x " : "r ") : call.name() + " ");
          list.append(name);
          String value = variable.value();
          if (value != null) {
            String quoted =
                bash
                    ? '"' + value.replaceAll("([\"$`\\\\])", "\\\\$1") + '"'
                    : Quoting.quote(value, call.state().dialect);
            list.append('=').append(quoted);
          }
          list.append('\n');
        });
    call.out(list.toString());
  }

  private static Result local(Call call) {
    Control.Call function = null;
    for (Control control : call.state().control.reversed()) {
      if (control instanceof Control.Call c) {
        function = c;
        break;
      }
    }
    if (function == null) {
      if (call.state().dialect == Dialect.BASH) {
        return call.complain("can only be used in a function", 1);
      }
      throw new ShellFailure("local: not in a function", 2, true);
    }
    Variables variables = call.state().variables;
    for (String arg : call.args()) {
      if (arg.startsWith("-")) {
        continue;
      }
      int equals = arg.indexOf('=');
      String name = equals < 0 ? arg : arg.substring(0, equals);
      if (!isName(name)) {
        throw new ShellFailure(call.name() + ": " + name + ": bad variable name", 2, true);
      }
      if (!function.locals().containsKey(name)) {
        function.locals().put(name, variables.entry(name));
        if (call.state().dialect == Dialect.BASH && equals < 0) {
          variables.set(name, null);
        }
      }
      if (equals >= 0) {
        call.expansion().assign(name, arg.substring(equals + 1));
      }
    }
    return Result.OK;
  }

  private static Result declareBash(Call call) {
    boolean inFunction =
        call.state().control.stream().anyMatch(control -> control instanceof Control.Call);
    List<String> flags = call.args().stream().filter(a -> a.startsWith("-")).toList();
    List<String> rest = call.args().stream().filter(a -> !a.startsWith("-")).toList();
    String all = String.join("", flags);
    if (all.contains("a") || all.contains("A")) {
      return call.complain("arrays are not supported by this shell", 2);
    }
    if (inFunction && !all.contains("g")) {
      local(call);
    }
    Call inner =
        new Call(
            call.name(),
            rest,
            call.state(),
            call.io(),
            call.expansion(),
            call.shell(),
            call.line());
    return declare(inner, all.contains("x"), all.contains("r"));
  }

  private static Result unset(Call call) {
    boolean functions = false;
    boolean variables = false;
    for (String arg : call.args()) {
      if (arg.equals("-f")) {
        functions = true;
      } else if (arg.equals("-v")) {
        variables = true;
      } else {
        ShellState state = call.state();
        if (!functions && !isName(arg) && state.dialect != Dialect.BASH) {
          throw new ShellFailure("unset: " + arg + ": bad variable name", 2, true);
        }
        if (!functions && state.variables.isReadOnly(arg)) {
          if (state.dialect == Dialect.BASH) {
            return call.complain(arg + ": cannot unset: readonly variable", 1);
          }
          throw new ShellFailure("unset: " + arg + ": is read only", 2, true);
        }
        boolean isVariable = state.variables.entry(arg) != null;
        if (!functions && (variables || isVariable || state.dialect != Dialect.BASH)) {
          state.variables.unset(arg);
        }
        if (functions || !variables && !isVariable && state.dialect == Dialect.BASH) {
          state.functions = state.functions.minus(arg);
        }
      }
    }
    return Result.OK;
  }

  private static Result shift(Call call) {
    String text = call.args().isEmpty() ? "1" : call.args().getFirst();
    ShellState state = call.state();
    if (!text.matches("[0-9]{1,6}")) {
      throw new ShellFailure("shift: Illegal number: " + text, 2, true);
    }
    int count = Integer.parseInt(text);
    if (count > state.parameters.size()) {
      if (state.dialect == Dialect.DASH) {
        throw new ShellFailure("shift: can't shift that many", 2, true);
      }
      return Result.FAILED;
    }
    state.parameters = List.copyOf(state.parameters.subList(count, state.parameters.size()));
    return Result.OK;
  }

  private static Result let(Call call) {
    long value = 0;
    for (String arg : call.args()) {
      value = call.expansion().evaluate(arg);
    }
    return new Result.Done(value != 0 ? 0 : 1);
  }

  private static Result alias(Call call) {
    ShellState state = call.state();
    int status = 0;
    StringBuilder out = new StringBuilder();
    String before = state.dialect == Dialect.BASH ? "alias " : "";
    if (call.args().isEmpty()) {
      state.aliases.forEach((name, value) ->
          out.append(before)
              .append(name)
              .append('=')
              .append(Quoting.quote(value, state.dialect))
              .append('\n'));
    }
    for (String arg : call.args()) {
      int equals = arg.indexOf('=');
      if (equals > 0) {
        state.aliases = state.aliases.plus(arg.substring(0, equals), arg.substring(equals + 1));
      } else if (state.aliases.containsKey(arg)) {
        out.append(before).append(arg).append('=');
        out.append(Quoting.quote(state.aliases.get(arg), state.dialect)).append('\n');
      } else {
        status = unknown(call, arg);
      }
    }
    call.out(out.toString());
    return new Result.Done(status);
  }

  private static Result unalias(Call call) {
    int status = 0;
    for (String arg : call.args()) {
      if (arg.equals("-a")) {
        call.state().aliases = org.pcollections.TreePMap.empty();
      } else if (call.state().aliases.containsKey(arg)) {
        call.state().aliases = call.state().aliases.minus(arg);
      } else {
        status = unknown(call, arg);
      }
    }
    return new Result.Done(status);
  }

  private static int unknown(Call call, String name) {
    if (call.state().dialect == Dialect.DASH) {
      call.io().write(2, call.name() + ": " + name + " not found\n");
    } else {
      call.complain(name + ": not found", 1);
    }
    return 1;
  }

  private static Result cd(Call call) {
    Variables variables = call.state().variables;
    List<String> args =
        call.args().stream()
            .filter(a -> !a.equals("-P") && !a.equals("-L") && !a.equals("--"))
            .toList();
    boolean bash = call.state().dialect == Dialect.BASH;
    if (args.size() > 1 && bash) {
      return call.complain("too many arguments", 1);
    }
    String to = args.isEmpty() ? variables.get("HOME", "") : args.getFirst();
    boolean back = to.equals("-");
    if (back) {
      to = variables.get("OLDPWD", "");
      if (to.isEmpty() && bash) {
        return call.complain("OLDPWD not set", 1);
      }
    }
    if (to.isEmpty()) {
      return args.isEmpty() && bash ? call.complain("HOME not set", 1) : Result.OK;
    }
    String path = FileTree.resolve(call.io().directory(), to);
    FileTree files = call.io().files();
    String followed = call.args().contains("-P") ? files.follow(path, true) : null;
    path = followed == null ? path : followed;
    if (!files.isDirectory(path)) {
      String why = files.exists(path) ? "Not a directory" : "No such file or directory";
      return switch (call.state().dialect) {
        case BASH -> call.complain(to + ": " + why, 1);
        case DASH -> call.complain("can't cd to " + to, 2);
        case BUSYBOX -> call.complain("can't cd to " + to + ": " + why, 2);
      };
    }
    variables.set("OLDPWD", call.io().directory());
    variables.set("PWD", path);
    call.io().directory(path);
    if (back) {
      call.out(path + "\n");
    }
    return Result.OK;
  }

  private static Result pwd(Call call) {
    boolean real = false;
    for (String arg : call.args()) {
      if (arg.matches("-.+") && !arg.matches("-[LP]+")) {
        boolean bash = call.state().dialect == Dialect.BASH;
        return bash
            ? call.complain(arg + ": invalid option", 2)
            : call.complain("Illegal option " + arg.substring(0, 2), 2);
      }
      real = arg.endsWith("P") || real && !arg.endsWith("L");
    }
    String directory = call.io().directory();
    String followed = real ? call.io().files().follow(directory, true) : null;
    call.out((followed == null ? directory : followed) + "\n");
    return Result.OK;
  }

  private static Result read(Call call) {
    List<String> names = new ArrayList<>();
    boolean raw = false;
    String prompt = "";
    List<String> args = call.args();
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      if (names.isEmpty() && arg.startsWith("-") && arg.length() > 1) {
        raw |= arg.contains("r");
        if (arg.endsWith("p") && i + 1 < args.size()) {
          prompt = args.get(++i);
        } else if (arg.matches("-[tnd]") && i + 1 < args.size()) {
          i++;
        }
      } else if (!isName(arg)) {
        return call.complain(
            call.state().dialect == Dialect.BASH
                ? "`" + arg + "': not a valid identifier"
                : arg + ": bad variable name",
            call.state().dialect == Dialect.BASH ? 1 : 2);
      } else {
        names.add(arg);
      }
    }
    if (names.isEmpty() && call.state().dialect == Dialect.DASH) {
      return call.complain("arg count", 2);
    }
    if (names.isEmpty()) {
      names.add("REPLY");
    }
    // The prompt is shown once, not again when more input comes.
    if (!prompt.isEmpty() && call.io().isTerminal(0) && !call.state().asked) {
      call.io().write(2, prompt);
      call.state().asked = true;
    }
    String line = line(call, raw);
    if (line != null && line.isEmpty()) {
      return new Result.Wait(new Outcome.Read(0));
    }
    call.state().asked = false;
    boolean whole = line != null && line.endsWith("\n");
    String text = line == null ? "" : whole ? line.substring(0, line.length() - 1) : line;
    new ReadFields(call.state().variables.get("IFS", " \t\n"), raw)
        .assign(text, names, call.expansion()::assign);
    return whole ? Result.OK : Result.FAILED;
  }

  /// A line, with those joined to it by a backslash at its end; `""` when it has not come yet.
  private static @org.jspecify.annotations.Nullable String line(Call call, boolean raw) {
    ShellState state = call.state();
    while (true) {
      String line = call.io().readLine(0);
      if (line == null) {
        String sofar = state.partialLine;
        state.partialLine = "";
        return sofar.isEmpty() ? null : sofar;
      }
      if (line.isEmpty()) {
        return "";
      }
      String whole = state.partialLine + line;
      int slashes = 0;
      while (slashes < whole.length() - 1 && whole.charAt(whole.length() - 2 - slashes) == '\\') {
        slashes++;
      }
      if (raw || !whole.endsWith("\n") || slashes % 2 == 0) {
        state.partialLine = "";
        return whole;
      }
      state.partialLine = whole.substring(0, whole.length() - 2);
    }
  }
}
