package seodang.kube.image;

import java.util.List;
import java.util.Map;
import seodang.json.Json;

/// The controller of ingress-nginx: its nginx listens for the outside, `/healthz` answers for
/// itself.
record IngressNginx() implements Server {
  private static final int HEALTH = 10254;
  private static final Daemon DAEMON =
      new Daemon(
          List.of(
              "-------------------------------------------------------------------------------",
              "NGINX Ingress controller",
              "  Release:       v1.12.1",
              "  Repository:    https://github.com/kubernetes/ingress-nginx",
              "  nginx version: nginx/1.25.5",
              "-------------------------------------------------------------------------------",
              "I] \"Starting NGINX Ingress controller\"",
              "I] \"Starting NGINX process\"",
              "I] \"Backend successfully reloaded\""),
          List.of("I] \"Received SIGTERM, shutting down\"", "I] \"Exiting\" code=0"));

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
    return List.of(80, 443, HEALTH);
  }

  @Override
  public Role role(int port) {
    return port == HEALTH ? Role.ITSELF : Role.INGRESS;
  }

  @Override
  public Answer answer(Request request) {
    boolean known = request.path().equals("/healthz");
    String body = known ? "" : "404 page not found\n";
    return new Answer(known ? 200 : 404, Servers.headers("nginx", "text/plain", body), body, "");
  }
}
