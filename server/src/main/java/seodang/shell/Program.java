package seodang.shell;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// Something executable. Stateless: what a process knows is in its [Running].
public interface Program {
  /// Begins a process.
  ///
  /// @param argv with the program's name first
  Running start(List<String> argv);

  /// A process as it was when [Running#freeze] was called.
  default Running thaw(List<String> argv, Json.Object frozen) {
    return start(argv);
  }

  /// A process of a program.
  interface Running {
    /// Goes on for a bounded while: never loops without answering.
    Outcome resume(Io io);

    /// All it knows, so that [Program#thaw] goes on from here.
    default Json.Object freeze() {
      return Json.object();
    }

    /// Descriptions it holds beside its descriptors, to put them back later.
    default Set<Integer> descriptions() {
      return Set.of();
    }

    /// Takes a signal instead of dying of it. KILL is never asked about.
    ///
    /// @return false to let the default happen
    default boolean handle(Signal signal, Io io) {
      return false;
    }
  }

  /// What a process does next.
  sealed interface Outcome {
    /// It could go on at once.
    record Ready() implements Outcome {}

    /// It waits for input on a descriptor.
    record Read(int fd) implements Outcome {}

    /// It sleeps.
    record Sleep(Instant until) implements Outcome {}

    /// It waits for a child to end, at most until then.
    record Child(int pid, @Nullable Instant until) implements Outcome {
      public Child(int pid) {
        this(pid, null);
      }
    }

    /// It waits for a host call's answer, at most until then.
    record Call(long id, @Nullable Instant until) implements Outcome {}

    /// It waits for a signal, or for somebody outside to call [ProcessTree#poke].
    record Idle() implements Outcome {}

    /// It becomes another program.
    record Become(List<String> argv) implements Outcome {}

    /// It ended.
    record Exit(int code) implements Outcome {}
  }

  /// What a process has: streams, files, time.
  interface Io {
    Instant now();

    Map<String, String> env();

    String directory();

    String user();

    String hostname();

    Dialect dialect();

    /// Permission bits that new files do not get.
    int umask();

    int pid();

    /// The files, as the whole tree sees them.
    FileTree files();

    void files(FileTree changed);

    /// Up to a bounded amount of what can be read at once: `""` when nothing is there yet (answer
    /// [Outcome.Read]), null at the end.
    @Nullable String read(int fd);

    /// One line with its `\n`, or the rest before the end without: `""` when no whole line is there
    /// yet, null at the end.
    @Nullable String readLine(int fd);

    /// Writes; what a full pipe cannot take is kept and holds the process back after its step.
    void write(int fd, String text);

    boolean isTerminal(int fd);

    /// Begins a child that has this process's streams; `Child` waits for it. -1 when there are too
    /// many processes, -2 when there is no such program, -3 when it may not be executed.
    int spawn(List<String> argv, Map<String, String> env);

    /// The exit code of a child that ended, or -1 while it lives; asking forgets an ended one.
    int exitCode(int pid);

    /// Sends a signal to a process; false when there is none with this number.
    boolean kill(int pid, Signal signal);

    /// The living processes, by number, each with its command line.
    Map<Integer, List<String>> processes();

    /// Asks for an HTTP request; wait with [Outcome.Call], then take [#answer].
    long http(String method, String url, Json.Object headers, String body);

    /// Asks DNS; wait with [Outcome.Call], then take [#answer].
    ///
    /// @param type of the records: `A`, `SRV`, `CNAME`, `PTR`
    long lookup(String name, String type);

    /// Asks the machine to run a tool of its own; wait with [Outcome.Call], then take [#answer].
    ///
    /// @param cursor as [HostCall.Tool] says
    long tool(List<String> argv, String cursor);

    /// The answer to a call, once; null while there is none.
    HostCall.@Nullable Answer answer(long id);

    /// The next number of the tree's own generator, 0 ≤ n < bound.
    int random(int bound);
  }
}
