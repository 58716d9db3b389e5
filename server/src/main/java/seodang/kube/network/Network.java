package seodang.kube.network;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.HttpResult;
import seodang.kube.Meta;
import seodang.kube.apiserver.Settings;
import seodang.kube.engine.Faults;
import seodang.kube.engine.Run;
import seodang.kube.image.Server;
import seodang.kube.kubelet.NodePods;
import seodang.kube.kubelet.PodRun;
import seodang.kube.kubelet.Usage;
import seodang.shell.HostCall;

/// Carries requests inside the cluster, noting every hop.
public final class Network {
  private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  private final Run run;
  private final String from;
  private final List<Json.Object> hops = new ArrayList<>();

  private Network(Run run, String from) {
    this.run = run;
    this.from = from;
  }

  /// An HTTP request by a Pod (`namespace/name`) or by the control-plane node (`""`).
  public static HttpResult http(
      Run run, String from, String method, String url, Json.Object headers, String body) {
    return new Network(run, from).http(method, url, headers, body);
  }

  /// Answers what a process asks of the world.
  public static HostCall.Answer answer(Run run, String from, HostCall call) {
    return switch (call) {
      case HostCall.Http h -> {
        HttpResult r = http(run, from, h.method(), h.url(), h.headers(), h.body());
        String address = "";
        for (Json.Object hop : r.hops()) {
          address =
              address.isEmpty() && !hop.text("kind").equals("dns") ? hop.text("address") : address;
        }
        yield new HostCall.Answer.Http(r.error(), r.status(), r.headers(), r.body(), address);
      }
      case HostCall.Lookup l -> {
        Dns.Found found = Dns.lookup(run, namespace(from), l.name());
        yield new HostCall.Answer.Lookup(
            found.up() ? Settings.of(run).services().dns() : "", found.name(), found.addresses());
      }
    };
  }

  private static String namespace(String from) {
    int slash = from.indexOf('/');
    return slash < 0 ? "" : from.substring(0, slash);
  }

  private HttpResult http(String method, String url, Json.Object headers, String body) {
    URI uri;
    try {
      uri = URI.create(url.contains("://") ? url : "http://" + url);
    } catch (IllegalArgumentException e) {
      return failed("resolve");
    }
    String host = uri.getHost() == null ? "" : uri.getHost();
    int port = uri.getPort() > 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
    String address = address(host);
    if (address.isEmpty()) {
      return failed("resolve");
    }
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String whole = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    String named = uri.getPort() > 0 ? host + ":" + port : host;
    return route(address, port, method, whole, named, headers, body);
  }

  private String address(String host) {
    if (ADDRESS.matcher(host).matches()) {
      return host;
    }
    if (host.equals("localhost")) {
      return "127.0.0.1";
    }
    for (Json.Object node : run.list("", "nodes", "")) {
      if (Meta.name(node).equals(host)) {
        return nodeAddress(node);
      }
    }
    Dns.Found found = Dns.lookup(run, namespace(from), host);
    hops.add(
        Json.object(
            "kind",
            "dns",
            "name",
            host,
            "address",
            found.addresses().isEmpty() ? "" : found.addresses().getFirst(),
            "note",
            found.up() ? found.name() : "no answer"));
    return found.addresses().isEmpty()
        ? ""
        : found.addresses().get(run.dice().below(found.addresses().size()));
  }

  private static String nodeAddress(Json.Object node) {
    for (Json.Object address : node.object("status").array("addresses").objects()) {
      if (address.text("type").equals("InternalIP")) {
        return address.text("address");
      }
    }
    return "";
  }

  private HttpResult failed(String error) {
    hops.add(Json.object("kind", "drop", "name", error, "address", ""));
    return new HttpResult(error, 0, Json.object(), "", hops);
  }

  // Routing.

  private HttpResult route(
      String address,
      int port,
      String method,
      String path,
      String host,
      Json.Object headers,
      String body) {
    if (address.equals("127.0.0.1") && from.contains("/")) {
      PodRun self = NodePods.named(run, from);
      return self == null
          ? failed("refused")
          : deliver(self, port, method, path, host, headers, body, "127.0.0.1");
    }
    for (Json.Object service : Proxy.services(run, here())) {
      Json.Object spec = service.object("spec");
      boolean external = spec.array("externalIPs").texts().contains(address);
      for (Json.Object ingress :
          service.object("status").object("loadBalancer").array("ingress").objects()) {
        external |= ingress.text("ip").equals(address);
      }
      if (spec.text("clusterIP").equals(address) || external) {
        for (Json.Object p : spec.array("ports").objects()) {
          if (p.number("port", 0) == port) {
            return service(here(), service, p, address, method, path, host, headers, body);
          }
        }
        return failed("timeout");
      }
    }
    HttpResult viaNode = nodePort(address, port, method, path, host, headers, body);
    if (viaNode != null) {
      return viaNode;
    }
    PodRun pod = NodePods.at(run, address);
    return pod == null
        ? failed("timeout")
        : deliver(pod, port, method, path, host, headers, body, source());
  }

