package seodang.kube.apiserver.validation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Selector;

/// Deployments, ReplicaSets, StatefulSets, DaemonSets, ReplicationControllers and what belongs to
/// them.
final class WorkloadRules {
  private WorkloadRules() {}

  static void deployment(Field object, @Nullable Field old) {
    Field spec = object.at("spec");
    spec.at("replicas").nonNegative();
    selectorAndTemplate(spec, "deployment", "invalid label selector", true);
    deploymentStrategy(spec.at("strategy"));
    spec.at("minReadySeconds").nonNegative();
    spec.at("revisionHistoryLimit").nonNegative();
    Field deadline = spec.at("progressDeadlineSeconds");
    if (deadline.present()) {
      deadline.nonNegative();
      if (deadline.number() <= spec.number("minReadySeconds")) {
        deadline.invalid("must be greater than minReadySeconds");
      }
    }
    immutableSelector(spec, old);
  }

  static void replicaSet(Field object, @Nullable Field old) {
    Field spec = object.at("spec");
    spec.at("replicas").nonNegative();
    spec.at("minReadySeconds").nonNegative();
    selectorAndTemplate(spec, "deployment", "invalid label selector", true);
    immutableSelector(spec, old);
  }

  private static void immutableSelector(Field spec, @Nullable Field old) {
    if (old != null && !spec.at("selector").same(old.at("spec", "selector"))) {
      spec.at("selector")
          .invalidGo(
              GoValue.pointer("meta.v1.LabelSelector", spec.at("selector").value()),
              "field is immutable");
    }
  }

  private static void selectorAndTemplate(
      Field spec, String called, String wrongSelector, boolean whole) {
    Field selector = spec.at("selector");
    if (!selector.present()) {
      selector.required();
    } else {
      MetaRules.selector(selector);
      if (MetaRules.isEmptySelector(selector.value())) {
        shown(selector, "empty selector is invalid for " + called);
      }
    }
    Field template = spec.at("template");
    if (!MetaRules.isSelector(selector)) {
      shown(selector, wrongSelector);
    } else {
      boolean empty = MetaRules.isEmptySelector(selector.value());
      if (!selector.present() || !empty) {
        matches(selector, template);
      }
      if (whole) {
        PodRules.template(template);
        restartsAlways(template, "ReplicaSet");
      } else {
        MetaRules.labels(template.at("metadata", "labels").under(template.at("labels")));
        Field annotations =
            template.at("metadata", "annotations").under(template.at("annotations"));
        MetaRules.annotations(annotations);
        PodRules.annotations(annotations, template.at("spec"));
      }
    }
  }

  static void shown(Field selector, String detail) {
    selector.invalidGo(GoValue.struct("meta.v1.LabelSelector", selector.object()), detail);
  }

  /// That a workload's selector chooses its own template.
  static void matches(Field selector, Field template) {
    Field labels = template.at("metadata", "labels");
    boolean chosen = selector.present() && Selector.of(selector.object()).matches(labels.object());
    if (!chosen) {
      labels.invalidGo(GoValue.map(labels.value()), "`selector` does not match template `labels`");
    }
  }

  private static void restartsAlways(Field template, String called) {
    Field restart = template.at("spec", "restartPolicy");
    if (!restart.text().equals("Always")) {
      restart.notSupported("Always");
    }
    Field deadline = template.at("spec", "activeDeadlineSeconds");
    if (deadline.present()) {
      deadline.forbidden("activeDeadlineSeconds in " + called + " is not Supported");
    }
  }

  private static void deploymentStrategy(Field strategy) {
    Field rolling = strategy.at("rollingUpdate");
    switch (strategy.text("type")) {
      case "Recreate" -> {
        if (rolling.present()) {
          rolling.forbidden("may not be specified when strategy `type` is 'Recreate'");
        }
      }
      case "RollingUpdate" -> {
        if (!rolling.present()) {
          rolling.required("this should be defaulted and never be nil");
          return;
        }
        Field unavailable = rolling.at("maxUnavailable");
        Field surge = rolling.at("maxSurge");
        Percents.valid(unavailable);
        Percents.valid(surge);
        if (Percents.amount(unavailable) == 0 && Percents.amount(surge) == 0) {
          unavailable.invalidGo(
              GoValue.intOrString(unavailable.value()), "may not be 0 when `maxSurge` is 0");
        }
        Percents.atMostHundred(unavailable);
      }
      default ->
          strategy.notSupportedGo(
              GoValue.struct("apps.v1.DeploymentStrategy", strategy.object()),
              "Recreate",
              "RollingUpdate");
    }
  }

  static void statefulSet(Field object, @Nullable Field old) {
    Field spec = object.at("spec");
    Field management = spec.at("podManagementPolicy");
    if (management.requiredText()
        && !List.of("OrderedReady", "Parallel").contains(management.text())) {
      management.invalid("must be 'OrderedReady' or 'Parallel'");
    }
    statefulStrategy(spec.at("updateStrategy"));
    Field retention = spec.at("persistentVolumeClaimRetentionPolicy");
    if (retention.present()) {
      retention.at("whenDeleted").oneOf("Retain", "Delete");
      retention.at("whenScaled").oneOf("Retain", "Delete");
    }
    spec.at("replicas").nonNegative();
    spec.at("minReadySeconds").nonNegative();
    spec.at("ordinals.start").of(spec.at("ordinals", "start").value()).nonNegative();
    if (old == null && !spec.text("serviceName").isEmpty()) {
      spec.at("serviceName").label();
    }
    selectorAndTemplate(spec, "statefulset", "", false);
    restartsAlways(spec.at("template"), "StatefulSet");
    if (old != null && !frozen(object.object()).equals(frozen(old.object()))) {
      spec.forbidden(
          "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template',"
              + " 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy'"
              + " and 'minReadySeconds' are forbidden");
    }
  }

