package seodang.shell.language;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;
import seodang.shell.Dialect;
import seodang.shell.FileError;
import seodang.shell.Program.Outcome;
import seodang.shell.Syscalls;

/// Runs one simple command whose words have been expanded.
final class Execution {
  private final ShellProcess shell;
  private final ShellState state;
  private final Syscalls io;
  private final Expansion expansion;

  Execution(ShellProcess shell, ShellState state, Syscalls io, Expansion expansion) {
    this.shell = shell;
    this.state = state;
    this.io = io;
    this.expansion = expansion;
  }

  @Nullable Outcome run(Op.Execute op) {
    state.line = op.line();
    boolean skips = state.has('n') && !state.interactive;
    int base = state.values.size() - op.assignments().size() - op.redirections().size() - 1;
    List<Values> operands = new ArrayList<>(state.values.subList(base, state.values.size()));
    List<String> words = ((Values.Fields) operands.getFirst()).list();
    List<String> texts = new ArrayList<>();
    for (Values value : operands.subList(1, operands.size())) {
      texts.add(((Values.Text) value).text());
    }
    shell.truncate(base);
    List<String> targets = texts.subList(0, op.redirections().size());
    List<String> values = texts.subList(op.redirections().size(), texts.size());
    if (skips) {
      return null;
    }
    trace(op, words, values);
    TreePMap<Integer, Integer> streams;
    try {
      streams = Redirections.apply(op.redirections(), targets, state, io);
    } catch (ShellFailure e) {
      return refuse(e, words);
    }
    if (words.isEmpty()) {
      return assignOnly(op, values);
    }
    return dispatch(op, words, values, streams, operands);
  }

  private @Nullable Outcome refuse(ShellFailure failure, List<String> words) {
    shell.say(failure.getMessage(), io);
    state.status = failure.status();
    if (!words.isEmpty()
        && Builtins.isSpecial(words.getFirst())
        && state.dialect == Dialect.DASH
        && !state.interactive) {
      return shell.exit(failure.status(), io);
    }
    return shell.check(io);
  }

  private void trace(Op.Execute op, List<String> words, List<String> values) {
    if (!state.has('x')) {
      return;
    }
    boolean dash = state.dialect == Dialect.DASH;
    List<String> shown = new ArrayList<>(state.traced);
    state.traced = TreePVector.empty();
    for (int i = 0; i < values.size(); i++) {
      String value = dash ? values.get(i) : Quoting.quoteIfNeeded(values.get(i));
      shown.add(op.assignments().get(i).name() + "=" + value);
    }
    words.forEach(word -> shown.add(dash ? word : Quoting.quoteIfNeeded(word)));
    if (shown.isEmpty()) {
      return;
    }
    io.write(2, state.variables.get("PS4", "+ ") + String.join(" ", shown) + "\n");
  }

  private @Nullable Outcome assignOnly(Op.Execute op, List<String> values) {
    assign(op, values);
    state.status = state.expanded ? state.substituted : 0;
    state.expanded = false;
    return shell.check(io);
  }

  private void assign(Op.Execute op, List<String> values) {
    for (int i = 0; i < values.size(); i++) {
      Op.Target target = op.assignments().get(i);
      String value = values.get(i);
      if (target.append()) {
        value = state.variables.get(target.name(), "") + value;
      }
      expansion.assign(target.name(), value);
    }
  }

  private @Nullable Outcome dispatch(
      Op.Execute op,
      List<String> words,
      List<String> values,
      TreePMap<Integer, Integer> streams,
      List<Values> operands) {
    String name = words.getFirst();
    List<String> args = List.copyOf(words.subList(1, words.size()));
    ShellState.Function function = state.functions.get(name);
    Builtin builtin = Builtins.find(name, state);
    if (function != null && !(builtin != null && Builtins.isSpecial(name))) {
      return function(op, function, args, values, streams);
    }
    if (builtin != null) {
      return builtin(op, builtin, name, args, values, streams, operands);
    }
    return external(op, words, values, streams);
  }

