package seodang.shell.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.shell.Dialect;
import seodang.shell.Program.Outcome;
import seodang.shell.Signal;
import seodang.shell.language.Builtin.Call;
import seodang.shell.language.Builtin.Result;

/// Builtins about processes and commands.
final class ProcessBuiltins {
  private static final String RESERVED =
      " if then else elif fi do done case esac while until for { } ! in [[ ]] function ";

  private ProcessBuiltins() {}

  static void register(Map<String, Builtin> named) {
    named.put("wait", ProcessBuiltins::await);
    named.put("kill", ProcessBuiltins::kill);
    named.put("jobs", ProcessBuiltins::jobs);
    named.put("fg", ProcessBuiltins::foreground);
    named.put("bg", call -> call.complain("no job control", 1));
    named.put("type", ProcessBuiltins::type);
    named.put("command", ProcessBuiltins::command);
    named.put("builtin", ProcessBuiltins::command);
    named.put("hash", call -> Result.OK);
    named.put(
        "times",
        call -> {
          call.out("0m0.00s 0m0.00s\n0m0.00s 0m0.00s\n");
          return Result.OK;
        });
  }

  private static Result await(Call call) {
    ShellState state = call.state();
    if (!state.pendingTraps.isEmpty()) {
      Signal signal = Signal.named(state.pendingTraps.getFirst());
      return new Result.Done(signal == null ? 1 : signal.exitCode());
    }
    Jobs jobs = new Jobs(state, call.io());
    if (call.args().isEmpty()) {
      for (ShellState.Job job : List.copyOf(state.jobs)) {
        if (jobs.poll(job.pid()) == null) {
          return new Result.Wait(new Outcome.Child(job.pid()));
        }
      }
      state.jobs.clear();
      return Result.OK;
    }
    int status = 0;
    for (String arg : call.args()) {
      Integer pid = jobs.pid(arg);
      if (pid == null) {
        return call.state().dialect == Dialect.DASH
            ? new Result.Done(127)
            : call.complain("pid " + arg + " is not a child of this shell", 127);
      }
      boolean known = state.jobCodes.containsKey(pid);
      Integer code = jobs.poll(pid);
      if (code == null) {
        return new Result.Wait(new Outcome.Child(pid));
      }
      if (!known && call.io().killed()) {
        call.shell().report(code, call.io());
      }
      status = code;
    }
    call.args().forEach(arg -> jobs.forget(jobs.pid(arg)));
    return new Result.Done(status);
  }

  private static Result foreground(Call call) {
    ShellState state = call.state();
    if (state.jobs.isEmpty()) {
      return call.complain("current: no such job", 1);
    }
    ShellState.Job job = state.jobs.getLast();
    Integer code = new Jobs(state, call.io()).poll(job.pid());
    if (code == null) {
      return new Result.Wait(new Outcome.Child(job.pid()));
    }
    state.jobs.remove(job);
    return new Result.Done(code);
  }

  private static Result jobs(Call call) {
    new Jobs(call.state(), call.io()).list();
    return Result.OK;
  }

