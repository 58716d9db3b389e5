package seodang.terminal;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import seodang.shell.FileTree;

/// What a running [Command] has: its arguments, streams, files, terminal and cluster.
///
/// Every method that may wait throws `InterruptedException` when the command is to stop, be it by
/// Ctrl-C, a pipe whose reader went away, or a closed terminal. To be used by the command's own
/// thread.
public interface CommandContext {
  /// The arguments, without the command's own name.
  List<String> args();

  /// The exported variables.
  Map<String, String> env();

  /// The absolute path of the working directory.
  String cwd();

  /// The whole line as the learner typed it: the label for [ClusterPort#request].
  String commandLine();

  ClusterPort cluster();

  /// Writes to standard output.
  void out(String text) throws InterruptedException;

  /// Writes to standard error.
  void err(String text) throws InterruptedException;

  /// The next piece of standard input as soon as there is one, or null at its end. From a terminal,
  /// a line as edited and echoed.
  @Nullable String read() throws InterruptedException;

  /// Standard input to its end.
  default String readAll() throws InterruptedException {
    StringBuilder all = new StringBuilder();
    for (String piece = read(); piece != null; piece = read()) {
      all.append(piece);
    }
    return all.toString();
  }

  /// True when standard input is the terminal and not a pipe or file.
  boolean stdinIsTerminal();

  /// True when standard output is the terminal and not a pipe or file.
  boolean stdoutIsTerminal();

  /// Keystrokes as they come, unechoed, for what takes the whole screen or passes them on (an
  /// editor, `exec -it`): while such a read waits or is repeated, Ctrl-C is a key (`\u0003`), no
  /// interruption. `""` when none came in time, null when the terminal closed.
  @Nullable String readKeys(Duration atMost) throws InterruptedException;

  /// Gives the keyboard back after [#readKeys]: Ctrl-C interrupts again, lines are edited again.
  void endKeys();

  /// Writes to the terminal itself, whatever standard output is.
  void tty(String text) throws InterruptedException;

  int columns();

  int rows();

  /// The learner's files as they are now; paths in it are absolute, see [#path].
  FileTree files();

  /// Changes the learner's files; a [seodang.shell.FileError] thrown by the change passes through.
  void files(UnaryOperator<FileTree> change);

  /// The absolute path of one that may be relative to [#cwd], or begin with `~`.
  default String path(String path) {
    if (path.equals("~") || path.startsWith("~/")) {
      return FileTree.resolve("/", env().getOrDefault("HOME", "/") + path.substring(1));
    }
    return FileTree.resolve(cwd(), path);
  }

  /// Opens the learner's editor (`KUBE_EDITOR`, then `EDITOR`, then vi) on a file and waits until
  /// it is left.
  ///
  /// @return the editor's exit code
  int edit(String path) throws InterruptedException;

  /// Sleeps, as `Thread.sleep` but by the clock the terminal was given.
  void sleep(Duration time) throws InterruptedException;
}
