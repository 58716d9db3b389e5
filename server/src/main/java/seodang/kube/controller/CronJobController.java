package seodang.kube.controller;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiResponse;
import seodang.kube.CronSchedule;
import seodang.kube.Meta;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;
import seodang.kube.store.Store;

/// Makes Jobs when a CronJob's time has come, follows them, and clears away the old ones.
public final class CronJobController extends Controller {
  /// More missed times than this are too many to catch up with.
  private static final int TOO_MANY = 100;

  private static final String JOBS = Store.prefix("batch", "jobs", "");

  public CronJobController() {
    super("cronjob-controller", "batch", "cronjobs");
  }

  @Override
  public void observe(Run run, Change change) {
    super.observe(run, change);
    if (change.key().startsWith(JOBS)) {
      Json.Object made = change.before() == null ? change.after() : null;
      Json.Object owner = made == null ? null : Meta.controller(made);
      if (made != null && owner != null && owner.text("kind").equals("CronJob")) {
        // it sees the new Job before the Job's own controller has made Pods
        String key = Meta.namespace(made) + "/" + owner.text("name");
        run.enqueue(this, key, Duration.ofMillis(1));
      }
      enqueueOwner(run, change.before(), "CronJob");
      enqueueOwner(run, change.after(), "CronJob");
    }
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object cron = find(run, key);
    if (cron != null && !Meta.isDeleting(cron)) {
      new Sync(run, cron).go();
    }
  }

  /// One look at one CronJob.
  private final class Sync {
    private final Run run;
    private final Client client;
    private final Json.Object cron;
    private final Json.Object spec;
    private final List<Json.Object> jobs = new ArrayList<>();
    private Json.Object status;

    Sync(Run run, Json.Object cron) {
      this.run = run;
      this.cron = cron;
      client = client(run);
      spec = cron.object("spec");
      status = cron.object("status");
      for (Json.Object job : run.list("batch", "jobs", Meta.namespace(cron))) {
        if (Meta.isControlledBy(job, cron)) {
          jobs.add(job);
        }
      }
    }

    void go() {
      clearAway("Complete", spec.number("successfulJobsHistoryLimit", 3));
      clearAway("Failed", spec.number("failedJobsHistoryLimit", 1));
      follow();
      if (!spec.bool("suspend")) {
        schedule();
      }
      write();
    }

    private void write() {
      Json.Object live = find(run, Meta.key(cron));
      if (live != null && !live.object("status").equals(status)) {
        writeStatus(run, live, status);
      }
    }

    private void clearAway(String condition, long keep) {
      List<Json.Object> finished =
          new ArrayList<>(jobs.stream().filter(j -> Meta.isTrue(j, condition)).toList());
      finished.sort(
          Comparator.comparing((Json.Object j) -> j.object("status").text("startTime"))
              .thenComparing(Meta::name));
      for (int i = 0; i < finished.size() - keep; i++) {
        Json.Object job = finished.get(i);
        if (client.delete("batch", "jobs", job, -1, "Background").ok()) {
          client.event(cron, "Normal", "SuccessfulDelete", "Deleted job " + Meta.name(job));
          jobs.remove(job);
        }
      }
    }

    /// Brings the list of active Jobs up to date.
    private void follow() {
      List<Json.Object> active = new ArrayList<>(status.array("active").objects());
      for (Json.Object job : jobs) {
        boolean listed = active.removeIf(a -> a.text("uid").equals(Meta.uid(job)) && isOver(job));
        boolean standing = active.stream().anyMatch(a -> a.text("uid").equals(Meta.uid(job)));
        if (listed) {
          String how = Meta.isTrue(job, "Complete") ? "Complete" : "Failed";
          client.event(
              cron,
              "Normal",
              "SawCompletedJob",
              "Saw completed job: " + Meta.name(job) + ", condition: " + how);
          Json ended = job.object("status").get("completionTime");
          if (how.equals("Complete") && ended != null) {
            status = status.with("lastSuccessfulTime", ended);
          }
        } else if (!standing && !isOver(job)) {
          client.event(
              cron,
              "Warning",
              "UnexpectedJob",
              "Saw a job that the controller did not create or forgot: " + Meta.name(job));
        } else if (!standing) {
          Json ended = job.object("status").get("completionTime");
          String last = status.text("lastSuccessfulTime");
          if (Meta.isTrue(job, "Complete")
              && ended instanceof Json.Text at
              && at.value().compareTo(last) > 0) {
            status = status.with("lastSuccessfulTime", ended);
          }
        }
      }
      active.removeIf(a -> {
        boolean missing = jobs.stream().noneMatch(j -> Meta.uid(j).equals(a.text("uid")));
        if (missing) {
          client.event(cron, "Normal", "MissingJob", "Active job went missing: " + a.text("name"));
        }
        return missing;
      });
      list(active);
    }

