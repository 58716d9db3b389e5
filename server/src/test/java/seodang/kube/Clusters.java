package seodang.kube;

import java.time.Duration;
import seodang.json.Json;
import seodang.json.Yaml;

/// A cluster to test with: a value and the few steps tests take with it.
public final class Clusters {
  private ClusterState state;

  public Clusters(ClusterState state) {
    this.state = state;
  }

  public static Clusters learner() {
    return new Clusters(Cluster.learner(7));
  }

  public ClusterState state() {
    return state;
  }

  public ApiResponse request(ApiRequest request) {
    Transition done = Cluster.apply(state, new Input.Request(request, "test"));
    state = done.state();
    return java.util.Objects.requireNonNull(done.response());
  }

  public Transition input(Input input) {
    Transition done = Cluster.apply(state, input);
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
