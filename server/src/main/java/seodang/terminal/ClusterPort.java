package seodang.terminal;

import java.time.Duration;
import java.time.Instant;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.ClusterState;
import seodang.kube.Input;
import seodang.kube.Transition;

/// All that a terminal and its commands see of the learner's cluster. Safe on any thread.
public interface ClusterPort {
  /// Sends one request to the API server.
  ///
  /// @param commandLine what the learner typed, which becomes the trace's label
  ApiResponse request(ApiRequest request, String commandLine);

  /// The cluster as it is now.
  ClusterState state();

  /// Waits until the state is another than `seen`, at most so long, and answers the present one:
  /// `seen` itself when nothing changed.
  ClusterState awaitChange(ClusterState seen, Duration atMost) throws InterruptedException;

  /// Gives any other input to the cluster.
  Transition input(Input input);

  /// The cluster's time.
  Instant now();
}
