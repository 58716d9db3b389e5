package seodang.kube.scheduler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.engine.Run;

/// Room for what the Pod requests; of the nodes with room, the emptier ones are better.
final class NodeResourcesFit implements Plugin {
  @Override
  public String name() {
    return "NodeResourcesFit";
  }

  @Override
  public Filter filter(Cycle cycle) {
    Requests wanted = cycle.requests();
    return node -> {
      List<String> lacking = new ArrayList<>();
      if (node.podCount() + 1 > node.allocatablePods()) {
        lacking.add("Too many pods");
      }
      Requests used = node.requested();
      if (wanted.cpu() > 0 && wanted.cpu() > node.allocatableCpu() - used.cpu()) {
        lacking.add("Insufficient cpu");
      }
      if (wanted.memory() > 0 && wanted.memory() > node.allocatableMemory() - used.memory()) {
        lacking.add("Insufficient memory");
      }
      for (Map.Entry<String, Long> other : wanted.others().entrySet()) {
        long has = node.allocatable(other.getKey());
        long free = has - used.others().getOrDefault(other.getKey(), 0L);
        if (other.getValue() > 0 && other.getValue() > free) {
          lacking.add("Insufficient " + other.getKey());
        }
      }
      return lacking.isEmpty() ? null : new Refusal(lacking, false);
    };
  }

  @Override
  public Map<String, Long> scores(Cycle cycle, List<NodeInfo> feasible) {
    Requests wanted = cycle.requests();
    Map<String, Long> scores = new HashMap<>();
    for (NodeInfo node : feasible) {
      Requests used = node.requested();
      long sum = 0;
      int resources = 0;
      if (node.allocatableCpu() > 0) {
        sum += free(used.scoredCpu() + wanted.scoredCpu(), node.allocatableCpu());
        resources++;
      }
      if (node.allocatableMemory() > 0) {
        sum += free(used.scoredMemory() + wanted.scoredMemory(), node.allocatableMemory());
        resources++;
      }
      scores.put(node.name(), resources == 0 ? 0 : sum / resources);
    }
    return scores;
  }

  private static long free(long requested, long capacity) {
    return requested > capacity ? 0 : (capacity - requested) * Scales.MAX / capacity;
  }

  /// A change of labels frees nothing.
  @Override
  public boolean isHelpedBy(
      Run run, Json.Object waiting, Json.@Nullable Object before, Json.@Nullable Object after) {
    return before == null || after == null || !before.object("spec").equals(after.object("spec"));
  }

  @Override
  public boolean helpedBy(Happening happening) {
    return happening != Happening.POD_PLACED && happening != Happening.STORAGE_CHANGED;
  }
}
