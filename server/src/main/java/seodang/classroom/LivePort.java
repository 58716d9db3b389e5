package seodang.classroom;

import java.time.Duration;
import java.time.Instant;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.ClusterState;
import seodang.kube.Input;
import seodang.kube.Transition;
import seodang.terminal.ClusterPort;
import seodang.world.LiveCluster;

/// A terminal's way to its learner's live cluster.
final class LivePort implements ClusterPort {
  private final LiveCluster cluster;

  LivePort(LiveCluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public ApiResponse request(ApiRequest request, String commandLine) {
    ApiResponse response = cluster.apply(new Input.Request(request, commandLine)).response();
    if (response == null) {
      throw new IllegalStateException("the API server answers every request");
    }
    return response;
  }

  @Override
  public ClusterState state() {
    return cluster.state();
  }

  @Override
  public ClusterState awaitChange(ClusterState seen, Duration atMost) throws InterruptedException {
    return cluster.awaitChange(seen, atMost);
  }

  @Override
  public Transition input(Input input) {
    return cluster.apply(input);
  }

  @Override
  public Instant now() {
    return cluster.now();
  }
}
