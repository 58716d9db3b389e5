package seodang.kube.kubelet;

import seodang.json.Json;
import seodang.kube.engine.Run;

/// What the network plugin does for a new sandbox: an address, or why there is none.
final class PodNetwork {
  private PodNetwork() {}

  /// The lowest free address of the node's range, as the host-local plugin gives the next one.
  static String freeIp(Run run, String node) {
    Json.Object n = run.get("", "nodes", "", node);
    String cidr = n == null ? "" : n.object("spec").text("podCIDR");
    if (cidr.isEmpty()) {
      return "";
    }
    String base = cidr.substring(0, cidr.lastIndexOf('.') + 1);
    String key = "ipam/" + node;
    long last = run.recall(key) instanceof Json.Number l ? l.longValue() : 1;
    for (int i = 1; i <= 253; i++) {
      long candidate = (last - 2 + i) % 253 + 2;
      if (!PodRuns.isUsed(run, base + candidate)) {
        run.remember(key, Json.number(candidate + 1 > 254 ? 2 : candidate + 1));
        return base + candidate;
      }
    }
    return "";
  }

  /// The words of the plugin whose agent is gone: Calico's where there is Calico.
  static String failure(Run run) {
    String sandbox = "failed to setup network for sandbox \"" + run.dice().hex(64) + "\": ";
    return run.get("apps", "daemonsets", "kube-system", "calico-node") == null
        ? sandbox + "failed to find plugin \"bridge\" in path [/opt/cni/bin]"
        : sandbox
            + "plugin type=\"calico\" failed (add): stat /var/lib/calico/nodename: no such file or"
            + " directory: check that the calico/node container is running and has mounted"
            + " /var/lib/calico/";
  }
}
