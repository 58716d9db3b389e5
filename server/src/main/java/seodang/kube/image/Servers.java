package seodang.kube.image;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.shell.Program;
import seodang.shell.Programs;

/// The servers and daemons that images start, by the name of their program.
public final class Servers {
  private static final Map<String, Program> OWN = own();

  private Servers() {}

  /// The server a command line starts, or null.
  public static @Nullable Server of(List<String> argv) {
    for (String word : argv) {
      String name = word.substring(word.lastIndexOf('/') + 1);
      if (OWN.get(name) instanceof Server server) {
        return server;
      }
      if (!name.endsWith("entrypoint.sh")) {
        return null;
      }
    }
    return null;
  }

  /// The programs of an image with a set of tools.
  static Programs programs(String tools) {
    Programs programs = Toolbox.of(tools);
    for (Map.Entry<String, Program> own : OWN.entrySet()) {
      programs = programs.with(own.getKey(), own.getValue());
    }
    return programs;
  }

  private static Map<String, Program> own() {
    Map<String, Program> own = new LinkedHashMap<>();
    own.put("nginx", new StaticSite("nginx", "/usr/share/nginx/html", Servers::nginxLine));
    own.put(
        "httpd-foreground",
        new StaticSite("httpd", "/usr/local/apache2/htdocs", Servers::httpdLine));
    own.put("httpd", new BusyboxHttpd());
    own.put(
        "redis-server",
        new Listening(
            List.of(6379),
            new Daemon(List.of("1:M * Ready to accept connections tcp"), List.of())));
    own.put("whoami", new Echoing(80, Echoing.Style.WHOAMI));
    own.put("http-echo", new Echoing(5678, Echoing.Style.HTTP_ECHO));
    own.put("hello-app", new Echoing(8080, Echoing.Style.HELLO_APP));
    own.put("agnhost", new Echoing(8080, Echoing.Style.AGNHOST));
    own.put("pause", new Daemon(List.of(), List.of()));
    own.put(
        "coredns",
        new Listening(
            List.of(53, 8080, 8181, 9153),
            new Daemon(
                List.of(".:53", "CoreDNS-1.12.0", "linux/amd64, go1.23.3"),
                List.of("[INFO] SIGTERM: Shutting down servers then terminating"))));
    own.put("nginx-ingress-controller", new IngressNginx());
    own.put(
        "etcd",
        new Daemon(
            List.of("{\"level\":\"info\",\"msg\":\"ready to serve client requests\"}"), List.of()));
    own.put("kube-apiserver", new ApiServerProcess());
    own.put(
        "kube-controller-manager",
        new Daemon(
            List.of("I] successfully acquired lease kube-system/kube-controller-manager"),
            List.of()));
    own.put(
        "cloud-controller-manager",
        new Daemon(
            List.of("I] successfully acquired lease kube-system/cloud-controller-manager"),
            List.of()));
    own.put(
        "controller",
        new Daemon(
            List.of("{\"level\":\"info\",\"msg\":\"MetalLB controller starting\"}"), List.of()));
    own.put(
        "speaker",
        new Daemon(
            List.of("{\"level\":\"info\",\"msg\":\"MetalLB speaker starting\"}"), List.of()));
    own.put(
        "kube-scheduler",
        new Daemon(
            List.of("I] successfully acquired lease kube-system/kube-scheduler"), List.of()));
    own.put(
        "kube-proxy",
        new Daemon(
            List.of(
                "I] \"Using iptables Proxier\"",
                "I] \"Caches are synced\" controller=\"endpoint slice config\""),
            List.of()));
    own.put("flanneld", new Daemon(List.of("I] Running backend."), List.of()));
    own.put(
        "metrics-server",
        new Daemon(
            List.of("I] \"Serving securely\" address=\"[::]:10250\""),
            List.of("I] \"Shutting down\"")));
    own.put("start_runit", new Daemon(List.of("Calico node started successfully"), List.of()));
    return own;
  }

  private static String nginxLine(Server.Request request, int status, int bytes) {
    String agent = request.headers().text("User-Agent", "-");
    return request.client()
        + " - - ["
        + Server.TIME.format(request.now())
        + "] \""
        + request.method()
        + " "
        + request.path()
        + " HTTP/1.1\" "
        + status
        + " "
        + bytes
        + " \"-\" \""
        + agent
        + "\" \"-\"\n";
  }

  private static String httpdLine(Server.Request request, int status, int bytes) {
    return request.client()
        + " - - ["
        + Server.TIME.format(request.now())
        + "] \""
        + request.method()
        + " "
        + request.path()
        + " HTTP/1.1\" "
        + status
        + " "
        + bytes
        + "\n";
  }

  static Json.Object headers(String server, String type, String body) {
    return Json.object(
        "Server", server,
        "Content-Type", type,
        "Content-Length",
            Integer.toString(body.getBytes(java.nio.charset.StandardCharsets.UTF_8).length));
  }
}
