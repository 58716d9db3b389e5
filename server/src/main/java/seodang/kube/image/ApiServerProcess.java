package seodang.kube.image;

import java.util.List;
import seodang.json.Json;

/// `kube-apiserver`: what comes to its port is the cluster's own to answer.
record ApiServerProcess() implements Server {
  private static final int PORT = 6443;
  private static final Described WAITING =
      new Described(
          Json.object(
              "start", Json.array("I@KLOG@ secure_serving.go:211] Serving securely on [::]:6443")),
          "");

  @Override
  public Running start(List<String> argv) {
    return WAITING.start(argv);
  }

  @Override
  public Running thaw(List<String> argv, Json.Object frozen) {
    return WAITING.thaw(argv, frozen);
  }

  @Override
  public List<Integer> ports(Living process) {
    return List.of(PORT);
  }

  @Override
  public Role role(int port) {
    return Role.API_SERVER;
  }

  @Override
  public Answer answer(Request request) {
    return Answer.of(503, Json.object(), "", "");
  }
}
