package seodang.kube.scheduler;

/// Cordoned nodes.
final class NodeUnschedulable implements Plugin {
  @Override
  public String name() {
    return "NodeUnschedulable";
  }

  @Override
  public Filter filter(Cycle cycle) {
    boolean tolerated =
        Tolerations.tolerate(cycle.pod(), "node.kubernetes.io/unschedulable", "", "NoSchedule");
    return node ->
        node.node().object("spec").bool("unschedulable") && !tolerated
            ? Refusal.forGood("node(s) were unschedulable")
            : null;
  }

  @Override
  public boolean helpedBy(Happening happening) {
    return happening == Happening.NODE_ADDED || happening == Happening.NODE_CHANGED;
  }
}
