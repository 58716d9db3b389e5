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
        cluster.settle(Duration.ofSeconds(2), Transcripts.time(step, "settle"));
      } else if (step.has("sleep")) {
        cluster.pass(Transcripts.time(step, "sleep"));
      } else {
        state = command(setup, state, step.text("command"), answers);
        // A person, or a script's next process, takes this long.
        cluster.pass(Duration.ofMillis(60));
      }
    }
    return answers;
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
