package seodang.kube.apiserver.validation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// HorizontalPodAutoscalers.
final class AutoscalingRules {
  private static final String[] TYPES = {
    "ContainerResource", "External", "Object", "Pods", "Resource"
  };
  private static final List<String> SOURCES =
      List.of("object", "external", "pods", "resource", "containerResource");

  private AutoscalingRules() {}

  static void autoscaler(Field object, @Nullable Field old) {
    Field spec = object.at("spec");
    Field min = spec.at("minReplicas");
    Field max = spec.at("maxReplicas");
    if (min.present() && min.number() < 1) {
      min.invalid("must be greater than or equal to 1");
    }
    if (max.number() < 1) {
      max.invalid(max.number(), "must be greater than 0");
    }
    if (min.present() && max.number() < min.number()) {
      max.invalid(max.number(), "must be greater than or equal to `minReplicas`");
    }
    reference(spec.at("scaleTargetRef"));
    metrics(spec, min);
    for (String direction : List.of("scaleUp", "scaleDown")) {
      if (spec.at("behavior").has(direction)) {
        rules(spec.at("behavior", direction));
      }
    }
  }

  private static void reference(Field reference) {
    for (String field : List.of("kind", "name")) {
      if (reference.at(field).requiredText()) {
        reference.at(field).invalidEach(Formats.pathSegment(reference.text(field), false));
      }
    }
  }

  private static void metrics(Field spec, Field min) {
    Field metrics = spec.at("metrics");
    Field cpu = spec.at("targetCPUUtilizationPercentage");
    if (cpu.present()) {
      Json.Object target = Json.object("type", "Utilization");
      metrics =
          metrics.of(
              Json.array(
                  Json.object(
                      "type",
                      "Resource",
                      "resource",
                      Json.object(
                          "name",
                          "cpu",
                          "target",
                          target.with("averageUtilization", cpu.number())))));
    }
    boolean outside = false;
    for (Field metric : metrics.items()) {
      metric(metric);
      outside |= List.of("Object", "External").contains(metric.text("type"));
    }
    if (min.present() && min.number() == 0 && !outside) {
      metrics.forbidden(
          "must specify at least one Object or External metric to support scaling to zero replicas");
    }
  }

  private static void metric(Field metric) {
    Field type = metric.at("type");
    if (type.text().isEmpty()) {
      type.required("must specify a metric source type");
    }
    boolean known = type.oneOf(TYPES);
    List<String> given = new ArrayList<>();
    for (String source : SOURCES) {
      if (metric.has(source)) {
        given.add(source);
        if (given.size() == 1) {
          source(source, metric.at(source));
        }
      }
    }
    String expected = "";
    if (known) {
      expected = Character.toLowerCase(type.text().charAt(0)) + type.text().substring(1);
      if (!metric.has(expected)) {
        metric.at(expected).required("must populate information for the given metric source");
      }
    } else {
      type.oneOf(TYPES);
    }
    if (given.size() != 1) {
      given.remove(expected);
      given.forEach(
          other -> metric.at(other).forbidden("must populate the given metric source only"));
    }
  }

  private static void source(String kind, Field source) {
    Field target = source.at("target");
    switch (kind) {
      case "object" -> {
        reference(source.at("describedObject"));
        identifier(source.at("metric"));
        target(target);
        if (!target.has("value") && !target.has("averageValue")) {
          target.at("averageValue").required("must set either a target value or averageValue");
        }
      }
      case "external" -> {
        identifier(source.at("metric"));
        target(target);
        if (!target.has("value") && !target.has("averageValue")) {
          target
              .at("averageValue")
              .required("must set either a target value for metric or a per-pod target");
        }
        if (target.has("value") && target.has("averageValue")) {
          target
              .at("value")
              .forbidden("may not set both a target value for metric and a per-pod target");
        }
      }
      case "pods" -> {
        identifier(source.at("metric"));
        target(target);
        if (!target.has("averageValue")) {
          target.at("averageValue").required("must specify a positive target averageValue");
        }
      }
      default -> {
        Field name = source.at("name");
        boolean container = kind.equals("containerResource");
        if (name.text().isEmpty()) {
          name.required("must specify a resource name");
        } else if (container) {
          ResourceRules.containerName(name, name.text());
        }
        if (container) {
          if (source.text("container").isEmpty()) {
            source.at("container").required("must specify a container");
          } else {
            source.at("container").label();
          }
        }
        target(target);
        boolean used = target.has("averageUtilization");
        boolean raw = target.has("averageValue");
        if (!used && !raw) {
          target
              .at("averageUtilization")
              .required("must set either a target raw value or a target utilization");
        } else if (used && raw) {
          target
              .at("averageValue")
              .forbidden("may not set both a target raw value and a target utilization");
        }
      }
    }
  }

  private static void identifier(Field metric) {
    Field name = metric.at("name");
    if (name.text().isEmpty()) {
      name.required("must specify a metric name");
    } else {
      name.invalidEach(Formats.pathSegment(name.text(), false));
    }
  }

  private static void target(Field target) {
    Field type = target.at("type");
    if (type.text().isEmpty()) {
      type.required("must specify a metric target type");
    }
    if (!List.of("Utilization", "Value", "AverageValue").contains(type.text())) {
      type.invalid("must be either Utilization, Value, or AverageValue");
    }
    for (String amount : List.of("value", "averageValue")) {
      Field field = target.at(amount);
      if (field.present() && field.quantity().value().signum() <= 0) {
        field.invalidGo(GoValue.quantity(field.value()), "must be positive");
      }
    }
    Field used = target.at("averageUtilization");
    if (used.present() && used.number() < 1) {
      used.invalid("must be greater than 0");
    }
  }

  private static void rules(Field rules) {
    Field window = rules.at("stabilizationWindowSeconds");
    if (window.number() < 0) {
      window.invalid("must be greater than or equal to zero");
    }
    if (window.number() > 3600) {
      window.invalid("must be less than or equal to 3600");
    }
    rules.at("selectPolicy").optionalOneOf("Disabled", "Max", "Min");
    Field policies = rules.at("policies");
    if (policies.isEmpty()) {
      policies.required("must specify at least one Policy");
    }
    for (Field policy : policies.items()) {
      policy.at("type").oneOf("Percent", "Pods");
      policy.at("value").positive();
      policy.at("periodSeconds").positive();
      if (policy.number("periodSeconds") > 1800) {
        policy.at("periodSeconds").invalid("must be less than or equal to 1800");
      }
    }
    if (rules.has("tolerance")) {
      ResourceRules.nonNegative(rules.at("tolerance"));
    }
  }
}
