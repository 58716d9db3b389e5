package seodang.kube;

import org.jspecify.annotations.Nullable;
import seodang.shell.HostCall;

/// What came of an input.
///
/// @param state the cluster afterwards
/// @param response what was answered to [Input.Request]; null for the others
/// @param http what was answered to [Input.Http]; null for the others
/// @param tool what was answered to [Input.Tool]; null for the others
/// @param exhausted the budget ran out before everything due was done: call again, or tell the
///   learner
public record Transition(
    ClusterState state,
    @Nullable ApiResponse response,
    @Nullable HttpResult http,
    HostCall.Answer.@Nullable Tool tool,
    boolean exhausted) {
  public Transition(
      ClusterState state,
      @Nullable ApiResponse response,
      @Nullable HttpResult http,
      boolean exhausted) {
    this(state, response, http, null, exhausted);
  }
}
