package seodang.kube.network;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;

/// One port of a Service, as kube-proxy's rules on a node know it.
///
/// @param door by which a connection came to it
record ServicePort(Json.Object service, Json.Object port, Door door) {
  private static final String AFFINITY = "affinity/";

  /// Which of its addresses was asked.
  enum Door {
    CLUSTER,
    EXTERNAL,
    NODE
  }

  /// Where a connection goes on.
  ///
  /// @param endpoint null when there is none
  /// @param dropped why nobody even refuses; `""` when that is not so
  record Choice(Endpoints.@Nullable Endpoint endpoint, String dropped, int among) {
    boolean isDropped() {
      return !dropped.isEmpty();
    }
  }

  /// Whether a Service has the address at all, whatever its ports.
  static boolean isServed(Run run, String node, String address) {
    return Proxy.services(run, node).stream().anyMatch(s -> door(s, address) != null);
  }

  /// The port of a Service behind an address of its own, as the rules of a node know it; null when
  /// there is none.
  static @Nullable ServicePort at(Run run, String node, String address, int port, String protocol) {
    for (Json.Object service : Proxy.services(run, node)) {
      Door door = door(service, address);
      Json.Object found = door == null ? null : port(service, "port", port, protocol);
      if (door != null && found != null) {
        return new ServicePort(service, found, door);
      }
    }
    return null;
  }

  /// The port of a Service that is open on a node, as on every one.
  static @Nullable ServicePort onNode(Run run, String node, int port, String protocol) {
    for (Json.Object service : Proxy.services(run, node)) {
      Json.Object found = port(service, "nodePort", port, protocol);
      if (found != null) {
        return new ServicePort(service, found, Door.NODE);
      }
    }
    return null;
  }

  private static @Nullable Door door(Json.Object service, String address) {
    Json.Object spec = service.object("spec");
    if (spec.array("clusterIPs").texts().contains(address)) {
      return Door.CLUSTER;
    }
    boolean external = spec.array("externalIPs").texts().contains(address);
    for (Json.Object ingress :
        service.object("status").object("loadBalancer").array("ingress").objects()) {
      external |= ingress.text("ip").equals(address) && !ingress.text("ipMode").equals("Proxy");
    }
    return external ? Door.EXTERNAL : null;
  }

  private static Json.@Nullable Object port(
      Json.Object service, String field, int port, String protocol) {
    for (Json.Object p : service.object("spec").array("ports").objects()) {
      if (p.number(field, 0) == port && p.text("protocol", "TCP").equals(protocol)) {
        return p;
      }
    }
    return null;
  }

  /// Whether only endpoints of the node take connections from here.
  ///
  /// Traffic that begins on the node itself, in its Pods too, knows no external policy.
  private boolean isLocal(boolean fromOutside) {
    Json.Object spec = service.object("spec");
    return door == Door.CLUSTER
        ? spec.text("internalTrafficPolicy").equals("Local")
        : fromOutside && spec.text("externalTrafficPolicy").equals("Local");
  }

  /// Whether the endpoint sees the node's address instead of the client's.
  boolean masquerades(boolean fromOutside) {
    return door != Door.CLUSTER && !isLocal(fromOutside);
  }

  /// @param node whose rules decide
  /// @param client the address the connection comes from
  /// @param fromOutside it came to the node from elsewhere
  Choice choose(Run run, String node, String client, boolean fromOutside) {
    List<Endpoints.Endpoint> all = Proxy.behind(run, node, service, port);
    List<Endpoints.Endpoint> usable = Endpoints.usable(all);
    if (usable.isEmpty()) {
      return new Choice(null, "", 0);
    }
    if (door == Door.EXTERNAL && !isWelcome(client)) {
      return new Choice(null, "not from loadBalancerSourceRanges", 0);
    }
    if (isLocal(fromOutside)) {
      usable = Endpoints.usable(all.stream().filter(e -> e.node().equals(node)).toList());
      if (usable.isEmpty()) {
        return new Choice(null, "no local endpoints", 0);
      }
    }
    return new Choice(pick(run, usable, client), "", usable.size());
  }

  /// Whether the load balancer's address takes connections from there.
  private boolean isWelcome(String client) {
    List<String> ranges = service.object("spec").array("loadBalancerSourceRanges").texts();
    return ranges.isEmpty() || ranges.stream().anyMatch(r -> Cidr.contains(r.strip(), client));
  }

  /// By chance, or the same one again for a client that came lately.
  private Endpoints.Endpoint pick(Run run, List<Endpoints.Endpoint> usable, String client) {
    Json.Object spec = service.object("spec");
    if (!spec.text("sessionAffinity").equals("ClientIP")) {
      return usable.get(run.dice().below(usable.size()));
    }
    String key = AFFINITY + Meta.uid(service) + "/" + port.text("name") + "/" + client;
    Json.Object last = run.recallObject(key);
    long seconds =
        spec.object("sessionAffinityConfig").object("clientIP").number("timeoutSeconds", 10800);
    Instant at = Meta.instant(last.get("at"));
    boolean fresh = at != null && !at.plus(Duration.ofSeconds(seconds)).isBefore(run.now());
    Endpoints.Endpoint chosen =
        usable.stream()
            .filter(e -> fresh && e.text().equals(last.text("endpoint")))
            .findFirst()
            .orElseGet(() -> usable.get(run.dice().below(usable.size())));
    run.remember(key, Json.object("endpoint", chosen.text(), "at", run.now().toString()));
    return chosen;
  }

  /// Whom a Service's endpoints are remembered for goes with it.
  static void forget(Run run, Json.Object service) {
    for (String key : List.copyOf(run.recallAll(AFFINITY + Meta.uid(service) + "/").keySet())) {
      run.forget(key);
    }
  }

  Json.Object hop(String address, Choice choice) {
    return Json.object(
        "kind",
        "service",
        "name",
        Meta.key(service),
        "address",
        address,
        "note",
        choice.isDropped()
            ? choice.dropped()
            : choice.among() + (choice.among() == 1 ? " endpoint" : " endpoints"));
  }
}
