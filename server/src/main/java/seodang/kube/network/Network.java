package seodang.kube.network;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import seodang.json.Json;
import seodang.kube.HttpResult;
import seodang.kube.Meta;
import seodang.kube.engine.Run;
import seodang.kube.image.Server;
import seodang.kube.kubelet.NodePods;
import seodang.kube.kubelet.PodRun;
import seodang.kube.kubelet.Usage;
import seodang.shell.HostCall;

/// Carries requests inside the cluster, noting every hop.
public final class Network {
  /// Memory of what was last told of a Pod's requests, by its UID.
  public static final String TOLD = "told/";

  /// A client that wants to know whom it speaks to over HTTPS sends this along: no certificate here
  /// is signed by anybody the world knows.
  public static final String VERIFY = ":verify";

  private static final int DEEPEST = 8;

  private final Run run;
  private final String from;
  private final Source source;
  private final int depth;
  private final List<Json.Object> hops = new ArrayList<>();

  private Network(Run run, String from) {
    this(run, from, 0);
  }

  private Network(Run run, String from, int depth) {
    this.run = run;
    this.from = from;
    source = Source.of(run, from);
    this.depth = depth;
  }

  /// An HTTP request by a Pod (`namespace/name`), a node (its name) or the control-plane node
  /// (`""`).
  public static HttpResult http(
      Run run, String from, String method, String url, Json.Object headers, String body) {
    Network network = new Network(run, from);
    HttpResult result = network.http(method, url, headers, body);
    network.trace(method, url, result);
    return result;
  }

  /// Answers what a process asks of the world.
  public static HostCall.Answer answer(Run run, String from, HostCall call) {
    return switch (call) {
      case HostCall.Http h -> {
        HttpResult r = http(run, from, h.method(), h.url(), h.headers(), h.body());
        yield new HostCall.Answer.Http(
            r.error(), r.status(), r.headers(), r.body(), r.connectedTo());
      }
      case HostCall.Tool t ->
          new HostCall.Answer.Tool(127, "", t.argv().getFirst() + ": not found\n", "");
      case HostCall.Lookup l -> {
        Source source = Source.of(run, from);
        Dns.Found found = Dns.lookup(run, source, l.name(), l.type(), new ArrayList<>());
        yield new HostCall.Answer.Lookup(found.server(), found.records());
      }
    };
  }

  private HttpResult http(String method, String url, Json.Object headers, String body) {
    URI uri;
    try {
      uri = URI.create(url.contains("://") ? url : "http://" + url);
    } catch (IllegalArgumentException e) {
      return failed("resolve");
    }
    String host = uri.getHost() == null ? "" : uri.getHost();
    boolean tls = "https".equals(uri.getScheme());
    int port = uri.getPort() > 0 ? uri.getPort() : tls ? 443 : 80;
    String address = address(host);
    if (address.isEmpty()) {
      return failed("resolve");
    }
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String whole = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    String named = uri.getPort() > 0 ? host + ":" + port : host;
    HttpResult own = source.pod() == null ? Daemons.answer(run, source, address, port, path) : null;
    if (own != null) {
      return own;
    }
    return switch (new Path(run, source, hops).to(address, port, "TCP")) {
      case Path.Arrival.Failed f -> new HttpResult(f.error(), 0, Json.object(), "", hops);
      case Path.Arrival.At at ->
          deliver(at.pod(), at.port(), method, whole, named, headers, body, at.client(), tls);
    };
  }

  private String address(String host) {
    if (Cidr.address(host) >= 0) {
      return host;
    }
    if (host.equals("localhost")) {
      return "127.0.0.1";
    }
    String known = known(host);
    if (!known.isEmpty()) {
      return known;
    }
    Dns.Found found = Dns.lookup(run, source, host, "A", hops);
    List<String> addresses = found.addresses();
    hops.add(
        Json.object(
            "kind",
            "dns",
            "name",
            host,
            "address",
            addresses.isEmpty() ? "" : addresses.getFirst(),
            "note",
            found.server().isEmpty()
                ? "no answer"
                : found.records().isEmpty() ? "" : found.records().getFirst().name()));
    return addresses.isEmpty() ? "" : addresses.get(run.dice().below(addresses.size()));
  }

