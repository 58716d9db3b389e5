package seodang.kube.controller;

import java.time.Duration;
import java.time.Instant;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.apiserver.Conditions;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;

/// Takes back a `DisruptionTarget` of a Pod that was to go and still stands two minutes later.
public final class StaleDisruptionController extends Controller {
  private static final String TYPE = "DisruptionTarget";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  public StaleDisruptionController() {
    super("stale-pod-disruption", "", "pods");
  }

  @Override
  Client client(Run run) {
    return new Client(run, "disruption-controller");
  }

  @Override
  public void observe(Run run, Change change) {
    if (change.after() != null && Meta.isTrue(change.after(), TYPE)) {
      super.observe(run, change);
    }
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object pod = find(run, key);
    if (pod == null || Meta.isDeleting(pod)) {
      return;
    }
    Json.Object condition = Meta.condition(pod, TYPE);
    String phase = pod.object("status").text("phase");
    Instant since = Meta.instant(condition.get("lastTransitionTime"));
    if (since == null
        || !condition.text("status").equals("True")
        || condition.text("reason").equals("TerminationByKubelet")
        || phase.equals("Succeeded")
        || phase.equals("Failed")) {
      return;
    }
    Instant due = since.plus(PATIENCE);
    if (due.isAfter(run.now())) {
      run.enqueue(this, key, Duration.between(run.now(), due));
      return;
    }
    Json.Object over =
        Json.object(
            "type",
            TYPE,
            "status",
            "False",
            "lastProbeTime",
            Json.Null.NULL,
            "lastTransitionTime",
            Meta.time(run.now()));
    Json.Array conditions = Conditions.set(pod.object("status").array("conditions"), over);
    client(run).updateStatus("", "pods", pod.withAt(conditions, "status", "conditions"));
  }
}
