package seodang.kube.scheduler;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Nodes whose processor and memory would be used to the same share are better.
final class NodeResourcesBalancedAllocation implements Plugin {
  @Override
  public String name() {
    return "NodeResourcesBalancedAllocation";
  }

  @Override
  public @Nullable Map<String, Long> scores(Cycle cycle, List<NodeInfo> feasible) {
    Requests wanted = cycle.requests();
    if (wanted.cpu() == 0 && wanted.memory() == 0) {
      return null;
    }
    Map<String, Long> scores = new HashMap<>();
    for (NodeInfo node : feasible) {
      double difference = 0;
      if (node.allocatableCpu() > 0 && node.allocatableMemory() > 0) {
        double cpu = share(node.requested().cpu() + wanted.cpu(), node.allocatableCpu());
        double memory =
            share(node.requested().memory() + wanted.memory(), node.allocatableMemory());
        difference = Math.abs((cpu - memory) / 2);
      }
      scores.put(node.name(), (long) ((1 - difference) * Scales.MAX));
    }
    return scores;
  }

  private static double share(long requested, long capacity) {
    return Math.min(1, (double) requested / capacity);
  }

  @Override
  public boolean helpedBy(Happening happening) {
    return false;
  }
}
