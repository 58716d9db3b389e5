package seodang.kube.scheduler;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.Selector;

/// Why a Pod does not fit on a node, in the words of the scheduler's plugins.
final class Filters {
  private Filters() {}

  /// Empty when it fits; the first plugin that refuses speaks alone, as in the real scheduler.
  static List<String> refusals(Json.Object pod, Requests requests, NodeInfo node) {
    Json.Object spec = pod.object("spec");
    List<String> why = new ArrayList<>();
    if (node.node().object("spec").bool("unschedulable")
        && !Tolerations.tolerate(pod, "node.kubernetes.io/unschedulable", "", "NoSchedule")) {
      why.add("node(s) were unschedulable");
      return why;
    }
    for (Json.Object taint : node.node().object("spec").array("taints").objects()) {
      String effect = taint.text("effect");
      boolean blocks = effect.equals("NoSchedule") || effect.equals("NoExecute");
      if (blocks && !Tolerations.tolerate(pod, taint.text("key"), taint.text("value"), effect)) {
        why.add(
            "node(s) had untolerated taint {"
                + taint.text("key")
                + ": "
                + taint.text("value")
                + "}");
        return why;
      }
    }
    if (!Selector.ofLabels(spec.object("nodeSelector")).matchesObject(node.node())
        || !affinity(spec, node)) {
      why.add("node(s) didn't match Pod's node affinity/selector");
      return why;
    }
    if (portsClash(spec, node)) {
      why.add("node(s) didn't have free ports for the requested pod ports");
      return why;
    }
    resources(requests, node, why);
    return why;
  }

  private static boolean affinity(Json.Object spec, NodeInfo node) {
    Json.Object required =
        spec.object("affinity")
            .object("nodeAffinity")
            .object("requiredDuringSchedulingIgnoredDuringExecution");
    return required.isEmpty() || NodeAffinity.matches(required, node.node());
  }

  private static boolean portsClash(Json.Object spec, NodeInfo node) {
    List<String> wanted = hostPorts(spec);
    if (wanted.isEmpty()) {
      return false;
    }
    for (Json.Object other : node.pods()) {
      for (String used : hostPorts(other.object("spec"))) {
        if (wanted.contains(used)) {
          return true;
        }
      }
    }
    return false;
  }

  private static List<String> hostPorts(Json.Object spec) {
    List<String> ports = new ArrayList<>();
    for (Json.Object container : spec.array("containers").objects()) {
      for (Json.Object port : container.array("ports").objects()) {
        if (port.number("hostPort", 0) > 0) {
          ports.add(port.text("protocol") + port.number("hostPort", 0));
        }
      }
    }
    return ports;
  }

  private static void resources(Requests r, NodeInfo node, List<String> why) {
    if (node.podCount() + 1 > node.allocatablePods()) {
      why.add("Too many pods");
    }
    if (r.cpu() > 0 && node.requested().cpu() + r.cpu() > node.allocatableCpu()) {
      why.add("Insufficient cpu");
    }
    if (r.memory() > 0 && node.requested().memory() + r.memory() > node.allocatableMemory()) {
      why.add("Insufficient memory");
    }
  }
}
