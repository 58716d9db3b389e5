package seodang.kube.node;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.kubelet.NodePods;
import seodang.kube.kubelet.PodRun;
import seodang.shell.HostCall;

/// `ip addr`, `ip link`, `ip route`, `ip neigh`: the node's side of the Pods' network.
final class Ip {
  private static final int FIRST_CABLE = 5;

  /// A network interface.
  ///
  /// @param peer what its name goes on with: `@if2`
  /// @param addresses as `ip addr` lists them, with their scope
  private record Link(
      int index,
      String name,
      String peer,
      String flags,
      int mtu,
      String master,
      String state,
      boolean queued,
      String kind,
      String mac,
      String broadcast,
      String namespace,
      List<String> addresses) {
    String head(boolean mode) {
      return index
          + ": "
          + name
          + peer
          + ": <"
          + flags
          + "> mtu "
          + mtu
          + " qdisc noqueue "
          + (master.isEmpty() ? "" : "master " + master + " ")
          + "state "
          + state
          + (mode ? " mode DEFAULT" : "")
          + " group default "
          + (queued ? "qlen 1000" : "")
          + "\n    link/"
          + (name.equals("lo") ? "loopback " : "ether ")
          + mac
          + " brd "
          + broadcast
          + (namespace.isEmpty() ? "" : " link-netns " + namespace)
          + "\n";
    }

    String whole() {
      StringBuilder text = new StringBuilder(head(false));
      for (String address : addresses) {
        text.append("    ")
            .append(address)
            .append("\n       valid_lft forever preferred_lft forever\n");
      }
      return text.toString();
    }
  }

  private final ToolRun tool;
  private final boolean calico;
  private final String range;

  private Ip(ToolRun tool) {
    this.tool = tool;
    calico = tool.run().get("apps", "daemonsets", "kube-system", "calico-node") != null;
    range = tool.nodeObject().object("spec").text("podCIDR");
  }

  static HostCall.Answer.Tool run(ToolRun tool) {
    ToolRun.Flags flags = tool.flags(Set.of());
    Ip ip = new Ip(tool);
    String what = flags.operand(0);
    boolean six = flags.has("-6");
    if (!what.isEmpty() && "address".startsWith(what)) {
      return ip.links(flags, false);
    }
    if (!what.isEmpty() && "link".startsWith(what)) {
      return ip.links(flags, true);
    }
    if (!what.isEmpty() && "route".startsWith(what)) {
      return ToolRun.out(six ? "" : ip.routes());
    }
    if (!what.isEmpty() && "neighbour".startsWith(what) || what.equals("neigh")) {
      return ToolRun.out("");
    }
    return what.isEmpty()
        ? ToolRun.fail(255, "Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }\n")
        : ToolRun.fail(1, "Object \"" + what + "\" is unknown, try \"ip help\".\n");
  }

  /// `bridge link`: the cables that are plugged into the bridge.
  static HostCall.Answer.Tool bridge(ToolRun tool) {
    if (!tool.flags(Set.of()).operand(0).equals("link")) {
      return tool.unsupported("bridge " + String.join(" ", tool.args()));
    }
    StringBuilder out = new StringBuilder();
    for (Link link : new Ip(tool).all()) {
      if (!link.master().isEmpty()) {
        out.append(link.index()).append(": ").append(link.name()).append("@eth0: <");
        out.append(link.flags()).append("> mtu ").append(link.mtu()).append(" master ");
        out.append(link.master()).append(" state forwarding priority 32 cost 2 \n");
      }
    }
    return ToolRun.out(out.toString());
  }

  private HostCall.Answer.Tool links(ToolRun.Flags flags, boolean heads) {
    List<String> words = flags.operands();
    boolean shows =
        words.size() < 2 || "show".startsWith(words.get(1)) || words.get(1).equals("list");
    if (!shows) {
      return tool.unsupported("ip " + String.join(" ", words));
    }
    int type = words.indexOf("type");
    int dev = words.indexOf("dev");
    String kind = type > 0 && type + 1 < words.size() ? words.get(type + 1) : "";
    String name =
        dev > 0 && dev + 1 < words.size()
            ? words.get(dev + 1)
            : words.size() > 2 && type < 0 ? words.get(2) : "";
    StringBuilder out = new StringBuilder();
    for (Link link : all()) {
      boolean fits =
          (kind.isEmpty() || kind.equals(link.kind()))
              && (name.isEmpty() || name.equals(link.name()));
      out.append(!fits ? "" : heads ? link.head(true) : link.whole());
    }
    return out.isEmpty() && !name.isEmpty()
        ? ToolRun.fail(1, "Device \"" + name + "\" does not exist.\n")
        : ToolRun.out(out.toString());
  }

