package seodang.kube.node;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import seodang.json.Json;
import seodang.kube.engine.Run;
import seodang.kube.network.Proxy;

/// The packet filter's rules as kube-proxy's iptables mode writes them on a node, beside those of
/// the kubelet. Chains are named and filled as `pkg/proxy/iptables` does.
final class Rules {
  /// One rule.
  ///
  /// @param source a range, after `! ` when it must not be from there; `""` for any
  /// @param protocol `tcp`, `udp`, `sctp` or `""`
  /// @param matches as `iptables-save` writes each
  /// @param target with its options, as `-j` has it
  record Rule(
      String chain,
      String source,
      String destination,
      String protocol,
      List<String> matches,
      String target) {}

  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  final Run run;
  final String node;
  final String pods;
  private final Map<String, SortedSet<String>> chains = new TreeMap<>();
  private final Map<String, List<Rule>> rules = new TreeMap<>();
  final List<Rule> nodePorts = new ArrayList<>();

  private Rules(Run run, String node) {
    this.run = run;
    this.node = node;
    pods = podRange(run);
    nat();
    filter();
    for (String chain : List.of("IPTABLES-HINT", "KUBELET-CANARY", "PROXY-CANARY")) {
      chain("mangle", "KUBE-" + chain);
    }
    services();
  }

  static Rules of(Run run, String node) {
    return new Rules(run, node);
  }

  /// The chains that were made in a table, in order.
  SortedSet<String> chains(String table) {
    return chains.getOrDefault(table, new TreeSet<>());
  }

  List<Rule> rules(String table, String chain) {
    return rules.getOrDefault(table, List.of()).stream()
        .filter(r -> r.chain().equals(chain))
        .toList();
  }

  /// The range that all Pods' addresses are from: as the controller manager was told, or what the
  /// nodes' ranges are part of.
  static String podRange(Run run) {
    for (Json.Object pod : run.list("", "pods", "kube-system")) {
      for (Json.Object container : pod.object("spec").array("containers").objects()) {
        for (String word : container.array("command").texts()) {
          if (word.startsWith("--cluster-cidr=")) {
            return word.substring("--cluster-cidr=".length());
          }
        }
      }
    }
    for (Json.Object node : run.list("", "nodes", "")) {
      String[] parts = node.object("spec").text("podCIDR").split("\\.");
      if (parts.length == 4) {
        return parts[0] + "." + parts[1] + ".0.0/16";
      }
    }
    return "10.244.0.0/16";
  }

  void chain(String table, String name) {
    chains.computeIfAbsent(table, t -> new TreeSet<>()).add(name);
  }

  void add(
      String table,
      String chain,
      String source,
      String destination,
      String protocol,
      List<String> matches,
      String target) {
    rules
        .computeIfAbsent(table, t -> new ArrayList<>())
        .add(new Rule(chain, source, destination, protocol, matches, target));
  }

  static String comment(String text) {
    return "-m comment --comment \"" + text + "\"";
  }

  private void nat() {
    for (String chain :
        List.of(
            "KUBELET-CANARY",
            "MARK-MASQ",
            "NODEPORTS",
            "POSTROUTING",
            "PROXY-CANARY",
            "SERVICES")) {
      chain("nat", "KUBE-" + chain);
    }
    List<String> portals = List.of(comment("kubernetes service portals"));
    add("nat", "PREROUTING", "", "", "", portals, "KUBE-SERVICES");
    add("nat", "OUTPUT", "", "", "", portals, "KUBE-SERVICES");
    List<String> post = List.of(comment("kubernetes postrouting rules"));
    add("nat", "POSTROUTING", "", "", "", post, "KUBE-POSTROUTING");
    add("nat", "KUBE-MARK-MASQ", "", "", "", List.of(), "MARK --set-xmark 0x4000/0x4000");
    List<String> unmarked = List.of("-m mark ! --mark 0x4000/0x4000");
    add("nat", "KUBE-POSTROUTING", "", "", "", unmarked, "RETURN");
    add("nat", "KUBE-POSTROUTING", "", "", "", List.of(), "MARK --set-xmark 0x4000/0x0");
    List<String> snat = List.of(comment("kubernetes service traffic requiring SNAT"));
    add("nat", "KUBE-POSTROUTING", "", "", "", snat, "MASQUERADE --random-fully");
  }