  private static Json.Object frozen(Json.Object set) {
    Json.Object spec = set.object("spec");
    for (String free :
        List.of(
            "replicas",
            "ordinals",
            "template",
            "updateStrategy",
            "revisionHistoryLimit",
            "persistentVolumeClaimRetentionPolicy",
            "minReadySeconds")) {
      spec = spec.without(free);
    }
    return spec;
  }

  private static void statefulStrategy(Field strategy) {
    Field rolling = strategy.at("rollingUpdate");
    String shown = GoValue.struct("apps.v1.StatefulSetUpdateStrategy", strategy.object());
    switch (strategy.text("type")) {
      case "" -> strategy.required();
      case "OnDelete" -> {
        if (rolling.present()) {
          rolling.invalidGo(
              GoValue.struct("apps.v1.RollingUpdateStatefulSetStrategy", rolling.object()),
              "only allowed for updateStrategy 'RollingUpdate'");
        }
      }
      case "RollingUpdate" -> {
        rolling.at("partition").nonNegative();
        Field unavailable = rolling.at("maxUnavailable");
        if (unavailable.present()) {
          Percents.valid(unavailable);
          if (Percents.amount(unavailable) == 0) {
            unavailable.invalidGo(GoValue.intOrString(unavailable.value()), "cannot be 0");
          }
          Percents.atMostHundred(unavailable);
        }
      }
      default -> strategy.invalidGo(shown, "must be 'RollingUpdate' or 'OnDelete'");
    }
  }

  static void daemonSet(Field object, @Nullable Field old) {
    Field spec = object.at("spec");
    Field selector = spec.at("selector");
    Field template = spec.at("template");
    MetaRules.selector(selector);
    if (MetaRules.isSelector(selector)) {
      matches(selector, template);
    }
    if (MetaRules.isEmptySelector(selector.value())) {
      shown(selector, "empty selector is invalid for daemonset");
    }
    PodRules.template(template);
    restartsAlways(template, "DaemonSet");
    spec.at("minReadySeconds").nonNegative();
    daemonStrategy(spec.at("updateStrategy"));
    spec.at("revisionHistoryLimit").nonNegative();
    immutableSelector(spec, old);
  }

  private static void daemonStrategy(Field strategy) {
    Field rolling = strategy.at("rollingUpdate");
    switch (strategy.text("type")) {
      case "OnDelete" -> {}
      case "RollingUpdate" -> {
        if (!rolling.present()) {
          rolling.required();
          return;
        }
        Field unavailable = rolling.at("maxUnavailable");
        Field surge = rolling.at("maxSurge");
        Percents.valid(unavailable);
        Percents.valid(surge);
        Percents.atMostHundred(unavailable);
        Percents.atMostHundred(surge);
        boolean some = Percents.amount(unavailable) != 0;
        boolean more = Percents.amount(surge) != 0;
        if (some && more) {
          surge.invalidGo(
              GoValue.intOrString(surge.value()), "may not be set when maxUnavailable is non-zero");
        } else if (!some && !more) {
          unavailable.required("cannot be 0 when maxSurge is 0");
        }
      }
      default ->
          strategy.notSupportedGo(
              GoValue.struct("apps.v1.DaemonSetUpdateStrategy", strategy.object()),
              "RollingUpdate",
              "OnDelete");
    }
  }

  static void replicationController(Field object, @Nullable Field old) {
    Field spec = object.at("spec");
    spec.at("minReadySeconds").nonNegative();
    Field selector = spec.at("selector");
    if (selector.isEmpty()) {
      selector.required();
    }
    if (!spec.has("replicas")) {
      spec.at("replicas").required();
    } else {
      spec.at("replicas").nonNegative();
    }
    Field template = spec.at("template");
    if (!template.present()) {
      template.required();
      return;
    }
    Field labels = template.at("metadata", "labels");
    if (!Selector.ofLabels(selector.object()).matches(labels.object())) {
      labels.invalidGo(GoValue.map(labels.value()), "`selector` does not match template `labels`");
    }
    PodRules.template(template);
    restartsAlways(template, "ReplicationController");
  }

  static void podTemplate(Field object, @Nullable Field old) {
    PodRules.template(object.at("template"));
  }

  static void controllerRevision(Field object, @Nullable Field old) {
    object.at("revision").nonNegative();
    Field data = object.at("data");
    if (old != null) {
      if (!data.same(old.at("data"))) {
        data.invalidGo(GoValue.raw(data.value()), "field is immutable");
      }
    } else if (!data.present()) {
      data.required("data is mandatory");
    } else if (!(data.value() instanceof Json.Object)) {
      data.required("data must be a valid JSON object");
    }
  }
}
