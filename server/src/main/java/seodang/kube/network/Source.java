package seodang.kube.network;

import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;
import seodang.kube.kubelet.NodePods;
import seodang.kube.kubelet.PodRun;

/// Who opens a connection.
///
/// @param node on which it is
/// @param pod null for a process of the node itself
/// @param object the Pod as the API server has it
record Source(String node, String ip, @Nullable PodRun pod, Json.@Nullable Object object) {

  /// @param from a Pod's `namespace/name`, a node's name, or `""` for the control-plane node
  static Source of(Run run, String from) {
    PodRun pod = from.contains("/") ? NodePods.named(run, from) : null;
    if (pod != null) {
      Json.Object object = run.get("", "pods", pod.namespace(), pod.name());
      return new Source(pod.node(), pod.ip(), pod, object);
    }
    if (!from.isEmpty() && !from.contains("/")) {
      return new Source(from, Nodes.named(run, from), null, null);
    }
    List<Json.Object> nodes = run.list("", "nodes", "");
    for (Json.Object node : nodes) {
      if (Meta.labels(node).has("node-role.kubernetes.io/control-plane")) {
        return new Source(Meta.name(node), Nodes.address(node), null, null);
      }
    }
    return nodes.isEmpty()
        ? new Source("", "127.0.0.1", null, null)
        : new Source(Meta.name(nodes.getFirst()), Nodes.address(nodes.getFirst()), null, null);
  }

  /// Whether it is on its node's own network.
  boolean isHost() {
    return object == null || object.object("spec").bool("hostNetwork");
  }

  boolean is(PodRun other) {
    return pod != null && pod.uid().equals(other.uid());
  }
}
