package seodang.kube.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.apiserver.Conditions;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;

/// Runs Pods until enough of them succeeded, or too many failed.
///
/// A Pod that ended is first noted in the status, then released from its finalizer, then counted,
/// so that none is counted twice or not at all.
public final class JobController extends Controller {
  private static final Duration BATCH = Duration.ofSeconds(1);
  private static final Duration FIRST_BACKOFF = Duration.ofSeconds(10);
  private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(10);
  private static final String ORPHAN = "orphan ";

  public JobController() {
    super("job-controller", "batch", "jobs");
  }

  @Override
  public void observe(Run run, Change change) {
    super.observe(run, change);
    Json.Object before = change.before();
    if (before != null && change.after() == null && before.text("kind").equals("Job")) {
      run.forget(memory(before));
    }
    if (!change.key().startsWith("/registry/pods/")) {
      return;
    }
    for (Json.Object pod : new Json.Object[] {change.before(), change.after()}) {
      Json.Object owner = pod == null ? null : Meta.controller(pod);
      if (pod == null || owner == null || !owner.text("kind").equals("Job")) {
        continue;
      }
      String key = Meta.namespace(pod) + "/" + owner.text("name");
      Json.Object job = find(run, key);
      if (job != null && Meta.isControlledBy(pod, job)) {
        run.enqueue(this, key, BATCH);
      } else if (JobPods.isTracked(pod)) {
        run.enqueue(this, ORPHAN + Meta.key(pod));
      }
    }
  }

  @Override
  public void reconcile(Run run, String key) {
    if (key.startsWith(ORPHAN)) {
      String[] parts = key.substring(ORPHAN.length()).split("/");
      Json.Object pod = run.get("", "pods", parts[0], parts[1]);
      if (pod != null) {
        release(client(run), pod);
      }
      return;
    }
    Json.Object job = find(run, key);
    if (job == null) {
      return;
    }
    if (isFinished(job) || Meta.isDeleting(job)) {
      Pods.controlledBy(run, job).forEach(pod -> release(client(run), pod));
      run.forget(memory(job));
      return;
    }
    new Sync(run, job).go();
  }

  static boolean isFinished(Json.Object job) {
    return Meta.isTrue(job, "Complete") || Meta.isTrue(job, "Failed");
  }

  private static String memory(Json.Object job) {
    return "job/" + Meta.uid(job);
  }

  private static void release(Client client, Json.Object pod) {
    if (JobPods.isTracked(pod)) {
      Json.Array others = Json.array();
      for (String finalizer : pod.object("metadata").array("finalizers").texts()) {
        others = finalizer.equals(JobPods.FINALIZER) ? others : others.add(Json.text(finalizer));
      }
      Json left = others.isEmpty() ? Json.Null.NULL : others;
      var _ =
          client.patch("", "pods", pod, Json.object("metadata", Json.object("finalizers", left)));
    }
  }

  /// One look at one Job.
  private final class Sync {
    private final Run run;
    private final Client client;
    private final Json.Object job;
    private final Json.Object spec;
    private final boolean indexed;
    private final List<Json.Object> pods;
    private final List<Json.Object> active = new ArrayList<>();
    private final List<Json.Object> ended = new ArrayList<>();
    private final Map<Integer, Long> indexFailures = new HashMap<>();
    private final NavigableSet<Integer> done;
    private final NavigableSet<Integer> lost;
    private Json.Object status;
    private long succeeded;
    private long failed;
    private Json.@Nullable Object verdict;

    Sync(Run run, Json.Object job) {
      this.run = run;
      this.job = job;
      client = client(run);
      spec = job.object("spec");
      status = job.object("status");
      indexed = JobPods.isIndexed(job);
      pods = Pods.controlledBy(run, job);
      succeeded = status.number("succeeded", 0);
      failed = status.number("failed", 0);
      done = Indexes.parse(status.text("completedIndexes"));
      lost = Indexes.parse(status.text("failedIndexes"));
    }

