package seodang.terminal;

/// A command of the terminal that is no pure program of the shell: it may block, on a thread of its
/// own. `kubectl` is one.
@FunctionalInterface
public interface Command {
  /// Runs to its end.
  ///
  /// @return the exit code
  /// @throws InterruptedException when it was interrupted (Ctrl-C, a closed pipe, a closed
  ///   terminal): let it through, the shell knows the exit code
  int run(CommandContext context) throws InterruptedException;
}
