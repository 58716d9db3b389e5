package seodang.kube.image;

import java.util.List;
import seodang.json.Json;

/// The controller of ingress-nginx: its nginx listens for the outside, `/healthz` answers for
/// itself.
record IngressNginx() implements Server {
  private static final int HEALTH = 10254;
  private static final Described WAITING =
      new Described(
          Json.object(
              "start",
              Json.array(
                  "-------------------------------------------------------------------------------",
                  "NGINX Ingress controller",
                  "  Release:       @VERSION@",
                  "  Repository:    https://github.com/kubernetes/ingress-nginx",
                  "  nginx version: nginx/1.25.5",
                  "-------------------------------------------------------------------------------",
                  "I@KLOG@ \"Starting NGINX Ingress controller\"",
                  "I@KLOG@ \"Starting NGINX process\"",
                  "I@KLOG@ \"Backend successfully reloaded\""),
              "stop",
              Json.array(
                  "I@KLOG@ \"Received SIGTERM, shutting down\"", "I@KLOG@ \"Exiting\" code=0")),
          "v1.12.1");

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
    return Answer.of(known ? 200 : 404, Server.headers("nginx", "text/plain", body), body, "");
  }
}