    void go() {
      boolean suspended = spec.bool("suspend");
      if (!suspended && !status.has("startTime")) {
        status = status.with("startTime", Meta.time(run.now()));
      }
      sort();
      account();
      verdict = standing();
      if (verdict == null) {
        verdict = failure();
      }
      if (verdict == null) {
        verdict = success();
      }
      if (verdict != null || suspended) {
        for (Json.Object pod : active) {
          Pods.delete(client, job, pod);
        }
        active.clear();
      }
      suspend(suspended);
      if (verdict == null && !suspended) {
        manage();
        verdict = success();
      }
      finish();
    }

    private void sort() {
      for (Json.Object pod : pods) {
        if (JobPods.succeeded(pod) || JobPods.failed(job, pod)) {
          if (JobPods.isTracked(pod)) {
            ended.add(pod);
          }
        } else if (!Meta.isDeleting(pod)) {
          active.add(pod);
        }
      }
    }

    /// Counts the Pods that ended since.
    private void account() {
      Json.Object memory = run.recallObject(memory(job));
      long failures = memory.number("failures", 0);
      String last = memory.text("last");
      for (Json.Object pod : ended) {
        int index = JobPods.index(pod);
        if (JobPods.succeeded(pod)) {
          failures = 0;
          if (!indexed) {
            succeeded++;
          } else if (index >= 0) {
            done.add(index);
          }
          continue;
        }
        JobPods.Verdict policy = JobPods.verdict(job, pod);
        if (policy != null && policy.action().equals("FailJob")) {
          verdict = condition("FailureTarget", "PodFailurePolicy", policy.message());
        }
        if (policy != null && policy.action().equals("Ignore")) {
          continue;
        }
        failed++;
        failures++;
        last = JobPods.endedAt(pod, run.now()).toString();
        if (index >= 0 && spec.has("backoffLimitPerIndex")) {
          long times = JobPods.failures(pod) + 1;
          indexFailures.put(index, times);
          boolean gone =
              times > spec.number("backoffLimitPerIndex", 0)
                  || policy != null && policy.action().equals("FailIndex");
          if (gone && !done.contains(index)) {
            lost.add(index);
          }
        }
      }
      if (!ended.isEmpty()) {
        run.remember(memory(job), Json.object("failures", failures, "last", last));
      }
      succeeded = indexed ? done.size() : succeeded;
    }

    // What it comes to.

    private Json.@Nullable Object standing() {
      for (String type : List.of("FailureTarget", "SuccessCriteriaMet")) {
        if (Meta.isTrue(job, type)) {
          return Meta.condition(job, type);
        }
      }
      return verdict;
    }

    private Json.@Nullable Object failure() {
      long limit = spec.number("backoffLimit", 6);
      if (failed > limit || restarts() > limit) {
        return condition(
            "FailureTarget", "BackoffLimitExceeded", "Job has reached the specified backoff limit");
      }
      Instant start = Meta.instant(status.get("startTime"));
      if (spec.has("activeDeadlineSeconds") && start != null) {
        Instant end = start.plusSeconds(spec.number("activeDeadlineSeconds", 0));
        if (!run.now().isBefore(end)) {
          return condition(
              "FailureTarget", "DeadlineExceeded", "Job was active longer than specified deadline");
        }
        run.enqueue(JobController.this, Meta.key(job), Duration.between(run.now(), end));
      }
      if (spec.has("maxFailedIndexes") && lost.size() > spec.number("maxFailedIndexes", 0)) {
        return condition(
            "FailureTarget",
            "MaxFailedIndexesExceeded",
            "Job has exceeded the specified maximal number of failed indexes");
      }
      if (!lost.isEmpty() && done.size() + lost.size() >= spec.number("completions", 1)) {
        return condition("FailureTarget", "FailedIndexes", "Job has failed indexes");
      }
      return null;
    }

    /// How often containers were restarted in place, where that counts against the limit.
    private long restarts() {
      if (!spec.object("template").object("spec").text("restartPolicy").equals("OnFailure")) {
        return 0;
      }
      long sum = 0;
      for (Json.Object pod : active) {
        for (String list : List.of("initContainerStatuses", "containerStatuses")) {
          for (Json.Object container : pod.object("status").array(list).objects()) {
            sum += container.number("restartCount", 0);
          }
        }
      }
      long limit = spec.number("backoffLimit", 6);
      return limit == 0 ? sum : sum >= limit ? limit + 1 : 0;
    }

