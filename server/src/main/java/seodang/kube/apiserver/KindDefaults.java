package seodang.kube.apiserver;

import static seodang.kube.apiserver.PodDefaults.absent;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// The defaults of kinds that have nothing else of their own, as their groups' `defaults.go` sets
/// them.
final class KindDefaults {
  private static final String RBAC = "rbac.authorization.k8s.io";

  private KindDefaults() {}

  private static boolean isAbsent(@Nullable Json value) {
    return value == null || value instanceof Json.Null;
  }

  private static Json.Object absentObject(Json.Object object, String key) {
    return isAbsent(object.get(key)) ? object.with(key, Json.object()) : object;
  }

  private static Json.Object absentBool(Json.Object object, String key, boolean value) {
    return isAbsent(object.get(key)) ? object.with(key, value) : object;
  }

  /// Changes each object of a list, where there is one.
  static Json.Object each(
      Json.Object object, String list, java.util.function.UnaryOperator<Json.Object> change) {
    return object.get(list) instanceof Json.Array array
        ? object.with(list, array.map(i -> i instanceof Json.Object o ? change.apply(o) : i))
        : object;
  }

  static Json.Object endpoints(Json.Object object) {
    return each(object, "subsets", s -> each(s, "ports", p -> absent(p, "protocol", "TCP")));
  }

  static Json.Object endpointSlice(Json.Object object) {
    return each(
        object, "ports", p -> absent(p.has("name") ? p : p.with("name", ""), "protocol", "TCP"));
  }

  static Json.Object networkPolicy(Json.Object object) {
    Json.Object spec = object.object("spec");
    for (String list : List.of("ingress", "egress")) {
      spec = each(spec, list, r -> each(r, "ports", p -> absent(p, "protocol", "TCP")));
    }
    if (spec.array("policyTypes").isEmpty()) {
      Json.Array types = Json.array("Ingress");
      spec =
          spec.with(
              "policyTypes",
              spec.array("egress").isEmpty() ? types : types.add(Json.text("Egress")));
    }
    return object.with("spec", spec);
  }

  static Json.Object ingressClass(Json.Object object) {
    Json.Object parameters = object.object("spec").object("parameters");
    return parameters.isEmpty()
        ? object
        : object.withAt(absent(parameters, "scope", "Cluster"), "spec", "parameters");
  }

  static Json.Object storageClass(Json.Object object) {
    return absent(absent(object, "reclaimPolicy", "Delete"), "volumeBindingMode", "Immediate");
  }

  static Json.Object csiDriver(Json.Object object) {
    Json.Object spec = absentBool(object.object("spec"), "attachRequired", true);
    for (String flag :
        List.of("podInfoOnMount", "storageCapacity", "requiresRepublish", "seLinuxMount")) {
      spec = absentBool(spec, flag, false);
    }
    spec = absent(spec, "fsGroupPolicy", "ReadWriteOnceWithFSType");
    if (spec.array("volumeLifecycleModes").isEmpty()) {
      spec = spec.with("volumeLifecycleModes", Json.array("Persistent"));
    }
    return object.with("spec", spec);
  }

  static Json.Object priorityClass(Json.Object object) {
    return absent(object, "preemptionPolicy", "PreemptLowerPriority");
  }

  static Json.Object roleBinding(Json.Object object) {
    Json.Object ref = object.object("roleRef");
    Json.Object filled =
        object.with("roleRef", ref.text("apiGroup").isEmpty() ? ref.with("apiGroup", RBAC) : ref);
    return each(
        filled,
        "subjects",
        s -> List.of("User", "Group").contains(s.text("kind")) ? absent(s, "apiGroup", RBAC) : s);
  }

  static Json.Object limitRange(Json.Object object) {
    return object.with("spec", each(object.object("spec"), "limits", KindDefaults::limit));
  }

  /// What a container gets follows from what it may have at most and must have at least.
  private static Json.Object limit(Json.Object limit) {
    if (!limit.text("type").equals("Container")) {
      return limit;
    }
    Json.Object normal = limit.object("max").merge(limit.object("default"));
    Json.Object request = limit.object("min").merge(normal).merge(limit.object("defaultRequest"));
    Json.Object filled = normal.isEmpty() ? limit : limit.with("default", normal);
    return request.isEmpty() ? filled : filled.with("defaultRequest", request);
  }

