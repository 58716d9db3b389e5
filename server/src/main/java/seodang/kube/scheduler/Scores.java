package seodang.kube.scheduler;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import seodang.json.Json;
import seodang.kube.Meta;

/// What the scheduler's plugins think of a node for a Pod, weighted as the default profile does.
final class Scores {
  private static final int MAX = 100;

  private Scores() {}

  static Map<String, Long> of(Json.Object pod, NodeInfo node, List<NodeInfo> feasible) {
    Map<String, Long> scores = new LinkedHashMap<>();
    scores.put("NodeResourcesFit", leastAllocated(pod, node));
    scores.put("NodeResourcesBalancedAllocation", balanced(pod, node));
    scores.put("TaintToleration", 3 * tolerated(pod, node, feasible));
    scores.put("NodeAffinity", 2 * preferred(pod, node, feasible));
    scores.put("PodTopologySpread", 2 * spread(pod, node, feasible));
    return scores;
  }

  private static long leastAllocated(Json.Object pod, NodeInfo node) {
    Requests r = Requests.of(pod);
    long cpu = free(node.scoredCpu() + r.scoredCpu(), node.allocatable("cpu"));
    long memory = free(node.scoredMemory() + r.scoredMemory(), node.allocatable("memory"));
    return (cpu + memory) / 2;
  }

  private static long free(long requested, long capacity) {
    return capacity == 0 || requested > capacity ? 0 : (capacity - requested) * MAX / capacity;
  }

  private static long balanced(Json.Object pod, NodeInfo node) {
    Requests r = Requests.of(pod);
    double cpu = share(node.cpu() + r.cpu(), node.allocatable("cpu"));
    double memory = share(node.memory() + r.memory(), node.allocatable("memory"));
    return (long) ((1 - Math.abs(cpu - memory) / 2) * MAX);
  }

  private static double share(long requested, long capacity) {
    return capacity == 0 ? 1 : Math.min(1, (double) requested / capacity);
  }

  private static long tolerated(Json.Object pod, NodeInfo node, List<NodeInfo> feasible) {
    long most = 0;
    for (NodeInfo other : feasible) {
      most = Math.max(most, intolerable(pod, other));
    }
    return most == 0 ? MAX : MAX - MAX * intolerable(pod, node) / most;
  }

  private static long intolerable(Json.Object pod, NodeInfo node) {
    long count = 0;
    for (Json.Object taint : node.node().object("spec").array("taints").objects()) {
      if (taint.text("effect").equals("PreferNoSchedule")
          && !Tolerations.tolerate(
              pod, taint.text("key"), taint.text("value"), "PreferNoSchedule")) {
        count++;
      }
    }
    return count;
  }

  private static long preferred(Json.Object pod, NodeInfo node, List<NodeInfo> feasible) {
    long most = 0;
    for (NodeInfo other : feasible) {
      most = Math.max(most, weight(pod, other));
    }
    return most == 0 ? 0 : MAX * weight(pod, node) / most;
  }

  private static long weight(Json.Object pod, NodeInfo node) {
    long sum = 0;
    for (Json.Object term :
        pod.object("spec")
            .object("affinity")
            .object("nodeAffinity")
            .array("preferredDuringSchedulingIgnoredDuringExecution")
            .objects()) {
      if (NodeAffinity.matchesTerm(term.object("preference"), node.node())) {
        sum += term.number("weight", 0);
      }
    }
    return sum;
  }

  /// The default spreading: fewer Pods of the same controller on the node are better.
  private static long spread(Json.Object pod, NodeInfo node, List<NodeInfo> feasible) {
    Json.Object owner = Meta.controller(pod);
    if (owner == null) {
      return MAX;
    }
    long most = 0;
    for (NodeInfo other : feasible) {
      most = Math.max(most, siblings(owner, other));
    }
    return most == 0 ? MAX : MAX * (most - siblings(owner, node)) / most;
  }

  private static long siblings(Json.Object owner, NodeInfo node) {
    return node.pods().stream()
        .filter(p -> {
          Json.Object other = Meta.controller(p);
          return other != null && other.text("uid").equals(owner.text("uid"));
        })
        .count();
  }
}
