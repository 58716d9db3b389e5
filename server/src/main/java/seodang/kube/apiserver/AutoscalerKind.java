package seodang.kube.apiserver;

import seodang.json.Json;
import seodang.kube.engine.Run;

/// HorizontalPodAutoscalers of both versions.
final class AutoscalerKind extends Kind {
  @Override
  Json.Object defaults(Json.Object object) {
    return KindDefaults.autoscaler(object);
  }

  @Override
  Json.Object prepareForCreate(Run run, Json.Object object) {
    boolean first = object.text("apiVersion").equals("autoscaling/v1");
    return object.with(
        "status",
        first
            ? Json.object("currentReplicas", 0, "desiredReplicas", 0)
            : Json.object("desiredReplicas", 0).with("currentMetrics", Json.Null.NULL));
  }
}
