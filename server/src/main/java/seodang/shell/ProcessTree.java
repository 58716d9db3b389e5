// Longer than most: the whole kernel of a tree, whose parts all work on the same few tables.
package seodang.shell;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import seodang.json.Json;
import seodang.shell.Program.Outcome;
import seodang.shell.Progress.Output;
import seodang.shell.Progress.Status;

/// A tree of simulated processes: what a container runs, or what a terminal's shell runs.
///
/// Processes take turns by their numbers, each for at most [#QUANTUM] steps, so that the same tree
/// resumed with the same times and steps does the same.
public final class ProcessTree {
  private static final int QUANTUM = 200;

  private final Launch launch;
  private final Programs programs;
  private final Limits limits;
  private final NavigableMap<Integer, Task> tasks = new TreeMap<>();
  private final Descriptions descriptions;
  private final LineDiscipline discipline;
  private final StringBuilder input = new StringBuilder();
  private final List<Output> output = new ArrayList<>();
  private final List<HostCall> calls = new ArrayList<>();
  private final Map<Long, HostCall.Answer> answers = new HashMap<>();
  private FileTree files;
  private Instant now = Instant.EPOCH;
  private int root;
  private int nextPid;
  private int turn;
  private long nextCall;
  private long random;
  private long busy;
  private boolean inputEnded;
  private boolean loose;
  private boolean lastWasReturn;
  private @Nullable Integer exited;

  /// Processes of other trees in the same PID namespace.
  private Map<Integer, List<String>> neighbours = Map.of();

  private final List<Sent> sent = new ArrayList<>();

  /// A signal for a process of another tree.
  public record Sent(int pid, Signal signal) {}

  private ProcessTree(
      Launch launch,
      FileTree files,
      Programs programs,
      Limits limits,
      Descriptions descriptions,
      String typed) {
    this.launch = launch;
    this.files = files;
    this.programs = programs;
    this.limits = limits;
    this.descriptions = descriptions;
    this.discipline = new LineDiscipline(typed);
    this.random = launch.seed();
  }

  /// Whether the first argument names something that can be executed, as the kernel looks at it
  /// before a container can start: null when it does, else why not.
  public static FileError.@Nullable Reason obstacle(
      Launch launch, FileTree files, Programs programs) {
    return Executables.obstacle(
        Executables.find(
            launch.argv(), launch.env(), launch.directory(), launch.user(), files, programs));
  }

  /// Begins a tree; nothing runs before [#resume]. When there is [#obstacle], the tree ends at once
  /// with 127 or 126.
  public static ProcessTree start(Launch launch, FileTree files, Programs programs, Limits limits) {
    return start(launch, files, programs, limits, Map.of());
  }

  /// Begins a tree beside others of its PID namespace.
  ///
  /// @param neighbours as [#neighbours] takes them
  public static ProcessTree start(
      Launch launch,
      FileTree files,
      Programs programs,
      Limits limits,
      Map<Integer, List<String>> neighbours) {
    ProcessTree tree = new ProcessTree(launch, files, programs, limits, new Descriptions(), "");
    tree.neighbours(neighbours);
    tree.root = launch.init() ? 1 : 7;
    while (neighbours.containsKey(tree.root)) {
      tree.root += 6;
    }
    tree.nextPid = tree.root;
    TreePMap<Integer, Integer> streams = TreePMap.empty();
    for (int fd = 0; fd < 3; fd++) {
      streams = streams.plus(fd, tree.descriptions.add(new Description.Standard(fd)));
    }
    switch (Executables.find(
        launch.argv(), launch.env(), launch.directory(), launch.user(), files, programs)) {
      case Executables.Found.Missing missing -> tree.exited = -code(missing) == 2 ? 127 : 126;
      case Executables.Found.Executable e -> {
        Task task = new Task(tree.nextPid++, 0, e.name(), e.argv(), e.program().start(e.argv()));
        task.env = Map.copyOf(launch.env());
        task.directory = FileTree.resolve("/", launch.directory());
        task.descriptors = streams;
        tree.tasks.put(task.pid, task);
      }
    }
    return tree;
  }

