package seodang.terminal;

/// What a terminal tells those around it, beside the text on its screen.
public sealed interface TerminalEvent {
  /// Text for the screen, with ANSI sequences.
  record Output(String text) implements TerminalEvent {}

  /// What was put out and not yet shown need not be: somebody pressed Ctrl-C and wants to see what
  /// that does, as a terminal forgets what it has not yet written.
  ///
  /// @param instead draws the screen as it is, for a window that was not shown all before
  record Discarded(String instead) implements TerminalEvent {}

  /// The screen drawn anew, which says nothing new: after its size changed, a window that was given
  /// output for the old one shows again what the terminal holds.
  record Repainted(String text) implements TerminalEvent {}

  /// A Korean line to show beside the terminal, never in it.
  record Hint(String text) implements TerminalEvent {}

  /// A command line begins.
  record CommandStarted(String line) implements TerminalEvent {}

  /// A command line ended.
  record CommandFinished(String line, int exitCode) implements TerminalEvent {}

  /// The shell was left (`exit`, Ctrl-D) or the terminal closed.
  record Closed() implements TerminalEvent {}
}