  private static Result kill(Call call) {
    Signal signal = Signal.TERM;
    List<String> targets = new ArrayList<>();
    List<String> args = call.args();
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      if (i == 0 && arg.equals("-l")) {
        return list(call, args.subList(1, args.size()));
      }
      boolean flag = targets.isEmpty() && arg.startsWith("-") && arg.length() > 1;
      if (flag && !arg.equals("--")) {
        String name = arg.equals("-s") && i + 1 < args.size() ? args.get(++i) : arg.substring(1);
        Signal named = Signal.named(name);
        if (named == null && !name.equals("0")) {
          return call.complain(
              call.state().dialect == Dialect.BASH
                  ? name + ": invalid signal specification"
                  : "Illegal option -" + name.substring(0, 1),
              call.state().dialect == Dialect.BASH ? 1 : 2);
        }
        signal = named;
      } else if (!arg.equals("--")) {
        targets.add(arg);
      }
    }
    int status = 0;
    for (String target : targets) {
      status = Math.max(status, kill(call, target, signal));
    }
    return targets.isEmpty()
        ? call.complain("Usage: kill [-s sigspec | -signum | -sigspec] [pid | job]...", 2)
        : new Result.Done(status);
  }

  /// `kill -l`: all signals, or the names of those that numbers or exit codes mean.
  private static Result list(Call call, List<String> numbers) {
    if (numbers.isEmpty()) {
      call.out(Jobs.signalNames());
      return Result.OK;
    }
    for (String text : numbers) {
      Integer number = number(text);
      Signal signal = number == null ? null : Signal.named(Integer.toString(number & 127));
      if (signal == null) {
        return call.complain("invalid signal number or exit status: " + text, 2);
      }
      call.out(signal.name() + "\n");
    }
    return Result.OK;
  }

  private static int kill(Call call, String target, @Nullable Signal signal) {
    Integer pid =
        target.startsWith("%") ? new Jobs(call.state(), call.io()).pid(target) : number(target);
    if (pid == null) {
      call.complain(
          target.startsWith("%")
              ? target + ": no such job"
              : target + ": arguments must be process or job IDs",
          1);
      return 1;
    }
    boolean there =
        signal == null ? call.io().processes().containsKey(pid) : call.io().kill(pid, signal);
    if (!there) {
      boolean bash = call.state().dialect == Dialect.BASH;
      call.complain((bash ? "(" + pid + ") - " : "") + "No such process", 1);
      if (call.state().dialect == Dialect.DASH) {
        // It ends the line twice.
        call.io().write(2, "\n");
      }
      return 1;
    }
    return 0;
  }

  private static @Nullable Integer number(String text) {
    return text.matches("[0-9]{1,9}") ? Integer.valueOf(text) : null;
  }

  private static Result type(Call call) {
    int status = 0;
    boolean brief = !call.args().isEmpty() && call.args().getFirst().equals("-t");
    for (String name : brief ? call.args().subList(1, call.args().size()) : call.args()) {
      String what = describe(call, name, brief);
      if (what == null) {
        if (!brief) {
          call.io()
              .write(
                  call.state().dialect == Dialect.BASH ? 2 : 1,
                  call.state().dialect == Dialect.BASH
                      ? Messages.prefix(call.state(), call.line())
                          + "type: "
                          + name
                          + ": not found\n"
                      : name + ": not found\n");
        }
        status = call.state().dialect == Dialect.BASH ? 1 : 127;
      } else {
        call.out(what + "\n");
      }
    }
    return new Result.Done(status);
  }

  private static @Nullable String describe(Call call, String name, boolean brief) {
    ShellState state = call.state();
    boolean bash = state.dialect == Dialect.BASH;
    String alias = state.aliases.get(name);
    if (alias != null) {
      return brief
          ? "alias"
          : bash ? name + " is aliased to `" + alias + "'" : name + " is an alias for " + alias;
    }
    if (RESERVED.contains(" " + name + " ")) {
      return brief ? "keyword" : name + " is a shell keyword";
    }
    if (state.functions.containsKey(name)) {
      return brief ? "function" : name + (bash ? " is a function" : " is a shell function");
    }
    if (Builtins.find(name, state) != null) {
      boolean special = Builtins.isSpecial(name) && !bash;
      return brief ? "builtin" : name + " is a " + (special ? "special " : "") + "shell builtin";
    }
    String path = call.io().locate(name, state.variables.exported());
    return path == null ? null : brief ? "file" : name + " is " + path;
  }

  private static Result command(Call call) {
    List<String> args = call.args();
    if (args.isEmpty()) {
      return Result.OK;
    }
    String flag = args.getFirst();
    if (flag.equals("-v") || flag.equals("-V")) {
      int status = 0;
      for (String name : args.subList(1, args.size())) {
        String path = flag.equals("-V") ? describe(call, name, false) : locate(call, name);
        if (path == null) {
          boolean bash = call.state().dialect == Dialect.BASH;
          call.out(flag.equals("-V") && !bash ? name + ": not found\n" : "");
          status = bash ? 1 : 127;
        } else {
          call.out(path + "\n");
        }
      }
      return new Result.Done(status);
    }
    List<String> words =
        flag.equals("-p") || flag.equals("--") ? args.subList(1, args.size()) : args;
    return run(call, words);
  }

  private static @Nullable String locate(Call call, String name) {
    ShellState state = call.state();
    String alias = state.aliases.get(name);
    if (alias != null) {
      return "alias " + name + "=" + Quoting.quote(alias, state.dialect);
    }
    if (RESERVED.contains(" " + name + " ")
        || state.functions.containsKey(name)
        || Builtins.find(name, state) != null) {
      return name;
    }
    return call.io().locate(name, state.variables.exported());
  }

  /// Runs a command, passing over functions.
  private static Result run(Call call, List<String> words) {
    if (words.isEmpty()) {
      return Result.OK;
    }
    ShellState state = call.state();
    Builtin builtin = Builtins.find(words.getFirst(), state);
    if (builtin != null) {
      return builtin.run(
          new Call(
              words.getFirst(),
              words.subList(1, words.size()),
              state,
              call.io(),
              call.expansion(),
              call.shell(),
              call.line()));
    }
    Map<String, String> env = state.variables.exported();
    int pid = call.io().spawn(words, env);
    if (pid == -1) {
      return call.complain("Cannot fork", 2);
    }
    if (pid < 0) {
      call.io()
          .write(
              2,
              Messages.prefix(state, call.line())
                  + (pid == -2
                      ? Messages.notFound(state, words.getFirst())
                      : words.getFirst() + ": Permission denied")
                  + "\n");
      return new Result.Done(pid == -2 ? 127 : 126);
    }
    call.shell().await(List.of(pid), false);
    return new Result.Moved();
  }
}