    private void list(List<Json.Object> active) {
      status =
          active.isEmpty()
              ? status.without("active")
              : status.with("active", Json.array(active.toArray()));
    }

    private static boolean isOver(Json.Object job) {
      return JobController.isFinished(job);
    }

    private void schedule() {
      CronSchedule schedule;
      ZoneId zone;
      try {
        schedule = CronSchedule.parse(spec.text("schedule"));
        zone = spec.has("timeZone") ? ZoneId.of(spec.text("timeZone")) : ZoneOffset.UTC;
      } catch (IllegalArgumentException | DateTimeException e) {
        client.event(
            cron,
            "Warning",
            "UnparseableSchedule",
            "unparseable schedule: %s : %s".formatted(spec.text("schedule"), e.getMessage()));
        return;
      }
      Instant due = latest(schedule, zone);
      Instant next = schedule.next(run.now(), zone);
      if (next != null) {
        run.enqueue(
            CronJobController.this,
            Meta.key(cron),
            Duration.between(run.now(), next).plusMillis(100));
      }
      if (due != null) {
        begin(due);
      }
    }

    /// The latest time that came since the last one served; null when none did.
    private @Nullable Instant latest(CronSchedule schedule, ZoneId zone) {
      Instant last = Meta.instant(status.get("lastScheduleTime"));
      Instant from =
          last != null ? last : Meta.instant(cron.object("metadata").get("creationTimestamp"));
      if (from == null) {
        return null;
      }
      if (spec.has("startingDeadlineSeconds")) {
        Instant bound = run.now().minusSeconds(spec.number("startingDeadlineSeconds", 0));
        from = bound.isAfter(from) ? bound : from;
      }
      Instant found = null;
      int missed = 0;
      for (Instant at = schedule.next(from, zone);
          at != null && !at.isAfter(run.now());
          at = schedule.next(at, zone)) {
        found = at;
        missed++;
        if (missed > TOO_MANY) {
          client.event(
              cron,
              "Warning",
              "TooManyMissedTimes",
              "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check"
                  + " clock skew");
          return run.now().truncatedTo(java.time.temporal.ChronoUnit.MINUTES);
        }
      }
      return found;
    }

    private void begin(Instant due) {
      List<Json.Object> active = new ArrayList<>(status.array("active").objects());
      String policy = spec.text("concurrencyPolicy");
      if (policy.equals("Forbid") && !active.isEmpty()) {
        client.event(
            cron,
            "Normal",
            "JobAlreadyActive",
            "Not starting job because prior execution is running and concurrency policy is Forbid");
        return;
      }
      if (policy.equals("Replace")) {
        for (Json.Object reference : active) {
          for (Json.Object job : jobs) {
            if (Meta.uid(job).equals(reference.text("uid"))
                && client.delete("batch", "jobs", job, -1, "Background").ok()) {
              client.event(cron, "Normal", "SuccessfulDelete", "Deleted job " + Meta.name(job));
            }
          }
        }
        active.clear();
      }
      ApiResponse answer = client.create("batch", "jobs", Meta.namespace(cron), job(due));
      if (!answer.ok()) {
        boolean there = answer.status() == 409;
        if (!there) {
          client.event(
              cron,
              "Warning",
              "FailedCreate",
              "Error creating job: " + answer.object().text("message"));
        }
        return;
      }
      Json.Object job = answer.object();
      client.event(cron, "Normal", "SuccessfulCreate", "Created job " + Meta.name(job));
      active.add(
          Json.object(
              "apiVersion", "batch/v1",
              "kind", "Job",
              "name", Meta.name(job),
              "namespace", Meta.namespace(job),
              "resourceVersion", job.object("metadata").text("resourceVersion"),
              "uid", Meta.uid(job)));
      list(active);
      status = status.with("lastScheduleTime", Meta.time(due));
    }

    private Json.Object job(Instant due) {
      Json.Object template = spec.object("jobTemplate");
      Json.Object marks =
          template
              .object("metadata")
              .object("annotations")
              .with("batch.kubernetes.io/cronjob-scheduled-timestamp", Meta.time(due));
      return Json.object(
          "apiVersion",
          "batch/v1",
          "kind",
          "Job",
          "metadata",
          Json.object(
              "name", Meta.name(cron) + "-" + due.getEpochSecond() / 60,
              "namespace", Meta.namespace(cron),
              "labels", template.object("metadata").get("labels"),
              "annotations", marks,
              "ownerReferences", Json.array(Meta.controllerReference(cron))),
          "spec",
          template.object("spec"));
    }
  }
}
