package seodang.kube.controller;

import java.time.Duration;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;
import seodang.kube.network.Instance;

/// Asks the cloud about nodes that are not ready: one whose machine is gone is deleted, one whose
/// machine is off takes no more Pods.
public final class CloudNodeLifecycleController extends CloudController {
  private static final String SHUTDOWN = "node.cloudprovider.kubernetes.io/shutdown";
  private static final Duration PERIOD = Duration.ofSeconds(5);

  public CloudNodeLifecycleController() {
    super("cloud-node-lifecycle-controller", "nodes");
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object node = find(run, key);
    if (node == null) {
      return;
    }
    boolean known = !node.object("spec").text("providerID").isEmpty();
    boolean silent = !Meta.isTrue(node, "Ready") && !Meta.condition(node, "Ready").isEmpty();
    if (known && silent && Instance.isGone(run, key)) {
      client(run)
          .event(
              node,
              "Normal",
              "DeletingNode",
              "Deleting node " + key + " because it does not exist in the cloud provider");
      client(run).delete("", "nodes", node, -1, "");
      return;
    }
    boolean off = known && silent && run.isBroken("node/" + key);
    Json.Array taints = Json.array();
    for (Json.Object taint : node.object("spec").array("taints").objects()) {
      taints = taint.text("key").equals(SHUTDOWN) ? taints : taints.add(taint);
    }
    if (off) {
      taints = taints.add(Json.object("effect", "NoSchedule", "key", SHUTDOWN));
      run.enqueue(this, key, PERIOD);
    }
    if (!taints.equals(node.object("spec").array("taints"))) {
      Json value = taints.isEmpty() ? Json.Null.NULL : taints;
      client(run).patch("", "nodes", node, Json.object("spec", Json.object("taints", value)));
    }
  }
}
