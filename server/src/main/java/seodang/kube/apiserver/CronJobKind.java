package seodang.kube.apiserver;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;

final class CronJobKind extends Kind {
  @Override
  boolean hasGeneration() {
    return true;
  }

  @Override
  Json.Object defaults(Json.Object cron) {
    Json.Object spec = PodDefaults.absent(cron.object("spec"), "concurrencyPolicy", "Allow");
    spec = PodDefaults.absent(spec, "successfulJobsHistoryLimit", 3);
    spec = PodDefaults.absent(spec, "failedJobsHistoryLimit", 1);
    spec = spec.has("suspend") ? spec : spec.with("suspend", false);
    Json.Object filled = cron.with("spec", spec);
    filled = PodDefaults.template(filled, "spec", "jobTemplate", "spec", "template");
    return filled.withAt(Json.Null.NULL, "spec", "jobTemplate", "metadata", "creationTimestamp");
  }

  @Override
  Json.Object prepareForCreate(Run run, Json.Object cron) {
    return cron.with("status", Json.object());
  }

  @Override
  List<Object> cells(Run run, Json.Object cron) {
    Json.Object spec = cron.object("spec");
    Json.Object status = cron.object("status");
    Instant last = Meta.instant(status.get("lastScheduleTime"));
    List<Object> cells = new ArrayList<>();
    cells.add(Meta.name(cron));
    cells.add(spec.text("schedule"));
    cells.add(spec.text("timeZone", "<none>"));
    cells.add(spec.bool("suspend") ? "True" : "False");
    cells.add((long) status.array("active").size());
    cells.add(last == null ? "<none>" : HumanDuration.since(last, run.now()));
    cells.add(age(run, cron));
    cells.addAll(WorkloadKind.containerCells(spec.object("jobTemplate"), true));
    return cells;
  }
}
