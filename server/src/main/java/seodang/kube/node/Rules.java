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
import seodang.kube.Meta;
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
  private static final long AFFINITY = 10_800;

  private final Run run;
  private final String node;
  private final String pods;
  private final Map<String, SortedSet<String>> chains = new TreeMap<>();
  private final Map<String, List<Rule>> rules = new TreeMap<>();
  private final List<Rule> nodePorts = new ArrayList<>();

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

  private void chain(String table, String name) {
    chains.computeIfAbsent(table, t -> new TreeSet<>()).add(name);
  }

  private void add(
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

  private static String comment(String text) {
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

  /// The rules of one port of one Service.
  private static final class ServiceRules {
    private final Rules all;
    private final Json.Object spec;
    private final String name;
    private final String protocol;
    private final String suffix;
    private final String port;
    private final List<String> ready;
    private final List<String> local;

    ServiceRules(Rules all, Json.Object service, Json.Object port) {
      this.all = all;
      spec = service.object("spec");
      String portName = port.text("name");
      name = Meta.key(service) + (portName.isEmpty() ? "" : ":" + portName);
      protocol = port.text("protocol", "TCP").toLowerCase(Locale.ROOT);
      suffix = hash(name + protocol);
      this.port = Long.toString(port.number("port", 0));
      ready = Proxy.targets(all.run, all.node, service, port, false);
      local = Proxy.targets(all.run, all.node, service, port, true);
      nodePort = port.number("nodePort", 0);
    }

    private final long nodePort;

    private boolean isLocal(String policy) {
      return spec.text(policy).equals("Local");
    }

    /// Where the packets from outside come in, with what kube-proxy says of them.
    private Map<String, String> outside() {
      Map<String, String> addresses = new TreeMap<>();
      for (String address : spec.array("externalIPs").texts()) {
        addresses.put(address, "external IP");
      }
      return addresses;
    }

    void add() {
      String cluster = spec.text("clusterIP") + "/32";
      List<String> inside = isLocal("internalTrafficPolicy") ? local : ready;
      String insideChain = (isLocal("internalTrafficPolicy") ? "KUBE-SVL-" : "KUBE-SVC-") + suffix;
      List<String> to = List.of(comment(name + " cluster IP"), dport(port));
      if (inside.isEmpty()) {
        String why = ready.isEmpty() ? " has no endpoints" : " has no local endpoints";
        refuse("KUBE-SERVICES", cluster, List.of(comment(name + why), dport(port)));
      } else {
        all.add("nat", "KUBE-SERVICES", "", cluster, protocol, to, insideChain);
        all.chain("nat", insideChain);
        all.add("nat", insideChain, "! " + all.pods, cluster, protocol, to, "KUBE-MARK-MASQ");
        balance(insideChain, inside);
      }
      boolean external = nodePort > 0 || !outside().isEmpty() || !balancers().isEmpty();
      if (external) {
        external();
      }
    }

    private List<String> balancers() {
      List<String> addresses = new ArrayList<>();
      for (Json.Object service : Proxy.services(all.run, all.node)) {
        if (service.object("spec").equals(spec)) {
          for (Json.Object ingress :
              service.object("status").object("loadBalancer").array("ingress").objects()) {
            addresses.add(ingress.text("ip"));
          }
        }
      }
      return addresses.stream().filter(ip -> !ip.isEmpty()).toList();
    }

    private String dport(String number) {
      return "-m " + protocol + " --dport " + number;
    }

    private void refuse(String chain, String destination, List<String> matches) {
      all.add(
          "filter",
          chain,
          "",
          destination,
          protocol,
          matches,
          "REJECT --reject-with icmp-port-unreachable");
    }

    private void external() {
      boolean onlyLocal = isLocal("externalTrafficPolicy");
      if (ready.isEmpty()) {
        refuseOutside();
        return;
      }
      String chain = "KUBE-EXT-" + suffix;
      all.chain("nat", chain);
      Map<String, String> addresses = outside();
      balancers().forEach(ip -> addresses.put(ip, "loadbalancer IP"));
      addresses.forEach((ip, what) ->
          all.add(
              "nat",
              "KUBE-SERVICES",
              "",
              ip + "/32",
              protocol,
              List.of(comment(name + " " + what), dport(port)),
              chain));
      if (nodePort > 0) {
        List<String> matches = List.of(comment(name), dport(Long.toString(nodePort)));
        List<String> counted = new ArrayList<>(matches);
        counted.add("-m nfacct --nfacct-name  localhost_nps_accepted_pkts");
        all.nodePorts.add(new Rule("KUBE-NODEPORTS", "", "127.0.0.0/8", protocol, counted, chain));
        all.nodePorts.add(new Rule("KUBE-NODEPORTS", "", "", protocol, matches, chain));
      }
      if (onlyLocal) {
        localOnly(chain);
      } else {
        masquerade(chain, "masquerade traffic for " + name + " external destinations");
        String inside = "KUBE-SVC-" + suffix;
        all.add("nat", chain, "", "", "", List.of(), inside);
        if (all.chains("nat").add(inside)) {
          balance(inside, ready);
        }
      }
    }

    private void masquerade(String chain, String why, String... more) {
      List<String> matches = new ArrayList<>(List.of(comment(why)));
      matches.addAll(List.of(more));
      all.add("nat", chain, "", "", "", matches, "KUBE-MARK-MASQ");
    }

    private void localOnly(String chain) {
      String inside = "KUBE-SVC-" + suffix;
      String own = "KUBE-SVL-" + suffix;
      String what = name + " external destinations";
      String here = "-m addrtype --src-type LOCAL";
      all.add("nat", chain, all.pods, "", "", List.of(comment("pod traffic for " + what)), inside);
      masquerade(chain, "masquerade LOCAL traffic for " + what, here);
      all.add(
          "nat",
          chain,
          "",
          "",
          "",
          List.of(comment("route LOCAL traffic for " + what), here),
          inside);
      if (local.isEmpty()) {
        if (nodePort > 0) {
          all.add(
              "filter",
              "KUBE-EXTERNAL-SERVICES",
              "",
              "",
              protocol,
              List.of(
                  comment(name + " has no local endpoints"),
                  "-m addrtype --dst-type LOCAL",
                  dport(Long.toString(nodePort))),
              "DROP");
        }
        return;
      }
      all.add("nat", chain, "", "", "", List.of(), own);
      if (all.chains("nat").add(own)) {
        balance(own, local);
      }
    }

    private void refuseOutside() {
      String why = name + " has no endpoints";
      for (String ip : outside().keySet()) {
        refuse("KUBE-EXTERNAL-SERVICES", ip + "/32", List.of(comment(why), dport(port)));
      }
      for (String ip : balancers()) {
        refuse("KUBE-EXTERNAL-SERVICES", ip + "/32", List.of(comment(why), dport(port)));
      }
      if (nodePort > 0) {
        refuse(
            "KUBE-EXTERNAL-SERVICES",
            "",
            List.of(comment(why), "-m addrtype --dst-type LOCAL", dport(Long.toString(nodePort))));
      }
    }

    private void balance(String chain, List<String> endpoints) {
      boolean sticky = spec.text("sessionAffinity").equals("ClientIP");
      long seconds =
          spec.object("sessionAffinityConfig")
              .object("clientIP")
              .number("timeoutSeconds", AFFINITY);
      if (sticky) {
        for (String endpoint : endpoints) {
          String own = separate(endpoint, true);
          String seen =
              "-m recent --rcheck --seconds "
                  + seconds
                  + " --reap --name "
                  + own
                  + " --mask 255.255.255.255 --rsource";
          all.add("nat", chain, "", "", "", List.of(comment(name + " -> " + endpoint), seen), own);
        }
      }
      for (int i = 0; i < endpoints.size(); i++) {
        List<String> matches = new ArrayList<>(List.of(comment(name + " -> " + endpoints.get(i))));
        int left = endpoints.size() - i;
        if (left > 1) {
          matches.add("-m statistic --mode random --probability " + probability(left));
        }
        all.add("nat", chain, "", "", "", matches, separate(endpoints.get(i), sticky));
      }
    }

    /// The chain of an endpoint.
    private String separate(String endpoint, boolean sticky) {
      String chain = "KUBE-SEP-" + hash(name + protocol + endpoint);
      all.chain("nat", chain);
      if (all.rules("nat", chain).isEmpty()) {
        String ip = endpoint.substring(0, endpoint.lastIndexOf(':'));
        List<String> of = List.of(comment(name));
        all.add("nat", chain, ip + "/32", "", "", of, "KUBE-MARK-MASQ");
        List<String> matches = new ArrayList<>(of);
        if (sticky) {
          matches.add("-m recent --set --name " + chain + " --mask 255.255.255.255 --rsource");
        }
        matches.add("-m " + protocol);
        all.add("nat", chain, "", "", protocol, matches, "DNAT --to-destination " + endpoint);
      }
      return chain;
    }
  }

  /// One of so many, as the kernel keeps it: in parts of two to the thirty-first.
  private static String probability(int of) {
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
