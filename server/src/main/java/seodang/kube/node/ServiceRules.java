package seodang.kube.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.network.Proxy;

/// The rules of one port of one Service.
final class ServiceRules {
  private static final long AFFINITY = 10_800;

  private final Rules all;
  private final Json.Object spec;
  private final String name;
  private final String protocol;
  private final String suffix;
  private final String port;
  private final List<String> ready;
  private final List<String> local;
  private final long nodePort;

  ServiceRules(Rules all, Json.Object service, Json.Object port) {
    this.all = all;
    spec = service.object("spec");
    String portName = port.text("name");
    name = Meta.key(service) + (portName.isEmpty() ? "" : ":" + portName);
    protocol = port.text("protocol", "TCP").toLowerCase(Locale.ROOT);
    suffix = Rules.hash(name + protocol);
    this.port = Long.toString(port.number("port", 0));
    ready = Proxy.targets(all.run, all.node, service, port, false);
    local = Proxy.targets(all.run, all.node, service, port, true);
    nodePort = port.number("nodePort", 0);
  }

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
    List<String> to = List.of(Rules.comment(name + " cluster IP"), dport(port));
    if (inside.isEmpty()) {
      String why = ready.isEmpty() ? " has no endpoints" : " has no local endpoints";
      refuse("KUBE-SERVICES", cluster, List.of(Rules.comment(name + why), dport(port)));
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
            List.of(Rules.comment(name + " " + what), dport(port)),
            chain));
    if (nodePort > 0) {
      List<String> matches = List.of(Rules.comment(name), dport(Long.toString(nodePort)));
      List<String> counted = new ArrayList<>(matches);
      counted.add("-m nfacct --nfacct-name  localhost_nps_accepted_pkts");
      all.nodePorts.add(
          new Rules.Rule("KUBE-NODEPORTS", "", "127.0.0.0/8", protocol, counted, chain));
      all.nodePorts.add(new Rules.Rule("KUBE-NODEPORTS", "", "", protocol, matches, chain));
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
    List<String> matches = new ArrayList<>(List.of(Rules.comment(why)));
    matches.addAll(List.of(more));
    all.add("nat", chain, "", "", "", matches, "KUBE-MARK-MASQ");
  }

  private void localOnly(String chain) {
    String inside = "KUBE-SVC-" + suffix;
    String own = "KUBE-SVL-" + suffix;
    String what = name + " external destinations";
    String here = "-m addrtype --src-type LOCAL";
    all.add(
        "nat", chain, all.pods, "", "", List.of(Rules.comment("pod traffic for " + what)), inside);
    masquerade(chain, "masquerade LOCAL traffic for " + what, here);
    all.add(
        "nat",
        chain,
        "",
        "",
        "",
        List.of(Rules.comment("route LOCAL traffic for " + what), here),
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
                Rules.comment(name + " has no local endpoints"),
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
      refuse("KUBE-EXTERNAL-SERVICES", ip + "/32", List.of(Rules.comment(why), dport(port)));
    }
    for (String ip : balancers()) {
      refuse("KUBE-EXTERNAL-SERVICES", ip + "/32", List.of(Rules.comment(why), dport(port)));
    }
    if (nodePort > 0) {
      refuse(
          "KUBE-EXTERNAL-SERVICES",
          "",
          List.of(
              Rules.comment(why), "-m addrtype --dst-type LOCAL", dport(Long.toString(nodePort))));
    }
  }

  private void balance(String chain, List<String> endpoints) {
    boolean sticky = spec.text("sessionAffinity").equals("ClientIP");
    long seconds =
        spec.object("sessionAffinityConfig").object("clientIP").number("timeoutSeconds", AFFINITY);
    if (sticky) {
      for (String endpoint : endpoints) {
        String own = separate(endpoint, true);
        String seen =
            "-m recent --rcheck --seconds "
                + seconds
                + " --reap --name "
                + own
                + " --mask 255.255.255.255 --rsource";
        all.add(
            "nat", chain, "", "", "", List.of(Rules.comment(name + " -> " + endpoint), seen), own);
      }
    }
    for (int i = 0; i < endpoints.size(); i++) {
      List<String> matches =
          new ArrayList<>(List.of(Rules.comment(name + " -> " + endpoints.get(i))));
      int left = endpoints.size() - i;
      if (left > 1) {
        matches.add("-m statistic --mode random --probability " + Rules.probability(left));
      }
      all.add("nat", chain, "", "", "", matches, separate(endpoints.get(i), sticky));
    }
  }

  /// The chain of an endpoint.
  private String separate(String endpoint, boolean sticky) {
    String chain = "KUBE-SEP-" + Rules.hash(name + protocol + endpoint);
    all.chain("nat", chain);
    if (all.rules("nat", chain).isEmpty()) {
      String ip = endpoint.substring(0, endpoint.lastIndexOf(':'));
      List<String> of = List.of(Rules.comment(name));
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