  private void filter() {
    for (String chain :
        List.of(
            "EXTERNAL-SERVICES",
            "FIREWALL",
            "FORWARD",
            "KUBELET-CANARY",
            "NODEPORTS",
            "PROXY-CANARY",
            "PROXY-FIREWALL",
            "SERVICES")) {
      chain("filter", "KUBE-" + chain);
    }
    String fresh = "-m conntrack --ctstate NEW";
    List<String> balancer = List.of(fresh, comment("kubernetes load balancer firewall"));
    List<String> portals = List.of(fresh, comment("kubernetes service portals"));
    List<String> external =
        List.of(fresh, comment("kubernetes externally-visible service portals"));
    List<String> health = List.of(comment("kubernetes health check service ports"));
    List<String> forwarding = List.of(comment("kubernetes forwarding rules"));
    jump("INPUT", balancer, "KUBE-PROXY-FIREWALL");
    jump("INPUT", health, "KUBE-NODEPORTS");
    jump("INPUT", external, "KUBE-EXTERNAL-SERVICES");
    jump("INPUT", List.of(), "KUBE-FIREWALL");
    jump("FORWARD", balancer, "KUBE-PROXY-FIREWALL");
    jump("FORWARD", forwarding, "KUBE-FORWARD");
    jump("FORWARD", portals, "KUBE-SERVICES");
    jump("FORWARD", external, "KUBE-EXTERNAL-SERVICES");
    jump("OUTPUT", balancer, "KUBE-PROXY-FIREWALL");
    jump("OUTPUT", portals, "KUBE-SERVICES");
    jump("OUTPUT", List.of(), "KUBE-FIREWALL");
    add(
        "filter",
        "KUBE-FIREWALL",
        "! 127.0.0.0/8",
        "127.0.0.0/8",
        "",
        List.of(
            comment("block incoming localnet connections"),
            "-m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT"),
        "DROP");
    jump(
        "KUBE-FORWARD",
        List.of(
            "-m conntrack --ctstate INVALID",
            "-m nfacct --nfacct-name  ct_state_invalid_dropped_pkts"),
        "DROP");
    jump(
        "KUBE-FORWARD",
        List.of(comment("kubernetes forwarding rules"), "-m mark --mark 0x4000/0x4000"),
        "ACCEPT");
    jump(
        "KUBE-FORWARD",
        List.of(
            comment("kubernetes forwarding conntrack rule"),
            "-m conntrack --ctstate RELATED,ESTABLISHED"),
        "ACCEPT");
  }

  private void jump(String chain, List<String> matches, String target) {
    add("filter", chain, "", "", "", matches, target);
  }

  // Services.

  private void services() {
    for (Json.Object service : Proxy.services(run, node)) {
      String address = service.object("spec").text("clusterIP");
      boolean virtual = !address.isEmpty() && !address.equals("None");
      if (virtual && !service.object("spec").text("type").equals("ExternalName")) {
        for (Json.Object port : service.object("spec").array("ports").objects()) {
          new ServiceRules(this, service, port).add();
        }
      }
    }
    rules.computeIfAbsent("nat", t -> new ArrayList<>()).addAll(nodePorts);
    add(
        "nat",
        "KUBE-SERVICES",
        "",
        "",
        "",
        List.of(
            comment("kubernetes service nodeports; NOTE: this must be the last rule in this chain"),
            "-m addrtype --dst-type LOCAL"),
        "KUBE-NODEPORTS");
  }

  /// One of so many, as the kernel keeps it: in parts of two to the thirty-first.
  static String probability(int of) {
    double asked = Math.round(1e10 / of) / 1e10;
    return String.format(
        Locale.ROOT, "%.11f", Math.round(asked * 0x80000000L) / (double) 0x80000000L);
  }

  static String hash(String text) {
    byte[] sum;
    try {
      sum = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    StringBuilder hash = new StringBuilder();
    for (int i = 0; i < 16; i++) {
      int bit = i * 5;
      int window = (sum[bit / 8] & 0xff) << 8 | sum[bit / 8 + 1] & 0xff;
      hash.append(BASE32.charAt(window >> (11 - bit % 8) & 31));
    }
    return hash.toString();
  }
}
