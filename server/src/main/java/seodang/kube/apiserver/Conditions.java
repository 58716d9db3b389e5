package seodang.kube.apiserver;

import java.time.Instant;
import seodang.json.Json;
import seodang.kube.Meta;

/// Lists of conditions, each type once.
public final class Conditions {
  private Conditions() {}

  public static Json.Array without(Json.Array conditions, String type) {
    Json.Array others = Json.array();
    for (Json.Object condition : conditions.objects()) {
      others = condition.text("type").equals(type) ? others : others.add(condition);
    }
    return others;
  }

  /// Replaces the condition of the same type, or adds it at the end.
  public static Json.Array set(Json.Array conditions, Json.Object condition) {
    for (int i = 0; i < conditions.size(); i++) {
      if (conditions.object(i).text("type").equals(condition.text("type"))) {
        return conditions.with(i, condition);
      }
    }
    return conditions.add(condition);
  }

  /// Says that a Pod is about to be ended for a reason that is not its own.
  public static Json.Object disruptionTarget(String reason, String message, Instant now) {
    return Json.object(
        "type",
        "DisruptionTarget",
        "status",
        "True",
        "lastProbeTime",
        Json.Null.NULL,
        "lastTransitionTime",
        Meta.time(now),
        "reason",
        reason,
        "message",
        message);
  }
}
