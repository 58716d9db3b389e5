package seodang.kube.network;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.Selector;
import seodang.kube.engine.Run;

/// NetworkPolicies, as a CNI plugin enforces them: a Pod that some policy selects takes (or opens)
/// only what at least one of its policies allows.
final class Policies {
  private final Run run;

  Policies(Run run) {
    this.run = run;
  }

  /// One end of a connection.
  ///
  /// @param pod null for what is no Pod, or is on its node's network
  record End(String ip, Json.@Nullable Object pod) {}

  /// What decided.
  ///
  /// @param policies that select the Pod for this direction, by name
  record Verdict(boolean allowed, String direction, List<String> policies) {
    Json.Object hop(String address) {
      return Json.object(
          "kind",
          "policy",
          "name",
          String.join(", ", policies),
          "address",
          address,
          "note",
          direction + (allowed ? " allowed" : " denied"));
    }
  }

  /// The verdicts of both ends, that of the source first; a Pod without policies gives none.
  ///
  /// @param seen the source as the other end sees it, perhaps masked by a node
  List<Verdict> of(End from, End seen, End to, int port, String protocol) {
    List<Verdict> verdicts = new ArrayList<>();
    Verdict egress = verdict("egress", from, to, to, port, protocol);
    Verdict ingress = verdict("ingress", to, seen, to, port, protocol);
    if (egress != null) {
      verdicts.add(egress);
    }
    if (ingress != null) {
      verdicts.add(ingress);
    }
    return verdicts;
  }

  private @Nullable Verdict verdict(
      String direction, End end, End peer, End to, int port, String protocol) {
    Json.Object pod = end.pod();
    if (pod == null) {
      return null;
    }
    List<String> names = new ArrayList<>();
    boolean allowed = false;
    String type = direction.equals("ingress") ? "Ingress" : "Egress";
    String namespace = Meta.namespace(pod);
    for (Json.Object policy : run.list("networking.k8s.io", "networkpolicies", namespace)) {
      Json.Object spec = policy.object("spec");
      if (spec.array("policyTypes").texts().contains(type)
          && selects(spec.object("podSelector"), pod)) {
        names.add(Meta.key(policy));
        for (Json.Object rule : spec.array(direction).objects()) {
          allowed |=
              ports(rule.array("ports"), to, port, protocol)
                  && peers(
                      rule.array(direction.equals("ingress") ? "from" : "to"), namespace, peer);
        }
      }
    }
    return names.isEmpty() ? null : new Verdict(allowed, direction, names);
  }

  private static boolean selects(Json.Object selector, Json.Object object) {
    return Selector.of(selector).matchesObject(object);
  }

  private static boolean ports(Json.Array ports, End to, int port, String protocol) {
    return ports.isEmpty()
        || ports.objects().stream()
            .anyMatch(
                p -> p.text("protocol", "TCP").equals(protocol) && port(p, to, port, protocol));
  }

  private static boolean port(Json.Object allowed, End to, int port, String protocol) {
    Json given = allowed.get("port");
    if (given == null) {
      return true;
    }
    if (given instanceof Json.Text name) {
      return to.pod() != null && port == named(to.pod(), name.value(), protocol);
    }
    long first = allowed.number("port", 0);
    return port >= first && port <= allowed.number("endPort", first);
  }

  /// The number of a container's port by its name; 0 when there is none.
  private static long named(Json.Object pod, String name, String protocol) {
    for (Json.Object container : pod.object("spec").array("containers").objects()) {
      for (Json.Object p : container.array("ports").objects()) {
        if (p.text("name").equals(name) && p.text("protocol", "TCP").equals(protocol)) {
          return p.number("containerPort", 0);
        }
      }
    }
    return 0;
  }

  private boolean peers(Json.Array peers, String namespace, End end) {
    return peers.isEmpty() || peers.objects().stream().anyMatch(p -> peer(p, namespace, end));
  }

  private boolean peer(Json.Object peer, String namespace, End end) {
    if (peer.has("ipBlock")) {
      Json.Object block = peer.object("ipBlock");
      return Cidr.contains(block.text("cidr"), end.ip())
          && block.array("except").texts().stream().noneMatch(e -> Cidr.contains(e, end.ip()));
    }
    Json.Object pod = end.pod();
    if (pod == null) {
      return false;
    }
    if (peer.has("namespaceSelector")) {
      Json.Object home = run.get("", "namespaces", "", Meta.namespace(pod));
      if (home == null || !selects(peer.object("namespaceSelector"), home)) {
        return false;
      }
    } else if (!Meta.namespace(pod).equals(namespace)) {
      return false;
    }
    return !peer.has("podSelector") || selects(peer.object("podSelector"), pod);
  }
}
