package seodang.kube.scheduler;

import java.util.List;
import seodang.json.Json;
import seodang.kube.Meta;

/// What the scheduler's plugins think of a node for a Pod, weighted as the default profile does.
final class Scores {
  private static final int MAX = 100;

  private final Json.Object pod;
  private final Requests requests;
  private final String controller;
  private final boolean taints;
  private final List<Json.Object> terms;
  private final long mostIntolerable;
  private final long mostPreferred;
  private final long mostSiblings;

  /// @param feasible the nodes that are compared
  Scores(Json.Object pod, Requests requests, List<NodeInfo> feasible) {
    this.pod = pod;
    this.requests = requests;
    Json.Object owner = Meta.controller(pod);
    controller = owner == null ? "" : owner.text("uid");
    taints = feasible.stream().anyMatch(n -> !n.node().object("spec").array("taints").isEmpty());
    terms =
        pod.object("spec")
            .object("affinity")
            .object("nodeAffinity")
            .array("preferredDuringSchedulingIgnoredDuringExecution")
            .objects();
    mostIntolerable = feasible.stream().mapToLong(this::intolerable).max().orElse(0);
    mostPreferred = feasible.stream().mapToLong(this::weight).max().orElse(0);
    mostSiblings = feasible.stream().mapToLong(n -> n.controlledBy(controller)).max().orElse(0);
  }

  /// By plugin, and their `total`.
  Json.Object of(NodeInfo node) {
    long fit = leastAllocated(node);
    long balanced = balanced(node);
    long tolerated = 3 * tolerated(node);
    long preferred = 2 * preferred(node);
    long spread = 2 * spread(node);
    return Json.object(
        "NodeAffinity", preferred,
        "NodeResourcesBalancedAllocation", balanced,
        "NodeResourcesFit", fit,
        "PodTopologySpread", spread,
        "TaintToleration", tolerated,
        "total", fit + balanced + tolerated + preferred + spread);
  }

  private long leastAllocated(NodeInfo node) {
    Requests r = node.requested();
    long cpu = free(r.scoredCpu() + requests.scoredCpu(), node.allocatableCpu());
    long memory = free(r.scoredMemory() + requests.scoredMemory(), node.allocatableMemory());
    return (cpu + memory) / 2;
  }

  private static long free(long requested, long capacity) {
    return capacity == 0 || requested > capacity ? 0 : (capacity - requested) * MAX / capacity;
  }

  private long balanced(NodeInfo node) {
    double cpu = share(node.requested().cpu() + requests.cpu(), node.allocatableCpu());
    double memory = share(node.requested().memory() + requests.memory(), node.allocatableMemory());
    return (long) ((1 - Math.abs(cpu - memory) / 2) * MAX);
  }

  private static double share(long requested, long capacity) {
    return capacity == 0 ? 1 : Math.min(1, (double) requested / capacity);
  }

  private long tolerated(NodeInfo node) {
    return mostIntolerable == 0 ? MAX : MAX - MAX * intolerable(node) / mostIntolerable;
  }

  private long intolerable(NodeInfo node) {
    long count = 0;
    if (taints) {
      for (Json.Object taint : node.node().object("spec").array("taints").objects()) {
        if (taint.text("effect").equals("PreferNoSchedule")
            && !Tolerations.tolerate(
                pod, taint.text("key"), taint.text("value"), "PreferNoSchedule")) {
          count++;
        }
      }
    }
    return count;
  }

  private long preferred(NodeInfo node) {
    return mostPreferred == 0 ? 0 : MAX * weight(node) / mostPreferred;
  }

  private long weight(NodeInfo node) {
    long sum = 0;
    for (Json.Object term : terms) {
      if (NodeAffinity.matchesTerm(term.object("preference"), node.node())) {
        sum += term.number("weight", 0);
      }
    }
    return sum;
  }

  /// The default spreading: fewer Pods of the same controller on the node are better.
  private long spread(NodeInfo node) {
    return controller.isEmpty() || mostSiblings == 0
        ? MAX
        : MAX * (mostSiblings - node.controlledBy(controller)) / mostSiblings;
  }
}