    private Json.@Nullable Object success() {
      List<Json.Object> rules = spec.object("successPolicy").array("rules").objects();
      for (int i = 0; i < rules.size(); i++) {
        Json.Object rule = rules.get(i);
        NavigableSet<Integer> met = new TreeSet<>(done);
        if (rule.has("succeededIndexes")) {
          met.retainAll(Indexes.parse(rule.text("succeededIndexes")));
        }
        long needed =
            rule.has("succeededCount")
                ? rule.number("succeededCount", 0)
                : Indexes.parse(rule.text("succeededIndexes")).size();
        if (met.size() >= needed && needed > 0) {
          return condition("SuccessCriteriaMet", "SuccessPolicy", "Matched rules at index " + i);
        }
      }
      boolean complete =
          spec.has("completions")
              ? succeeded >= spec.number("completions", 0)
              : succeeded > 0 && active.isEmpty();
      return complete
          ? condition(
              "SuccessCriteriaMet",
              "CompletionsReached",
              "Reached expected number of succeeded pods")
          : null;
    }

    private Json.Object condition(String type, String reason, String message) {
      return Json.object(
          "type",
          type,
          "status",
          "True",
          "lastProbeTime",
          Meta.time(run.now()),
          "lastTransitionTime",
          Meta.time(run.now()),
          "reason",
          reason,
          "message",
          message);
    }

    private void suspend(boolean suspended) {
      boolean was = Meta.isTrue(job, "Suspended");
      if (suspended == was || verdict != null) {
        return;
      }
      String word = suspended ? "suspended" : "resumed";
      String reason = suspended ? "JobSuspended" : "JobResumed";
      Json.Object now =
          condition("Suspended", reason, "Job " + word)
              .with("status", suspended ? "True" : "False");
      status = status.with("conditions", Conditions.set(status.array("conditions"), now));
      status =
          suspended ? status.without("startTime") : status.with("startTime", Meta.time(run.now()));
      client.event(job, "Normal", suspended ? "Suspended" : "Resumed", "Job " + word);
    }

    // Pods.

    private void manage() {
      long parallelism = spec.number("parallelism", 1);
      long wanted = parallelism;
      if (spec.has("completions")) {
        long left = spec.number("completions", 0) - succeeded - lost.size();
        wanted = Math.min(parallelism, Math.max(0, left));
      } else if (succeeded > 0) {
        wanted = Math.min(parallelism, active.size());
      }
      if (active.size() > wanted) {
        List<Json.Object> victims = new ArrayList<>(active);
        victims.sort(Pods.deletionOrder(active));
        for (Json.Object pod : victims.subList(0, (int) (active.size() - wanted))) {
          Pods.delete(client, job, pod);
          active.remove(pod);
        }
        return;
      }
      long missing = wanted - active.size() - (JobPods.waits(job) ? terminating() : 0);
      if (missing <= 0) {
        return;
      }
      Duration wait = backoff();
      if (wait.isPositive()) {
        run.enqueue(JobController.this, Meta.key(job), wait);
        return;
      }
      create((int) missing);
    }

    private Duration backoff() {
      Json.Object memory = run.recallObject(memory(job));
      long failures = memory.number("failures", 0);
      if (failures == 0 || memory.text("last").isEmpty()) {
        return Duration.ZERO;
      }
      Duration pause = FIRST_BACKOFF.multipliedBy(1L << Math.min(10, failures - 1));
      pause = pause.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : pause;
      return Duration.between(run.now(), Instant.parse(memory.text("last")).plus(pause));
    }

    private void create(int count) {
      List<Integer> indexes = indexed ? free(count) : List.of();
      int many = indexed ? indexes.size() : count;
      for (int i = 0; i < many; i++) {
        int index = indexed ? indexes.get(i) : -1;
        Json.Object pod = JobPods.make(job, index, failuresOf(index));
        String refused = Pods.create(client, job, pod);
        if (refused != null) {
          if (!refused.equals(Pods.ENDING)) {
            run.enqueue(JobController.this, Meta.key(job), FIRST_BACKOFF);
          }
          return;
        }
        active.add(pod);
      }
    }