  /// A tree as it was frozen.
  public static ProcessTree thaw(
      Json.Object frozen, FileTree files, Programs programs, Limits limits) {
    ProcessTree tree =
        new ProcessTree(
            launch(frozen.object("launch")),
            files,
            programs,
            limits,
            Descriptions.fromJson(frozen.object("descriptions")),
            frozen.text("typed"));
    for (Json.Object task : frozen.array("tasks").objects()) {
      Task thawed = Task.fromJson(task, programs);
      tree.tasks.put(thawed.pid, thawed);
    }
    tree.input.append(frozen.text("input"));
    tree.inputEnded = frozen.bool("inputEnded");
    tree.root = (int) frozen.number("root", 1);
    tree.nextPid = (int) frozen.number("nextPid", 2);
    tree.turn = (int) frozen.number("turn", 0);
    tree.nextCall = frozen.number("nextCall", 0);
    tree.random = frozen.number("random", 0);
    tree.busy = frozen.number("busy", 0);
    tree.exited = frozen.has("exited") ? Integer.valueOf((int) frozen.number("exited", 0)) : null;
    return tree;
  }

  /// What runs beside this tree, argument lists by PID; its signals are taken by [#takeSent].
  public void neighbours(Map<Integer, List<String>> others) {
    neighbours = Map.copyOf(others);
  }

  /// The processes of this tree and its neighbours.
  Map<Integer, List<String>> processes() {
    Map<Integer, List<String>> all = new TreeMap<>(neighbours);
    tasks.forEach((pid, task) -> all.put(pid, task.argv));
    return all;
  }

  /// The signals for neighbours since the last call.
  public List<Sent> takeSent() {
    List<Sent> taken = List.copyOf(sent);
    sent.clear();
    return taken;
  }

  /// A process that lives in a frozen tree.
  ///
  /// @param program by name, as [Programs] knows it
  /// @param state what it froze
  public record Living(
      int pid,
      String program,
      List<String> argv,
      Json.Object env,
      String directory,
      Json.Object state) {}

  /// The processes of a frozen tree, by their numbers.
  public static List<Living> living(Json.Object frozen) {
    List<Living> living = new ArrayList<>();
    for (Json.Object task : frozen.array("tasks").objects()) {
      if (!task.has("exit")) {
        living.add(
            new Living(
                (int) task.number("pid", 0),
                task.text("program"),
                task.array("argv").texts(),
                task.object("env"),
                task.text("directory"),
                task.object("state")));
      }
    }
    return living;
  }

  /// Everything but the files, which several trees may share. Answers to calls must have been used,
  /// that is, the tree resumed after [#answer].
  public Json.Object freeze() {
    Json.Array all = Json.array();
    for (Task task : tasks.values()) {
      all = all.add(task.toJson());
    }
    collect();
    return Json.object()
        .with("launch", launchJson())
        .with("tasks", all)
        .with("descriptions", descriptions.toJson())
        .with("typed", discipline.toJson())
        .with("input", input.toString())
        .with("inputEnded", inputEnded)
        .with("root", root)
        .with("nextPid", nextPid)
        .with("turn", turn)
        .with("nextCall", nextCall)
        .with("random", random)
        .with("busy", busy)
        .withIf("exited", exited == null ? null : Json.number(exited));
  }

  private Json.Object launchJson() {
    return Json.object(
        "user", launch.user(),
        "hostname", launch.hostname(),
        "tty", launch.tty(),
        "init", launch.init(),
        "dialect", launch.dialect().name());
  }

  private static Launch launch(Json.Object json) {
    return new Launch(
        List.of(),
        Map.of(),
        "/",
        json.text("user"),
        json.text("hostname"),
        0,
        json.bool("tty"),
        json.bool("init"),
        Dialect.valueOf(json.text("dialect", "DASH")));
  }

  // Running.

  /// Runs on, at most so many steps.
  public Progress resume(Instant at, int steps) {
    now = at;
    int left = steps;
    int idle = 0;
    while (exited == null && left > 0 && idle <= tasks.size()) {
      Task task = next();
      if (!drain(task) || finished(task) || !isRunnable(task)) {
        idle++;
        continue;
      }
      idle = 0;
      int spent = run(task, Math.min(QUANTUM, left));
      left -= spent;
      busy += spent;
      if (busy > limits.busySteps()) {
        busy = 0;
        overrun();
      }
    }
    return new Progress(take(output), take(calls), status(left));
  }

  private static <T> List<T> take(List<T> list) {
    List<T> taken = List.copyOf(list);
    list.clear();
    return taken;
  }

  private Status status(int left) {
    if (exited != null) {
      return new Status.Exited(exited);
    }
    if (left <= 0 && tasks.values().stream().anyMatch(this::canGoOn)) {
      return new Status.Ready();
    }
    busy = 0;
    Instant until = null;
    boolean reads = false;
    for (Task task : tasks.values()) {
      Instant wake =
          switch (task.waiting) {
            case Outcome.Sleep s -> s.until();
            case Outcome.Call c -> c.until();
            case Outcome.Child c -> c.until();
            default -> null;
          };
      if (wake != null && (until == null || wake.isBefore(until))) {
        until = wake;
      }
      reads |= task.waiting instanceof Outcome.Read(int fd) && readsInput(task, fd);
    }
    return new Status.Waiting(until, reads);
  }

