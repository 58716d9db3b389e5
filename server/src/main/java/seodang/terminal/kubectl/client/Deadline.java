package seodang.terminal.kubectl.client;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import seodang.kube.ClusterState;

/// A moment in the cluster's time until which something is awaited.
///
/// @param at null for no limit
public record Deadline(Client client, @Nullable Instant at) {
  private static final Duration SLICE = Duration.ofMillis(200);

  /// @param time from now on; zero or negative for no limit
  public static Deadline in(Client client, Duration time) {
    return new Deadline(
        client, time.isNegative() || time.isZero() ? null : client.now().plus(time));
  }

  public boolean isOver() {
    return at != null && !client.now().isBefore(at);
  }

  /// Waits until the cluster changes or a moment has passed.
  ///
  /// @return the cluster then; the same as `seen` when nothing changed
  public ClusterState await(ClusterState seen) {
    Duration most = SLICE;
    if (at != null) {
      Duration left = Duration.between(client.now(), at);
      most = left.compareTo(most) < 0 ? left : most;
    }
    return client.awaitChange(seen, most.isNegative() ? Duration.ZERO : most);
  }

  /// Waits until something was written after that revision, or the time is over. Requests that only
  /// read change the cluster's state too, so states are no measure for whether to read again.
  public void awaitWrite(long revision) {
    ClusterState state = client.context().cluster().state();
    while (state.store().revision() == revision && !isOver()) {
      state = await(state);
    }
  }

  /// Lets time pass, at most to the deadline.
  public void sleep(Duration time) {
    Instant until = client.now().plus(time);
    Deadline shorter = new Deadline(client, at != null && at.isBefore(until) ? at : until);
    ClusterState seen = client.context().cluster().state();
    while (!shorter.isOver()) {
      seen = shorter.await(seen);
    }
  }
}
