package seodang.kube.apiserver;

import java.time.Instant;
import seodang.json.Json;
import seodang.kube.Meta;

/// The condition of a PodDisruptionBudget, which the API server and the controller both write.
public final class Disruptions {
  private static final String TYPE = "DisruptionAllowed";

  private Disruptions() {}

  /// A status with the condition that its `disruptionsAllowed` means.
  public static Json.Object allowance(Json.Object status, Instant now) {
    boolean some = status.number("disruptionsAllowed", 0) > 0;
    return marked(status, some ? "SufficientPods" : "InsufficientPods", "", now);
  }

  public static Json.Object marked(Json.Object status, String reason, String message, Instant now) {
    String holds = reason.equals("SufficientPods") ? "True" : "False";
    Json since = Meta.time(now);
    for (Json.Object old : status.array("conditions").objects()) {
      if (old.text("type").equals(TYPE) && old.text("status").equals(holds)) {
        since = Json.text(old.text("lastTransitionTime"));
      }
    }
    Json.Object condition =
        Json.object(
            "type", TYPE,
            "status", holds,
            "observedGeneration", status.number("observedGeneration", 0),
            "lastTransitionTime", since,
            "reason", reason,
            "message", message);
    return status.with("conditions", Conditions.set(status.array("conditions"), condition));
  }
}
