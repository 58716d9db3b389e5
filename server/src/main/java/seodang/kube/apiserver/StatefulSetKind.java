package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;

final class StatefulSetKind extends WorkloadKind {

  @Override
  Json.Object defaults(Json.Object object) {
    Json.Object filled = super.defaults(replicasDefault(object));
    Json.Object spec = PodDefaults.absent(filled.object("spec"), "revisionHistoryLimit", 10);
    spec = PodDefaults.absent(spec, "podManagementPolicy", "OrderedReady");
    Json.Object strategy =
        PodDefaults.absent(spec.object("updateStrategy"), "type", "RollingUpdate");
    if (strategy.text("type").equals("RollingUpdate")) {
      strategy =
          strategy.with(
              "rollingUpdate",
              PodDefaults.absent(strategy.object("rollingUpdate"), "partition", 0));
    }
    Json.Object retention = spec.object("persistentVolumeClaimRetentionPolicy");
    retention = PodDefaults.absent(retention, "whenDeleted", "Retain");
    retention = PodDefaults.absent(retention, "whenScaled", "Retain");
    spec =
        spec.with("updateStrategy", strategy)
            .with("persistentVolumeClaimRetentionPolicy", retention);
    if (spec.has("volumeClaimTemplates")) {
      spec =
          spec.with(
              "volumeClaimTemplates",
              spec.array("volumeClaimTemplates").map(StatefulSetKind::claim));
    }
    return filled.with("spec", spec);
  }

  private static Json claim(Json json) {
    Json.Object claim = (Json.Object) json;
    return claim
        .with("apiVersion", "v1")
        .with("kind", "PersistentVolumeClaim")
        .withAt(Json.Null.NULL, "metadata", "creationTimestamp")
        .with("spec", PodDefaults.absent(claim.object("spec"), "volumeMode", "Filesystem"))
        .with("status", Json.object("phase", "Pending"));
  }

  @Override
  Json.Object prepareForCreate(Run run, Json.Object object) {
    return object.with("status", Json.object("replicas", 0, "availableReplicas", 0));
  }

  @Override
  List<Object> cells(Run run, Json.Object s) {
    List<Object> cells = new ArrayList<>();
    cells.add(Meta.name(s));
    cells.add(
        s.object("status").number("readyReplicas", 0)
            + "/"
            + s.object("spec").number("replicas", 0));
    cells.add(age(run, s));
    cells.addAll(containerCells(s, false));
    return cells;
  }
}
