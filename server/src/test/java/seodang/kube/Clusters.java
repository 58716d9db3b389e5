package seodang.kube;

import java.time.Duration;
import seodang.json.Json;
import seodang.json.Yaml;

/// A cluster to test with: a value and the few steps tests take with it.
public final class Clusters {
  private final Limits limits;
  private ClusterState state;

  public Clusters(ClusterState state) {
    this(state, Limits.STANDARD);
  }

  public Clusters(ClusterState state, Limits limits) {
    this.state = state;
    this.limits = limits;
  }

  public static Clusters learner() {
    return new Clusters(Cluster.learner(7));
  }

  public ClusterState state() {
    return state;
  }

  public ApiResponse request(ApiRequest request) {
    Transition done = Cluster.apply(state, new Input.Request(request, "test"), limits);
    state = done.state();
    return java.util.Objects.requireNonNull(done.response());
  }

  public Transition input(Input input) {
    Transition done = Cluster.apply(state, input, limits);
    state = done.state();
    return done;
  }

  public void pass(Duration time) {
    input(new Input.Advance(state.now().plus(time)));
  }

  public ApiResponse post(String path, String yaml) {
    return request(ApiRequest.post(path, Yaml.parse(yaml)));
  }

  public Json.Object get(String path) {
    return request(ApiRequest.get(path)).object();
  }
}
