package seodang.terminal.kubectl.command;

/// One command of kubectl, such as `get` or `rollout status`.
@FunctionalInterface
public interface Verb {
  /// Runs to its end.
  ///
  /// @return the exit code
  /// @throws seodang.terminal.kubectl.client.KubectlError when it fails; printed by [Kubectl]
  int run(Invocation invocation);
}
