package seodang.kube.controller;

import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.apiserver.Conditions;
import seodang.kube.engine.Run;

/// Makes a route in the cloud's network to each node's Pods, and says on the node that it stands.
public final class RouteController extends CloudController {
  private static final String TYPE = "NetworkUnavailable";

  public RouteController() {
    super("route-controller", "nodes");
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object node = find(run, key);
    if (node == null || node.object("spec").text("podCIDR").isEmpty()) {
      return;
    }
    if (Meta.condition(node, TYPE).text("reason").equals("RouteCreated")) {
      return;
    }
    Json.Text now = Meta.time(run.now());
    Json.Object condition =
        Json.object(
            "type",
            TYPE,
            "status",
            "False",
            "reason",
            "RouteCreated",
            "message",
            "RouteController created a route",
            "lastHeartbeatTime",
            now,
            "lastTransitionTime",
            now);
    Json.Array conditions = Conditions.set(node.object("status").array("conditions"), condition);
    client(run).updateStatus("", "nodes", node.withAt(conditions, "status", "conditions"));
  }
}
