package seodang.kube.controller;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;
import seodang.kube.network.Cidr;

/// What those who give addresses to Services of type LoadBalancer share.
final class LoadBalancers {
  private LoadBalancers() {}

  /// Addresses from the first to the last.
  record Pool(long first, long last) {
    /// A pool's text: `192.168.56.240-192.168.56.250` or `192.168.56.240/28`; null when it is none.
    static @Nullable Pool of(String text) {
      String[] ends = text.split("-", 2);
      if (ends.length == 2) {
        return made(Cidr.address(ends[0].strip()), Cidr.address(ends[1].strip()));
      }
      int slash = text.indexOf('/');
      long network = slash < 0 ? -1 : Cidr.address(text.substring(0, slash));
      String bits = text.substring(slash + 1);
      return network < 0 || !bits.matches("3[0-2]|[12]?\\d")
          ? null
          : made(network, network + (1L << (32 - Integer.parseInt(bits))) - 1);
    }

    private static @Nullable Pool made(long first, long last) {
      return first < 0 || last < first ? null : new Pool(first, last);
    }

    boolean contains(String ip) {
      long address = Cidr.address(ip);
      return address >= first && address <= last;
    }
  }

  static boolean isWanted(Json.Object service) {
    Json.Object spec = service.object("spec");
    return spec.text("type").equals("LoadBalancer") && !spec.has("loadBalancerClass");
  }

  /// The address a Service has; `""` for none.
  static String given(Json.Object service) {
    List<Json.Object> all =
        service.object("status").object("loadBalancer").array("ingress").objects();
    return all.isEmpty() ? "" : all.getFirst().text("ip");
  }

  /// The first free address, or the very one that is asked for; null when there is none.
  static @Nullable String free(Run run, List<Pool> pools, Json.Object service, String asked) {
    Set<String> used = new HashSet<>();
    for (Json.Object other : run.list("", "services", "")) {
      if (!Meta.uid(other).equals(Meta.uid(service))) {
        used.add(given(other));
      }
    }
    if (!asked.isEmpty()) {
      boolean ours = pools.stream().anyMatch(pool -> pool.contains(asked));
      return ours && !used.contains(asked) ? asked : null;
    }
    for (Pool pool : pools) {
      for (long address = pool.first(); address <= pool.last(); address++) {
        if (!used.contains(Cidr.text(address))) {
          return Cidr.text(address);
        }
      }
    }
    return null;
  }

  static Json.Object status(String ip) {
    Json.Array ingress =
        ip.isEmpty() ? Json.array() : Json.array(Json.object("ip", ip, "ipMode", "VIP"));
    return Json.object(
        "loadBalancer", ingress.isEmpty() ? Json.object() : Json.object("ingress", ingress));
  }

  /// Nodes that take Pods' traffic: Ready, and not kept out.
  static List<Json.Object> nodes(Run run) {
    List<Json.Object> nodes = new ArrayList<>();
    for (Json.Object node : run.list("", "nodes", "")) {
      boolean out =
          Meta.labels(node).has("node.kubernetes.io/exclude-from-external-load-balancers");
      if (!out && Meta.isTrue(node, "Ready")) {
        nodes.add(node);
      }
    }
    return nodes;
  }
}
