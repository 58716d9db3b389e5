package seodang.kube.image;

import java.util.List;
import java.util.Map;
import seodang.json.Json;

/// A server of another protocol: it takes connections, and hangs up on HTTP.
record Listening(List<Integer> ports, Daemon daemon) implements Server {
  @Override
  public Running start(List<String> argv) {
    return daemon.start(argv);
  }

  @Override
  public Running thaw(List<String> argv, Json.Object frozen) {
    return daemon.thaw(argv, frozen);
  }

  @Override
  public List<Integer> ports(List<String> argv, Map<String, String> env) {
    return ports;
  }

  @Override
  public boolean speaksHttp() {
    return false;
  }

  @Override
  public Answer answer(Request request) {
    return new Answer(0, Json.object(), "", "");
  }
}
