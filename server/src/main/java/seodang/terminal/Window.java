package seodang.terminal;

/// Something that shows a terminal. Called on the terminal's own thread, one event at a time; it
/// must not block.
@FunctionalInterface
public interface Window {
  void accept(TerminalEvent event);

  /// Characters it was given and has not shown yet. While they are many, what runs in the terminal
  /// waits; one that only looks on answers 0, and holds nobody up.
  default int backlog() {
    return 0;
  }
}
