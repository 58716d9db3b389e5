package seodang.kube.apiserver.validation;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.CronSchedule;

/// Jobs and CronJobs.
final class JobRules {
  private static final int MANY = 100_000;

  private JobRules() {}

  static void job(Field object, @Nullable Field old) {
    Field spec = object.at("spec");
    if (old == null) {
      generatedSelector(object);
    }
    jobSpec(spec);
    Field selector = spec.at("selector");
    if (!selector.present()) {
      selector.required();
    } else {
      MetaRules.selector(selector);
    }
    if (MetaRules.isSelector(selector)) {
      WorkloadRules.matches(selector, spec.at("template"));
    }
    if (old != null) {
      update(spec, old.at("spec"));
    } else if (spec.text("completionMode").equals("Indexed") && spec.number("completions") > 0) {
      Field name = object.at("metadata", "name");
      String hostname = name.text() + "-" + (spec.number("completions") - 1);
      if (!Formats.label(hostname).isEmpty()) {
        name.invalid("will not able to create pod with invalid DNS label: " + hostname);
      }
    }
  }

  private static void generatedSelector(Field object) {
    Field spec = object.at("spec");
    if (spec.bool("manualSelector") || !spec.has("selector")) {
      return;
    }
    Field meta = spec.at("template", "metadata");
    String uid = object.at("metadata").text("uid");
    String name = object.at("metadata").text("name");
    hasLabel(meta, "controller-uid", uid);
    hasLabel(meta, "job-name", name);
    hasLabel(meta, "batch.kubernetes.io/controller-uid", uid);
    hasLabel(meta, "batch.kubernetes.io/job-name", name);
    Json.Object expected =
        Json.object(
            "controller-uid",
            uid,
            "job-name",
            name,
            "batch.kubernetes.io/controller-uid",
            uid,
            "batch.kubernetes.io/job-name",
            name);
    Field selector = spec.at("selector");
    if (MetaRules.isSelector(selector)
        && !seodang.kube.Selector.of(selector.object()).matches(expected)) {
      WorkloadRules.shown(selector, "`selector` not auto-generated");
    }
  }

  private static void hasLabel(Field meta, String key, String expected) {
    Field label = meta.at("labels").key(key);
    if (!label.present()) {
      label.required("must be '" + expected + "'");
    } else if (!label.text().equals(expected)) {
      label.invalidGo(GoValue.map(meta.at("labels").value()), "must be '" + expected + "'");
    }
  }

  private static void update(Field spec, Field old) {
    Field completions = spec.at("completions");
    boolean indexed = spec.text("completionMode").equals("Indexed");
    if (!indexed) {
      completions.immutable(old.at("completions"));
    } else if (!completions.same(old.at("completions"))
        && completions.present()
        && completions.number() != spec.number("parallelism")) {
      completions.invalid("can only be modified in tandem with spec.parallelism");
    }
    Field selector = spec.at("selector");
    if (!selector.same(old.at("selector"))) {
      selector.invalidGo(
          GoValue.pointer("meta.v1.LabelSelector", selector.value()), "field is immutable");
    }
    boolean suspended = old.bool("suspend");
    if (!frozen(spec, suspended).equals(frozen(old, suspended))) {
      spec.at("template")
          .invalidGo(
              GoValue.struct("core.v1.PodTemplateSpec", spec.at("template").object()),
              "field is immutable");
    }
    spec.at("completionMode").immutable(old.at("completionMode"));
    immutable(spec.at("podFailurePolicy"), old, "batch.v1.PodFailurePolicy");
    spec.at("backoffLimitPerIndex").immutable(old.at("backoffLimitPerIndex"));
    spec.at("managedBy").immutable(old.at("managedBy"));
    immutable(spec.at("successPolicy"), old, "batch.v1.SuccessPolicy");
  }

  private static void immutable(Field policy, Field old, String struct) {
    String name = policy.path().substring(policy.path().lastIndexOf('.') + 1);
    if (!policy.same(old.at(name))) {
      policy.invalidGo(GoValue.pointer(struct, policy.value()), "field is immutable");
    }
  }

