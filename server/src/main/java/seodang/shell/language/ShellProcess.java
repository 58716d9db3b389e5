// Longer than most: the machine's instruction loop, whose cases belong side by side.
package seodang.shell.language;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import seodang.json.Json;
import seodang.shell.Dialect;
import seodang.shell.FileError;
import seodang.shell.Program;
import seodang.shell.Program.Outcome;
import seodang.shell.Signal;
import seodang.shell.Syscalls;

/// A shell as a process: runs compiled code one operation at a time.
final class ShellProcess implements Program.Running, Session {
  private static final int CAPTURE_FD = 200;

  private final ShellState state;
  private final @Nullable Startup startup;
  private boolean begun;

  /// A shell that begins with arguments.
  ShellProcess(Startup startup) {
    this.state = new ShellState();
    this.startup = startup;
  }

  /// A subshell, or a shell thawed.
  ShellProcess(ShellState state) {
    this.state = state;
    this.startup = null;
    this.begun = true;
  }

  ShellState state() {
    return state;
  }

  @Override
  public Json.Object freeze() {
    return begun ? ShellJson.write(state) : Json.object();
  }

  @Override
  public Set<Integer> descriptions() {
    Set<Integer> held = new HashSet<>();
    for (Control control : state.control) {
      if (control instanceof Control.Redirected(TreePMap<Integer, Integer> before)) {
        held.addAll(before.values());
      }
    }
    return held;
  }

  @Override
  public Outcome resume(Program.Io given) {
    Syscalls io = (Syscalls) given;
    if (!begun && startup != null) {
      begun = true;
      Outcome outcome = startup.begin(this, io);
      if (outcome != null) {
        return outcome;
      }
    }
    Expansion expansion = new Expansion(state, io);
    while (true) {
      Outcome outcome;
      try {
        outcome = step(io, expansion);
      } catch (ShellFailure e) {
        outcome = fail(e, io);
      } catch (FileError e) {
        outcome = fail(new ShellFailure(e.reason().words(), 1, false), io);
      }
      if (outcome != null) {
        return outcome;
      }
      if (io.steps() <= 1) {
        // Out of turn, or killed by itself.
        return new Outcome.Ready();
      }
      io.spend(1);
    }
  }

  private @Nullable Outcome step(Syscalls io, Expansion expansion) {
    if (!state.children.isEmpty()) {
      return awaitChildren(io);
    }
    if (state.captureFd >= 0) {
      return capture(io, expansion);
    }
    if (state.interrupted) {
      state.interrupted = false;
      abandon(io);
      state.status = Signal.INT.exitCode();
      return null;
    }
    if (!state.pendingTraps.isEmpty()) {
      runTrap(state.pendingTraps.removeFirst(), io);
      return null;
    }
    Code code = state.code;
    if (code == null) {
      return nextLine(io);
    }
    Op op = code.at(state.pc);
    if (op instanceof Op.End) {
      return end(io);
    }
    state.pc++;
    return execute(op, code, io, expansion);
  }