  private static List<String> both(String four, String mac) {
    return List.of(four, "inet6 " + Sandboxes.linkLocal(mac) + "/64 scope link ");
  }

  private List<Link> all() {
    String node = tool.node();
    List<Link> links = new ArrayList<>();
    String up = "BROADCAST,MULTICAST,UP,LOWER_UP";
    String all = "ff:ff:ff:ff:ff:ff";
    links.add(
        new Link(
            1,
            "lo",
            "",
            "LOOPBACK,UP,LOWER_UP",
            65536,
            "",
            "UNKNOWN",
            true,
            "",
            ZERO,
            ZERO,
            "",
            List.of("inet 127.0.0.1/8 scope host lo", "inet6 ::1/128 scope host ")));
    String mac = Sandboxes.mac("eth0/" + node);
    String own =
        "inet "
            + tool.nodeAddress()
            + "/24 brd "
            + base(tool.nodeAddress())
            + "255 scope global eth0";
    links.add(new Link(2, "eth0", "", up, 1500, "", "UP", true, "", mac, all, "", both(own, mac)));
    if (!calico && !range.isEmpty()) {
      String bridge = Sandboxes.mac("cni0/" + node);
      String four = "inet " + base(range) + "1/24 brd " + base(range) + "255 scope global cni0";
      links.add(
          new Link(
              3,
              "cni0",
              "",
              up,
              1500,
              "",
              "UP",
              true,
              "bridge",
              bridge,
              all,
              "",
              both(four, bridge)));
    }
    int index = FIRST_CABLE;
    for (PodRun pod : pods()) {
      String hardware = calico ? "ee:ee:ee:ee:ee:ee" : Sandboxes.mac("veth/" + pod.uid());
      links.add(
          new Link(
              index++,
              Sandboxes.cable(pod, calico),
              "@if2",
              up,
              calico ? 1480 : 1500,
              calico ? "" : "cni0",
              "UP",
              false,
              "veth",
              hardware,
              all,
              Sandboxes.namespace(pod),
              List.of("inet6 " + Sandboxes.linkLocal(hardware) + "/64 scope link ")));
    }
    return links;
  }

  private static final String ZERO = "00:00:00:00:00:00";

  /// The Pods with a network of their own, as they came.
  private List<PodRun> pods() {
    return NodePods.on(tool.run(), tool.node()).stream()
        .filter(pod -> !pod.ip().isEmpty())
        .filter(pod -> {
          Json.Object object = tool.run().get("", "pods", pod.namespace(), pod.name());
          return object != null && !object.object("spec").bool("hostNetwork");
        })
        .sorted(Comparator.comparing((PodRun pod) -> pod.json().text("sandboxAt")))
        .toList();
  }

  private static String base(String address) {
    return address.substring(0, address.lastIndexOf('.') + 1);
  }

  private String routes() {
    String own = tool.nodeAddress();
    StringBuilder out = new StringBuilder("default via " + base(own) + "1 dev eth0 \n");
    for (Json.Object node : tool.run().list("", "nodes", "")) {
      String there = node.object("spec").text("podCIDR");
      if (calico && !Meta.name(node).equals(tool.node()) && !there.isEmpty()) {
        ToolRun other = new ToolRun(tool.run(), Meta.name(node), "", List.of(), "/", "");
        out.append(there).append(" via ").append(other.nodeAddress());
        out.append(" dev eth0 proto bird onlink \n");
      }
    }
    if (calico) {
      out.append("blackhole ").append(range).append(" proto bird \n");
      for (PodRun pod : pods()) {
        out.append(pod.ip())
            .append(" dev ")
            .append(Sandboxes.cable(pod, true))
            .append(" scope link \n");
      }
    } else if (!range.isEmpty()) {
      out.append(range)
          .append(" dev cni0 proto kernel scope link src ")
          .append(base(range))
          .append("1 \n");
    }
    out.append(base(own))
        .append("0/24 dev eth0 proto kernel scope link src ")
        .append(own)
        .append(" \n");
    return out.toString();
  }
}
