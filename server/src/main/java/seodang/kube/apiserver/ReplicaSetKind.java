package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;

final class ReplicaSetKind extends WorkloadKind {

  @Override
  Json.Object defaults(Json.Object object) {
    return super.defaults(replicasDefault(object));
  }

  @Override
  Json.Object prepareForCreate(Run run, Json.Object object) {
    return object.with("status", Json.object("replicas", 0));
  }

  @Override
  List<Object> cells(Run run, Json.Object rs) {
    Json.Object status = rs.object("status");
    List<Object> cells = new ArrayList<>();
    cells.add(Meta.name(rs));
    cells.add(rs.object("spec").number("replicas", 0));
    cells.add(status.number("replicas", 0));
    cells.add(status.number("readyReplicas", 0));
    cells.add(age(run, rs));
    cells.addAll(containerCells(rs, true));
    return cells;
  }
}
