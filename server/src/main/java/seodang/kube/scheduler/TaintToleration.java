package seodang.kube.scheduler;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import seodang.json.Json;

/// Taints: `NoSchedule` and `NoExecute` refuse, `PreferNoSchedule` is avoided.
final class TaintToleration implements Plugin {
  @Override
  public String name() {
    return "TaintToleration";
  }

  @Override
  public Filter filter(Cycle cycle) {
    return node -> {
      for (Json.Object taint : node.node().object("spec").array("taints").objects()) {
        String effect = taint.text("effect");
        boolean blocks = effect.equals("NoSchedule") || effect.equals("NoExecute");
        if (blocks && !tolerates(cycle, taint)) {
          return Refusal.forGood(
              "node(s) had untolerated taint {"
                  + taint.text("key")
                  + ": "
                  + taint.text("value")
                  + "}");
        }
      }
      return null;
    };
  }

  private static boolean tolerates(Cycle cycle, Json.Object taint) {
    return Tolerations.tolerate(
        cycle.pod(), taint.text("key"), taint.text("value"), taint.text("effect"));
  }

  @Override
  public Map<String, Long> scores(Cycle cycle, List<NodeInfo> feasible) {
    Map<String, Long> counts = new HashMap<>();
    for (NodeInfo node : feasible) {
      long count = 0;
      for (Json.Object taint : node.node().object("spec").array("taints").objects()) {
        if (taint.text("effect").equals("PreferNoSchedule") && !tolerates(cycle, taint)) {
          count++;
        }
      }
      counts.put(node.name(), count);
    }
    return Scales.reversed(counts);
  }

  @Override
  public int weight() {
    return 3;
  }

  @Override
  public boolean helpedBy(Happening happening) {
    return happening == Happening.NODE_ADDED || happening == Happening.NODE_CHANGED;
  }
}
