package seodang.terminal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.kube.engine.Nodes;
import seodang.shell.Dialect;
import seodang.shell.HostCall;
import seodang.shell.Launch;
import seodang.shell.ProcessTree;
import seodang.shell.Program;
import seodang.shell.Progress;
import seodang.shell.Signal;

/// `ssh NODE`, `sudo` and the tools of the learner's own node: a process tree on another machine.
/// At a terminal it takes the whole of it, with its line editor; in a pipe it runs beside.
final class Ssh implements Program {
  private static final int STEPS = 20_000;

  /// Where to, and what to run there.
  ///
  /// @param command empty for a shell
  /// @param problem `""`, or why not, ending the command with 255
  private record Errand(String node, List<String> command, String directory, String problem) {}

  /// What a program's arguments ask for.
  private interface Reader {
    Errand read(List<String> argv, Io io);
  }

  private final Terminal terminal;
  private final Reader reader;

  private Ssh(Terminal terminal, Reader reader) {
    this.terminal = terminal;
    this.reader = reader;
  }

  static Program program(Terminal terminal) {
    return new Ssh(terminal, (argv, io) -> remote(terminal, argv));
  }

  /// The learner's own node, as its root.
  ///
  /// @param sudo whether the first argument is `sudo` itself
  static Program here(Terminal terminal, boolean sudo) {
    return new Ssh(
        terminal,
        (argv, io) -> {
          List<String> words = sudo ? plain(argv) : argv;
          boolean login = sudo && (argv.contains("-i") || argv.contains("-s"));
          return new Errand(
              Terminal.HOME,
              words,
              login ? "/root" : io.directory(),
              words.isEmpty() && !login ? "usage: sudo [-i] command\n" : "");
        });
  }

  /// `sudo` for who is root already.
  static Program asRoot() {
    return argv -> {
      List<String> words = plain(argv);
      return io ->
          words.isEmpty() ? new Outcome.Become(List.of("bash")) : new Outcome.Become(words);
    };
  }

  private static List<String> plain(List<String> argv) {
    return argv.stream().skip(1).dropWhile(word -> word.startsWith("-")).toList();
  }

  private static Errand remote(Terminal terminal, List<String> argv) {
    List<String> words = new ArrayList<>(argv.subList(1, argv.size()));
    while (!words.isEmpty() && words.getFirst().startsWith("-")) {
      boolean valued = List.of("-o", "-i", "-p", "-l").contains(words.removeFirst());
      if (valued && !words.isEmpty()) {
        words.removeFirst();
      }
    }
    if (words.isEmpty()) {
      return new Errand("", List.of(), "/", "usage: ssh [options] destination [command]\n");
    }
    String host = words.removeFirst().replaceFirst("^[^@]*@", "");
    Nodes.Found found = Nodes.find(terminal.cluster().state(), host);
    String problem =
        switch (found.how()) {
          case REACHED -> "";
          case UNKNOWN ->
              "ssh: Could not resolve hostname " + host + ": Name or service not known\n";
          case SILENT -> "ssh: connect to host " + host + " port 22: Connection timed out\n";
        };
    List<String> command =
        words.isEmpty() ? List.of() : List.of("bash", "-c", String.join(" ", words));
    return new Errand(found.name(), command, "/root", problem);
  }

  @Override
  public Running start(List<String> argv) {
    return new Process(terminal, reader, argv);
  }

  private static final class Process implements Running {
    private final Terminal terminal;
    private final Reader reader;
    private final List<String> argv;
    private boolean begun;
    private boolean ended;
    private int code;
    private @Nullable Machine beside;

    Process(Terminal terminal, Reader reader, List<String> argv) {
      this.terminal = terminal;
      this.reader = reader;
      this.argv = argv;
    }

    @Override
    public Outcome resume(Io io) {
      if (!begun) {
        begun = true;
        Errand errand = reader.read(argv, io);
        if (!errand.problem().isEmpty()) {
          io.write(2, errand.problem());
          return new Outcome.Exit(255);
        }
        begin(errand, io);
      }
      return beside == null ? ended ? new Outcome.Exit(code) : new Outcome.Idle() : on(beside, io);
    }

    private void begin(Errand errand, Io io) {
      boolean whole = io.isTerminal(0) && io.isTerminal(1);
      NodeDisk disk =
          new NodeDisk(
              terminal.cluster(),
              errand.node(),
              errand.node().equals(Terminal.HOME) ? terminal.home() : null);
      Map<String, String> env = new HashMap<>();
      env.put("HOME", "/root");
      env.put("USER", "root");
      env.put("LOGNAME", "root");
      env.put("SHELL", "/bin/bash");
      env.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
      env.put("TERM", "xterm-256color");
      env.put("EDITOR", io.env().getOrDefault("EDITOR", "vi"));
      String directory = disk.now().isDirectory(errand.directory()) ? errand.directory() : "/root";
      env.put("PWD", directory);
      Launch launch =
          new Launch(
              errand.command().isEmpty() ? List.of("bash") : errand.command(),
              env,
              directory,
              "root",
              errand.node(),
              io.random(1 << 20),
              whole,
              false,
              Dialect.BASH);
      ProcessTree tree =
          ProcessTree.start(
              launch,
              disk.now(),
              terminal.programsOf(errand.node()),
              terminal.limits().processes());
      Machine machine = new Machine(errand.node(), tree, disk, this::exited);
      if (whole) {
        terminal.enter(machine);
      } else {
        beside = machine;
      }
    }

    private void exited(int exit) {
      ended = true;
      code = exit;
    }

    /// Lets a tree beside the terminal's own run on.
    private Outcome on(Machine machine, Io io) {
      machine.tree().poke();
      while (true) {
        Progress[] done = new Progress[1];
        machine
            .disk()
            .change(before -> {
              machine.tree().files(before);
              done[0] = machine.tree().resume(io.now(), STEPS);
              return machine.tree().files();
            });
        done[0].output().forEach(piece -> io.write(piece.stream(), piece.text()));
        if (done[0].calls().isEmpty()) {
          return next(machine, done[0].status(), io);
        }
        for (HostCall call : done[0].calls()) {
          machine.tree().answer(call.id(), terminal.answer(machine.node(), call));
        }
      }
    }

    private static Outcome next(Machine machine, Progress.Status status, Io io) {
      return switch (status) {
        case Progress.Status.Exited exited -> new Outcome.Exit(exited.code());
        case Progress.Status.Ready _ -> new Outcome.Ready();
        case Progress.Status.Waiting waiting when waiting.input() -> {
          String text = io.read(0);
          if (text == null) {
            machine.tree().endInput();
            yield new Outcome.Ready();
          }
          machine.tree().feed(text);
          yield text.isEmpty() ? new Outcome.Read(0) : new Outcome.Ready();
        }
        case Progress.Status.Waiting waiting -> {
          var until = waiting.until();
          yield until == null ? new Outcome.Idle() : new Outcome.Sleep(until);
        }
      };
    }

    @Override
    public boolean handle(Signal signal, Io io) {
      Machine other = beside;
      if (other != null) {
        other.tree().signal(signal);
      }
      return false;
    }
  }
}
