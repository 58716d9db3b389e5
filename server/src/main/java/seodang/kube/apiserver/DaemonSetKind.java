package seodang.kube.apiserver;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;

final class DaemonSetKind extends WorkloadKind {
  private static final String GENERATION = "deprecated.daemonset.template.generation";

  @Override
  Json.Object defaults(Json.Object object) {
    Json.Object filled = super.defaults(object);
    Json.Object spec = PodDefaults.absent(filled.object("spec"), "revisionHistoryLimit", 10);
    Json.Object strategy =
        PodDefaults.absent(spec.object("updateStrategy"), "type", "RollingUpdate");
    if (strategy.text("type").equals("RollingUpdate")) {
      Json.Object rolling =
          PodDefaults.absent(strategy.object("rollingUpdate"), "maxUnavailable", 1);
      strategy = strategy.with("rollingUpdate", PodDefaults.absent(rolling, "maxSurge", 0));
    }
    return counted(
        filled.with("spec", spec.with("updateStrategy", strategy)),
        filled.object("metadata").object("annotations").text(GENERATION, "1"));
  }

  private static Json.Object counted(Json.Object object, String generation) {
    return object.withAt(Json.text(generation), "metadata", "annotations", GENERATION);
  }

  @Override
  @Nullable String unreadable(Json.Object object) {
    Json.Object annotations = object.object("metadata").object("annotations");
    if (!annotations.has(GENERATION)) {
      return null;
    }
    String text = annotations.text(GENERATION);
    boolean digits = text.matches("[+-]?[0-9]+");
    if (digits && new BigInteger(text).bitLength() < 64) {
      return null;
    }
    return "strconv.ParseInt: parsing "
        + Json.text(text)
        + (digits ? ": value out of range" : ": invalid syntax");
  }

  /// Counts the templates there were; whatever a client writes there is not heard.
  @Override
  Json.Object prepareForUpdate(Run run, Json.Object before, Json.Object after) {
    String text = before.object("metadata").object("annotations").text(GENERATION, "1");
    long count = text.matches("[0-9]{1,9}") ? Long.parseLong(text) : 1;
    boolean same =
        before.object("spec").object("template").equals(after.object("spec").object("template"));
    return counted(
        super.prepareForUpdate(run, before, after), Long.toString(same ? count : count + 1));
  }

  @Override
  Json.Object prepareForCreate(Run run, Json.Object object) {
    return counted(object, "1")
        .with(
            "status",
            Json.object(
                "currentNumberScheduled", 0,
                "numberMisscheduled", 0,
                "desiredNumberScheduled", 0,
                "numberReady", 0));
  }

  @Override
  List<Object> cells(Run run, Json.Object ds) {
    Json.Object status = ds.object("status");
    List<Object> cells = new ArrayList<>();
    cells.add(Meta.name(ds));
    cells.add(status.number("desiredNumberScheduled", 0));
    cells.add(status.number("currentNumberScheduled", 0));
    cells.add(status.number("numberReady", 0));
    cells.add(status.number("updatedNumberScheduled", 0));
    cells.add(status.number("numberAvailable", 0));
    Json.Object nodes = ds.object("spec").object("template").object("spec").object("nodeSelector");
    cells.add(Tables.labels(nodes));
    cells.add(age(run, ds));
    cells.addAll(containerCells(ds, true));
    return cells;
  }
}
