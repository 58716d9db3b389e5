package seodang.classroom;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import seodang.terminal.SharedFiles;
import seodang.terminal.Terminal;
import seodang.terminal.TerminalEvent;
import seodang.terminal.TerminalState;

/// Shell lines run in a terminal nobody sees: what a step sets up before the learner begins.
final class Errand {
  private static final Logger LOG = LoggerFactory.getLogger(Errand.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Errand() {}

  /// Runs the lines one after another.
  static void run(Terminal.Setup setup, TerminalState state, SharedFiles files, List<String> lines)
      throws InterruptedException {
    BlockingQueue<TerminalEvent.CommandFinished> finished = new LinkedBlockingQueue<>();
    try (Terminal terminal = Terminal.open(setup, state, files)) {
      var _ =
          terminal.attach(event -> {
            if (event instanceof TerminalEvent.CommandFinished done) {
              finished.add(done);
            }
          });
      for (String line : lines) {
        terminal.type(line + "\r");
        var done = finished.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (done == null || done.exitCode() != 0) {
          LOG.error("a step's setup went wrong at: {}", line);
          break;
        }
      }
    }
  }
}