  private @Nullable Outcome execute(Op op, Code code, Syscalls io, Expansion x) {
    switch (op) {
      case Op.Fields _ -> {
        state.expanded = false;
        x.push(new Values.Fields(new ArrayList<>()));
      }
      case Op.Begin _ -> x.begin();
      case Op.Literal(String text, boolean quoted) ->
          x.add(text, quoted ? Values.Kind.QUOTED : Values.Kind.PLAIN);
      case Op.Default(String text) -> x.add(text, Values.Kind.EXPANDED);
      case Op.Tilde(String user) -> x.tilde(user);
      case Op.Parameter(String name, boolean quoted) -> x.parameter(name, quoted);
      case Op.Length(String name, boolean quoted) -> x.length(name, quoted);
      case Op.IfSet o -> {
        if (x.isSet(o.name(), o.colon())) {
          x.parameter(o.name(), o.quoted());
          state.pc = o.at();
        }
      }
      case Op.IfUnset o -> state.pc = x.isSet(o.name(), o.colon()) ? state.pc : o.at();
      case Op.AssignDefault(String name, boolean quoted) -> x.assignDefault(name, quoted);
      case Op.Complain o -> x.complain(o.name(), o.colon());
      case Op.Trim o -> x.trim(o.name(), o.operator(), o.quoted());
      case Op.Replace o -> x.replace(o.name(), o.operator(), o.quoted());
      case Op.Slice o -> x.slice(o.name(), o.withLength(), o.quoted());
      case Op.ChangeCase o -> x.changeCase(o.name(), o.operator(), o.quoted());
      case Op.BadSubstitution o ->
          throw new ShellFailure(
              state.dialect == Dialect.BASH
                  ? "${" + o.text() + "}: bad substitution"
                  : "Bad substitution",
              state.dialect == Dialect.BASH ? 1 : 2,
              true);
      case Op.Substitute(int entry, boolean quoted) -> substitute(entry, quoted, io);
      case Op.Compute(boolean quoted) -> x.compute(quoted);
      case Op.EndWord _ -> x.endWord();
      case Op.EndText _ -> x.endText();
      case Op.EndField _ -> x.endField();
      case Op.EndPattern _ -> x.endPattern();
      case Op.Assign(Op.Target target) -> {
        String value = x.popText();
        if (state.has('x')) {
          state.traced = state.traced.plus(target.name() + "=" + value);
        }
        x.assign(target, value);
      }
      case Op.Execute o -> {
        return new Execution(this, state, io, x).run(o);
      }
      case Op.Redirect o -> {
        return redirect(o, io);
      }
      case Op.Restore _ -> restore(io);
      case Op.Subshell(int entry) -> {
        int pid = io.fork(new ShellProcess(state.fork(entry)), argv(), io.descriptors(), false);
        await(List.of(requireForked(pid)), false);
      }
      case Op.Background(int entry, String text) -> background(entry, text, io);
      case Op.Pipeline(List<Integer> entries) -> pipeline(entries, io);
      case Op.Jump(int at) -> state.pc = at;
      case Op.IfFailed(int at) -> state.pc = state.status == 0 ? state.pc : at;
      case Op.IfOk(int at) -> state.pc = state.status == 0 ? at : state.pc;
      case Op.Not _ -> state.status = state.status == 0 ? 1 : 0;
      case Op.Status(int status) -> state.status = status;
      case Op.Quiet(int change) -> state.quiet += change;
      case Op.Check _ -> {
        return check(io);
      }
      case Op.KeepStatus _ -> innermostLoop().kept = state.status;
      case Op.LoopStatus _ -> state.status = innermostLoop().kept;
      case Op.Loop(int end, int again) ->
          state.control.add(new Control.Loop(end, again, state.values.size(), state.quiet));
      case Op.EndLoop _ -> state.control.removeLast();
      case Op.Each _ -> {
        Values.Fields fields = (Values.Fields) state.values.removeLast();
        x.push(new Values.Each(fields.list(), 0));
      }
      case Op.Next(String name, int end) -> {
        Values.Each each = (Values.Each) state.values.getLast();
        if (each.at() >= each.items().size()) {
          state.pc = end;
        } else {
          x.assign(name, each.items().get(each.at()));
          state.values.set(state.values.size() - 1, new Values.Each(each.items(), each.at() + 1));
        }
      }
      case Op.Match(int at) -> {
        String pattern = x.popText();
        if (Pattern.of(pattern, state.dialect)
            .matches(((Values.Text) state.values.getLast()).text())) {
          state.pc = at;
        }
      }
      case Op.Pop _ -> state.values.removeLast();
      case Op.Define(String name, int entry, int end) -> {
        state.functions = state.functions.plus(name, new ShellState.Function(code, entry));
        state.status = 0;
        state.pc = end;
      }
      case Op.Evaluate _ -> state.status = x.evaluate(x.popText()) != 0 ? 0 : 1;
      case Op.TestUnary(String operator) ->
          state.status = Tests.unary(operator, x.popText(), io, state) ? 0 : 1;
      case Op.TestBinary(String operator, int _) -> {
        String right = x.popText();
        String left = x.popText();
        state.status = conditional(left, operator, right, io, x) ? 0 : 1;
      }
      case Op.End _ -> {
        return end(io);
      }
    }
    return null;
  }

  private boolean conditional(
      String left, String operator, String right, Syscalls io, Expansion x) {
    return switch (operator) {
      case "=", "==" -> Pattern.of(right).matches(left);
      case "!=" -> !Pattern.of(right).matches(left);
      case "=~" -> Expansion.matchesRegex(left, right);
      case "-eq", "-ne", "-lt", "-le", "-gt", "-ge" ->
          Tests.compare(x.evaluate(left), operator, x.evaluate(right));
      default -> Tests.binary(left, operator, right, io);
    };
  }

