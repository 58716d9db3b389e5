package seodang.shell;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// A tree of simulated processes: what a container runs, or what a terminal's shell runs.
@SuppressWarnings("DoNotCallSuggester")
public final class ProcessTree {
  private FileTree files;

  private ProcessTree(FileTree files) {
    this.files = files;
  }

  /// Whether the first argument names something that can be executed, as the kernel looks at it
  /// before a container can start: null when it does, else why not.
  public static FileError.@Nullable Reason obstacle(
      Launch launch, FileTree files, Programs programs) {
    throw new UnsupportedOperationException("not built yet");
  }

  /// Begins a tree; nothing runs before [#resume].
  public static ProcessTree start(Launch launch, FileTree files, Programs programs, Limits limits) {
    return new ProcessTree(files);
  }

  /// A tree as it was frozen.
  public static ProcessTree thaw(
      Json.Object frozen, FileTree files, Programs programs, Limits limits) {
    return new ProcessTree(files);
  }

  /// Everything but the files, which several trees may share.
  public Json.Object freeze() {
    throw new UnsupportedOperationException("not built yet");
  }

  /// Runs on, at most so many steps.
  public Progress resume(Instant now, int steps) {
    throw new UnsupportedOperationException("not built yet");
  }

  /// Text for standard input: keystrokes when the launch has a tty.
  public void write(String text) {
    throw new UnsupportedOperationException("not built yet");
  }

  /// Ends standard input.
  public void endInput() {
    throw new UnsupportedOperationException("not built yet");
  }

  /// A signal for the first process; INT as a terminal sends it, to the whole foreground.
  public void signal(Signal signal) {
    throw new UnsupportedOperationException("not built yet");
  }

  /// The answer to a call from [Progress#calls].
  public void answer(long id, HostCall.Answer answer) {
    throw new UnsupportedOperationException("not built yet");
  }

  /// Looks again at processes that answered [Program.Outcome.Idle].
  public void poke() {
    throw new UnsupportedOperationException("not built yet");
  }

  public FileTree files() {
    return files;
  }

  /// Replaces the files: what others that share them did meanwhile.
  public void files(FileTree changed) {
    files = changed;
  }
}
