package seodang.shell;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import seodang.json.Json;
import seodang.json.ObjectBuilder;

/// One process of a [ProcessTree].
final class Task {
  /// Output that did not fit into its pipe yet.
  record Held(int description, String text) {}

  /// Added to the exit code of one that a signal ended.
  static final int SIGNALLED = 256;

  static final int UMASK = 022;

  final int pid;
  int parent;
  String program;
  List<String> argv;
  Program.Running running;
  TreePMap<Integer, Integer> descriptors = TreePMap.empty();
  String directory = "/";
  int umask = UMASK;
  Map<String, String> env = Map.of();
  boolean background;
  final Map<Integer, Integer> ended = new TreeMap<>();
  final Deque<Held> held = new ArrayDeque<>();
  Program.Outcome waiting = new Program.Outcome.Ready();
  boolean woken;
  int seen;
  @Nullable Integer exitCode;
  boolean signalled;

  Task(int pid, int parent, String program, List<String> argv, Program.Running running) {
    this.pid = pid;
    this.parent = parent;
    this.program = program;
    this.argv = argv;
    this.running = running;
  }

  Json.Object toJson() {
    ObjectBuilder children = new ObjectBuilder();
    ended.forEach((child, code) -> children.put(child.toString(), Json.number(code)));
    Json.Array output = Json.array();
    for (Held piece : held) {
      output = output.add(Json.object("d", piece.description(), "t", piece.text()));
    }
    Json.Object json =
        Json.object(
            "pid", pid, "parent", parent, "program", program, "argv", argv, "directory", directory);
    return json.with("env", Json.of(env))
        .with("fds", write(descriptors))
        .with("background", background)
        .with("ended", children.build())
        .with("held", output)
        .with("waiting", woken ? Json.object() : write(waiting))
        .with("signalled", signalled)
        .with("umask", umask)
        .withIf("exit", exitCode == null ? null : Json.number(exitCode))
        .with("state", running.freeze());
  }

  static Task fromJson(Json.Object json, Programs programs) {
    List<String> argv = json.array("argv").texts();
    String name = json.text("program");
    Program program = programs.find(name);
    Program.Running running =
        program == null
            ? io -> new Program.Outcome.Exit(Signal.KILL.exitCode())
            : program.thaw(argv, json.object("state"));
    Task task =
        new Task((int) json.number("pid", 0), (int) json.number("parent", 0), name, argv, running);
    task.waiting = readWaiting(json.object("waiting"));
    task.directory = json.text("directory");
    task.env = json.object("env").texts();
    task.descriptors = read(json.object("fds"));
    task.background = json.bool("background");
    Json.Object ended = json.object("ended");
    for (String child : ended.keys()) {
      task.ended.put(Integer.valueOf(child), (int) ended.number(child, 0));
    }
    for (Json.Object piece : json.array("held").objects()) {
      task.held.add(new Held((int) piece.number("d", 0), piece.text("t")));
    }
    task.signalled = json.bool("signalled");
    task.umask = (int) json.number("umask", UMASK);
    task.exitCode = json.has("exit") ? Integer.valueOf((int) json.number("exit", 0)) : null;
    return task;
  }

  /// What it waits for; empty when it can go on.
  private static Json.Object write(Program.Outcome waiting) {
    return switch (waiting) {
      case Program.Outcome.Read(int fd) -> Json.object("read", fd);
      case Program.Outcome.Sleep s -> Json.object("sleep", s.until().toString());
      case Program.Outcome.Child c ->
          Json.object("child", c.pid())
              .withIf("until", c.until() == null ? null : Json.text(c.until().toString()));
      case Program.Outcome.Call c ->
          Json.object("call", c.id())
              .withIf("until", c.until() == null ? null : Json.text(c.until().toString()));
      case Program.Outcome.Idle _ -> Json.object("idle", true);
      case Program.Outcome.Ready _, Program.Outcome.Become _, Program.Outcome.Exit _ ->
          Json.object();
    };
  }

  private static Program.Outcome readWaiting(Json.Object json) {
    if (json.has("read")) {
      return new Program.Outcome.Read((int) json.number("read", 0));
    }
    if (json.has("sleep")) {
      return new Program.Outcome.Sleep(Instant.parse(json.text("sleep")));
    }
    if (json.has("child")) {
      return new Program.Outcome.Child((int) json.number("child", 0), until(json));
    }
    if (json.has("call")) {
      return new Program.Outcome.Call(json.number("call", 0), until(json));
    }
    return json.has("idle") ? new Program.Outcome.Idle() : new Program.Outcome.Ready();
  }

  private static @Nullable Instant until(Json.Object json) {
    return json.has("until") ? Instant.parse(json.text("until")) : null;
  }

  private static Json.Object write(TreePMap<Integer, Integer> descriptors) {
    ObjectBuilder json = new ObjectBuilder();
    descriptors.forEach((fd, id) -> json.put(fd.toString(), Json.number(id)));
    return json.build();
  }

  private static TreePMap<Integer, Integer> read(Json.Object json) {
    TreePMap<Integer, Integer> descriptors = TreePMap.empty();
    for (String fd : json.keys()) {
      descriptors = descriptors.plus(Integer.valueOf(fd), (int) json.number(fd, 0));
    }
    return descriptors;
  }
}
