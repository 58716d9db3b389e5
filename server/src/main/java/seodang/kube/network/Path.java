package seodang.kube.network;

import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Faults;
import seodang.kube.engine.Run;
import seodang.kube.kubelet.NodePods;
import seodang.kube.kubelet.PodRun;

/// The way of one connection: through kube-proxy's rules, past policies, to a Pod. Notes every hop.
final class Path {
  /// How it ended.
  sealed interface Arrival {
    /// @param client the address it seems to come from
    record At(PodRun pod, int port, String client) implements Arrival {}

    /// @param error `refused` or `timeout`
    record Failed(String error) implements Arrival {}
  }

  private final Run run;
  private final Source source;
  private final List<Json.Object> hops;

  Path(Run run, Source source, List<Json.Object> hops) {
    this.run = run;
    this.source = source;
    this.hops = hops;
  }

  /// @param protocol `TCP` or `UDP`
  Arrival to(String address, int port, String protocol) {
    if (address.startsWith("127.")) {
      return loopback(port, protocol);
    }
    ServicePort service = ServicePort.at(run, source.node(), address, port, protocol);
    if (service != null) {
      return through(service, address + ":" + port, protocol, source.node(), false);
    }
    if (ServicePort.isServed(run, source.node(), address)) {
      return failed("timeout");
    }
    Json.Object node = Nodes.at(run, address);
    return node == null
        ? straight(address, port, protocol, source.ip(), false)
        : onNode(node, address, port, protocol);
  }

  private Arrival failed(String error) {
    hops.add(Json.object("kind", "drop", "name", error, "address", ""));
    return new Arrival.Failed(error);
  }

  private Arrival arrived(PodRun pod, int port, String client) {
    hops.add(
        Json.object(
            "kind", "pod",
            "name", pod.namespace() + "/" + pod.name(),
            "address", pod.ip() + ":" + port));
    return new Arrival.At(pod, port, client);
  }

  private Arrival loopback(int port, String protocol) {
    PodRun own = source.pod();
    if (own != null && !source.isHost()) {
      return arrived(own, port, "127.0.0.1");
    }
    ServicePort service = ServicePort.onNode(run, source.node(), port, protocol);
    return service == null
        ? onHost(source.node(), port, "127.0.0.1")
        : through(service, "127.0.0.1:" + port, protocol, source.node(), false);
  }

  /// Through a Service, by the rules of a node.
  private Arrival through(
      ServicePort service, String address, String protocol, String node, boolean fromOutside) {
    ServicePort.Choice choice = service.choose(run, node, source.ip(), fromOutside);
    hops.add(service.hop(address, choice));
    Endpoints.Endpoint endpoint = choice.endpoint();
    if (endpoint == null) {
      return failed(choice.isDropped() ? "timeout" : "refused");
    }
    hops.add(
        Json.object("kind", "endpoint", "name", endpoint.address(), "address", endpoint.text()));
    PodRun target = NodePods.at(run, endpoint.address());
    boolean hairpin = target != null && source.is(target);
    boolean masked = hairpin || service.masquerades(fromOutside);
    String client = masked ? Nodes.named(run, node) : source.ip();
    return straight(endpoint.address(), endpoint.port(), protocol, client, fromOutside);
  }

  /// To an address of a node: a port of a Service, one that a Pod borrowed, or the node's own.
  private Arrival onNode(Json.Object node, String address, int port, String protocol) {
    String name = Meta.name(node);
    boolean fromOutside = !name.equals(source.node());
    hops.add(Json.object("kind", "node", "name", name, "address", address + ":" + port));
    if (!reaches(name)) {
      return failed("timeout");
    }
    if (fromOutside && !passes(new Policies.End(address, null), source.ip(), port, protocol)) {
      return failed("timeout");
    }
    ServicePort service = ServicePort.onNode(run, name, port, protocol);
    if (service != null) {
      return through(service, address + ":" + port, protocol, name, fromOutside);
    }
    NodePods.HostPort borrowed = NodePods.hostPort(run, name, address, port, protocol);
    return borrowed == null
        ? onHost(name, port, source.ip())
        : straight(borrowed.pod().ip(), borrowed.port(), protocol, source.ip(), fromOutside);
  }

  private Arrival onHost(String node, int port, String client) {
    PodRun pod = NodePods.onHost(run, node, port);
    return pod == null ? failed("refused") : arrived(pod, port, client);
  }

  /// To the very address.
  ///
  /// @param left it left its own node for the address of another, and was looked at there
  private Arrival straight(String address, int port, String protocol, String client, boolean left) {
    PodRun pod = NodePods.at(run, address);
    if (pod == null) {
      Json.Object node = Nodes.at(run, address);
      if (!left && !passes(new Policies.End(address, null), client, port, protocol)) {
        return failed("timeout");
      }
      boolean there = node != null && reaches(Meta.name(node));
      return there ? onHost(Nodes.name(node), port, client) : failed("timeout");
    }
    boolean home = source.isHost() && source.node().equals(pod.node());
    Json.Object object = run.get("", "pods", pod.namespace(), pod.name());
    if (!source.is(pod)
        && !home
        && !passes(new Policies.End(address, object), client, port, protocol)) {
      return failed("timeout");
    }
    return reaches(pod.node()) ? arrived(pod, port, client) : failed("timeout");
  }

  /// Whether packets get to a node: it has power, and neither end is cut off.
  private boolean reaches(String node) {
    String here = source.node();
    return !run.isBroken("node/" + node)
        && (here.equals(node) || !Faults.isCutOff(run, node) && !Faults.isCutOff(run, here));
  }

  /// Whether the policies of both ends let it pass, where the CNI plugin enforces them.
  private boolean passes(Policies.End to, String client, int port, String protocol) {
    if (!Fabric.of(run).policies()) {
      return true;
    }
    Json.@Nullable Object pod = source.isHost() ? null : source.object();
    Policies.End from = new Policies.End(source.ip(), pod);
    Policies.End seen = client.equals(source.ip()) ? from : new Policies.End(client, null);
    boolean passes = true;
    for (Policies.Verdict verdict : new Policies(run).of(from, seen, to, port, protocol)) {
      hops.add(verdict.hop(to.ip() + ":" + port));
      passes &= verdict.allowed();
    }
    return passes;
  }
}