  /// The template without what a suspended Job may change.
  private static Json.Object frozen(Field spec, boolean suspended) {
    Json.Object template = spec.at("template").object();
    if (!suspended) {
      return template;
    }
    Json.Object meta = template.object("metadata").without("labels").without("annotations");
    Json.Object pod =
        template
            .object("spec")
            .without("nodeSelector")
            .without("tolerations")
            .without("schedulingGates")
            .without("affinity");
    return template.with("metadata", meta).with("spec", pod);
  }

  private static void jobSpec(Field spec) {
    for (String field :
        List.of(
            "parallelism",
            "completions",
            "activeDeadlineSeconds",
            "backoffLimit",
            "ttlSecondsAfterFinished",
            "backoffLimitPerIndex",
            "maxFailedIndexes")) {
      spec.at(field).nonNegative();
    }
    if (spec.has("maxFailedIndexes") && !spec.has("backoffLimitPerIndex")) {
      spec.at("backoffLimitPerIndex").required("when maxFailedIndexes is specified");
    }
    if (spec.has("managedBy")) {
      Formats.domainPrefixedPath(spec.at("managedBy"));
      if (spec.text("managedBy").length() > 63) {
        spec.at("managedBy").tooLong(63);
      }
    }
    spec.at("completionMode").optionalOneOf("NonIndexed", "Indexed");
    boolean indexed = spec.text("completionMode").equals("Indexed");
    if (indexed) {
      indexed(spec);
    } else if (!spec.has("completionMode") || spec.text("completionMode").equals("NonIndexed")) {
      for (String field : List.of("backoffLimitPerIndex", "maxFailedIndexes")) {
        if (spec.has(field)) {
          spec.at(field).invalid("requires indexed completion mode");
        }
      }
    }
    if (spec.has("podFailurePolicy")) {
      failurePolicy(spec);
    }
    if (spec.has("successPolicy")) {
      if (!indexed) {
        spec.at("successPolicy")
            .invalidGo(
                GoValue.struct("batch.v1.SuccessPolicy", spec.at("successPolicy").object()),
                "requires indexed completion mode");
      } else {
        successPolicy(spec);
      }
    }
    Field replacement = spec.at("podReplacementPolicy");
    if (replacement.present() && spec.has("podFailurePolicy")) {
      replacement.oneOf("Failed");
    } else if (replacement.present()) {
      replacement.oneOf("Failed", "TerminatingOrFailed");
    }
    Field template = spec.at("template");
    PodRules.template(template);
    Field restart = template.at("spec", "restartPolicy");
    switch (restart.text()) {
      case "Always", "" -> restart.required("valid values: \"OnFailure\", \"Never\"");
      case "OnFailure", "Never" -> {
        if (spec.has("podFailurePolicy") && !restart.text().equals("Never")) {
          restart.invalid("only \"Never\" is supported when podFailurePolicy is specified");
        }
      }
      default -> restart.notSupported("OnFailure", "Never");
    }
  }

  private static void indexed(Field spec) {
    Field parallelism = spec.at("parallelism");
    Field failed = spec.at("maxFailedIndexes");
    long completions = spec.number("completions");
    if (!spec.has("completions")) {
      spec.at("completions").required("when completion mode is Indexed");
    }
    if (parallelism.number() > MANY) {
      parallelism.invalid(
          "must be less than or equal to " + MANY + " when completion mode is Indexed");
    }
    if (spec.has("completions") && failed.present() && failed.number() > completions) {
      failed.invalid("must be less than or equal to completions");
    }
    if (failed.number() > MANY) {
      failed.invalid("must be less than or equal to " + MANY);
    }
    if (completions > MANY && spec.has("backoffLimitPerIndex")) {
      String limit =
          "must be less than or equal to 10000 when completions are above 100000 and used with"
              + " backoff limit per index";
      if (!failed.present()) {
        failed.required("must be specified when completions is above 100000");
      }
      if (parallelism.number() > 10_000) {
        parallelism.invalid(limit);
      }
      if (failed.number() > 10_000) {
        failed.invalid(limit);
      }
    }
  }