  static Json.Object autoscaler(Json.Object object) {
    Json.Object spec = object.object("spec");
    spec = absent(spec, "minReplicas", 1);
    if (!object.text("apiVersion").equals("autoscaling/v2")) {
      return object.with("spec", absent(spec, "targetCPUUtilizationPercentage", 80));
    }
    if (spec.array("metrics").isEmpty()) {
      spec = spec.with("metrics", Json.array(cpuMetric()));
    }
    if (spec.get("behavior") instanceof Json.Object behavior) {
      Json.Object up = rules(policy("Pods", 4), policy("Percent", 100));
      spec =
          spec.with(
              "behavior",
              behavior
                  .with(
                      "scaleUp",
                      up.with("stabilizationWindowSeconds", 0).merge(behavior.object("scaleUp")))
                  .with(
                      "scaleDown",
                      rules(policy("Percent", 100)).merge(behavior.object("scaleDown"))));
    }
    return object.with("spec", spec);
  }

  private static Json.Object cpuMetric() {
    return Json.object(
        "type",
        "Resource",
        "resource",
        Json.object(
            "name", "cpu", "target", Json.object("type", "Utilization", "averageUtilization", 80)));
  }

  private static Json.Object rules(Json... policies) {
    return Json.object("selectPolicy", "Max", "policies", Json.Array.of(policies));
  }

  private static Json policy(String type, int value) {
    return Json.object("type", type, "value", value, "periodSeconds", 15);
  }

  static Json.Object webhooks(Json.Object object) {
    boolean mutating = object.text("kind").startsWith("Mutating");
    return each(
        object,
        "webhooks",
        hook -> {
          Json.Object filled = matching(absent(hook, "failurePolicy", "Fail"));
          filled = absent(filled, "timeoutSeconds", 10);
          filled = mutating ? absent(filled, "reinvocationPolicy", "Never") : filled;
          Json.Object config = filled.object("clientConfig");
          if (config.get("service") instanceof Json.Object service) {
            filled =
                filled.with("clientConfig", config.with("service", absent(service, "port", 443)));
          }
          return each(filled, "rules", r -> absent(r, "scope", "*"));
        });
  }

  /// What says which requests are meant.
  private static Json.Object matching(Json.Object match) {
    return absentObject(
        absentObject(absent(match, "matchPolicy", "Equivalent"), "namespaceSelector"),
        "objectSelector");
  }

  private static Json.Object matchResources(Json.Object spec, String field) {
    if (!(spec.get(field) instanceof Json.Object match)) {
      return spec;
    }
    Json.Object filled = matching(match);
    for (String list : List.of("resourceRules", "excludeResourceRules")) {
      filled = each(filled, list, r -> absent(r, "scope", "*"));
    }
    return spec.with(field, filled);
  }

  static Json.Object policy(Json.Object object) {
    Json.Object spec = absent(object.object("spec"), "failurePolicy", "Fail");
    return object.with("spec", matchResources(spec, "matchConstraints"));
  }

  static Json.Object policyBinding(Json.Object object) {
    return object.with("spec", matchResources(object.object("spec"), "matchResources"));
  }

  static Json.Object definition(Json.Object object) {
    Json.Object spec = object.object("spec");
    Json.Object names = spec.object("names");
    String kind = names.text("kind");
    if (!kind.isEmpty()) {
      names = absent(names, "singular", kind.toLowerCase(Locale.ROOT));
      names = absent(names, "listKind", kind + "List");
    }
    spec = spec.with("names", names);
    Json.Object conversion = spec.object("conversion");
    if (isAbsent(spec.get("conversion"))) {
      spec = spec.with("conversion", Json.object("strategy", "None"));
    } else if (conversion.at("webhook", "clientConfig", "service") instanceof Json.Object service) {
      spec =
          spec.with(
              "conversion",
              conversion.withAt(
                  absent(service, "port", 443), "webhook", "clientConfig", "service"));
    }
    return object.with("spec", spec);
  }

  static Json.Object replicationController(Json.Object object) {
    Json.Object filled = WorkloadKind.replicasDefault(object);
    Json.Object labels =
        filled.object("spec").object("template").object("metadata").object("labels");
    if (!labels.isEmpty()) {
      if (filled.object("spec").object("selector").isEmpty()) {
        filled = filled.withAt(labels, "spec", "selector");
      }
      if (filled.object("metadata").object("labels").isEmpty()) {
        filled = filled.withAt(labels, "metadata", "labels");
      }
    }
    return PodDefaults.template(filled, "spec", "template");
  }

  static Json.Object podTemplate(Json.Object object) {
    return PodDefaults.template(object, "template");
  }
}
