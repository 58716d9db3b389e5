package seodang.kube.controller;

import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;
import seodang.kube.network.Fabric;
import seodang.kube.network.Instance;

/// Tells of a new node what the cloud knows of its machine: its identity, addresses, type and zone;
/// until then the node takes no Pods.
public final class CloudNodeController extends CloudController {
  private static final String TAINT = "node.cloudprovider.kubernetes.io/uninitialized";

  public CloudNodeController() {
    super("cloud-node-controller", "nodes");
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object node = find(run, key);
    if (node == null || !isNew(node) || Instance.isGone(run, key)) {
      return;
    }
    Instance instance = Instance.of(run, key);
    Json.Object labels =
        Meta.labels(node)
            .with("node.kubernetes.io/instance-type", instance.type())
            .with("beta.kubernetes.io/instance-type", instance.type())
            .with("topology.kubernetes.io/zone", instance.zone())
            .with("topology.kubernetes.io/region", instance.region())
            .with("failure-domain.beta.kubernetes.io/zone", instance.zone())
            .with("failure-domain.beta.kubernetes.io/region", instance.region());
    Json.Array taints = Json.array();
    for (Json.Object taint : node.object("spec").array("taints").objects()) {
      taints = taint.text("key").equals(TAINT) ? taints : taints.add(taint);
    }
    Json.Object spec =
        node.object("spec")
            .with("providerID", instance.providerId(Fabric.of(run).cloud()))
            .without("taints")
            .withIf("taints", taints.isEmpty() ? null : taints);
    var answer =
        client(run)
            .update("", "nodes", node.withAt(labels, "metadata", "labels").with("spec", spec));
    if (answer.ok()) {
      Json.Object made = answer.object();
      Json.Array addresses = instance.addresses(key, made.object("status").array("addresses"));
      client(run).updateStatus("", "nodes", made.withAt(addresses, "status", "addresses"));
      client(run).event(made, "Normal", "Synced", "Node synced successfully");
    }
  }

  private static boolean isNew(Json.Object node) {
    return node.object("spec").array("taints").objects().stream()
        .anyMatch(taint -> taint.text("key").equals(TAINT));
  }
}
