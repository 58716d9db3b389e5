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

  /// The last command's exit code.
  int status();

  Map<String, String> exported();

  Map<String, String> aliases();

  Set<String> functions();

  Set<String> variables();
}