  private boolean canGoOn(Task task) {
    if (task.held.isEmpty()) {
      return task.exitCode != null || isRunnable(task);
    }
    return !(descriptions.get(task.held.getFirst().description())
            instanceof Description.PipeEnd end)
        || !hasReader(end.pipe())
        || hasRoom(end.pipe());
  }

  private boolean readsInput(Task task, int fd) {
    Integer id = task.descriptors.get(fd);
    return id != null && descriptions.get(id) instanceof Description.Standard;
  }

  /// The process whose turn it is.
  private Task next() {
    Map.Entry<Integer, Task> entry = tasks.higherEntry(turn);
    if (entry == null) {
      entry = tasks.firstEntry();
    }
    turn = entry.getKey();
    return entry.getValue();
  }

  private int run(Task task, int steps) {
    TaskIo io = new TaskIo(this, task, steps);
    task.woken = false;
    Outcome outcome;
    try {
      outcome = task.running.resume(io);
    } catch (FileError e) {
      outcome = failed(task, e);
    }
    task.waiting = outcome;
    task.seen = outcome instanceof Outcome.Read(int fd) ? available(task, fd) : 0;
    if (task.exitCode != null) {
      // It killed itself: what it wanted next does not matter.
      return 1 + io.spent();
    }
    if (io.brokenPipe()) {
      task.signalled = true;
      end(task, Signal.PIPE.exitCode());
    } else if (outcome instanceof Outcome.Exit(int code)) {
      end(task, code);
    } else if (outcome instanceof Outcome.Become(List<String> argv)) {
      become(task, argv);
    }
    finished(task);
    return 1 + io.spent();
  }

  /// A program that could not write and did not care to say so itself.
  private Outcome failed(Task task, FileError e) {
    Integer error = task.descriptors.get(2);
    if (error != null && descriptions.get(error) instanceof Description.Standard) {
      print(
          2,
          FileTree.name(task.argv.getFirst()) + ": " + "write error: " + e.reason().words() + "\n");
    }
    return new Outcome.Exit(1);
  }

  private boolean isRunnable(Task task) {
    if (task.woken) {
      return true;
    }
    return switch (task.waiting) {
      case Outcome.Ready _, Outcome.Become _, Outcome.Exit _ -> true;
      case Outcome.Idle _ -> false;
      case Outcome.Sleep s -> !now.isBefore(s.until());
      case Outcome.Child c ->
          c.until() != null && !now.isBefore(c.until())
              || (c.pid() < 0
                  ? !task.ended.isEmpty()
                  : task.ended.containsKey(c.pid()) || !tasks.containsKey(c.pid()));
      case Outcome.Call c ->
          answers.containsKey(c.id()) || c.until() != null && !now.isBefore(c.until());
      case Outcome.Read(int fd) -> isReadable(task, fd);
    };
  }

  private boolean isReadable(Task task, int fd) {
    Integer id = task.descriptors.get(fd);
    Description description = id == null ? null : descriptions.get(id);
    return switch (description) {
      case null -> true;
      case Description.Standard _ -> inputEnded || input.length() > task.seen;
      case Description.PipeEnd p ->
          descriptions.buffer(p.pipe()).length() > task.seen || !hasWriter(p.pipe());
      case Description.File _, Description.Text _, Description.Device _ -> true;
    };
  }

  /// How much stands in a stream that a process found too little, as half a line.
  private int available(Task task, int fd) {
    Integer id = task.descriptors.get(fd);
    return switch (id == null ? null : descriptions.get(id)) {
      case Description.PipeEnd p -> descriptions.buffer(p.pipe()).length();
      case Description.Standard _ -> input.length();
      case null, default -> 0;
    };
  }

  /// Writes what was held back; true when nothing is any more.
  private boolean drain(Task task) {
    while (!task.held.isEmpty()) {
      Task.Held piece = task.held.getFirst();
      if (!(descriptions.get(piece.description()) instanceof Description.PipeEnd end)
          || !hasReader(end.pipe())) {
        task.held.clear();
        task.signalled = true;
        task.exitCode = Signal.PIPE.exitCode();
        return true;
      }
      if (!hasRoom(end.pipe())) {
        return false;
      }
      descriptions.buffer(end.pipe()).append(piece.text());
      task.held.removeFirst();
    }
    return true;
  }

