package seodang.shell.language;

import java.util.List;
import seodang.json.Json;
import seodang.shell.Program;

/// The program behind `sh`, `dash`, `ash` and `bash`: called `bash` it speaks bash's dialect, else
/// that of its tree.
public final class Shell implements Program {
  private final boolean terminal;

  private Shell(boolean terminal) {
    this.terminal = terminal;
  }

  public static Shell program() {
    return new Shell(false);
  }

  /// The interactive shell of a learner's terminal, which edits lines and shows prompts itself; its
  /// process is a [Session].
  public static Shell ofTerminal() {
    return new Shell(true);
  }

  @Override
  public Running start(List<String> argv) {
    return new ShellProcess(new Startup(argv, terminal && argv.size() == 1));
  }

  @Override
  public Running thaw(List<String> argv, Json.Object frozen) {
    return frozen.isEmpty() ? start(argv) : new ShellProcess(ShellJson.read(frozen));
  }
}
