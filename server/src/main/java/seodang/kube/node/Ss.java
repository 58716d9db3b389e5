package seodang.kube.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import seodang.json.Json;
import seodang.kube.kubelet.NodePods;
import seodang.kube.kubelet.PodRun;
import seodang.shell.HostCall;

/// `ss -lntp`: which process of the node listens where.
final class Ss {
  private record Listener(String address, String process, int descriptor) {}

  private Ss() {}

  static HostCall.Answer.Tool run(ToolRun tool) {
    ToolRun.Flags flags = tool.flags(Set.of());
    if (!flags.has("-l") || flags.has("-u") || flags.has("-x")) {
      return tool.unsupported("듣고 있는 TCP 소켓(ss -lnt) 말고 다른 것");
    }
    boolean processes = flags.has("-p");
    StringBuilder out =
        new StringBuilder("State  Recv-Q Send-Q Local Address:Port  Peer Address:Port");
    out.append(processes ? "Process\n" : "\n");
    for (Listener each : listeners(tool)) {
      boolean any = each.address().startsWith("*");
      String who =
          "users:((\""
              + each.process().substring(0, Math.min(15, each.process().length()))
              + "\",pid="
              + Units.pid(tool.node(), each.process())
              + ",fd="
              + each.descriptor()
              + "))";
      out.append(
          String.format(
              Locale.ROOT,
              "LISTEN 0      4096   %18s  %11s%s%n",
              each.address(),
              any ? "*:*" : "0.0.0.0:*",
              processes ? "    " + who : ""));
    }
    return ToolRun.out(out.toString());
  }

  private static List<Listener> listeners(ToolRun tool) {
    List<Listener> all = new ArrayList<>();
    if (tool.run().list("", "pods", "kube-system").isEmpty() || tool.isControlPlane()) {
      own(tool, all, "etcd", "127.0.0.1:2380", 7);
      own(tool, all, "etcd", "127.0.0.1:2379", 8);
      own(tool, all, "kube-scheduler", "127.0.0.1:10259", 3);
      own(tool, all, "kube-controller-manager", "127.0.0.1:10257", 3);
      own(tool, all, "kube-apiserver", "*:6443", 3);
    }
    own(tool, all, "kube-proxy", "127.0.0.1:10249", 11);
    own(tool, all, "kube-proxy", "*:10256", 9);
    own(tool, all, "kubelet", "127.0.0.1:10248", 16);
    own(tool, all, "kubelet", "*:10250", 14);
    own(tool, all, "containerd", "127.0.0.1:34709", 13);
    for (PodRun pod : NodePods.on(tool.run(), tool.node())) {
      Json.Object object = tool.run().get("", "pods", pod.namespace(), pod.name());
      if (object != null && object.object("spec").bool("hostNetwork")) {
        onHost(tool, pod, all);
      }
    }
    return all;
  }

  private static void own(
      ToolRun tool, List<Listener> all, String process, String address, int descriptor) {
    if (Units.runs(tool.run(), tool.node(), process)) {
      all.add(new Listener(address, process, descriptor));
    }
  }

  private static void onHost(ToolRun tool, PodRun pod, List<Listener> all) {
    for (String container : pod.json().object("containers").keys()) {
      for (NodePods.Serving serving : NodePods.servers(tool.run(), pod, container)) {
        for (int port : serving.server().ports(serving.process())) {
          String name = serving.process().argv().getFirst();
          boolean known = all.stream().anyMatch(l -> l.address().endsWith(":" + port));
          if (!known) {
            all.add(new Listener("*:" + port, name.substring(name.lastIndexOf('/') + 1), 6));
          }
        }
      }
    }
  }
}
