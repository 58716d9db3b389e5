package seodang.kube.image;

import java.util.List;
import java.util.Map;
import seodang.json.Json;

/// `kube-apiserver`: what comes to its port is the cluster's own to answer.
record ApiServerProcess() implements Server {
  private static final int PORT = 6443;
  private static final Daemon DAEMON =
      new Daemon(List.of("I] Serving securely on [::]:6443"), List.of());

  @Override
  public Running start(List<String> argv) {
    return DAEMON.start(argv);
  }

  @Override
  public Running thaw(List<String> argv, Json.Object frozen) {
    return DAEMON.thaw(argv, frozen);
  }

  @Override
  public List<Integer> ports(List<String> argv, Map<String, String> env) {
    return List.of(PORT);
  }

  @Override
  public Role role(int port) {
    return Role.API_SERVER;
  }

  @Override
  public Answer answer(Request request) {
    return new Answer(503, Json.object(), "", "");
  }
}
