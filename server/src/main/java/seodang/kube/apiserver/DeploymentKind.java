package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;

final class DeploymentKind extends WorkloadKind {

  @Override
  Json.Object defaults(Json.Object object) {
    Json.Object filled = super.defaults(replicasDefault(object));
    Json.Object spec = filled.object("spec");
    spec = PodDefaults.absent(spec, "revisionHistoryLimit", 10);
    spec = PodDefaults.absent(spec, "progressDeadlineSeconds", 600);
    Json.Object strategy = PodDefaults.absent(spec.object("strategy"), "type", "RollingUpdate");
    if (strategy.text("type").equals("RollingUpdate")) {
      Json.Object rolling = strategy.object("rollingUpdate");
      rolling = PodDefaults.absent(rolling, "maxUnavailable", "25%");
      rolling = PodDefaults.absent(rolling, "maxSurge", "25%");
      strategy = strategy.with("rollingUpdate", rolling);
    }
    spec = spec.with("strategy", strategy);
    if (!spec.bool("paused")) {
      spec = spec.without("paused");
    }
    return filled.with("spec", spec);
  }

  @Override
  List<Object> cells(Run run, Json.Object d) {
    Json.Object status = d.object("status");
    List<Object> cells = new ArrayList<>();
    cells.add(Meta.name(d));
    cells.add(status.number("readyReplicas", 0) + "/" + d.object("spec").number("replicas", 0));
    cells.add(status.number("updatedReplicas", 0));
    cells.add(status.number("availableReplicas", 0));
    cells.add(age(run, d));
    cells.addAll(containerCells(d, true));
    return cells;
  }
}