  private Control.Loop innermostLoop() {
    for (int i = state.control.size() - 1; i >= 0; i--) {
      if (state.control.get(i) instanceof Control.Loop loop) {
        return loop;
      }
    }
    throw new IllegalStateException("no loop around");
  }

  List<String> argv() {
    List<String> argv = new ArrayList<>(List.of(state.name));
    argv.addAll(state.parameters);
    return argv;
  }

  // Children.

  static int requireForked(int pid) {
    if (pid < 0) {
      throw new ShellFailure("Cannot fork", 2, true);
    }
    return pid;
  }

  void await(List<Integer> children, boolean pipeline) {
    state.children = children;
    state.pipeline = pipeline;
    state.finished = new TreeMap<>();
  }

  private @Nullable Outcome awaitChildren(Syscalls io) {
    for (int pid : state.children) {
      if (!state.finished.containsKey(pid)) {
        int code = io.exitCode(pid);
        if (code < 0) {
          return new Outcome.Child(pid);
        }
        state.finished.put(pid, code);
        if (io.killed()) {
          report(code, io);
        }
      }
    }
    int status = state.finished.getOrDefault(state.children.getLast(), 0);
    if (state.pipeline && state.pipefail) {
      int failed = 0;
      for (int pid : state.children) {
        int code = state.finished.getOrDefault(pid, 0);
        failed = code != 0 ? code : failed;
      }
      status = failed;
    }
    boolean wasPipeline = state.pipeline;
    state.children = List.of();
    state.status = status;
    // A pipeline and a subshell are checked by an operation of their own.
    return wasPipeline ? null : check(io);
  }

  /// What a shell says of a child that a signal killed.
  void report(int status, Syscalls io) {
    for (Signal signal : Signal.values()) {
      if (status == signal.exitCode() && !signal.words().isEmpty()) {
        io.write(2, signal.words() + "\n");
      }
    }
  }

  private void substitute(int entry, boolean quoted, Syscalls io) {
    Syscalls.Pipe pipe = io.pipe();
    ShellState child = state.fork(entry);
    int pid =
        io.fork(new ShellProcess(child), argv(), io.descriptors().plus(1, pipe.writer()), false);
    state.capturePid = requireForked(pid);
    state.captureFd = CAPTURE_FD;
    state.captureQuoted = quoted;
    state.captured = new StringBuilder();
    io.descriptors(io.descriptors().plus(CAPTURE_FD, pipe.reader()));
  }

