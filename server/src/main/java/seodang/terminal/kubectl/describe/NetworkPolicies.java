package seodang.terminal.kubectl.describe;

import java.util.List;
import seodang.json.Json;
import seodang.terminal.kubectl.golang.GoText;

/// Describes a NetworkPolicy.
final class NetworkPolicies {
  private NetworkPolicies() {}

  static void describe(Json.Object policy, Description out, Describer.Source source) {
    Json.Object metadata = policy.object("metadata");
    Json.Object spec = policy.object("spec");
    out.line(0, "Name:", metadata.text("name"));
    out.line(0, "Namespace:", metadata.text("namespace"));
    out.line(0, "Created on:", created(metadata.text("creationTimestamp")));
    out.labelsAndAnnotations(metadata);
    out.line(0, "Spec:");
    Json.Object selector = spec.object("podSelector");
    out.line(
        1,
        "PodSelector:     "
            + (selector.isEmpty()
                ? "<none> (Allowing the specific traffic to all pods in this namespace)"
                : Description.selector(selector)));
    List<String> types = spec.array("policyTypes").texts();
    direction(spec, "Ingress", types.contains("Ingress"), out);
    direction(spec, "Egress", types.contains("Egress"), out);
    out.line(1, "Policy Types: " + String.join(", ", types));
  }

  private static String created(String timestamp) {
    return timestamp.isEmpty()
        ? "0001-01-01 00:00:00 +0000 UTC"
        : timestamp.replace("T", " ").replace("Z", " +0000 UTC");
  }

  private static void direction(Json.Object spec, String name, boolean applies, Description out) {
    if (!applies) {
      out.line(1, "Not affecting " + name.toLowerCase(java.util.Locale.ROOT) + " traffic");
      return;
    }
    boolean in = name.equals("Ingress");
    out.line(1, "Allowing " + name.toLowerCase(java.util.Locale.ROOT) + " traffic:");
    List<Json.Object> rules = spec.array(in ? "ingress" : "egress").objects();
    if (rules.isEmpty()) {
      out.line(
          2,
          in
              ? "<none> (Selected pods are isolated for ingress connectivity)"
              : "<none> (Selected pods are isolated for egress connectivity)");
      return;
    }
    for (int i = 0; i < rules.size(); i++) {
      rule(rules.get(i), in, out);
      if (i < rules.size() - 1) {
        out.line(2, "----------");
      }
    }
  }

  private static void rule(Json.Object rule, boolean in, Description out) {
    List<Json.Object> ports = rule.array("ports").objects();
    if (ports.isEmpty()) {
      out.line(2, "To Port: <any> (traffic allowed to all ports)");
    }
    for (Json.Object port : ports) {
      String number = port.has("port") ? GoText.value(port.get("port")) : "<any>";
      String protocol = "/" + port.text("protocol", "TCP");
      out.line(
          2,
          port.has("endPort")
              ? "To Port Range: " + number + "-" + port.number("endPort", 0) + protocol
              : "To Port: " + number + protocol);
    }
    List<Json.Object> peers = rule.array(in ? "from" : "to").objects();
    String word = in ? "From" : "To";
    if (peers.isEmpty()) {
      out.line(
          2, word + ": <any> (traffic not restricted by " + (in ? "source" : "destination") + ")");
    }
    for (Json.Object peer : peers) {
      out.line(2, word + ":");
      peer(peer, out);
    }
  }

  private static void peer(Json.Object peer, Description out) {
    if (peer.has("namespaceSelector")) {
      out.line(3, "NamespaceSelector: " + Description.selector(peer.object("namespaceSelector")));
    }
    if (peer.has("podSelector")) {
      out.line(3, "PodSelector: " + Description.selector(peer.object("podSelector")));
    }
    if (peer.has("ipBlock")) {
      out.line(3, "IPBlock:");
      out.line(4, "CIDR: " + peer.object("ipBlock").text("cidr"));
      out.line(4, "Except: " + String.join(", ", peer.object("ipBlock").array("except").texts()));
    }
  }
}
