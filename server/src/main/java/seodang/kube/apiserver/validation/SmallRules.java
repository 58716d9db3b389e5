package seodang.kube.apiserver.validation;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// Kinds with a handful of rules: PodDisruptionBudget, PriorityClass, Lease, RuntimeClass.
final class SmallRules {
  private SmallRules() {}

  static void disruptionBudget(Field object, @Nullable Field old) {
    Field spec = object.at("spec");
    if (spec.has("minAvailable") && spec.has("maxUnavailable")) {
      spec.invalidGo(
          GoValue.struct("policy.v1.PodDisruptionBudgetSpec", spec.object()),
          "minAvailable and maxUnavailable cannot be both set");
    }
    for (String field : java.util.List.of("minAvailable", "maxUnavailable")) {
      if (spec.has(field)) {
        Percents.valid(spec.at(field));
        Percents.atMostHundred(spec.at(field));
      }
    }
    MetaRules.selector(spec.at("selector"));
    spec.at("unhealthyPodEvictionPolicy").optionalOneOf("AlwaysAllow", "IfHealthyBudget");
  }

  static void priorityClass(Field object, @Nullable Field old) {
    if (old != null) {
      if (object.number("value") != old.number("value")) {
        object.at("value").forbidden("may not be changed in an update.");
      }
      object.at("preemptionPolicy").immutable(old.at("preemptionPolicy"));
      return;
    }
    Field name = object.at("metadata", "name");
    if (name.text().startsWith("system-")) {
      long expected =
          switch (name.text()) {
            case "system-node-critical" -> 2_000_001_000;
            case "system-cluster-critical" -> 2_000_000_000;
            default -> -1;
          };
      String wrong =
          expected < 0
              ? name.text() + " is not a known system priority class"
              : object.number("value") != expected
                  ? "value of " + name.text() + " PriorityClass must be " + expected
                  : object.bool("globalDefault")
                      ? "globalDefault of " + name.text() + " PriorityClass must be false"
                      : "";
      if (!wrong.isEmpty()) {
        name.forbidden(
            "priority class names with 'system-' prefix are reserved for system use only. error: "
                + wrong);
      }
    } else if (object.number("value") > 1_000_000_000) {
      object
          .at("value")
          .forbidden("maximum allowed value of a user defined priority is 1000000000");
    }
    if (object.has("preemptionPolicy")) {
      object.at("preemptionPolicy").requiredOneOf("PreemptLowerPriority", "Never");
    }
  }

  static void lease(Field object, @Nullable Field old) {
    Field spec = object.at("spec");
    Field duration = spec.at("leaseDurationSeconds");
    if (duration.present() && duration.number() <= 0) {
      duration.invalid("must be greater than 0");
    }
    spec.at("leaseTransitions").nonNegative();
    Field strategy = spec.at("strategy");
    if (strategy.present()) {
      Field told = strategy.at("strategy").of(strategy.text());
      if (strategy.text().contains("/")) {
        told.qualified();
      } else {
        told.oneOf("OldestEmulationVersion");
      }
    }
    if (!spec.text("preferredHolder").isEmpty() && strategy.text().isEmpty()) {
      spec.at("preferredHolder").forbidden("may only be specified if `strategy` is defined");
    }
  }

  static void runtimeClass(Field object, @Nullable Field old) {
    object.at("handler").label();
    PodRules.overhead(object.at("overhead", "podFixed").under(object.at("overhead")));
    Field scheduling = object.at("scheduling");
    MetaRules.labels(scheduling.at("nodeSelector"));
    Field tolerations = scheduling.at("tolerations");
    AffinityRules.tolerations(tolerations.under(tolerations.at("tolerations")));
    Set<Json> seen = new HashSet<>();
    for (Field toleration : tolerations.items()) {
      if (!seen.add(toleration.object().without("tolerationSeconds"))) {
        toleration.duplicateGo(GoValue.struct("core.v1.Toleration", toleration.object()));
      }
    }
    if (old != null) {
      object.at("handler").immutable(old.at("handler"));
    }
  }

  static void none(Field object, @Nullable Field old) {}
}