  private @Nullable Outcome capture(Syscalls io, Expansion expansion) {
    String piece = io.read(state.captureFd);
    if (piece != null) {
      if (piece.isEmpty()) {
        return new Outcome.Read(state.captureFd);
      }
      state.captured.append(piece);
      io.spend(piece.length() >> 8);
      if (state.captured.length() > io.limits().textBytes()) {
        io.kill(state.capturePid, Signal.KILL);
        endCapture(io);
        throw new ShellFailure("Out of memory", 2, true);
      }
      return null;
    }
    int code = io.exitCode(state.capturePid);
    if (code < 0) {
      return new Outcome.Child(state.capturePid);
    }
    String text = state.captured.toString();
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '\n') {
      end--;
    }
    endCapture(io);
    // In dash `$?` is still that of the last command.
    state.status = state.dialect == Dialect.DASH ? state.status : code;
    state.substituted = code;
    state.expanded = true;
    expansion.add(
        text.substring(0, end).replace("\0", ""),
        state.captureQuoted ? Values.Kind.QUOTED : Values.Kind.EXPANDED);
    return null;
  }

  private void endCapture(Syscalls io) {
    io.descriptors(io.descriptors().minus(CAPTURE_FD));
    state.captureFd = -1;
    state.captured = new StringBuilder();
  }

  private void background(int entry, String text, Syscalls io) {
    TreePMap<Integer, Integer> streams = io.descriptors();
    if (!state.interactive) {
      streams = streams.plus(0, io.open("/dev/null", Syscalls.Open.READ));
    }
    ShellState child = state.fork(entry);
    child.interactive = false;
    int pid = requireForked(io.fork(new ShellProcess(child), argv(), streams, true));
    state.lastBackground = pid;
    int number = state.jobs.isEmpty() ? 1 : state.jobs.getLast().number() + 1;
    String shown = text.endsWith("&") ? text.substring(0, text.length() - 1).strip() : text;
    state.jobs.add(new ShellState.Job(number, pid, shown));
    if (state.interactive) {
      io.write(2, "[" + number + "] " + pid + "\n");
    }
    state.status = 0;
  }

  private void pipeline(List<Integer> entries, Syscalls io) {
    TreePMap<Integer, Integer> streams = io.descriptors();
    List<Integer> pids = new ArrayList<>();
    int reader = -1;
    for (int i = 0; i < entries.size(); i++) {
      TreePMap<Integer, Integer> own = reader < 0 ? streams : streams.plus(0, reader);
      if (i < entries.size() - 1) {
        Syscalls.Pipe pipe = io.pipe();
        own = own.plus(1, pipe.writer());
        reader = pipe.reader();
      }
      ShellState child = state.fork(entries.get(i));
      pids.add(requireForked(io.fork(new ShellProcess(child), argv(), own, false)));
    }
    await(pids, true);
  }

  // Redirections of compound commands.

  private @Nullable Outcome redirect(Op.Redirect o, Syscalls io) {
    List<String> texts = popTexts(o.redirections().size());
    TreePMap<Integer, Integer> before = io.descriptors();
    TreePMap<Integer, Integer> changed;
    try {
      changed = Redirections.apply(o.redirections(), texts, state, io);
    } catch (ShellFailure e) {
      say(e.getMessage(), io);
      state.status = e.status();
      state.pc = o.at();
      return check(io);
    }
    state.control.add(new Control.Redirected(before));
    io.descriptors(changed);
    return null;
  }

  private void restore(Syscalls io) {
    Control.Redirected redirected = (Control.Redirected) state.control.removeLast();
    io.descriptors(redirected.before());
  }

  List<String> popTexts(int count) {
    List<String> texts = new ArrayList<>();
    for (int i = state.values.size() - count; i < state.values.size(); i++) {
      texts.add(((Values.Text) state.values.get(i)).text());
    }
    truncate(state.values.size() - count);
    return texts;
  }

  void truncate(int size) {
    while (state.values.size() > size) {
      state.values.removeLast();
    }
  }

  // Failure and leaving.

  void say(@Nullable String message, Syscalls io) {
    int line = state.code == null ? 1 : state.line;
    io.write(2, Messages.prefix(state, line) + message + "\n");
  }

  private @Nullable Outcome fail(ShellFailure failure, Syscalls io) {
    try {
      int line = failure.line() > 0 ? failure.line() : state.code == null ? 1 : state.line;
      io.write(2, Messages.prefix(state, line) + failure.getMessage() + "\n");
    } catch (FileError e) {
      // Standard error is closed: there is nobody to tell.
      state.status = 1;
    }
    state.status = failure.status();
    if (!failure.fatal()) {
      return null;
    }
    if (state.interactive) {
      abandon(io);
      state.status = failure.status();
      return null;
    }
    return exit(failure.status(), io);
  }

  /// Under `set -e` a failure ends the shell.
  @Nullable Outcome check(Syscalls io) {
    return state.status != 0 && state.has('e') && state.quiet == 0 ? exit(state.status, io) : null;
  }

  /// Ends the shell, its EXIT trap first.
  @Nullable Outcome exit(int status, Syscalls io) {
    String trap = state.traps.get("EXIT");
    if (trap != null && !trap.isEmpty() && !state.exiting) {
      state.exiting = true;
      state.exitStatus = status & 0xFF;
      state.status = status & 0xFF;
      unwind(0, io);
      state.children = List.of();
      state.values.clear();
      state.quiet = 0;
      state.traps = state.traps.minus("EXIT");
      state.control.add(script(Control.Kind.TRAP, "EXIT", trap));
      state.code = null;
      return null;
    }
    return new Outcome.Exit(status & 0xFF);
  }

  /// Gives up everything down to the lines that somebody types.
  private void abandon(Syscalls io) {
    int keep = 0;
    if (!state.control.isEmpty()
        && state.control.getFirst() instanceof Control.Script script
        && script.kind == Control.Kind.INPUT) {
      keep = 1;
      script.rest = "";
    }
    unwind(keep, io);
    state.values.clear();
    state.quiet = 0;
    state.code = null;
    state.prompted = false;
  }

  /// Leaves what surrounds, from the inside out, until only so much is left.
  void unwind(int size, Syscalls io) {
    while (state.control.size() > size) {
      leave(state.control.removeLast(), io);
    }
  }

  private void leave(Control control, Syscalls io) {
    switch (control) {
      case Control.Loop loop -> state.quiet = loop.quiet;
      case Control.Redirected(TreePMap<Integer, Integer> before) -> io.descriptors(before);
      case Control.Call call -> {
        state.parameters = call.parameters();
        call.locals().forEach(state.variables::restore);
        state.code = call.code();
        state.pc = call.pc();
        state.quiet = call.quiet();
        truncate(call.depth());
      }
      case Control.Script script -> {
        state.code = script.code;
        state.pc = script.pc;
        state.quiet = script.quiet;
        truncate(script.depth);
        if (script.parameters != null) {
          state.parameters = script.parameters;
        }
      }
    }
  }

  Control.Script script(Control.Kind kind, String name, String text) {
    return new Control.Script(
        kind,
        name,
        text,
        1,
        state.code,
        state.pc,
        state.values.size(),
        state.quiet,
        state.status,
        null);
  }

  void checkDepth(Syscalls io) {
    int depth = 0;
    for (Control control : state.control) {
      if (control instanceof Control.Call || control instanceof Control.Script) {
        depth++;
      }
    }
    if (depth > io.limits().depth()) {
      throw new ShellFailure(
          "maximum function recursion depth exceeded (" + io.limits().depth() + ")", 2, true);
    }
  }

  /// A function begins.
  void call(
      ShellState.Function function,
      List<String> args,
      Map<String, Variables.@Nullable Variable> hidden,
      boolean redirected,
      Syscalls io) {
    checkDepth(io);
    state.control.add(
        new Control.Call(
            state.code == null ? function.code() : state.code,
            state.pc,
            state.parameters,
            new HashMap<>(hidden),
            state.values.size(),
            state.quiet,
            redirected));
    state.parameters = args;
    state.code = function.code();
    state.pc = function.entry();
  }

  /// `return`: ends the innermost function or sourced file.
  @Nullable Outcome giveBack(int status, Syscalls io) {
    int i = state.control.size() - 1;
    while (i >= 0) {
      Control control = state.control.get(i);
      if (control instanceof Control.Call
          || control instanceof Control.Script s && s.kind == Control.Kind.DOT) {
        break;
      }
      i--;
    }
    state.status = status & 0xFF;
    if (i < 0) {
      return state.interactive ? null : exit(status, io);
    }
    boolean redirected =
        state.control.get(i) instanceof Control.Call c
            ? c.redirected()
            : state.control.get(i) instanceof Control.Script s && s.redirected;
    unwind(redirected ? i - 1 : i, io);
    return check(io);
  }

  /// The code's end: of a function, of a line, or of a subshell.
  private @Nullable Outcome end(Syscalls io) {
    if (state.control.isEmpty()) {
      return exit(state.status, io);
    }
    if (state.control.getLast() instanceof Control.Call) {
      return giveBack(state.status, io);
    }
    state.code = null;
    return null;
  }

  // Lines.

  private @Nullable Outcome nextLine(Syscalls io) {
    if (state.control.isEmpty()) {
      return exit(state.status, io);
    }
    Control.Script script = (Control.Script) state.control.getLast();
    return script.kind == Control.Kind.INPUT ? inputLine(script, io) : textLine(script, io);
  }

  private @Nullable Outcome textLine(Control.Script script, Syscalls io) {
    try {
      if (compile(script, false)) {
        return null;
      }
    } catch (SyntaxError e) {
      script.rest = "";
      state.line = e.line();
      int status = state.dialect == Dialect.BASH && script.kind != Control.Kind.MAIN ? 1 : 2;
      boolean inEval = script.kind == Control.Kind.EVAL && state.dialect == Dialect.DASH;
      String message = (inEval ? "eval: " : "") + Messages.syntaxError(state, e);
      throw new ShellFailure(message, status, true, e.line());
    }
    state.control.removeLast();
    leave(script, io);
    if (script.kind == Control.Kind.TRAP) {
      if (script.name.equals("EXIT")) {
        return new Outcome.Exit(state.exitStatus);
      }
      state.status = script.status;
    }
    if (script.redirected) {
      restore(io);
    }
    if (script.kind == Control.Kind.MAIN) {
      return exit(state.status, io);
    }
    return null;
  }

  /// Compiles the next line; false when there is none.
  private boolean compile(Control.Script script, boolean interactive) {
    Source source =
        new Source(
            script.rest,
            0,
            script.line,
            state.dialect,
            state.interactive || state.dialect == Dialect.DASH ? state.aliases : Map.of(),
            interactive);
    Ast.Sequence line = new Parser(source).line();
    if (line == null) {
      script.rest = "";
      return false;
    }
    String text = source.text.substring(0, source.at);
    state.code = new Code(text, script.line, new Compiler(text, state.dialect).compile(line));
    state.pc = 0;
    state.line = script.line;
    script.line += (int) text.chars().filter(c -> c == '\n').count();
    script.rest = source.text.substring(source.at);
    return true;
  }

  private @Nullable Outcome inputLine(Control.Script script, Syscalls io) {
    while (true) {
      if (!script.rest.isEmpty()) {
        try {
          if (compile(script, !script.ended)) {
            if (state.interactive) {
              script.line = 1;
            }
            return null;
          }
        } catch (SyntaxError e) {
          if (!e.incomplete() || script.ended) {
            script.rest = "";
            state.status = 2;
            io.write(2, Messages.prefix(state, e.line()) + Messages.syntaxError(state, e) + "\n");
            if (!state.interactive) {
              return exit(2, io);
            }
          }
        }
      }
      if (script.ended) {
        return exit(state.status, io);
      }
      if (!state.prompted && state.interactive) {
        new Jobs(state, io).notice();
        if (!state.promptedOutside) {
          io.write(2, prompt(script.rest.isEmpty() ? "PS1" : "PS2", io));
        }
      }
      state.prompted = true;
      String line = state.promptedOutside ? state.entered : io.readLine(0);
      if (state.promptedOutside && line == null) {
        return new Outcome.Idle();
      }
      state.entered = null;
      if (line == null) {
        state.prompted = false;
        script.ended = true;
      } else if (line.isEmpty()) {
        return new Outcome.Read(0);
      } else {
        state.prompted = false;
        script.rest += line;
        if (script.rest.length() > io.limits().textBytes()) {
          throw new ShellFailure("Out of memory", 2, true);
        }
      }
    }
  }

  private String prompt(String variable, Syscalls io) {
    String value = state.variables.get(variable);
    if (value != null) {
      return Prompts.expand(value, state, io);
    }
    if (variable.equals("PS2")) {
      return "> ";
    }
    boolean root = io.user().equals("root");
    return switch (state.dialect) {
      case DASH -> root ? "# " : "$ ";
      case BUSYBOX -> Prompts.expand("\\w \\$ ", state, io);
      case BASH -> Prompts.expand("\\u@\\h:\\w\\$ ", state, io);
    };
  }

  // Signals.

  private void runTrap(String name, Syscalls io) {
    String text = state.traps.get(name);
    if (text == null || text.isEmpty()) {
      return;
    }
    checkDepth(io);
    state.control.add(script(Control.Kind.TRAP, name, text));
    state.code = null;
  }

  @Override
  public boolean handle(Signal signal, Program.Io io) {
    String trap = state.traps.get(signal.name());
    if (trap != null) {
      if (!trap.isEmpty()) {
        state.pendingTraps.add(signal.name());
      }
      return true;
    }
    if (!state.interactive) {
      return false;
    }
    return switch (signal) {
      case INT, XCPU -> {
        state.interrupted = true;
        yield true;
      }
      case TERM, QUIT -> true;
      case HUP, KILL, USR1, USR2, PIPE, ALRM -> false;
    };
  }

  // Session.

  @Override
  public Prompt prompt() {
    if (!state.prompted || state.entered != null) {
      return Prompt.NONE;
    }
    return state.control.getFirst() instanceof Control.Script s && !s.rest.isEmpty()
        ? Prompt.CONTINUATION
        : Prompt.FIRST;
  }

  @Override
  public void enter(String line) {
    state.entered = line;
  }

  @Override
  public int status() {
    return state.status;
  }

  @Override
  public Map<String, String> exported() {
    return state.variables.exported();
  }

  @Override
  public Map<String, String> aliases() {
    return state.aliases;
  }

  @Override
  public Set<String> functions() {
    return state.functions.keySet();
  }

  @Override
  public Set<String> variables() {
    return state.variables.all().keySet();
  }
}