  private @Nullable HttpResult nodePort(
      String address,
      int port,
      String method,
      String path,
      String host,
      Json.Object headers,
      String body) {
    for (Json.Object node : run.list("", "nodes", "")) {
      if (!nodeAddress(node).equals(address) && !(address.equals("127.0.0.1") && from.isEmpty())) {
        continue;
      }
      if (!reaches(Meta.name(node))) {
        return failed("timeout");
      }
      for (Json.Object service : Proxy.services(run, Meta.name(node))) {
        for (Json.Object p : service.object("spec").array("ports").objects()) {
          if (p.number("nodePort", 0) == port) {
            hops.add(
                Json.object(
                    "kind", "node", "name", Meta.name(node), "address", address + ":" + port));
            return service(Meta.name(node), service, p, address, method, path, host, headers, body);
          }
        }
      }
      PodRun onHost = NodePods.onHost(run, Meta.name(node), port);
      return onHost == null
          ? failed("refused")
          : deliver(onHost, port, method, path, host, headers, body, source());
    }
    return null;
  }

  /// @param node whose rules choose
  private HttpResult service(
      String node,
      Json.Object service,
      Json.Object port,
      String address,
      String method,
      String path,
      String host,
      Json.Object headers,
      String body) {
    List<String> behind = Proxy.behind(run, node, service, port);
    hops.add(
        Json.object(
            "kind", "service",
            "name", Meta.namespace(service) + "/" + Meta.name(service),
            "address", address + ":" + port.number("port", 0),
            "note", behind.size() + " endpoints"));
    if (behind.isEmpty()) {
      return failed("refused");
    }
    String chosen = choose(service, behind);
    String ip = chosen.substring(0, chosen.indexOf(':'));
    int target = Integer.parseInt(chosen.substring(chosen.indexOf(':') + 1));
    hops.add(Json.object("kind", "endpoint", "name", ip, "address", chosen));
    PodRun pod = NodePods.at(run, ip);
    return pod == null
        ? failed("timeout")
        : deliver(pod, target, method, path, host, headers, body, source());
  }

  /// As kube-proxy's rules choose: by chance, or the same one again under `sessionAffinity:
  /// ClientIP`.
  private String choose(Json.Object service, List<String> behind) {
    if (service.object("spec").text("sessionAffinity").equals("ClientIP")) {
      String key = "affinity/" + Meta.uid(service) + "/" + from;
      String last = run.recall(key) instanceof Json.Text t ? t.value() : "";
      if (behind.contains(last)) {
        return last;
      }
      String chosen = behind.get(run.dice().below(behind.size()));
      run.remember(key, Json.text(chosen));
      return chosen;
    }
    return behind.get(run.dice().below(behind.size()));
  }

  /// The node that the request begins on.
  private String here() {
    PodRun pod = from.contains("/") ? NodePods.named(run, from) : null;
    return pod == null ? "control-plane" : pod.node();
  }

  /// Whether packets get to a node: it has power, and neither end is cut off.
  private boolean reaches(String node) {
    String here = here();
    return !run.isBroken("node/" + node)
        && (here.equals(node) || !Faults.isCutOff(run, node) && !Faults.isCutOff(run, here));
  }

  private String source() {
    PodRun pod = from.contains("/") ? NodePods.named(run, from) : null;
    if (pod != null) {
      return pod.ip();
    }
    for (Json.Object node : run.list("", "nodes", "")) {
      if (Meta.name(node).equals("control-plane")) {
        return nodeAddress(node);
      }
    }
    return "127.0.0.1";
  }

  private HttpResult deliver(
      PodRun pod,
      int port,
      String method,
      String path,
      String host,
      Json.Object headers,
      String body,
      String client) {
    hops.add(
        Json.object(
            "kind", "pod",
            "name", pod.namespace() + "/" + pod.name(),
            "address", pod.ip() + ":" + port));
    if (!client.equals("127.0.0.1") && !reaches(pod.node())) {
      return failed("timeout");
    }
    NodePods.Listener listener = NodePods.listener(run, pod, port);
    if (listener == null) {
      return failed("refused");
    }
    if (!listener.server().speaksHttp()) {
      return failed("empty");
    }
    Server.Request request =
        new Server.Request(
            method,
            path,
            host,
            headers,
            body,
            client,
            port,
            listener.hostname(),
            pod.ip(),
            listener.argv(),
            listener.env(),
            listener.files(),
            run.now());
    Server.Answer answer = listener.server().answer(request);
    NodePods.log(run, pod, listener.container(), answer.log());
    Usage.request(run, pod);
    return new HttpResult("", answer.status(), answer.headers(), answer.body(), hops);
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
    return new Network(run, "").deliver(pod, port, method, path, host, headers, body, client);
  }

  /// Whether anything in the Pod listens on the port.
  public static boolean listens(Run run, PodRun pod, int port) {
    return NodePods.listener(run, pod, port) != null;
  }
}
