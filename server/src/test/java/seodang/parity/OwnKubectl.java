package seodang.parity;

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
import seodang.JumpingCluster;
import seodang.json.Json;
import seodang.kube.Cluster;
import seodang.parity.Transcripts.Answer;
import seodang.shell.FileTree;
import seodang.terminal.Terminal;
import seodang.terminal.TerminalEvent;
import seodang.terminal.TerminalLimits;
import seodang.terminal.TerminalState;
import seodang.terminal.kubectl.Kubectl;

/// Plays scenarios in the terminal, with its own kubectl, on a cluster whose time jumps.
final class OwnKubectl implements Transcripts.Player {
  private static final String HOME = "/home/learner";
  private static final Duration LONGEST = Duration.ofSeconds(20);

  @Override
  public List<Answer> play(Json.Object scenario) throws InterruptedException {
    JumpingCluster cluster =
        new JumpingCluster(
            Cluster.ofProfile(
                scenario.text("profile", "kwok"),
                scenario.text("name").hashCode(),
                Instant.parse("2026-11-21T02:00:00Z")));
    Shell shell = new Shell(cluster);
    List<Answer> answers = new ArrayList<>();
    for (Json.Object step : scenario.array("steps").objects()) {
      if (step.has("file")) {
        shell.write(step.text("file"), step.text("text"));
      } else if (step.has("settle")) {
        cluster.settle(Duration.ofSeconds(2), Transcripts.time(step, "settle"));
      } else if (step.has("sleep")) {
        cluster.pass(Transcripts.time(step, "sleep"));
      } else {
        answers.add(shell.run(step.text("command")));
        // A person, or a script's next process, takes this long.
        cluster.pass(Duration.ofMillis(60));
      }
    }
    return answers;
  }

  /// A terminal on a cluster, for one command after the other.
  static final class Shell {
    private final Terminal.Setup setup;
    private final JumpingCluster cluster;
    private TerminalState state =
        TerminalState.fresh(FileTree.Limits.STANDARD, Instant.parse("2026-11-21T02:00:00Z"));

    Shell(JumpingCluster cluster) {
      this.cluster = cluster;
      this.setup =
          new Terminal.Setup(
              cluster,
              Map.of("kubectl", new Kubectl()),
              Map.of(),
              TerminalLimits.STANDARD,
              task -> Thread.ofVirtual().start(task),
              InstantSource.system());
    }

    void write(String file, String text) {
      String path = FileTree.resolve(HOME, file);
      FileTree files = state.files();
      String above = FileTree.parent(path);
      files =
          files.isDirectory(above) ? files : files.makeDirectories(above, "learner", cluster.now());
      state = with(files.write(path, text, cluster.now()));
    }

    Answer run(String command) throws InterruptedException {
      TerminalState before = with(state.files().write("/tmp/.line", command + "\n", Instant.EPOCH));
      BlockingQueue<TerminalEvent.CommandFinished> finished = new LinkedBlockingQueue<>();
      try (Terminal terminal = Terminal.open(setup, before)) {
        var _ =
            terminal.attach(event -> {
              if (event instanceof TerminalEvent.CommandFinished done) {
                finished.add(done);
              }
            });
        terminal.type("bash /tmp/.line >/tmp/.out 2>/tmp/.err </dev/null\r");
        TerminalEvent.CommandFinished done = finished.poll(LONGEST.toSeconds(), TimeUnit.SECONDS);
        state = terminal.state();
        return new Answer(
            command, read("/tmp/.out"), read("/tmp/.err"), done == null ? 124 : done.exitCode());
      }
    }

    private TerminalState with(FileTree files) {
      return new TerminalState(files, state.history(), state.env(), state.directory());
    }

    private String read(String path) {
      FileTree files = state.files();
      return files.isFile(path) ? Objects.requireNonNull(files.read(path)) : "";
    }
  }
}