  /// What `/etc/hosts` says: nodes know each other, a Pod itself and its aliases; `""` for nothing.
  private String known(String host) {
    Json.Object pod = source.object();
    if (pod == null || source.isHost()) {
      String node = Nodes.named(run, host);
      if (!node.isEmpty() || pod == null) {
        return node;
      }
    }
    for (Json.Object alias : pod.object("spec").array("hostAliases").objects()) {
      if (alias.array("hostnames").texts().contains(host)) {
        return alias.text("ip");
      }
    }
    return pod.object("spec").text("hostname", Meta.name(pod)).equals(host) ? source.ip() : "";
  }

  private HttpResult failed(String error) {
    hops.add(Json.object("kind", "drop", "name", error, "address", ""));
    return new HttpResult(error, 0, Json.object(), "", hops);
  }

  private HttpResult deliver(
      PodRun pod,
      int port,
      String method,
      String path,
      String host,
      Json.Object headers,
      String body,
      String client,
      boolean tls) {
    NodePods.Listener listener = NodePods.listener(run, pod, port);
    if (listener == null) {
      return failed("refused");
    }
    Server.Role role = listener.server().role(port);
    if (method.equals("TCP")) {
      return new HttpResult("", 0, Json.object(), "", hops);
    }
    if (!listener.server().speaks(method)) {
      return failed("empty");
    }
    boolean secure = listener.server().isSecure(listener.process(), port);
    if (tls && (!secure || headers.has(VERIFY))) {
      return failed(secure ? "certificate" : "tls");
    }
    Server.Request request =
        new Server.Request(
            method,
            path,
            header(headers, "Host", host),
            headers.without(VERIFY),
            body,
            client,
            port,
            listener.hostname(),
            pod.ip(),
            listener.process(),
            listener.files(),
            run.now());
    Server.Answer answer =
        switch (role) {
          case ITSELF -> listener.server().answer(request);
          case INGRESS -> new IngressProxy(run, pod, request, tls, hops).answer();
          case API_SERVER -> ApiDoor.answer(run, request, tls);
        };
    Server.Forward forward = answer.forward();
    if (forward != null) {
      answer = listener.server().forwarded(request, forwarded(pod, forward));
    }
    if (answer.files() != null) {
      NodePods.keep(run, pod, listener.container(), answer.files());
    }
    NodePods.log(run, pod, listener.container(), answer.log());
    Usage.request(run, pod, listener.container(), listener.server().cost());
    return new HttpResult("", answer.status(), answer.headers(), answer.body(), hops);
  }

  /// A header's value, whatever the case of its name.
  static String header(Json.Object headers, String name, String otherwise) {
    for (Map.Entry<String, String> header : headers.texts().entrySet()) {
      if (header.getKey().equalsIgnoreCase(name)) {
        return header.getValue();
      }
    }
    return otherwise;
  }

  // The trace.

  /// Keeps the way of a request; of a Pod that asks again and again only what is new.
  private void trace(String method, String url, HttpResult result) {
    String outcome = result.error().isEmpty() ? "HTTP " + result.status() : result.error();
    String message = method + " " + url + " → " + outcome;
    PodRun pod = source.pod();
    if (pod != null) {
      String told = TOLD + pod.uid();
      Json text = Json.text(message);
      if (text.equals(run.recall(told))) {
        return;
      }
      run.remember(told, text);
    }
    Json.Object last = Json.object();
    for (Json.Object hop : hops) {
      last = List.of("service", "pod").contains(hop.text("kind")) ? hop : last;
    }
    String[] name = last.text("name", "/").split("/", 2);
    run.trace(
        pod == null ? "client" : "pod/" + from,
        "connect",
        last.isEmpty() ? "" : last.text("kind") + "s",
        name[0],
        name[1],
        Json.object("message", message, "hops", Json.array(hops.toArray())));
  }

  /// What a server asks of another to answer a request; servers that ask each other in a circle get
  /// no answer.
  private HttpResult forwarded(PodRun pod, Server.Forward forward) {
    Network further = new Network(run, pod.namespace() + "/" + pod.name(), depth + 1);
    HttpResult result =
        depth > DEEPEST
            ? further.failed("timeout")
            : further.http(forward.method(), forward.url(), forward.headers(), forward.body());
    hops.addAll(result.hops());
    return result;
  }

  // For probes and port-forwards.

  /// A request straight to a Pod's port.
  public static HttpResult toPod(
      Run run,
      PodRun pod,
      int port,
      String method,
      String path,
      String host,
      Json.Object headers,
      String body,
      String client) {
    return new Network(run, "")
        .deliver(pod, port, method, path, host, headers, body, client, false);
  }

  /// Whether anything in the Pod listens on the port.
  public static boolean listens(Run run, PodRun pod, int port) {
    return NodePods.listener(run, pod, port) != null;
  }
}
