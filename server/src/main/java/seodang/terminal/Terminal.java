package seodang.terminal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import seodang.json.Json;
import seodang.kube.Cluster;
import seodang.kube.HttpResult;
import seodang.kube.Input;
import seodang.kube.node.NodeTools;
import seodang.shell.Dialect;
import seodang.shell.FileTree;
import seodang.shell.HostCall;
import seodang.shell.Launch;
import seodang.shell.ProcessTree;
import seodang.shell.Program;
import seodang.shell.Programs;
import seodang.shell.Progress;
import seodang.shell.Signal;
import seodang.shell.language.Session;
import seodang.shell.language.Shell;
import seodang.shell.tool.Tools;
import seodang.terminal.screen.Screen;

/// One tab's terminal. Safe on any thread.
///
/// One thread of its own owns the shell's process tree and the line being typed; everything from
/// outside comes to it as an event. Longer than most files: the loop and what it owns are one state
/// machine.
public final class Terminal implements AutoCloseable {
  static final Logger LOG = LoggerFactory.getLogger(Terminal.class);

  /// Of one turn: short, so that whoever floods does not keep others waiting.
  private static final int STEPS = 4_000;

  private static final Semaphore TURNS =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() - 1), true);

  /// How long a turn is from the next.
  private static final int TURN_MICROS = 50;

  /// How long what runs rests before a window that is behind is looked at again.
  private static final int REST_MILLIS = 5;

  /// At a prompt a window marks what is pasted, so that many lines come as one; programs get it as
  /// it is.
  private static final String BRACKETS_PASTE = "\u001b[?2004h";

  private static final String NO_BRACKETS = "\u001b[?2004l";

  /// Ends an escape sequence that was cut in two, and what colours it had set.
  private static final String CANCEL = "\u0018\u001b[0m";

  private static final String PROMPT = "\u001b[38;5;67mlearner@control-plane\u001b[0m:";

  /// The node that the learner sits at.
  static final String HOME = "control-plane";

  /// What a terminal is given by those who open it.
  ///
  /// @param commands by name, beside the shell's own programs: `kubectl`
  /// @param completers by command name
  /// @param threads where the terminal and its commands run; a virtual thread each will do
  public record Setup(
      ClusterPort cluster,
      Map<String, Command> commands,
      Map<String, Completer> completers,
      TerminalLimits limits,
      Executor threads,
      InstantSource clock) {}

  /// What happens to a terminal.
  private sealed interface Event {
    record Typed(String keys) implements Event {}

    record Resized() implements Event {}

    record Woken() implements Event {}

    record Closing() implements Event {}
  }

  private final Setup setup;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final AtomicBoolean woken = new AtomicBoolean();
  private final List<Window> windows = new CopyOnWriteArrayList<>();

  /// What every window shows; guarded by itself, as is who attaches and who is told.
  private final Screen screen;

  private final StringBuilder unsent = new StringBuilder();
  private final LineEditor editor;
  private final Keyboard keyboard;
  private final SharedFiles files;
  private final Deque<Machine> machines = new ArrayDeque<>();
  private Machine machine;
  private ProcessTree tree;
  private final List<String> awaited = new ArrayList<>();
  private final StringBuilder errors = new StringBuilder();
  private volatile Foreign.@Nullable Process grabber;
  private volatile String line = "";
  private volatile boolean closed;
  private volatile int columns = 80;
  private volatile int rows = 24;
  private volatile TerminalState saved;
  private boolean prompting;
  private boolean busy;
  private long printed;
  private boolean flooded;

  private Terminal(Setup setup, TerminalState state, SharedFiles files) {
    this.setup = setup;
    this.files = files;
    saved = state;
    screen = new Screen(columns, rows, setup.limits().scrollbackRows());
    editor = new LineEditor(new ArrayList<>(state.history()), setup.limits().lineLength());
    keyboard = new Keyboard(editor);
    Map<String, String> env = new HashMap<>(state.env());
    env.put("PWD", state.directory());
    Launch launch =
        new Launch(
            List.of("bash"),
            env,
            files.now().isDirectory(state.directory()) ? state.directory() : "/",
            "learner",
            "control-plane",
            state.history().size() + 1L,
            true,
            false,
            Dialect.BASH);
    tree = ProcessTree.start(launch, files.now(), programs(), setup.limits().processes());
    machine = new Machine("", tree, files, code -> {});
  }

  private Programs programs() {
    Map<String, Program> all = new HashMap<>(plain());
    for (String tool : NodeTools.names()) {
      all.put(tool, Ssh.here(this, false));
    }
    all.put("sudo", Ssh.here(this, true));
    return Programs.of(all);
  }

  /// What a node has beside its own tools.
  Programs programsOf(String node) {
    Map<String, Program> all = new HashMap<>(plain());
    all.putAll(Tools.ofHost(NodeTools.names()));
    all.put("sudo", Ssh.asRoot());
    boolean owners = setup.cluster().state().get("", "nodes", "", HOME) == null;
    if (!node.equals(HOME) && !owners) {
      all.remove("kubectl");
    }
    return Programs.of(all);
  }

  private Map<String, Program> plain() {
    Map<String, Program> all = new HashMap<>(Tools.everything());
    setup.commands().forEach((name, command) -> all.put(name, new Foreign(command, this)));
    for (String shell : List.of("sh", "dash")) {
      all.put(shell, Shell.program());
    }
    all.put("bash", Shell.ofTerminal());
    all.put("clear", new Foreign(Terminal::clear, this));
    all.put("reset", new Foreign(Terminal::clear, this));
    all.put("history", new Foreign(this::history, this));
    all.put("ssh", Ssh.program(this));
    return all;
  }

  private static int clear(CommandContext context) throws InterruptedException {
    context.out("\u001b[H\u001b[2J\u001b[3J");
    return 0;
  }

  private int history(CommandContext context) throws InterruptedException {
    List<String> lines = editor.history();
    String wanted = context.args().isEmpty() ? "" + lines.size() : context.args().getFirst();
    if (!wanted.matches("\\d{1,9}")) {
      context.err("bash: history: " + wanted + ": numeric argument required\n");
      return 1;
    }
    StringBuilder out = new StringBuilder();
    for (int i = Math.max(0, lines.size() - Integer.parseInt(wanted)); i < lines.size(); i++) {
      out.append("%5d  %s\n".formatted(i + 1, lines.get(i)));
    }
    context.out(out.toString());
    return 0;
  }

  /// Opens a terminal with files of its own; its shell begins at once.
  public static Terminal open(Setup setup, TerminalState state) {
    return open(setup, state, new SharedFiles(state.files()));
  }

  /// Opens a terminal that shares its files with others; those of the state are not looked at.
  public static Terminal open(Setup setup, TerminalState state, SharedFiles files) {
    Terminal terminal = new Terminal(setup, state, files);
    setup.threads().execute(terminal::loop);
    return terminal;
  }

  /// Keystrokes as xterm.js sends them.
  public void type(String keys) {
    events.add(new Event.Typed(keys));
  }

  public void resize(int newColumns, int newRows) {
    columns = Math.clamp(newColumns, 10, 500);
    rows = Math.clamp(newRows, 3, 200);
    synchronized (screen) {
      screen.resize(columns, rows);
    }
    events.add(new Event.Resized());
  }

  /// A window that shows this terminal: it is given the screen so far, then all events.
  ///
  /// @return closes the attachment; the terminal goes on
  public AutoCloseable attach(Window window) {
    synchronized (screen) {
      window.accept(new TerminalEvent.Output(screen.snapshot()));
      windows.add(window);
    }
    return () -> windows.remove(window);
  }

  /// What can be read on the screen, a text for each row.
  public List<String> shown() {
    synchronized (screen) {
      return screen.text();
    }
  }

  /// Files, history, variables and directory as they are now, to be saved.
  public TerminalState state() {
    TerminalState last = saved;
    return new TerminalState(files.now(), last.history(), last.env(), last.directory());
  }

  /// Ends all that runs in it.
  @Override
  public void close() {
    closed = true;
    events.add(new Event.Closing());
    Foreign.Process holder = grabber;
    if (holder != null) {
      holder.hangUp();
    }
  }

  // For commands, on their threads.

  Thread thread(Runnable work) {
    return Thread.ofVirtual().name("command").start(work);
  }

  void wake() {
    if (woken.compareAndSet(false, true)) {
      events.add(new Event.Woken());
    }
  }

  String line() {
    return line;
  }

  ClusterPort cluster() {
    return setup.cluster();
  }

  int columns() {
    return columns;
  }

  int rows() {
    return rows;
  }

  FileTree files() {
    return machine.disk().now();
  }

  void files(UnaryOperator<FileTree> change) {
    machine.disk().change(change);
  }

  // Machines: a node's shell stands before the one that it was opened from.

  SharedFiles home() {
    return files;
  }

  TerminalLimits limits() {
    return setup.limits();
  }

  void enter(Machine other) {
    flush();
    machines.push(machine);
    machine = other;
    tree = other.tree();
    events.add(new Event.Woken());
  }

  private void leave(int code) {
    Machine left = machine;
    machine = machines.pop();
    tree = machine.tree();
    left.onExit().accept(code);
    tree.poke();
    events.add(new Event.Woken());
  }

  @Nullable Command editor(String name) {
    return setup.commands().get(name);
  }

  void grabbed(Foreign.Process process) {
    grabber = process;
  }

  void released(Foreign.Process process) {
    if (grabber == process) {
      grabber = null;
    }
  }

  // The screen.

  void screen(String text) {
    publish(new TerminalEvent.Output(text));
  }

  private void publish(TerminalEvent event) {
    synchronized (screen) {
      if (event instanceof TerminalEvent.Output out) {
        screen.write(out.text());
      }
      windows.removeIf(window -> !delivered(window, event));
    }
  }

  /// Whether a window has not shown most of what it was given.
  private boolean behind() {
    return windows.stream().anyMatch(w -> w.backlog() > setup.limits().backlog());
  }

  private static boolean delivered(Window window, TerminalEvent event) {
    try {
      window.accept(event);
      return true;
    } catch (RuntimeException e) {
      LOG.warn("a window failed", e);
      return false;
    }
  }

  private void flush() {
    if (!unsent.isEmpty()) {
      screen(unsent.toString());
      unsent.setLength(0);
    }
  }

  // The loop, on the terminal's own thread.

  private void loop() {
    try {
      while (!closed) {
        if (behind()) {
          Event event = events.poll(REST_MILLIS, TimeUnit.MILLISECONDS);
          if (event != null) {
            handle(event);
          }
          continue;
        }
        Progress.Status status = busy ? turn() : run();
        busy = status instanceof Progress.Status.Ready;
        settle();
        handOver(status);
        flush();
        if (status instanceof Progress.Status.Exited exited && !machines.isEmpty()) {
          leave(exited.code());
          continue;
        }
        if (status instanceof Progress.Status.Exited) {
          return;
        }
        Event event = next(status);
        if (event != null) {
          handle(event);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("a terminal failed", e);
    } finally {
      publish(new TerminalEvent.Closed());
      tree.signal(Signal.HUP);
      machines.forEach(outer -> outer.tree().signal(Signal.HUP));
      Foreign.Process holder = grabber;
      if (holder != null) {
        holder.hangUp();
      }
    }
  }

  private @Nullable Event next(Progress.Status status) throws InterruptedException {
    if (status instanceof Progress.Status.Ready) {
      // A virtual thread that never waits keeps its carrier from all others, and one that only
      // yields
      // from those who come from outside: their queue is looked at when nobody here is ready.
      return events.poll(TURN_MICROS, TimeUnit.MICROSECONDS);
    }
    Instant until = status instanceof Progress.Status.Waiting w ? w.until() : null;
    if (until == null) {
      return events.take();
    }
    long millis = Duration.between(setup.clock().instant(), until).toMillis();
    return events.poll(Math.max(1, millis), TimeUnit.MILLISECONDS);
  }

  /// Gives a command that waits for input the keys that came with its own line, and one that takes
  /// the whole screen those that came before it did.
  private void handOver(Progress.Status status) {
    Foreign.Process holder = grabber;
    if (holder != null && holder.isRaw()) {
      String ahead = tree.takeTyped();
      if (!ahead.isEmpty()) {
        holder.type(ahead);
      }
    }
    boolean reads = status instanceof Progress.Status.Waiting w && w.input();
    if (!prompting && !keyboard.isIdle() && (reads || grabber != null)) {
      running(keyboard.take());
      events.add(new Event.Woken());
    }
  }

  /// As [#run], for one that has not waited: such take turns and leave a processor to all others.
  private Progress.Status turn() throws InterruptedException {
    TURNS.acquire();
    try {
      return run();
    } finally {
      TURNS.release();
    }
  }

  private Progress.Status run() {
    while (true) {
      Progress progress = resume();
      progress.output().forEach(this::print);
      if (progress.calls().isEmpty()) {
        return progress.status();
      }
      for (HostCall call : progress.calls()) {
        tree.answer(call.id(), answer(call));
      }
    }
  }

  /// A shell beside the terminal's own that runs one line and has nothing to read.
  ProcessTree script(String line, Map<String, String> env, String directory) {
    Launch launch =
        new Launch(
            List.of("bash", "-c", line),
            env,
            directory,
            "learner",
            "control-plane",
            1,
            false,
            false,
            Dialect.BASH);
    ProcessTree script = ProcessTree.start(launch, files(), programs(), setup.limits().processes());
    script.endInput();
    return script;
  }

  private Progress resume() {
    return resume(tree);
  }

  /// Lets processes go on with the learner's files.
  Progress resume(ProcessTree tree) {
    AtomicReference<Progress> done = new AtomicReference<>();
    machine
        .disk()
        .change(before -> {
          tree.files(before);
          done.set(tree.resume(setup.clock().instant(), STEPS));
          return tree.files();
        });
    return Objects.requireNonNull(done.get());
  }

  private void print(Progress.Output output) {
    printed += output.text().length();
    if (printed > setup.limits().outputBytes()) {
      if (!flooded) {
        flooded = true;
        unsent.append("\r\n\u001b[33m[출력이 너무 많아 여기서 끊었습니다]\u001b[0m\r\n");
        tree.signal(Signal.INT);
      }
      return;
    }
    if (output.stream() == 2 && errors.length() < 4000) {
      errors.append(output.text());
    }
    unsent.append(output.text());
    if (unsent.length() > 16 << 10) {
      flush();
    }
  }

  private HostCall.Answer answer(HostCall call) {
    return answer(machine.node(), call);
  }

  /// @param node whose process asks; `""` for the learner's own machine
  HostCall.Answer answer(String node, HostCall call) {
    return switch (call) {
      case HostCall.Tool t -> {
        Input.Tool input =
            new Input.Tool(node.isEmpty() ? HOME : node, t.argv(), t.directory(), t.cursor());
        ClusterPort port = setup.cluster();
        HostCall.Answer.Tool seen = Cluster.look(port.state(), port.now(), input);
        HostCall.Answer.Tool done = seen == null ? port.input(input).tool() : seen;
        yield done == null ? new HostCall.Answer.Tool(1, "", "", "") : done;
      }
      case HostCall.Http h -> {
        HttpResult result =
            setup
                .cluster()
                .input(new Input.Http(node, h.method(), h.url(), h.headers(), h.body()))
                .http();
        if (result == null) {
          yield new HostCall.Answer.Http("timeout", 0, Json.object(), "", "");
        }
        yield new HostCall.Answer.Http(
            result.error(), result.status(), result.headers(), result.body(), result.connectedTo());
      }
      case HostCall.Lookup l -> new HostCall.Answer.Lookup("192.168.56.1", List.of());
    };
  }

  /// Shows the prompt when the shell waits for a line.
  private void settle() {
    Session session = session();
    Session.Prompt prompt = session == null ? Session.Prompt.NONE : session.prompt();
    if (session == null || prompt == Session.Prompt.NONE) {
      return;
    }
    if (prompting || !awaited.isEmpty() && prompt == Session.Prompt.CONTINUATION && feed(session)) {
      return;
    }
    if (prompt == Session.Prompt.FIRST && !line.isEmpty()) {
      finished(session);
    }
    if (!awaited.isEmpty() && feed(session)) {
      return;
    }
    flush();
    prompting = true;
    unsent.append(BRACKETS_PASTE);
    keyboard.add(tree.takeTyped());
    String shown =
        prompt == Session.Prompt.CONTINUATION
            ? "> "
            : prompt()
                + "\u001b[38;5;66m"
                + directory(session)
                + "\u001b[0m"
                + (machines.isEmpty() ? "$ " : "# ");
    unsent.append(editor.begin(shown, column()));
    if (!keyboard.isIdle()) {
      handle(new Event.Typed(""));
    }
  }

  /// Gives the shell the next of several lines that were entered together.
  private boolean feed(Session session) {
    String next = awaited.removeFirst();
    line = line.isEmpty() ? next : line;
    enter(session, next);
    return true;
  }

  private int column() {
    synchronized (screen) {
      return Math.min(screen.cursorColumn(), columns - 1);
    }
  }

  private String prompt() {
    return machines.isEmpty() ? PROMPT : "root@" + machine.node() + ":";
  }

  private void finished(Session session) {
    String done = line;
    line = "";
    if (machines.isEmpty()) {
      saved =
          new TerminalState(
              files(), editor.history(), Map.copyOf(session.exported()), directoryOf(session));
    }
    flush();
    publish(new TerminalEvent.CommandFinished(done, session.status()));
    String hint = Hints.of(done, session.status(), errors.toString(), known(session));
    if (!hint.isEmpty()) {
      publish(new TerminalEvent.Hint(hint));
    }
    errors.setLength(0);
    printed = 0;
    flooded = false;
  }

  private static String directoryOf(Session session) {
    return session.exported().getOrDefault("PWD", "/");
  }

  private static String directory(Session session) {
    String home = session.exported().getOrDefault("HOME", "/");
    String here = directoryOf(session);
    return here.equals(home)
        ? "~"
        : here.startsWith(home + "/") ? "~" + here.substring(home.length()) : here;
  }

  private List<String> known(@Nullable Session session) {
    List<String> names = new ArrayList<>(programs().names());
    names.addAll(List.of("cd", "export", "alias", "history", "type", "exit", "set", "unset"));
    if (session != null) {
      names.addAll(session.aliases().keySet());
      names.addAll(session.functions());
    }
    return names;
  }

  // Keys.

  private void handle(Event event) {
    switch (event) {
      case Event.Woken w -> {
        woken.set(false);
        tree.poke();
      }
      case Event.Resized r -> {
        if (prompting) {
          unsent.append(editor.redraw(columns));
        }
        flush();
        repaint();
      }
      case Event.Closing c -> closed = true;
      case Event.Typed typed -> typed(typed.keys());
    }
  }

  private void repaint() {
    String text;
    synchronized (screen) {
      text = screen.repaint();
    }
    publish(new TerminalEvent.Repainted(text));
  }

  private void typed(String keys) {
    keyboard.add(keys);
    if (!prompting) {
      running(keyboard.take());
      return;
    }
    while (prompting) {
      Keyboard.Action action = keyboard.next();
      if (action == null) {
        unsent.append(editor.redraw(columns));
        return;
      }
      act(action);
    }
  }

  /// Keys while a command runs: Ctrl-C stops it, the rest goes to its input.
  private void running(String keys) {
    Foreign.Process holder = grabber;
    if (holder != null && holder.isRaw()) {
      holder.type(keys);
      return;
    }
    int interrupt = keys.indexOf('\u0003');
    if (interrupt >= 0) {
      discard();
      awaited.clear();
      tree.discardInput();
      tree.signal(Signal.INT);
      running(keys.substring(interrupt + 1));
    } else if (!keys.isEmpty()) {
      tree.write(keys);
    }
  }

  private void discard() {
    unsent.setLength(0);
    String instead;
    synchronized (screen) {
      screen.write(CANCEL);
      instead = screen.repaint();
    }
    publish(new TerminalEvent.Discarded(instead));
    screen(CANCEL + "^C\r\n");
  }

  private void act(Keyboard.Action action) {
    switch (action) {
      case ENTER -> enter();
      case INTERRUPT -> {
        unsent.append(editor.leave(columns).replaceFirst("\r\n$", "^C\r\n"));
        left();
        tree.signal(Signal.INT);
        events.add(new Event.Woken());
        line = "";
      }
      case END_OF_INPUT -> {
        unsent.append("exit\r\n");
        left();
        Session session = session();
        if (session != null) {
          enter(session, "exit");
        }
      }
      case CLEAR -> {
        unsent.append("\u001b[H\u001b[2J").append(editor.redrawAtTop(columns));
      }
      case COMPLETE -> complete();
    }
  }

  private void left() {
    prompting = false;
    unsent.append(NO_BRACKETS);
  }

  private void enter() {
    unsent.append(editor.leave(columns));
    String entered = editor.text();
    Session session = session();
    boolean first = session != null && session.prompt() == Session.Prompt.FIRST;
    left();
    editor.remember(entered, setup.limits().history());
    if (first) {
      line = entered;
      if (!entered.isBlank()) {
        flush();
        publish(new TerminalEvent.CommandStarted(entered));
      }
    }
    List<String> lines = List.of(entered.split("\n", -1));
    awaited.addAll(lines.subList(1, lines.size()));
    if (session != null) {
      enter(session, lines.getFirst());
    }
  }

  private void enter(Session session, String text) {
    session.enter(text + "\n");
    tree.poke();
    events.add(new Event.Woken());
  }

  private @Nullable Session session() {
    return tree.first() instanceof Session s ? s : null;
  }

  private void complete() {
    Session session = session();
    if (session == null) {
      return;
    }
    Completion completion =
        new Completion(setup, known(session), session, directoryOf(session), files());
    Completion.Result result = completion.complete(editor.beforeCursor());
    if (result.replacement() != null) {
      editor.replace(result.from(), result.replacement());
    } else if (!result.choices().isEmpty()) {
      unsent.append(editor.leave(columns));
      unsent.append(Completion.table(result.choices(), columns));
    }
    unsent.append(editor.redraw(columns));
  }
}
