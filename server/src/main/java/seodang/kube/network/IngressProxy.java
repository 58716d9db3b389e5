package seodang.kube.network;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.HttpResult;
import seodang.kube.Meta;
import seodang.kube.engine.Run;
import seodang.kube.image.Server;
import seodang.kube.kubelet.PodRun;

/// What ingress-nginx does with a request: finds the rule for its host and path, and passes it to
/// an endpoint of the Service there.
final class IngressProxy {
  private static final Map<Integer, String> REASONS =
      Map.of(
          308, "Permanent Redirect",
          404, "Not Found",
          502, "Bad Gateway",
          503, "Service Temporarily Unavailable",
          504, "Gateway Time-out");

  private final Run run;
  private final PodRun proxy;
  private final Server.Request request;
  private final boolean tls;
  private final List<Json.Object> hops;

  IngressProxy(Run run, PodRun proxy, Server.Request request, boolean tls, List<Json.Object> hops) {
    this.run = run;
    this.proxy = proxy;
    this.request = request;
    this.tls = tls;
    this.hops = hops;
  }

  Server.Answer answer() {
    String host = request.host().replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
    int query = request.path().indexOf('?');
    String path = query < 0 ? request.path() : request.path().substring(0, query);
    IngressRules rules = IngressRules.of(run, request.process().argv());
    IngressRules.Location location = rules.find(host, path);
    if (location == null) {
      hops.add(hop("default backend", host + path, "no rule"));
      return page(404, "upstream-default-backend", "");
    }
    hops.add(hop(Meta.key(location.ingress()), host + path, location.told()));
    if (!tls && location.redirects(host)) {
      String to = "https://" + host + request.path();
      Server.Answer moved = page(308, "", "");
      return Server.Answer.of(308, moved.headers().with("Location", to), moved.body(), moved.log());
    }
    String rest = query < 0 ? "" : request.path().substring(query);
    return pass(location, location.rewritten(path) + rest);
  }

  private static Json.Object hop(String name, String address, String note) {
    return Json.object("kind", "ingress", "name", name, "address", address, "note", note);
  }

  private Server.Answer pass(IngressRules.Location location, String path) {
    String namespace = Meta.namespace(location.ingress());
    Json.Object wanted = location.backend().object("service");
    Json.Object service = run.get("", "services", namespace, wanted.text("name"));
    Json.Object port = service == null ? null : port(service, wanted.object("port"));
    String upstream = namespace + "-" + wanted.text("name") + "-" + number(wanted.object("port"));
    List<Endpoints.Endpoint> endpoints =
        service == null || port == null
            ? List.of()
            : Endpoints.behind(run, service, port).stream()
                .filter(Endpoints.Endpoint::ready)
                .toList();
    if (endpoints.isEmpty()) {
      return page(503, upstream, "");
    }
    Endpoints.Endpoint chosen = endpoints.get(run.dice().below(endpoints.size()));
    hops.add(Json.object("kind", "endpoint", "name", chosen.address(), "address", chosen.text()));
    Source self = Source.of(run, proxy.namespace() + "/" + proxy.name());
    return switch (new Path(run, self, hops).to(chosen.address(), chosen.port(), "TCP")) {
      case Path.Arrival.Failed f ->
          page(f.error().equals("timeout") ? 504 : 502, upstream, chosen.text());
      case Path.Arrival.At at -> arrived(at, path, upstream, chosen.text());
    };
  }

  private static String number(Json.Object port) {
    return port.text("name", Long.toString(port.number("number", 0)));
  }

  private static Json.@Nullable Object port(Json.Object service, Json.Object wanted) {
    for (Json.Object port : service.object("spec").array("ports").objects()) {
      boolean named = wanted.has("name") && port.text("name").equals(wanted.text("name"));
      if (named || wanted.has("number") && port.number("port", 0) == wanted.number("number", -1)) {
        return port;
      }
    }
    return null;
  }

  private Server.Answer arrived(Path.Arrival.At at, String path, String upstream, String endpoint) {
    HttpResult result =
        Network.toPod(
            run,
            at.pod(),
            at.port(),
            request.method(),
            path,
            request.host(),
            forwarded(),
            request.body(),
            at.client());
    if (!result.error().isEmpty()) {
      return page(502, upstream, endpoint);
    }
    return Server.Answer.of(
        result.status(),
        result.headers(),
        result.body(),
        line(result.status(), result.body().length(), upstream, endpoint));
  }

  private Json.Object forwarded() {
    String scheme = tls ? "https" : "http";
    Json.Object headers = request.headers().with("Host", request.host());
    return headers
        .with("X-Request-ID", run.dice().hex(32))
        .with("X-Real-IP", request.client())
        .with("X-Forwarded-For", request.client())
        .with("X-Forwarded-Host", request.host())
        .with("X-Forwarded-Port", tls ? "443" : "80")
        .with("X-Forwarded-Proto", scheme)
        .with("X-Forwarded-Scheme", scheme)
        .with("X-Scheme", scheme);
  }

  /// A page of nginx's own.
  private Server.Answer page(int status, String upstream, String endpoint) {
    String title = status + " " + REASONS.getOrDefault(status, "");
    String body =
        "<html>\r\n<head><title>"
            + title
            + "</title></head>\r\n<body>\r\n<center><h1>"
            + title
            + "</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";
    Json.Object headers =
        Json.object("Content-Type", "text/html", "Content-Length", Integer.toString(body.length()));
    return Server.Answer.of(status, headers, body, line(status, body.length(), upstream, endpoint));
  }

  private String line(int status, int bytes, String upstream, String endpoint) {
    List<String> words = new ArrayList<>();
    words.add(request.client() + " - - [" + Server.TIME.format(run.now()) + "]");
    words.add("\"" + request.method() + " " + request.path() + " HTTP/1.1\"");
    words.add(status + " " + bytes + " \"-\"");
    words.add("\"" + Network.header(request.headers(), "User-Agent", "-") + "\" 80 0.001");
    words.add("[" + upstream + "] []");
    words.add(endpoint.isEmpty() ? "- - - -" : endpoint + " " + bytes + " 0.001 " + status);
    words.add(run.dice().hex(32));
    return String.join(" ", words) + "\n";
  }

  /// Rules made earlier come first.
  static final Comparator<Json.Object> OLDEST_FIRST =
      Comparator.<Json.Object, String>comparing(o -> o.object("metadata").text("creationTimestamp"))
          .thenComparing(Meta::key);
}
