package seodang;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.Cluster;
import seodang.kube.ClusterState;
import seodang.kube.Input;
import seodang.kube.Transition;
import seodang.terminal.ClusterPort;

/// A cluster whose time jumps to the next thing due whenever somebody waits.
public final class JumpingCluster implements ClusterPort {
  private static final Duration ROUND_TRIP = Duration.ofMillis(2);
  private ClusterState state;

  public JumpingCluster(ClusterState state) {
    this.state = state;
  }

  public synchronized void pass(Duration time) {
    state = Cluster.apply(state, new Input.Advance(state.now().plus(time))).state();
  }

  /// Lets time pass until nothing was written for so long.
  public synchronized void settle(Duration quiet, Duration atMost) {
    Instant end = state.now().plus(atMost);
    Instant since = state.now();
    while (state.now().isBefore(end) && state.now().isBefore(since.plus(quiet))) {
      long revision = state.store().revision();
      pass(Duration.ofMillis(200));
      since = state.store().revision() == revision ? since : state.now();
    }
  }

  @Override
  public synchronized ApiResponse request(ApiRequest request, String commandLine) {
    Transition done = Cluster.apply(state, new Input.Request(request, commandLine));
    state = done.state();
    pass(ROUND_TRIP);
    return Objects.requireNonNull(done.response());
  }

  @Override
  public synchronized ClusterState state() {
    return state;
  }

  @Override
  public synchronized ClusterState awaitChange(ClusterState seen, Duration atMost) {
    if (state == seen) {
      Instant due = state.nextDue();
      Instant limit = state.now().plus(atMost);
      Instant to = due == null || due.isAfter(limit) ? limit : due;
      state = Cluster.apply(state, new Input.Advance(to)).state();
    }
    return state;
  }

  @Override
  public synchronized Transition input(Input input) {
    Transition done = Cluster.apply(state, input);
    state = done.state();
    return done;
  }

  @Override
  public synchronized Instant now() {
    return state.now();
  }
}
