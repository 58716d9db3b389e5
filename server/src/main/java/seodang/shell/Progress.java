package seodang.shell;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What came of resuming a [ProcessTree].
///
/// @param output what was printed since, in order
/// @param calls what is newly asked of the world; answer with [ProcessTree#answer]
public record Progress(List<Output> output, List<HostCall> calls, Status status) {
  /// A piece of output.
  ///
  /// @param stream 1 or 2
  public record Output(int stream, String text) {}

  /// How the tree stands.
  public sealed interface Status {
    /// The steps ran out; there is more to do right now.
    record Ready() implements Status {}

    /// Nothing to do until then (null: no time will help), or until input, a signal or an answer
    /// comes.
    ///
    /// @param input true when some process waits to read the tree's standard input
    record Waiting(@Nullable Instant until, boolean input) implements Status {}

    /// The first process ended, and with it the tree.
    record Exited(int code) implements Status {}
  }
}
