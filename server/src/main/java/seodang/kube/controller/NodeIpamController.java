package seodang.kube.controller;

import java.util.HashSet;
import java.util.Set;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.Meta;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;
import seodang.kube.network.Cidr;
import seodang.kube.network.Fabric;
import seodang.kube.store.Change;

/// Gives each node without one its part of the Pods' range, a `/24`, as the range allocator of
/// kube-controller-manager does: one after another, those of vanished nodes again after all others.
public final class NodeIpamController extends Controller {
  private static final String NEXT = "node-ipam/next";
  private static final int SIZE = 256;

  public NodeIpamController() {
    super("node-ipam-controller", "", "nodes");
  }

  @Override
  Client client(Run run) {
    return new Client(run, "node-controller");
  }

  @Override
  public void observe(Run run, Change change) {
    if (change.after() != null && change.after().object("spec").text("podCIDR").isEmpty()) {
      super.observe(run, change);
    }
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object node = find(run, key);
    String range = Fabric.of(run).podRange();
    if (range.isEmpty()
        || node == null
        || Meta.isDeleting(node)
        || !node.object("spec").text("podCIDR").isEmpty()) {
      return;
    }
    Set<String> used = new HashSet<>();
    for (Json.Object other : all(run, "")) {
      used.add(other.object("spec").text("podCIDR"));
    }
    int slash = range.indexOf('/');
    long parts = Math.max(1, (1L << (32 - Integer.parseInt(range.substring(slash + 1)))) / SIZE);
    long first = Cidr.address(range.substring(0, slash));
    long next = run.recall(NEXT) instanceof Json.Number n ? n.longValue() : 0;
    for (long tried = 0; tried < parts; tried++) {
      long part = (next + tried) % parts;
      String cidr = Cidr.text(first + part * SIZE) + "/24";
      if (!used.contains(cidr)) {
        run.remember(NEXT, Json.number((part + 1) % parts));
        give(run, node, cidr);
        return;
      }
    }
    client(run)
        .event(
            node, "Normal", "CIDRNotAvailable", "Node " + key + " status is now: CIDRNotAvailable");
  }

  private void give(Run run, Json.Object node, String cidr) {
    Json.Object spec = Json.object("podCIDR", cidr, "podCIDRs", Json.array(cidr));
    String path = "/api/v1/nodes/" + Meta.name(node);
    client(run)
        .request(
            ApiRequest.patch(path, ApiRequest.STRATEGIC_MERGE_PATCH, Json.object("spec", spec)));
  }
}
