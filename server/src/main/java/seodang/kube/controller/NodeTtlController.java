package seodang.kube.controller;

import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.Meta;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;

/// Annotates nodes with the seconds for which their kubelets may keep Secrets and ConfigMaps
/// without asking: the more nodes, the longer.
public final class NodeTtlController extends Controller {
  private static final String ANNOTATION = "node.alpha.kubernetes.io/ttl";
  private static final String STEP = "node-ttl/step";

  /// From and up to how many nodes each holds, and the seconds; they overlap, so that a node more
  /// or less does not change all others to and fro.
  private static final int[][] STEPS = {
    {0, 100, 0}, {90, 500, 15}, {450, 1000, 30}, {900, 2000, 60}, {1800, 10000, 300}
  };

  public NodeTtlController() {
    super("ttl-controller", "", "nodes");
  }

  @Override
  public void observe(Run run, Change change) {
    if (change.after() != null) {
      super.observe(run, change);
    }
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object node = find(run, key);
    if (node == null) {
      return;
    }
    String ttl = Integer.toString(STEPS[step(run)][2]);
    if (!Meta.annotations(node).text(ANNOTATION).equals(ttl)) {
      Json.Object patch =
          Json.object("metadata", Json.object("annotations", Json.object(ANNOTATION, ttl)));
      client(run)
          .request(
              ApiRequest.patch("/api/v1/nodes/" + key, ApiRequest.STRATEGIC_MERGE_PATCH, patch));
    }
  }

  private int step(Run run) {
    int nodes = all(run, "").size();
    int step = run.recall(STEP) instanceof Json.Number n ? (int) n.longValue() : 0;
    while (step + 1 < STEPS.length && nodes > STEPS[step][1]) {
      step++;
    }
    while (step > 0 && nodes < STEPS[step][0]) {
      step--;
    }
    if (step > 0 || run.recall(STEP) != null) {
      run.remember(STEP, Json.number(step));
    }
    return step;
  }
}
