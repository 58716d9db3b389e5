package seodang.terminal;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// One tab's terminal. Safe on any thread.
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable"})
public final class Terminal implements AutoCloseable {
  /// What a terminal is given by those who open it.
  ///
  /// @param commands by name, beside the shell's own programs: `kubectl`
  /// @param completers by command name
  /// @param threads where the terminal and its commands run; a virtual thread each will do
  public record Setup(
      ClusterPort cluster,
      Map<String, Command> commands,
      Map<String, Completer> completers,
      TerminalLimits limits,
      Executor threads,
      InstantSource clock) {}

  private Terminal() {}

  /// Opens a terminal; its shell begins at once.
  public static Terminal open(Setup setup, TerminalState state) {
    throw new UnsupportedOperationException("not built yet");
  }

  /// Keystrokes as xterm.js sends them.
  public void type(String keys) {
    throw new UnsupportedOperationException("not built yet");
  }

  public void resize(int columns, int rows) {
    throw new UnsupportedOperationException("not built yet");
  }

  /// A window that shows this terminal: it is given the screen so far, then all events. Called on
  /// the terminal's own thread, one event at a time; it must not block.
  ///
  /// @return closes the attachment; the terminal goes on
  public AutoCloseable attach(Consumer<TerminalEvent> window) {
    throw new UnsupportedOperationException("not built yet");
  }

  /// Files, history, variables and directory as they are now, to be saved.
  public TerminalState state() {
    throw new UnsupportedOperationException("not built yet");
  }

  /// Ends all that runs in it.
  @Override
  public void close() {
    throw new UnsupportedOperationException("not built yet");
  }
}