    private long failuresOf(int index) {
      long most = indexFailures.getOrDefault(index, 0L);
      for (Json.Object pod : pods) {
        if (JobPods.index(pod) == index && JobPods.failed(job, pod)) {
          most = Math.max(most, JobPods.failures(pod) + 1);
        }
      }
      return most;
    }

    private List<Integer> free(int count) {
      NavigableSet<Integer> taken = new TreeSet<>(done);
      taken.addAll(lost);
      active.forEach(pod -> taken.add(JobPods.index(pod)));
      List<Integer> found = new ArrayList<>();
      for (int i = 0; i < spec.number("completions", 0) && found.size() < count; i++) {
        if (!taken.contains(i)) {
          found.add(i);
        }
      }
      return found;
    }

    // Status.

    private void finish() {
      Json.Object outcome = verdict;
      if (outcome != null && Meta.condition(job, outcome.text("type")).isEmpty()) {
        status = status.with("conditions", Conditions.set(status.array("conditions"), outcome));
      }
      Json.Object noted = counted(status, false);
      if (!noted.equals(job.object("status"))) {
        write(noted);
      }
      boolean finishing = outcome != null && active.isEmpty() && terminating() == 0;
      if (ended.isEmpty() && !finishing) {
        return;
      }
      ended.forEach(pod -> release(client, pod));
      Json.Object last = counted(status, true);
      if (outcome == null || !finishing) {
        write(last);
        return;
      }
      write(finished(last, outcome));
      boolean well = outcome.text("type").equals("SuccessCriteriaMet");
      client.event(
          job,
          well ? "Normal" : "Warning",
          well ? "Completed" : outcome.text("reason"),
          well ? "Job completed" : outcome.text("message"));
    }

    private Json.Object finished(Json.Object counted, Json.Object outcome) {
      boolean well = outcome.text("type").equals("SuccessCriteriaMet");
      Json.Object end =
          condition(well ? "Complete" : "Failed", outcome.text("reason"), outcome.text("message"));
      Json.Object whole =
          counted.with("conditions", Conditions.set(counted.array("conditions"), end));
      return well ? whole.with("completionTime", Meta.time(run.now())) : whole;
    }

    private long terminating() {
      return pods.stream()
          .filter(p -> Meta.isDeleting(p) && !JobPods.succeeded(p))
          .filter(p -> !p.object("status").text("phase").equals("Failed"))
          .count();
    }

    /// @param released the ended Pods are no more noted but counted
    private Json.Object counted(Json.Object from, boolean released) {
      Json.Object old = job.object("status");
      Json.Array well = Json.array();
      Json.Array ill = Json.array();
      for (Json.Object pod : ended) {
        if (JobPods.succeeded(pod)) {
          well = well.add(Json.text(Meta.uid(pod)));
        } else {
          ill = ill.add(Json.text(Meta.uid(pod)));
        }
      }
      Json.Object uncounted =
          released
              ? Json.object()
              : Json.object(
                  "succeeded", well.isEmpty() ? null : well, "failed", ill.isEmpty() ? null : ill);
      long ready = active.stream().filter(Pods::isReady).count();
      Json.Object counts =
          Json.object(
              "active",
              some(active.size()),
              "ready",
              ready,
              "terminating",
              terminating(),
              "succeeded",
              released || ended.isEmpty() ? some(succeeded) : old.get("succeeded"),
              "failed",
              released || ended.isEmpty() ? some(failed) : old.get("failed"),
              "uncountedTerminatedPods",
              uncounted,
              "completedIndexes",
              done.isEmpty() ? null : Json.text(Indexes.format(done)),
              "failedIndexes",
              spec.has("backoffLimitPerIndex") && !lost.isEmpty()
                  ? Json.text(Indexes.format(lost))
                  : null);
      Json.Object whole = from;
      for (String field :
          List.of("active", "succeeded", "failed", "completedIndexes", "failedIndexes")) {
        whole = whole.without(field);
      }
      return whole.merge(counts);
    }

    private @Nullable Json some(long number) {
      return number == 0 ? null : Json.number(number);
    }

    private void write(Json.Object next) {
      Json.Object live = find(run, Meta.key(job));
      if (live != null) {
        writeStatus(run, live, next);
      }
    }
  }
}
