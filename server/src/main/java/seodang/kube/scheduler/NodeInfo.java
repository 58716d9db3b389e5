package seodang.kube.scheduler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.Quantity;
import seodang.kube.engine.Run;

/// A node with what is already on it.
///
/// @param cpu requested, in millicores; `memory` in bytes
/// @param scoredCpu the same, counting 100m for a container that requests nothing; `scoredMemory`
///   200 MB
record NodeInfo(
    Json.Object node,
    List<Json.Object> pods,
    long cpu,
    long memory,
    long scoredCpu,
    long scoredMemory) {

  String name() {
    return Meta.name(node);
  }

  long allocatable(String resource) {
    Quantity amount = Quantity.of(node.object("status").object("allocatable").get(resource));
    return resource.equals("cpu") ? amount.milli() : amount.whole();
  }

  static List<NodeInfo> all(Run run) {
    Map<String, List<Json.Object>> byNode = new HashMap<>();
    for (Json.Object pod : run.list("", "pods", "")) {
      String node = pod.object("spec").text("nodeName");
      String phase = pod.object("status").text("phase");
      if (!node.isEmpty() && !phase.equals("Succeeded") && !phase.equals("Failed")) {
        byNode.computeIfAbsent(node, n -> new ArrayList<>()).add(pod);
      }
    }
    List<NodeInfo> found = new ArrayList<>();
    for (Json.Object node : run.list("", "nodes", "")) {
      found.add(of(node, byNode.getOrDefault(Meta.name(node), List.of())));
    }
    return found;
  }

  private static NodeInfo of(Json.Object node, List<Json.Object> pods) {
    long cpu = 0;
    long memory = 0;
    long scoredCpu = 0;
    long scoredMemory = 0;
    for (Json.Object pod : pods) {
      Requests r = Requests.of(pod);
      cpu += r.cpu();
      memory += r.memory();
      scoredCpu += r.scoredCpu();
      scoredMemory += r.scoredMemory();
    }
    return new NodeInfo(node, pods, cpu, memory, scoredCpu, scoredMemory);
  }
}
