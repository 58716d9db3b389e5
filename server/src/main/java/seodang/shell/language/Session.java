package seodang.shell.language;

import java.util.Map;
import java.util.Set;

/// What a terminal sees of the interactive shell that runs in it.
public interface Session {
  /// Whether the shell waits for a line.
  enum Prompt {
    /// It does not.
    NONE,
    FIRST,
    /// For the rest of a command.
    CONTINUATION
  }

  Prompt prompt();

  /// Gives it the line it waits for, with its line feed; look at the tree again with
  /// [seodang.shell.ProcessTree#poke].
  void enter(String line);

  /// The last command's exit code.
  int status();

  Map<String, String> exported();

  Map<String, String> aliases();

  Set<String> functions();

  Set<String> variables();
}