  private static void failurePolicy(Field spec) {
    Field rules = spec.at("podFailurePolicy", "rules");
    if (rules.array().size() > 20) {
      rules.tooMany(rules.array().size(), 20);
    }
    Set<String> containers = new HashSet<>();
    for (String list : List.of("containers", "initContainers")) {
      spec.at("template", "spec").items(list).forEach(c -> containers.add(c.text("name")));
    }
    for (Field rule : rules.items()) {
      Field action = rule.at("action");
      if (action.text().isEmpty()) {
        action.required("valid values: [\"Count\" \"FailIndex\" \"FailJob\" \"Ignore\"]");
      } else if (action.text().equals("FailIndex")) {
        if (!spec.has("backoffLimitPerIndex")) {
          action.invalid("requires the backoffLimitPerIndex to be set");
        }
      } else {
        action.oneOf("Count", "FailIndex", "FailJob", "Ignore");
      }
      boolean codes = rule.has("onExitCodes");
      boolean conditions = !rule.at("onPodConditions").isEmpty();
      if (codes) {
        exitCodes(rule.at("onExitCodes"), containers);
      }
      podConditions(rule.at("onPodConditions"));
      if (codes == conditions) {
        rule.add(
            "FieldValueInvalid",
            codes
                ? "Invalid value: specifying both OnExitCodes and OnPodConditions is not supported"
                : "Invalid value: specifying one of OnExitCodes and OnPodConditions is required");
      }
    }
  }

  private static void podConditions(Field patterns) {
    if (patterns.array().size() > 20) {
      patterns.tooMany(patterns.array().size(), 20);
    }
    for (Field pattern : patterns.items()) {
      pattern.at("type").qualified();
      if (pattern.text("status").isEmpty()) {
        pattern.at("status").required("valid values: [\"False\" \"True\" \"Unknown\"]");
      } else {
        pattern.at("status").oneOf("False", "True", "Unknown");
      }
    }
  }

  private static void exitCodes(Field codes, Set<String> containers) {
    if (codes.text("operator").isEmpty()) {
      codes.at("operator").required("valid values: [\"In\" \"NotIn\"]");
    } else {
      codes.at("operator").oneOf("In", "NotIn");
    }
    if (codes.has("containerName") && !containers.contains(codes.text("containerName"))) {
      codes
          .at("containerName")
          .invalid("must be one of the container or initContainer names in the pod template");
    }
    Field values = codes.at("values");
    String shown = GoValue.list("[]int32", values.value());
    if (values.isEmpty()) {
      values.invalidGo(shown, "at least one value is required");
    } else if (values.array().size() > 255) {
      values.tooMany(values.array().size(), 255);
    }
    Set<Long> seen = new HashSet<>();
    boolean ordered = true;
    long last = Long.MIN_VALUE;
    for (Field value : values.items()) {
      if (codes.text("operator").equals("In") && value.number() == 0) {
        value.invalid("must not be 0 for the In operator");
      }
      if (!seen.add(value.number())) {
        value.duplicate();
      }
      ordered &= last <= value.number();
      last = value.number();
    }
    if (!ordered) {
      values.invalidGo(shown, "must be ordered");
    }
  }

  private static void successPolicy(Field spec) {
    Field rules = spec.at("successPolicy", "rules");
    if (rules.isEmpty()) {
      rules.required("at least one rules must be specified when the successPolicy is specified");
    }
    if (rules.array().size() > 20) {
      rules.tooMany(rules.array().size(), 20);
    }
    long completions = spec.number("completions");
    for (Field rule : rules.items()) {
      Field indexes = rule.at("succeededIndexes");
      Field count = rule.at("succeededCount");
      if (!indexes.present() && !count.present()) {
        rule.required("at least one of succeededCount or succeededIndexes must be specified");
      }
      long[] total = {0};
      if (indexes.present()) {
        if (indexes.text().length() > 64 * 1024) {
          indexes.tooLong(64 * 1024);
        }
        String wrong = indexesError(indexes.text(), completions, total);
        if (wrong != null) {
          indexes.invalid("error parsing succeededIndexes: " + wrong);
        }
      }
      if (count.present()) {
        count.nonNegative();
        if (count.number() > completions) {
          count.invalid(
              "must be less than or equal to "
                  + completions
                  + " (the number of specified completions)");
        }
        if (indexes.present() && count.number() > total[0]) {
          count.invalid(
              "must be less than or equal to "
                  + total[0]
                  + " (the number of indexes in the specified succeededIndexes field)");
        }
      }
    }
  }

