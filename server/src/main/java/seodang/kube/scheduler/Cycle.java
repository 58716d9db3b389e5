package seodang.kube.scheduler;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.engine.Run;

/// The placing of one Pod: what all plugins look at.
///
/// @param nodes all there are, with what is on them
record Cycle(Run run, Json.Object pod, Requests requests, List<NodeInfo> nodes) {
  static Cycle of(Run run, Json.Object pod) {
    return new Cycle(run, pod, Requests.of(pod), NodeInfo.all(run));
  }

  Json.Object spec() {
    return pod.object("spec");
  }

  /// The same with one node as it would be.
  Cycle with(NodeInfo changed) {
    List<NodeInfo> others = new ArrayList<>(nodes.size());
    for (NodeInfo node : nodes) {
      others.add(node.name().equals(changed.name()) ? changed : node);
    }
    return new Cycle(run, pod, requests, others);
  }

  static long priority(Json.Object pod) {
    return pod.object("spec").number("priority", 0);
  }
}
