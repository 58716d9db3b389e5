package seodang.terminal;

import java.util.List;
import java.util.Map;
import seodang.shell.FileTree;

/// Proposes what Tab may add within a command's arguments.
@FunctionalInterface
public interface Completer {
  /// Answers the whole words that could stand in place of the last one; those that do not begin
  /// with what is typed are dropped by the terminal. A proposal that ends in `=`, `/`, `:` or `,`
  /// is not followed by a blank. Empty: the terminal proposes file names.
  List<String> complete(Request request);

  /// @param words the command's words, unquoted, the first being its name (aliases resolved); the
  ///   last is the one being typed, perhaps `""`
  record Request(
      List<String> words,
      Map<String, String> env,
      String cwd,
      FileTree files,
      ClusterPort cluster) {
    /// What is typed of the last word.
    public String prefix() {
      return words.getLast();
    }
  }
}