  /// Buries a process that ended and has nothing more to say.
  private boolean finished(Task task) {
    if (task.exitCode == null || !drain(task)) {
      return false;
    }
    tasks.remove(task.pid);
    loose = true;
    Task parent = tasks.get(task.parent);
    if (parent != null) {
      parent.ended.put(task.pid, task.exitCode + (task.signalled ? Task.SIGNALLED : 0));
    }
    for (Task other : tasks.values()) {
      if (other.parent == task.pid) {
        other.parent = 0;
      }
    }
    if (task.pid == root) {
      exited = task.exitCode;
    }
    return true;
  }

  private static void end(Task task, int code) {
    task.exitCode = code & 0xFF;
  }

  private void become(Task task, List<String> argv) {
    switch (Executables.find(argv, task.env, task.directory, launch.user(), files, programs)) {
      case Executables.Found.Missing missing -> end(task, code(missing) == -2 ? 127 : 126);
      case Executables.Found.Executable e -> {
        task.program = e.name();
        task.argv = e.argv();
        task.running = e.program().start(e.argv());
        task.waiting = new Outcome.Ready();
      }
    }
  }

  /// 0 for what can be executed, -2 for what is not there, -3 for what may not be.
  static int code(Executables.Found found) {
    return switch (found) {
      case Executables.Found.Executable _ -> 0;
      case Executables.Found.Missing(FileError.Reason reason) ->
          reason == FileError.Reason.NOT_FOUND || reason == FileError.Reason.NOT_DIRECTORY
              ? -2
              : -3;
    };
  }

  /// Nothing ever waited for too long: everything that would go on is killed.
  private void overrun() {
    for (Task task : List.copyOf(tasks.values())) {
      if (isRunnable(task)) {
        deliver(task, Signal.XCPU, true);
      }
    }
  }

  // From outside.

  /// Text for standard input: keystrokes when the launch has a tty.
  public void write(String text) {
    if (!launch.tty()) {
      feed(text);
      return;
    }
    LineDiscipline.Effect effect = discipline.type(text);
    if (!effect.echo().isEmpty()) {
      output.add(new Output(1, effect.echo()));
    }
    if (effect.interrupt()) {
      input.setLength(0);
      signal(Signal.INT);
    }
    feed(effect.input());
  }

  /// Text for standard input as it is, edited and echoed elsewhere; `\u0004` ends one reading.
  public void feed(String text) {
    input.append(text);
  }

  /// Ends standard input.
  public void endInput() {
    inputEnded = true;
  }

  /// Forgets what was typed and not yet read.
  public void discardInput() {
    var _ = takeTyped();
  }

  /// A signal for the first process; INT as a terminal sends it, to the whole foreground.
  public void signal(Signal signal) {
    for (Task task : List.copyOf(tasks.values())) {
      if (signal == Signal.INT ? !task.background : task.pid == root) {
        deliver(task, signal, false);
      }
    }
  }

  /// Sends a signal to a process; false when there is none of that number.
  public boolean kill(int pid, Signal signal) {
    Task task = tasks.get(pid);
    if (task == null) {
      return neighbours.containsKey(pid) && sent.add(new Sent(pid, signal));
    }
    deliver(task, signal, false);
    return true;
  }

  private void deliver(Task task, Signal signal, boolean forced) {
    if (task.exitCode != null) {
      return;
    }
    if (signal != Signal.KILL && task.running.handle(signal, new TaskIo(this, task, 0))) {
      task.woken = true;
      return;
    }
    // The kernel spares PID 1 what it has no handler for.
    if (task.pid == root && launch.init() && !forced) {
      return;
    }
    task.held.clear();
    task.signalled = true;
    end(task, signal.exitCode());
    finished(task);
  }

  /// The answer to a call from [Progress#calls].
  public void answer(long id, HostCall.Answer answer) {
    answers.put(id, answer);
  }

  /// Looks again at processes that answered [Program.Outcome.Idle].
  public void poke() {
    for (Task task : tasks.values()) {
      task.woken |= task.waiting instanceof Outcome.Idle;
    }
  }

  public FileTree files() {
    return files;
  }

  /// Replaces the files: what others that share them did meanwhile.
  public void files(FileTree changed) {
    files = changed;
  }

  /// The first process, while it lives.
  public Program.@Nullable Running first() {
    Task task = tasks.get(root);
    return task == null ? null : task.running;
  }

  // For the processes.

  Instant now() {
    return now;
  }

  Launch launch() {
    return launch;
  }

