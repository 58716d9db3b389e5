package seodang.kube.controller;

import seodang.json.Json;
import seodang.kube.Quantity;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;

/// Says of a claim that asks for more than it has that whoever provisioned its volume must enlarge
/// it: no plugin of the controller manager's own can.
public final class ExpandController extends Controller {
  public ExpandController() {
    super("volume-expand", "", "persistentvolumeclaims");
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object claim = find(run, key);
    if (claim == null || !claim.object("status").text("phase").equals("Bound")) {
      return;
    }
    Json.Object status = claim.object("status");
    Quantity has = Quantity.of(status.object("capacity").get("storage"));
    Quantity wants = Quantity.of(claim.at("spec", "resources", "requests", "storage"));
    String told = "expansion/" + claim.object("metadata").text("uid");
    if (wants.compareTo(has) <= 0) {
      run.forget(told);
    } else if (!Json.text(wants.toString()).equals(run.recall(told))) {
      run.remember(told, Json.text(wants.toString()));
      new Client(run, "volume_expand")
          .event(
              claim,
              "Normal",
              "ExternalExpanding",
              "waiting for an external controller to expand this PVC");
    }
  }
}