  /// What is wrong with a list like `1,3-5`; null and the sum of indexes when nothing is.
  private static @Nullable String indexesError(String text, long completions, long[] total) {
    long last = -1;
    for (String interval : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      String[] limits = interval.split("-", -1);
      if (limits.length > 2) {
        return "the fragment "
            + GoWords.quote(interval)
            + " violates the requirement that an index interval can have at most two parts"
            + " separated by '-'";
      }
      long[] ends = new long[limits.length];
      for (int i = 0; i < limits.length; i++) {
        if (!limits[i].matches("[0-9]{1,18}")) {
          return "cannot convert string to integer for index: " + GoWords.quote(limits[i]);
        }
        ends[i] = Long.parseLong(limits[i]);
        if (ends[i] >= completions) {
          return "too large index: " + GoWords.quote(limits[i]);
        }
      }
      long end = ends[ends.length - 1];
      if (ends.length > 1 && ends[0] >= end) {
        return "non-increasing order, previous: " + ends[0] + ", current: " + end;
      }
      if (last >= ends[0]) {
        return "non-increasing order, previous: " + last + ", current: " + ends[0];
      }
      total[0] += end - ends[0] + 1;
      last = end;
    }
    return null;
  }

  static void cronJob(Field object, @Nullable Field old) {
    Field spec = object.at("spec");
    Field schedule = spec.at("schedule");
    if (schedule.requiredText()) {
      try {
        var _ = CronSchedule.parse(schedule.text());
      } catch (IllegalArgumentException e) {
        schedule.invalid(String.valueOf(e.getMessage()));
      }
      boolean allowed = old != null && old.at("spec").text("schedule").contains("TZ");
      if (schedule.text().contains("TZ")) {
        if (allowed && spec.has("timeZone")) {
          schedule.invalid("cannot use both timeZone field and TZ or CRON_TZ in schedule");
        } else if (!allowed) {
          schedule.invalid("cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
        }
      }
    }
    spec.at("startingDeadlineSeconds").nonNegative();
    if (old == null || !spec.at("timeZone").same(old.at("spec", "timeZone"))) {
      timeZone(spec.at("timeZone"));
    }
    spec.at("concurrencyPolicy").requiredOneOf("Allow", "Forbid", "Replace");
    Field job = spec.at("jobTemplate", "spec");
    jobSpec(job);
    if (job.has("selector")) {
      WorkloadRules.shown(job.at("selector"), "`selector` will be auto-generated");
    }
    if (job.bool("manualSelector")) {
      job.at("manualSelector").notSupportedGo("true", "nil", "false");
    }
    spec.at("successfulJobsHistoryLimit").nonNegative();
    spec.at("failedJobsHistoryLimit").nonNegative();
    Field name = object.at("metadata", "name");
    if (old == null && name.text().length() > 52) {
      name.invalid("must be no more than 52 characters");
    }
  }

  private static void timeZone(Field zone) {
    if (!zone.present()) {
      return;
    }
    String text = zone.text();
    if (text.isEmpty()) {
      zone.invalid("timeZone must be nil or non-empty string");
      return;
    }
    for (String part : text.split("/", -1)) {
      if (part.equals(".")
          || part.equals("..")
          || part.startsWith("-")
          || !part.matches("[A-Za-z.\\-_0-9+]{1,14}")) {
        zone.invalid("unknown time zone " + text);
        return;
      }
    }
    if (text.equalsIgnoreCase("Local")) {
      zone.invalid(
          "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
    }
    try {
      boolean known = text.equals("UTC") || ZoneId.getAvailableZoneIds().contains(text);
      if (!known && !text.equals("Local")) {
        zone.invalid("unknown time zone " + text);
      }
    } catch (DateTimeException e) {
      zone.invalid("unknown time zone " + text);
    }
  }
}
