package seodang.terminal.kubectl.describe;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import seodang.json.Json;
import seodang.terminal.kubectl.golang.GoDurations;
import seodang.terminal.kubectl.print.Ages;

/// Describes Jobs and CronJobs.
final class BatchJobs {
  private static final int INDEXES_SHOWN = 50;

  private BatchJobs() {}

  static void job(Json.Object job, Description out, Describer.Source source) {
    Json.Object metadata = job.object("metadata");
    Json.Object spec = job.object("spec");
    Json.Object status = job.object("status");
    out.line(0, "Name:", metadata.text("name"));
    out.line(0, "Namespace:", metadata.text("namespace"));
    if (spec.has("selector")) {
      out.line(0, "Selector:", Description.selector(spec.object("selector")));
    }
    out.labelsAndAnnotations(metadata);
    out.controller(job);
    if (spec.has("parallelism")) {
      out.line(0, "Parallelism:", spec.number("parallelism", 0));
    }
    out.line(0, "Completions:", Description.value(spec, "completions", "<unset>"));
    for (String[] field :
        List.of(
            new String[] {"Completion Mode:", "completionMode"},
            new String[] {"Suspend:", "suspend"},
            new String[] {"Backoff Limit:", "backoffLimit"},
            new String[] {"TTL Seconds After Finished:", "ttlSecondsAfterFinished"})) {
      if (spec.has(field[1])) {
        out.line(0, field[0], Description.value(spec, field[1], ""));
      }
    }
    times(spec, status, out);
    pods(spec, status, out);
    PodTemplate.describe(spec.object("template"), out);
    EventTable.of(job, out, source);
  }

  private static void times(Json.Object spec, Json.Object status, Description out) {
    Instant start = Ages.parse(status.text("startTime"));
    Instant end = Ages.parse(status.text("completionTime"));
    if (start != null) {
      out.line(0, "Start Time:", Description.date(status.text("startTime")));
    }
    if (end != null) {
      out.line(0, "Completed At:", Description.date(status.text("completionTime")));
    }
    if (start != null && end != null) {
      out.line(0, "Duration:", GoDurations.human(Duration.between(start, end)));
    }
    if (spec.has("activeDeadlineSeconds")) {
      out.line(0, "Active Deadline Seconds:", spec.number("activeDeadlineSeconds", 0) + "s");
    }
  }

  private static void pods(Json.Object spec, Json.Object status, Description out) {
    String ready = status.has("ready") ? " (" + status.number("ready", 0) + " Ready)" : "";
    out.line(
        0,
        "Pods Statuses:",
        status.number("active", 0)
            + " Active"
            + ready
            + " / "
            + status.number("succeeded", 0)
            + " Succeeded / "
            + status.number("failed", 0)
            + " Failed");
    if (spec.text("completionMode").equals("Indexed")) {
      out.line(0, "Completed Indexes:", indexes(status.text("completedIndexes")));
    }
  }

  private static String indexes(String indexes) {
    if (indexes.isEmpty()) {
      return "<none>";
    }
    if (indexes.length() <= INDEXES_SHOWN) {
      return indexes;
    }
    String cut = indexes.substring(0, INDEXES_SHOWN);
    int comma = cut.lastIndexOf(',');
    return cut.substring(0, comma < 0 ? cut.length() : comma + 1) + "...";
  }

  static void cronJob(Json.Object cron, Description out, Describer.Source source) {
    Json.Object spec = cron.object("spec");
    Json.Object status = cron.object("status");
    out.head(cron);
    out.line(0, "Schedule:", spec.text("schedule"));
    out.line(0, "Concurrency Policy:", spec.text("concurrencyPolicy"));
    out.line(
        0, "Suspend:", spec.has("suspend") ? Description.yes(spec.bool("suspend")) : "<unset>");
    out.line(
        0,
        "Successful Job History Limit:",
        Description.value(spec, "successfulJobsHistoryLimit", "<unset>"));
    out.line(
        0,
        "Failed Job History Limit:",
        Description.value(spec, "failedJobsHistoryLimit", "<unset>"));
    out.line(
        0,
        "Starting Deadline Seconds:",
        spec.has("startingDeadlineSeconds")
            ? spec.number("startingDeadlineSeconds", 0) + "s"
            : "<unset>");
    Json.Object job = spec.object("jobTemplate").object("spec");
    out.line(
        0,
        "Selector:",
        job.has("selector") ? Description.selector(job.object("selector")) : "<unset>");
    out.line(0, "Parallelism:", Description.value(job, "parallelism", "<unset>"));
    out.line(0, "Completions:", Description.value(job, "completions", "<unset>"));
    if (job.has("activeDeadlineSeconds")) {
      out.line(0, "Active Deadline Seconds:", job.number("activeDeadlineSeconds", 0) + "s");
    }
    PodTemplate.describe(job.object("template"), out);
    out.line(
        0,
        "Last Schedule Time:",
        status.has("lastScheduleTime")
            ? Description.date(status.text("lastScheduleTime"))
            : "<unset>");
    List<String> active =
        status.array("active").objects().stream().map(a -> a.text("name")).toList();
    out.line(0, "Active Jobs:", active.isEmpty() ? "<none>" : String.join(", ", active));
    EventTable.of(cron, out, source);
  }
}