  private @Nullable Outcome function(
      Op.Execute op,
      ShellState.Function function,
      List<String> args,
      List<String> values,
      TreePMap<Integer, Integer> streams) {
    Map<String, Variables.@Nullable Variable> hidden = hide(op, values);
    boolean redirected = !op.redirections().isEmpty();
    if (redirected) {
      state.control.add(new Control.Redirected(io.descriptors()));
      io.descriptors(streams);
    }
    shell.call(function, args, hidden, redirected, io);
    return null;
  }

  /// Assigns for one command's time; answers what stood there before.
  private Map<String, Variables.@Nullable Variable> hide(Op.Execute op, List<String> values) {
    Map<String, Variables.@Nullable Variable> hidden = new HashMap<>();
    for (Op.Target target : op.assignments()) {
      hidden.put(target.name(), state.variables.entry(target.name()));
    }
    assign(op, values);
    for (Op.Target target : op.assignments()) {
      state.variables.mark(target.name(), true, false);
    }
    return hidden;
  }

  private @Nullable Outcome builtin(
      Op.Execute op,
      Builtin builtin,
      String name,
      List<String> args,
      List<String> values,
      TreePMap<Integer, Integer> streams,
      List<Values> operands) {
    TreePMap<Integer, Integer> before = io.descriptors();
    boolean special = Builtins.isSpecial(name);
    Map<String, Variables.@Nullable Variable> hidden = Map.of();
    if (special) {
      assign(op, values);
    } else {
      hidden = hide(op, values);
    }
    boolean redirected = !op.redirections().isEmpty();
    if (redirected) {
      io.descriptors(streams);
    }
    // What a builtin that moves elsewhere leaves behind has to be undone at its end.
    boolean holds = redirected && Builtins.runsText(name);
    if (holds) {
      state.control.add(new Control.Redirected(before));
    }
    Builtin.Result result;
    try {
      result = builtin.run(new Builtin.Call(name, args, state, io, expansion, shell, op.line()));
    } catch (FileError e) {
      result =
          new Builtin.Call(name, args, state, io, expansion, shell, op.line())
              .complain(
                  switch (state.dialect) {
                    case BASH -> "write error: " + e.reason().words();
                    case DASH -> name + ": I/O error";
                    case BUSYBOX -> "I/O error";
                  },
                  1);
    } finally {
      boolean keeps = name.equals("exec") && args.isEmpty();
      if (redirected && !keeps && !holds) {
        io.descriptors(before);
      }
    }
    if (!(result instanceof Builtin.Result.Moved)) {
      hidden.forEach(state.variables::restore);
    }
    return switch (result) {
      case Builtin.Result.Done(int status) -> {
        if (holds) {
          state.control.removeLast();
          io.descriptors(before);
        }
        state.status = status;
        yield shell.check(io);
      }
      case Builtin.Result.Wait(Outcome outcome) -> {
        state.values.addAll(operands);
        state.pc--;
        yield outcome;
      }
      case Builtin.Result.Moved _ -> {
        if (holds && state.control.getLast() instanceof Control.Script script) {
          script.redirected = true;
        }
        yield null;
      }
      case Builtin.Result.Leave(Outcome outcome) -> outcome;
    };
  }

  private @Nullable Outcome external(
      Op.Execute op, List<String> words, List<String> values, TreePMap<Integer, Integer> streams) {
    Map<String, String> env = new TreeMap<>(state.variables.exported());
    for (int i = 0; i < values.size(); i++) {
      env.put(op.assignments().get(i).name(), values.get(i));
    }
    String name = words.getFirst();
    int found = io.check(name, env);
    boolean nameless = name.isEmpty() && state.dialect == Dialect.DASH;
    if (found < 0) {
      TreePMap<Integer, Integer> before = io.descriptors();
      io.descriptors(streams);
      shell.say(
          found == -2 && !nameless ? Messages.notFound(state, name) : name + ": Permission denied",
          io);
      io.descriptors(before);
      state.status = found == -2 ? 127 : 126;
      return shell.check(io);
    }
    boolean last = op.tail() && state.subshell && state.control.isEmpty() && state.values.isEmpty();
    if (last && state.traps.isEmpty() && !state.interactive) {
      io.descriptors(streams);
      io.environment(env);
      return new Outcome.Become(words);
    }
    int pid = io.spawn(words, env, streams);
    shell.await(List.of(ShellProcess.requireForked(pid)), false);
    return null;
  }
}
