package seodang.kube.apiserver;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;

final class JobKind extends WorkloadKind {

  @Override
  Json.Object defaults(Json.Object object) {
    Json.Object filled = super.defaults(object);
    Json.Object spec = spec(filled.object("spec"));
    spec = spec.has("manualSelector") ? spec : spec.with("manualSelector", false);
    return filled.with("spec", spec);
  }

  static Json.Object spec(Json.Object job) {
    Json.Object spec = job;
    if (!spec.has("completions") && !spec.has("parallelism")) {
      spec = spec.with("completions", 1);
    }
    spec = PodDefaults.absent(spec, "parallelism", 1);
    spec =
        PodDefaults.absent(
            spec, "backoffLimit", spec.has("backoffLimitPerIndex") ? Integer.MAX_VALUE : 6);
    if (spec.get("podFailurePolicy") instanceof Json.Object policy) {
      spec =
          spec.with(
              "podFailurePolicy",
              KindDefaults.each(
                  policy,
                  "rules",
                  r ->
                      KindDefaults.each(
                          r,
                          "onPodConditions",
                          c -> c.text("status").isEmpty() ? c.with("status", "True") : c)));
    }
    spec = PodDefaults.absent(spec, "completionMode", "NonIndexed");
    spec =
        PodDefaults.absent(
            spec,
            "podReplacementPolicy",
            spec.has("podFailurePolicy") ? "Failed" : "TerminatingOrFailed");
    return spec.has("suspend") ? spec : spec.with("suspend", false);
  }

  @Override
  Json.Object prepareForCreate(Run run, Json.Object job) {
    Json.Object spec = job.object("spec");
    if (!spec.bool("manualSelector")) {
      String uid = Meta.uid(job).isEmpty() ? run.dice().uid() : Meta.uid(job);
      Json.Object labels =
          Json.object(
              "batch.kubernetes.io/controller-uid",
              uid,
              "batch.kubernetes.io/job-name",
              Meta.name(job),
              "controller-uid",
              uid,
              "job-name",
              Meta.name(job));
      Json.Object own = spec.object("template").object("metadata").object("labels");
      spec =
          spec.withAt(own.merge(labels), "template", "metadata", "labels")
              .with(
                  "selector",
                  Json.object(
                      "matchLabels", Json.object("batch.kubernetes.io/controller-uid", uid)));
    }
    return job.with("spec", spec).with("status", Json.object());
  }

  /// Labels that nobody gave are those of the template, once that has its own.
  @Override
  Json.Object allocate(Run run, Json.Object job, Json.@Nullable Object before, boolean dryRun) {
    Json.Object labels = job.object("spec").object("template").object("metadata").object("labels");
    return job.object("metadata").object("labels").isEmpty() && !labels.isEmpty()
        ? job.withAt(labels, "metadata", "labels")
        : job;
  }

  @Override
  List<Object> cells(Run run, Json.Object job) {
    Json.Object status = job.object("status");
    Json.Object spec = job.object("spec");
    String completions =
        spec.has("completions")
            ? status.number("succeeded", 0) + "/" + spec.number("completions", 0)
            : status.number("succeeded", 0) + "/1";
    List<Object> cells = new ArrayList<>();
    cells.add(Meta.name(job));
    cells.add(state(job));
    cells.add(completions);
    cells.add(duration(run, status));
    cells.add(age(run, job));
    cells.addAll(containerCells(job, true));
    return cells;
  }

  private static String state(Json.Object job) {
    if (Meta.isTrue(job, "Complete")) {
      return "Complete";
    } else if (Meta.isTrue(job, "Failed")) {
      return "Failed";
    } else if (Meta.isDeleting(job)) {
      return "Terminating";
    } else if (Meta.isTrue(job, "Suspended")) {
      return "Suspended";
    } else if (Meta.isTrue(job, "FailureTarget")) {
      return "FailureTarget";
    }
    return Meta.isTrue(job, "SuccessCriteriaMet") ? "SuccessCriteriaMet" : "Running";
  }

  private static String duration(Run run, Json.Object status) {
    Instant start = Meta.instant(status.get("startTime"));
    if (start == null) {
      return "";
    }
    Instant end = Meta.instant(status.get("completionTime"));
    return HumanDuration.since(start, end == null ? run.now() : end);
  }
}
