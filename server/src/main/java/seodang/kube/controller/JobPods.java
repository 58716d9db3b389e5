package seodang.kube.controller;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;

/// The Pods of a Job: their making, their index, how they ended.
final class JobPods {
  static final String FINALIZER = "batch.kubernetes.io/job-tracking";
  static final String INDEX = "batch.kubernetes.io/job-completion-index";
  static final String FAILURES = "batch.kubernetes.io/job-index-failure-count";

  private JobPods() {}

  static boolean isIndexed(Json.Object job) {
    return job.object("spec").text("completionMode").equals("Indexed");
  }

  /// @param index negative for a Job without indexes
  /// @param failures how often this index has failed
  static Json.Object make(Json.Object job, int index, long failures) {
    Json.Object pod = Pods.fromTemplate(job, job.object("spec").object("template"));
    Json.Object metadata = pod.object("metadata").with("finalizers", Json.array(FINALIZER));
    Json.Object spec = pod.object("spec");
    if (index >= 0) {
      String number = Integer.toString(index);
      Json.Object marks = metadata.object("annotations").with(INDEX, number);
      if (job.object("spec").has("backoffLimitPerIndex")) {
        marks = marks.with(FAILURES, Long.toString(failures));
      }
      String name = Meta.name(job);
      metadata =
          metadata
              .with("generateName", name + "-" + number + "-")
              .with("annotations", marks)
              .with("labels", metadata.object("labels").with(INDEX, number));
      spec = spec.has("hostname") ? spec : spec.with("hostname", name + "-" + number);
      spec = told(told(spec, "containers"), "initContainers");
    }
    return pod.with("metadata", metadata).with("spec", spec);
  }

  /// The containers learn their index from a variable.
  private static Json.Object told(Json.Object spec, String list) {
    if (!spec.has(list)) {
      return spec;
    }
    Json.Array containers = Json.array();
    for (Json.Object container : spec.array(list).objects()) {
      boolean own =
          container.array("env").objects().stream()
              .anyMatch(e -> e.text("name").equals("JOB_COMPLETION_INDEX"));
      Json.Object source =
          Json.object(
              "fieldRef",
              Json.object("apiVersion", "v1", "fieldPath", "metadata.labels['" + INDEX + "']"));
      containers =
          containers.add(
              own
                  ? container
                  : container.with(
                      "env",
                      container
                          .array("env")
                          .add(Json.object("name", "JOB_COMPLETION_INDEX", "valueFrom", source))));
    }
    return spec.with(list, containers);
  }

  /// The Pod's index; -1 when it has none.
  static int index(Json.Object pod) {
    String text = Meta.annotations(pod).text(INDEX);
    return text.matches("\\d{1,6}") ? Integer.parseInt(text) : -1;
  }

  static long failures(Json.Object pod) {
    String text = Meta.annotations(pod).text(FAILURES);
    return text.matches("\\d{1,6}") ? Long.parseLong(text) : 0;
  }

  static boolean isTracked(Json.Object pod) {
    return pod.object("metadata").array("finalizers").texts().contains(FINALIZER);
  }

  static boolean succeeded(Json.Object pod) {
    return pod.object("status").text("phase").equals("Succeeded");
  }

  /// Whether a Pod is replaced only when it has ended, not while it is going.
  static boolean waits(Json.Object job) {
    return job.object("spec").text("podReplacementPolicy").equals("Failed");
  }

  /// A Pod that is going counts as failed, unless the Job waits for the end of it.
  static boolean failed(Json.Object job, Json.Object pod) {
    String phase = pod.object("status").text("phase");
    return phase.equals("Failed")
        || !waits(job) && Meta.isDeleting(pod) && !phase.equals("Succeeded");
  }

  static Instant endedAt(Json.Object pod, Instant otherwise) {
    Instant last = null;
    for (Json.Object container : pod.object("status").array("containerStatuses").objects()) {
      Instant at = Meta.instant(container.object("state").object("terminated").get("finishedAt"));
      last = at != null && (last == null || at.isAfter(last)) ? at : last;
    }
    return last == null ? otherwise : last;
  }

  /// What a Job's policy makes of a failed Pod.
  ///
  /// @param action `FailJob`, `FailIndex`, `Ignore` or `Count`
  record Verdict(String action, String message) {}

  /// The first rule that a failed Pod matches; null when none does.
  static @Nullable Verdict verdict(Json.Object job, Json.Object pod) {
    List<Json.Object> rules =
        job.object("spec").object("podFailurePolicy").array("rules").objects();
    for (int i = 0; i < rules.size(); i++) {
      Json.Object rule = rules.get(i);
      String action = rule.text("action");
      String what =
          rule.has("onExitCodes")
              ? byExitCode(rule.object("onExitCodes"), pod)
              : byCondition(rule.array("onPodConditions"), pod);
      if (!what.isEmpty()) {
        return new Verdict(action, what + " matching " + action + " rule at index " + i);
      }
    }
    return null;
  }

  private static String byExitCode(Json.Object wanted, Json.Object pod) {
    Json.Object status = pod.object("status");
    for (String list : List.of("initContainerStatuses", "containerStatuses")) {
      for (Json.Object container : status.array(list).objects()) {
        Json.Object terminated = container.object("state").object("terminated");
        long code = terminated.number("exitCode", 0);
        String only = wanted.text("containerName");
        if (code == 0 || !only.isEmpty() && !only.equals(container.text("name"))) {
          continue;
        }
        boolean listed = false;
        for (Json value : wanted.array("values")) {
          listed |= value.equals(Json.number(code));
        }
        if (listed == wanted.text("operator").equals("In")) {
          return "Container %s for pod %s/%s failed with exit code %d"
              .formatted(container.text("name"), Meta.namespace(pod), Meta.name(pod), code);
        }
      }
    }
    return "";
  }

  private static String byCondition(Json.Array wanted, Json.Object pod) {
    for (Json.Object pattern : wanted.objects()) {
      Json.Object condition = Meta.condition(pod, pattern.text("type"));
      if (condition.text("status").equals(pattern.text("status", "True"))) {
        return "Pod %s/%s has condition %s"
            .formatted(Meta.namespace(pod), Meta.name(pod), pattern.text("type"));
      }
    }
    return "";
  }
}
