package seodang.parity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import seodang.JumpingCluster;
import seodang.json.Json;
import seodang.kube.Cluster;
import seodang.shell.FileTree;
import seodang.terminal.Terminal;
import seodang.terminal.TerminalEvent;
import seodang.terminal.TerminalLimits;
import seodang.terminal.TerminalState;
import seodang.terminal.kubectl.Kubectl;

/// Runs the recorded scenarios in the terminal, on a cluster of the recorded profile whose time
/// jumps, and compares what its kubectl prints with what the real one printed.
final class Transcripts {
  private static final String HOME = "/home/learner";
  private static final Duration LONGEST = Duration.ofSeconds(20);

  /// What came of a command.
  record Answer(String command, String out, String err, int exit) {}

  /// A figure and what it is out of.
  static final class Tally {
    int lines;
    int sameLines;
    int commands;
    int exact;
    int exits;

    void add(Tally other) {
      lines += other.lines;
      sameLines += other.sameLines;
      commands += other.commands;
      exact += other.exact;
      exits += other.exits;
    }
  }

  private final Path folder;
  private final String only;
  private final Differences differences;

  /// Where differences are told.
  interface Differences {
    void tell(String what, Answer real, Answer ours);
  }

  Transcripts(Path folder, String only, Differences differences) {
    this.folder = folder;
    this.only = only;
    this.differences = differences;
  }

  Tally run() throws IOException, InterruptedException {
    Tally all = new Tally();
    List<Path> files;
    try (Stream<Path> found = Files.list(folder)) {
      files = found.filter(f -> f.getFileName().toString().contains(only)).sorted().toList();
    }
    for (Path file : files) {
      Json.Object scenario = Json.parseObject(Files.readString(file));
      long start = System.nanoTime();
      Tally one = compare(scenario, play(scenario));
      System.err.printf(
          "%6.1f %%  %s (%.1f s)%n",
          100.0 * one.sameLines / Math.max(1, one.lines),
          scenario.text("name"),
          (System.nanoTime() - start) / 1e9);
      all.add(one);
    }
    return all;
  }

  private Tally compare(Json.Object scenario, List<Answer> answers) {
    Tally tally = new Tally();
    int k = 0;
    for (Json.Object step : scenario.array("steps").objects()) {
      if (!step.has("command")) {
        continue;
      }
      Answer real =
          new Answer(
              step.text("command"),
              step.text("stdout"),
              step.text("stderr"),
              (int) step.number("exit", -1));
      Answer ours = k < answers.size() ? answers.get(k) : new Answer("", "", "", -1);
      k++;
      List<String> a = new ArrayList<>(Normal.lines(real.out()));
      a.addAll(Normal.lines(real.err()));
      List<String> b = new ArrayList<>(Normal.lines(ours.out()));
      b.addAll(Normal.lines(ours.err()));
      tally.lines += Math.max(1, Math.max(a.size(), b.size()));
      tally.sameLines += a.isEmpty() && b.isEmpty() ? 1 : Normal.common(a, b);
      tally.commands++;
      boolean sameExit = real.exit() == ours.exit();
      tally.exits += sameExit ? 1 : 0;
      tally.exact += sameExit && a.equals(b) ? 1 : 0;
      if (!sameExit || !a.equals(b)) {
        differences.tell(scenario.text("name"), real, ours);
      }
    }
    return tally;
  }

  private static List<Answer> play(Json.Object scenario) throws InterruptedException {
    JumpingCluster cluster =
        new JumpingCluster(
            Cluster.ofProfile(
                scenario.text("profile", "kwok"),
                scenario.text("name").hashCode(),
                Instant.parse("2026-11-21T02:00:00Z")));
    Terminal.Setup setup =
        new Terminal.Setup(
            cluster,
            Map.of("kubectl", new Kubectl()),
            Map.of(),
            TerminalLimits.STANDARD,
            task -> Thread.ofVirtual().start(task),
            InstantSource.system());
    TerminalState state =
        TerminalState.fresh(FileTree.Limits.STANDARD, Instant.parse("2026-11-21T02:00:00Z"));
    List<Answer> answers = new ArrayList<>();
    for (Json.Object step : scenario.array("steps").objects()) {
      if (step.has("file")) {
        String path = FileTree.resolve(HOME, step.text("file"));
        FileTree files = state.files();
        String above = FileTree.parent(path);
        files =
            files.isDirectory(above)
                ? files
                : files.makeDirectories(above, "learner", cluster.now());
        state = with(state, files.write(path, step.text("text"), cluster.now()));
      } else if (step.has("settle")) {
        cluster.settle(Duration.ofSeconds(2), seconds(step, "settle"));
      } else if (step.has("sleep")) {
        cluster.pass(seconds(step, "sleep"));
      } else {
        state = command(setup, state, step.text("command"), answers);
        // A person, or a script's next process, takes this long.
        cluster.pass(Duration.ofMillis(60));
      }
    }
    return answers;
  }

  private static Duration seconds(Json.Object step, String field) {
    return step.get(field) instanceof Json.Number n
        ? Duration.ofMillis(Math.round(Double.parseDouble(n.toString()) * 1000))
        : LONGEST;
  }

  private static TerminalState with(TerminalState state, FileTree files) {
    return new TerminalState(files, state.history(), state.env(), state.directory());
  }

  private static TerminalState command(
      Terminal.Setup setup, TerminalState before, String command, List<Answer> answers)
      throws InterruptedException {
    FileTree files = before.files().write("/tmp/.line", command + "\n", Instant.EPOCH);
    BlockingQueue<TerminalEvent.CommandFinished> finished = new LinkedBlockingQueue<>();
    try (Terminal terminal = Terminal.open(setup, with(before, files))) {
      var _ =
          terminal.attach(event -> {
            if (event instanceof TerminalEvent.CommandFinished done) {
              finished.add(done);
            }
          });
      terminal.type("bash /tmp/.line >/tmp/.out 2>/tmp/.err </dev/null\r");
      TerminalEvent.CommandFinished done = finished.poll(LONGEST.toSeconds(), TimeUnit.SECONDS);
      TerminalState after = terminal.state();
      answers.add(
          new Answer(
              command,
              read(after.files(), "/tmp/.out"),
              read(after.files(), "/tmp/.err"),
              done == null ? 124 : done.exitCode()));
      return after;
    }
  }

  private static String read(FileTree files, String path) {
    return files.isFile(path) ? Objects.requireNonNull(files.read(path)) : "";
  }
}
