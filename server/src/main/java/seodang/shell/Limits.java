package seodang.shell;

/// What one process tree may use; whoever exceeds it gets the error a real system gives.
///
/// @param processes living at once; one more: `Cannot fork`
/// @param textBytes in one variable, expansion or held input: `Out of memory`
/// @param depth of function calls, `eval` and `.`: `maximum function recursion depth exceeded`
/// @param busySteps without the tree ever waiting, after which it is killed by SIGXCPU
public record Limits(int processes, int textBytes, int depth, long busySteps) {
  public static final Limits STANDARD = new Limits(64, 1 << 20, 500, 50_000_000);
}
