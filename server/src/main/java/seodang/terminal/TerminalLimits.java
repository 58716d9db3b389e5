package seodang.terminal;

import seodang.shell.FileTree;
import seodang.shell.Limits;

/// What one terminal may use.
///
/// @param outputBytes of one command line, after which the rest is dropped and the command ended
/// @param backlog characters that a window may be behind before what runs waits for it
/// @param scrollbackRows kept above the screen for a window that attaches later
/// @param lineLength characters of one input line
/// @param commandsPerSecond beyond which the next command waits
/// @param history lines kept
/// @param files of the learner
/// @param processes of the shell
public record TerminalLimits(
    int outputBytes,
    int backlog,
    int scrollbackRows,
    int lineLength,
    int commandsPerSecond,
    int history,
    FileTree.Limits files,
    Limits processes) {
  public static final TerminalLimits STANDARD =
      new TerminalLimits(
          2 << 20, 64 << 10, 2000, 16 << 10, 20, 1000, FileTree.Limits.STANDARD, Limits.STANDARD);
}
