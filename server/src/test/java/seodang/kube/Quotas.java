package seodang.kube;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.NavigableMap;
import java.util.Set;
import seodang.json.Json;
import seodang.kube.store.Change;
import seodang.kube.store.Store;

/// What a namespace uses, counted anew from its objects, and that no write goes beyond a quota.
final class Quotas {
  private final NavigableMap<String, Json.Object> objects;

  Quotas(NavigableMap<String, Json.Object> objects) {
    this.objects = objects;
  }

  /// Where a write uses more than what stood there, all together are within what is allowed.
  void written(Change change, Instant now) {
    Json.Object after = change.after();
    if (after == null) {
      return;
    }
    String prefix = Store.prefix("", "resourcequotas", Meta.namespace(after));
    for (Json.Object quota : objects.subMap(prefix, prefix + '\uffff').values()) {
      Json.Object hard = quota.object("status").object("hard");
      for (String resource : hard.keys()) {
        double more = use(change.key(), after, resource, now);
        Json.Object before = change.before();
        if (more > (before == null ? 0 : use(change.key(), before, resource, now))) {
          double used = used(Meta.namespace(after), resource, now);
          assertTrue(
              used <= amount(hard, resource) + 1e-6,
              () -> change.key() + " beyond a quota of " + resource + " " + hard + ": " + used);
        }
      }
    }
  }

  private double used(String namespace, String resource, Instant now) {
    double used = 0;
    for (var entry : objects.entrySet()) {
      if (Meta.namespace(entry.getValue()).equals(namespace)) {
        used += use(entry.getKey(), entry.getValue(), resource, now);
      }
    }
    return used;
  }

  private static double use(String key, Json.Object object, String resource, Instant now) {
    boolean pod = key.startsWith("/registry/pods/") && counts(object, now);
    boolean service = key.startsWith("/registry/services/");
    boolean claim = key.startsWith("/registry/persistentvolumeclaims/");
    return switch (resource) {
      case "pods" -> pod ? 1 : 0;
      case "requests.cpu" -> pod ? requested(object, "cpu") : 0;
      case "requests.memory" -> pod ? requested(object, "memory") : 0;
      case "count/deployments.apps" -> key.startsWith("/registry/apps/deployments/") ? 1 : 0;
      case "services" -> service ? 1 : 0;
      case "services.nodeports" -> service ? nodePorts(object) : 0;
      case "persistentvolumeclaims" -> claim ? 1 : 0;
      case "requests.storage" ->
          claim
              ? amount(object.object("spec").object("resources").object("requests"), "storage")
              : 0;
      default -> throw new IllegalArgumentException(resource);
    };
  }

  private static boolean counts(Json.Object pod, Instant now) {
    Instant gone = Meta.instant(pod.object("metadata").get("deletionTimestamp"));
    return Invariants.isLiving(pod) && (gone == null || gone.isAfter(now));
  }

  private static int nodePorts(Json.Object service) {
    Json.Object spec = service.object("spec");
    boolean has = Set.of("NodePort", "LoadBalancer").contains(spec.text("type"));
    return has ? spec.array("ports").size() : 0;
  }

  /// What a Pod asks for: its containers and those that run beside them, or its hungriest step.
  static double requested(Json.Object pod, String resource) {
    double beside = 0;
    double hungriest = 0;
    for (Json.Object init : pod.object("spec").array("initContainers").objects()) {
      double one = amount(init.object("resources").object("requests"), resource);
      if (init.text("restartPolicy").equals("Always")) {
        beside += one;
        hungriest = Math.max(hungriest, beside);
      } else {
        hungriest = Math.max(hungriest, beside + one);
      }
    }
    double sum = beside;
    for (Json.Object container : pod.object("spec").array("containers").objects()) {
      sum += amount(container.object("resources").object("requests"), resource);
    }
    return Math.max(sum, hungriest);
  }

  static double amount(Json.Object amounts, String resource) {
    return Quantity.of(amounts.get(resource)).value().doubleValue();
  }
}