  Limits limits() {
    return limits;
  }

  Programs programs() {
    return programs;
  }

  Map<Integer, Task> tasks() {
    return tasks;
  }

  Descriptions descriptions() {
    return descriptions;
  }

  boolean isAlive(int pid) {
    return tasks.containsKey(pid);
  }

  /// Descriptors changed: something may be held by nobody now.
  void loosen() {
    loose = true;
  }

  private void collect() {
    if (!loose) {
      return;
    }
    loose = false;
    Set<Integer> held = new HashSet<>();
    for (Task task : tasks.values()) {
      held.addAll(task.descriptors.values());
      held.addAll(task.running.descriptions());
      task.held.forEach(piece -> held.add(piece.description()));
    }
    descriptions.keep(held);
  }

  boolean hasWriter(int pipe) {
    collect();
    return descriptions.hasEnd(pipe, true);
  }

  boolean hasReader(int pipe) {
    collect();
    return descriptions.hasEnd(pipe, false);
  }

  boolean hasRoom(int pipe) {
    return descriptions.buffer(pipe).length() < Descriptions.PIPE_CAPACITY;
  }

  /// Takes back what was typed and read by nobody, as it was typed.
  public String takeTyped() {
    String typed = input.toString().replace('\n', '\r') + discipline.take();
    input.setLength(0);
    return typed;
  }

  @Nullable String takeInput(boolean line) {
    if (input.isEmpty()) {
      return inputEnded ? null : "";
    }
    if (launch.tty() && input.charAt(0) == LineDiscipline.END) {
      input.deleteCharAt(0);
      return null;
    }
    int newline = input.indexOf("\n");
    int mark = launch.tty() ? input.indexOf(String.valueOf(LineDiscipline.END)) : -1;
    boolean marked = false;
    int end;
    if ((line || launch.tty()) && newline >= 0 && (mark < 0 || newline < mark)) {
      end = newline + 1;
    } else if (mark >= 0) {
      end = mark;
      marked = true;
    } else if (line && !inputEnded) {
      return "";
    } else {
      end = input.length();
    }
    String taken = input.substring(0, end);
    input.delete(0, marked ? end + 1 : end);
    return taken;
  }

  void print(int stream, String text) {
    String shown = launch.tty() ? cooked(text) : text;
    if (!output.isEmpty() && output.getLast().stream() == stream) {
      Output last = output.getLast();
      if (last.text().length() < 4096) {
        output.set(output.size() - 1, new Output(stream, last.text() + shown));
        return;
      }
    }
    output.add(new Output(stream, shown));
  }

  /// A line feed alone would not go back to the first column.
  private String cooked(String text) {
    StringBuilder shown = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' && !lastWasReturn) {
        shown.append('\r');
      }
      lastWasReturn = c == '\r';
      shown.append(c);
    }
    return shown.toString();
  }

  int fork(
      Task parent,
      Program.Running child,
      List<String> argv,
      TreePMap<Integer, Integer> streams,
      boolean background) {
    if (tasks.size() >= limits.processes()) {
      return -1;
    }
    Task task = new Task(nextPid++, parent.pid, parent.program, argv, child);
    inherit(task, parent, streams);
    task.background |= background;
    return task.pid;
  }

  int spawn(
      Task parent, List<String> argv, Map<String, String> env, TreePMap<Integer, Integer> streams) {
    if (tasks.size() >= limits.processes()) {
      return -1;
    }
    Executables.Found found =
        Executables.find(argv, env, parent.directory, launch.user(), files, programs);
    if (!(found instanceof Executables.Found.Executable e)) {
      return code(found);
    }
    Task task = new Task(nextPid++, parent.pid, e.name(), e.argv(), e.program().start(e.argv()));
    inherit(task, parent, streams);
    task.env = env;
    return task.pid;
  }

  private void inherit(Task task, Task parent, TreePMap<Integer, Integer> streams) {
    task.directory = parent.directory;
    task.umask = parent.umask;
    task.env = parent.env;
    task.descriptors = streams;
    task.background = parent.background;
    tasks.put(task.pid, task);
  }

  long call(LongFunction<HostCall> make) {
    long id = ++nextCall;
    calls.add(make.apply(id));
    return id;
  }

  HostCall.@Nullable Answer takeAnswer(long id) {
    return answers.remove(id);
  }

  /// SplitMix64 over the tree's seed.
  int random(int bound) {
    random += 0x9E3779B97F4A7C15L;
    long z = random;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return (int) Long.remainderUnsigned(z ^ (z >>> 31), bound);
  }
}
