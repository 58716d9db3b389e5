package seodang;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import seodang.Keystrokes.Step;
import seodang.kube.Cluster;
import seodang.shell.FileTree;
import seodang.terminal.Command;
import seodang.terminal.Terminal;
import seodang.terminal.TerminalEvent;
import seodang.terminal.TerminalLimits;
import seodang.terminal.TerminalState;
import seodang.terminal.editor.Less;
import seodang.terminal.editor.Nano;
import seodang.terminal.editor.Vi;
import seodang.terminal.kubectl.Kubectl;
import seodang.terminal.kubectl.KubectlCompleter;
import seodang.terminal.screen.Screen;

/// Five hundred random sessions at a terminal: whatever was typed, its screen is whole afterwards,
/// and a window that came late shows the same. `-Dseodang.seed=N` tries others.
class KeystrokesTest {
  private static final int SESSIONS = Integer.getInteger("seodang.sessions", 500);
  private static final long PATIENCE = 10_000;
  private static final String PROMPT = "learner@control-plane:~$";
  private static final Map<String, Command> COMMANDS =
      Map.of("kubectl", new Kubectl(), "vi", new Vi(), "nano", new Nano(), "less", new Less());

  private static Terminal open() {
    Terminal.Setup setup =
        new Terminal.Setup(
            new JumpingCluster(Cluster.learner(1)),
            COMMANDS,
            Map.of("kubectl", new KubectlCompleter()),
            TerminalLimits.STANDARD,
            task -> Thread.ofVirtual().start(task),
            InstantSource.system());
    return Terminal.open(setup, TerminalState.fresh(FileTree.Limits.STANDARD, Instant.EPOCH));
  }

  private static void play(Terminal terminal, Step step) {
    switch (step) {
      case Step.Text text -> terminal.type(text.text());
      case Step.Key key -> terminal.type(key.bytes());
      case Step.Size size -> terminal.resize(size.columns(), size.rows());
      case Step.Cut _ -> {}
    }
  }

  private static List<String> written(Terminal terminal) {
    return terminal.shown().stream().filter(row -> !row.isEmpty()).toList();
  }

  private static boolean await(Terminal terminal, long patience, Predicate<List<String>> wanted)
      throws InterruptedException {
    for (long waited = 0; waited < patience; waited += 2) {
      if (wanted.test(written(terminal))) {
        return true;
      }
      Thread.sleep(2);
    }
    return false;
  }

  private static boolean endsWith(List<String> rows, List<String> end) {
    return rows.size() >= end.size()
        && rows.subList(rows.size() - end.size(), rows.size()).equals(end);
  }

  /// What a window that comes now shows.
  private static List<String> late(Terminal terminal, int columns, int rows) throws Exception {
    Screen screen = new Screen(columns, rows, 100);
    try (var _ =
        terminal.attach(event -> {
          if (event instanceof TerminalEvent.Output out) {
            screen.write(out.text());
          }
        })) {
      return screen.text();
    }
  }

  /// Types what ends programs until there is a prompt: what is typed before a program reads keys
  /// goes elsewhere, as at any terminal.
  private static boolean leaves(Terminal terminal) throws InterruptedException {
    for (int tries = 0; tries < 100; tries++) {
      for (Step step : Keystrokes.END) {
        play(terminal, step);
        Thread.sleep(tries);
      }
      if (await(terminal, 50, rows -> !rows.isEmpty() && rows.getLast().equals(PROMPT))) {
        return true;
      }
    }
    return false;
  }

  private static String play(long seed) throws Exception {
    Random random = new Random(seed);
    List<Step> steps = new ArrayList<>(Keystrokes.session(random));
    try (Terminal terminal = open()) {
      for (Step step : steps) {
        play(terminal, step);
        Thread.sleep(random.nextInt(3));
      }
      terminal.resize(80, 24);
      if (!leaves(terminal)) {
        return "no prompt: " + written(terminal);
      }
      terminal.type("\f" + "echo done\r");
      List<String> end = List.of(PROMPT + " echo done", "done", PROMPT);
      if (!await(terminal, PATIENCE, rows -> endsWith(rows, end))) {
        return "no answer: " + written(terminal);
      }
      List<String> late = late(terminal, 80, 24);
      return late.equals(terminal.shown()) ? "" : "late: " + late + "\n of " + terminal.shown();
    } catch (AssertionError e) {
      return e.toString();
    }
  }

  @Test
  void anythingTyped_leavesAWholeScreen() throws Exception {
    long seed = Long.getLong("seodang.seed", 1);
    System.out.println("KeystrokesTest: -Dseodang.seed=" + seed);
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < SESSIONS && wrong.size() < 5; i++) {
      String broken = play(seed + i);
      if (!broken.isEmpty()) {
        wrong.add("-Dseodang.seed=" + (seed + i) + ": " + broken);
      }
    }
    assertThat(wrong).isEmpty();
  }
}
