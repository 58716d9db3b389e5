package seodang.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Attempts to get out of the shell, to hang it or to fill it: each ends as on a real system, or
/// goes on in bounded pieces until Ctrl-C ends it. None throws.
class SandboxEscapeTest {
  private static final Limits SMALL = new Limits(64, 1 << 20, 500, 300_000);
  private static final int STEPS = 10_000;
  private static final int ROUNDS = 60;
  private static final int MOST_OUTPUT = 80 << 20;

  static List<String> attempts() {
    return Scripts.of("sandbox");
  }

  @Test
  void attempts_areEnough() {
    assertThat(attempts()).hasSizeGreaterThanOrEqualTo(140);
  }

  @ParameterizedTest
  @MethodSource("attempts")
  @Timeout(value = 30, unit = TimeUnit.SECONDS)
  void attempt_endsInBounds(String script) {
    ProcessTree tree =
        ProcessTree.start(
            Scripts.launch(Dialect.DASH, List.of("sh", "-c", script)),
            Scripts.files(),
            Scripts.programs(),
            SMALL);
    tree.endInput();
    Instant now = Scripts.START;
    long printed = 0;
    boolean ended = false;
    for (int round = 0; round < 2 * ROUNDS && !ended; round++) {
      if (round >= ROUNDS) {
        tree.signal(Signal.INT);
      }
      Progress progress = tree.resume(now, STEPS);
      for (Progress.Output piece : progress.output()) {
        printed += piece.text().length();
        assertThat(piece.text()).doesNotContain("root:x:0:0").doesNotContain("java.");
      }
      switch (progress.status()) {
        case Progress.Status.Exited(int code) -> {
          ended = true;
          assertThat(code).as("exit code").isBetween(0, 255);
        }
        case Progress.Status.Waiting(Instant until, boolean _) -> now = until == null ? now : until;
        case Progress.Status.Ready() -> {}
      }
    }
    assertThat(ended).as("it ended").isTrue();
    assertThat(printed).as("characters printed").isLessThan(MOST_OUTPUT);
    assertThat(tree.files().root().bytes()).isLessThanOrEqualTo(FileTree.Limits.STANDARD.bytes());
  }
}
