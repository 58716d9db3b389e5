package seodang.kube.kubelet;

import java.util.List;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.apiserver.Conditions;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;

/// What a kubelet says of its node's health.
final class NodeStatus {
  private static final List<String> LOST = List.of("NodeStatusUnknown", "KubeletNotReady");

  private NodeStatus() {}

  /// The runtime does not answer.
  static void runtimeDown(Run run, String name) {
    Json.Object node = run.get("", "nodes", "", name);
    if (node == null || Meta.condition(node, "Ready").text("reason").equals("KubeletNotReady")) {
      return;
    }
    Json.Object condition =
        Meta.condition(node, "Ready")
            .with("status", "False")
            .with("reason", "KubeletNotReady")
            .with("message", "container runtime is down")
            .with("lastHeartbeatTime", Meta.time(run.now()))
            .with("lastTransitionTime", Meta.time(run.now()));
    Json.Array conditions = Conditions.set(node.object("status").array("conditions"), condition);
    Client client = Kubelet.client(run, name);
    var _ = client.updateStatus("", "nodes", node.withAt(conditions, "status", "conditions"));
    client.event(
        node, "", "Normal", "NodeNotReady", "Node " + name + " status is now: NodeNotReady", name);
  }

  /// A kubelet that is back says so of its node.
  static void ready(Run run, String name) {
    Json.Object node = run.get("", "nodes", "", name);
    if (node == null || Meta.isTrue(node, "Ready")) {
      return;
    }
    Json.Array conditions = Json.array();
    for (Json.Object condition : node.object("status").array("conditions").objects()) {
      boolean silent = LOST.contains(condition.text("reason"));
      conditions = conditions.add(silent ? well(run, condition) : condition);
    }
    Client client = Kubelet.client(run, name);
    var _ = client.updateStatus("", "nodes", node.withAt(conditions, "status", "conditions"));
    client.event(
        node, "", "Normal", "NodeReady", "Node " + name + " status is now: NodeReady", name);
  }

  private static Json.Object well(Run run, Json.Object condition) {
    String type = condition.text("type");
    Json.Object said =
        switch (type) {
          case "Ready" ->
              Json.object("reason", "KubeletReady", "message", "kubelet is posting ready status");
          case "MemoryPressure" ->
              Json.object(
                  "reason", "KubeletHasSufficientMemory",
                  "message", "kubelet has sufficient memory available");
          case "DiskPressure" ->
              Json.object(
                  "reason", "KubeletHasNoDiskPressure",
                  "message", "kubelet has no disk pressure");
          default ->
              Json.object(
                  "reason", "KubeletHasSufficientPID",
                  "message", "kubelet has sufficient PID available");
        };
    return condition
        .merge(said)
        .with("status", type.equals("Ready") ? "True" : "False")
        .with("lastHeartbeatTime", Meta.time(run.now()))
        .with("lastTransitionTime", Meta.time(run.now()));
  }
}
