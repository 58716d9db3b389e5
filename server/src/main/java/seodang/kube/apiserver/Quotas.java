package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.Quantity;
import seodang.kube.engine.Run;
import seodang.kube.schema.ResourceType;
import seodang.kube.schema.Resources;

/// What a namespace's ResourceQuotas count, and what they refuse.
public final class Quotas {
  private static final Quantity ONE = Quantity.of(Json.text("1"));
  private static final Set<String> COUNTED =
      Set.of(
          "pods",
          "services",
          "configmaps",
          "secrets",
          "replicationcontrollers",
          "resourcequotas",
          "persistentvolumeclaims");
  private static final Set<String> OF_CONTAINERS =
      Set.of("cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory");

  private Quotas() {}

  /// What of a quota's limits its namespace's objects use.
  public static Json.Object used(Run run, Json.Object quota) {
    Json.Object used = Json.object();
    for (String name : new TreeSet<>(hard(quota).keys())) {
      Quantity sum = Quantity.ZERO;
      ResourceType type = counted(name);
      if (type != null) {
        String namespace = Meta.namespace(quota);
        for (Json.Object object : run.list(type.storageGroup(), type.resource(), namespace)) {
          if (covers(quota, type, object)) {
            sum = sum.plus(usage(type, object).getOrDefault(name, Quantity.ZERO));
          }
        }
      }
      used = used.with(name, sum.toString());
    }
    return used;
  }

  private static Json.Object hard(Json.Object quota) {
    return quota.object("spec").object("hard");
  }

  /// The kind whose objects use a limit.
  private static @Nullable ResourceType counted(String name) {
    if (name.startsWith("count/")) {
      String[] parts = name.substring("count/".length()).split("\\.", 2);
      String group = parts.length == 2 ? parts[1] : "";
      for (ResourceType type : Resources.all()) {
        if (type.namespaced() && type.group().equals(group) && type.resource().equals(parts[0])) {
          return type;
        }
      }
      return null;
    }
    if (COUNTED.contains(name)) {
      return Resources.get("", name);
    }
    if (name.equals("requests.storage") || name.contains(".storageclass.storage.k8s.io/")) {
      return Resources.get("", "persistentvolumeclaims");
    }
    return Resources.get("", name.startsWith("services.") ? "services" : "pods");
  }

  /// Kinds whose updates are charged for: of a Pod only its `resize`.
  private static final Set<String> CHARGED = Set.of("services", "persistentvolumeclaims");

  /// Refuses an object that would use more than a quota leaves.
  static void check(Run run, ResourceType type, Json.Object object) {
    charge(run, type, object, null);
  }

  /// The same for what an update of the object itself adds.
  static void checkUpdate(Run run, ResourceType type, Json.Object before, Json.Object object) {
    if (type.group().isEmpty() && CHARGED.contains(type.resource())) {
      charge(run, type, object, before);
    }
  }

  /// @param before what is charged for already; null for nothing
  static void charge(Run run, ResourceType type, Json.Object object, Json.@Nullable Object before) {
    if (!type.namespaced()) {
      return;
    }
    for (Json.Object quota : run.list("", "resourcequotas", Meta.namespace(object))) {
      if (covers(quota, type, object)) {
        check(run, quota, type, object, before);
      }
    }
  }

  /// The limits in force: those the quota controller has counted for.
  private static Json.Object enforced(Json.Object quota) {
    return quota.object("status").object("hard");
  }

  private static void check(
      Run run,
      Json.Object quota,
      ResourceType type,
      Json.Object object,
      Json.@Nullable Object before) {
    if (type.resource().equals("pods")) {
      unnamed(quota, type, object);
    }
    Map<String, Quantity> wanted = usage(type, object);
    wanted.keySet().retainAll(enforced(quota).keys());
    if (before != null) {
      Map<String, Quantity> charged = usage(type, before);
      wanted.replaceAll((name, amount) -> amount.minus(charged.getOrDefault(name, Quantity.ZERO)));
    }
    wanted.values().removeIf(q -> q.value().signum() == 0);
    if (wanted.isEmpty()) {
      return;
    }
    Json.Object used = used(run, quota);
    List<String> requested = new ArrayList<>();
    List<String> standing = new ArrayList<>();
    List<String> limited = new ArrayList<>();
    wanted.forEach((name, amount) -> {
      Quantity had = Quantity.of(used.get(name));
      Quantity most = Quantity.of(enforced(quota).get(name));
      if (had.plus(amount).compareTo(most) > 0) {
        requested.add(name + "=" + amount);
        standing.add(name + "=" + had);
        limited.add(name + "=" + most);
      }
    });
    if (!requested.isEmpty()) {
      throw Statuses.forbidden(
          type,
          Meta.name(object),
          "exceeded quota: "
              + Meta.name(quota)
              + ", requested: "
              + String.join(",", requested)
              + ", used: "
              + String.join(",", standing)
              + ", limited: "
              + String.join(",", limited));
    }
  }

  /// Refuses a Pod whose containers do not say how much they take of what is limited.
  private static void unnamed(Json.Object quota, ResourceType type, Json.Object pod) {
    Map<String, Set<String>> missing = new TreeMap<>();
    for (String name : enforced(quota).keys()) {
      if (!OF_CONTAINERS.contains(name)) {
        continue;
      }
      String list = name.startsWith("limits.") ? "limits" : "requests";
      String resource = name.substring(name.indexOf('.') + 1);
      for (String containers : List.of("containers", "initContainers")) {
        for (Json.Object container : pod.object("spec").array(containers).objects()) {
          if (!container.object("resources").object(list).has(resource)) {
            missing.computeIfAbsent(name, n -> new TreeSet<>()).add(container.text("name"));
          }
        }
      }
    }
    if (!missing.isEmpty()) {
      List<String> told = new ArrayList<>();
      missing.forEach(
          (name, containers) -> told.add(name + " for: " + String.join(",", containers)));
      throw Statuses.forbidden(
          type,
          Meta.name(pod),
          "failed quota: " + Meta.name(quota) + ": must specify " + String.join("; ", told));
    }
  }

  private static boolean covers(Json.Object quota, ResourceType type, Json.Object object) {
    Json.Object spec = quota.object("spec");
    boolean pod = type.resource().equals("pods") && type.group().isEmpty();
    for (String scope : spec.array("scopes").texts()) {
      if (!pod || !inScope(scope, Json.object("operator", "Exists"), object)) {
        return false;
      }
    }
    for (Json.Object term : spec.object("scopeSelector").array("matchExpressions").objects()) {
      if (!pod || !inScope(term.text("scopeName"), term, object)) {
        return false;
      }
    }
    return true;
  }

  private static boolean inScope(String scope, Json.Object term, Json.Object pod) {
    Json.Object spec = pod.object("spec");
    boolean ends = spec.has("activeDeadlineSeconds");
    return switch (scope) {
      case "Terminating" -> ends;
      case "NotTerminating" -> !ends;
      case "BestEffort" -> isBestEffort(spec);
      case "NotBestEffort" -> !isBestEffort(spec);
      case "PriorityClass" -> {
        String name = spec.text("priorityClassName");
        boolean listed = term.array("values").texts().contains(name);
        yield switch (term.text("operator")) {
          case "In" -> listed;
          case "NotIn" -> !listed;
          case "DoesNotExist" -> name.isEmpty();
          default -> !name.isEmpty();
        };
      }
      case "CrossNamespacePodAffinity" -> crossesNamespaces(spec.object("affinity"));
      default -> false;
    };
  }

  private static boolean isBestEffort(Json.Object spec) {
    for (String list : List.of("containers", "initContainers")) {
      for (Json.Object container : spec.array(list).objects()) {
        for (String kind : List.of("requests", "limits")) {
          Json.Object amounts = container.object("resources").object(kind);
          if (amounts.has("cpu") || amounts.has("memory")) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static boolean crossesNamespaces(Json.Object affinity) {
    for (String kind : List.of("podAffinity", "podAntiAffinity")) {
      Json.Object terms = affinity.object(kind);
      List<Json.Object> all =
          new ArrayList<>(terms.array("requiredDuringSchedulingIgnoredDuringExecution").objects());
      for (Json.Object weighted :
          terms.array("preferredDuringSchedulingIgnoredDuringExecution").objects()) {
        all.add(weighted.object("podAffinityTerm"));
      }
      for (Json.Object term : all) {
        if (!term.array("namespaces").isEmpty() || term.has("namespaceSelector")) {
          return true;
        }
      }
    }
    return false;
  }

  /// What one object uses, by the limits' names.
  private static Map<String, Quantity> usage(ResourceType type, Json.Object object) {
    Map<String, Quantity> usage = new TreeMap<>();
    String group = type.group().isEmpty() ? "" : "." + type.group();
    usage.put("count/" + type.resource() + group, ONE);
    if (!type.group().isEmpty()) {
      return usage;
    }
    switch (type.resource()) {
      case "pods" -> pod(object, usage);
      case "services" -> service(object.object("spec"), usage);
      case "persistentvolumeclaims" -> claim(object, usage);
      default -> {
        if (COUNTED.contains(type.resource())) {
          usage.put(type.resource(), ONE);
        }
      }
    }
    return usage;
  }

  private static void pod(Json.Object pod, Map<String, Quantity> usage) {
    String phase = pod.object("status").text("phase");
    if (phase.equals("Succeeded") || phase.equals("Failed")) {
      return;
    }
    usage.put("pods", ONE);
    total(pod.object("spec"), "requests")
        .forEach((name, amount) -> {
          usage.put("requests." + name, amount);
          if (Set.of("cpu", "memory", "ephemeral-storage").contains(name)) {
            usage.put(name, amount);
          }
        });
    total(pod.object("spec"), "limits")
        .forEach((name, amount) -> usage.put("limits." + name, amount));
  }

  /// The sum of a Pod's containers, or its largest init container where that is more.
  static Map<String, Quantity> total(Json.Object spec, String list) {
    Map<String, Quantity> sums = new TreeMap<>();
    spec.array("containers").objects().forEach(c -> add(sums, c, list, Quantity::plus));
    Map<String, Quantity> sidecars = new TreeMap<>();
    Map<String, Quantity> starts = new TreeMap<>();
    for (Json.Object init : spec.array("initContainers").objects()) {
      if (init.text("restartPolicy").equals("Always")) {
        add(sums, init, list, Quantity::plus);
        add(sidecars, init, list, Quantity::plus);
        sidecars.forEach((name, amount) -> starts.merge(name, amount, Quotas::more));
      } else {
        Map<String, Quantity> start = new TreeMap<>(sidecars);
        add(start, init, list, Quantity::plus);
        start.forEach((name, amount) -> starts.merge(name, amount, Quotas::more));
      }
    }
    starts.forEach((name, amount) -> sums.merge(name, amount, Quotas::more));
    Json.Object overhead = spec.object("overhead");
    for (String name : overhead.keys()) {
      sums.computeIfPresent(name, (n, sum) -> sum.plus(Quantity.of(overhead.get(name))));
    }
    return sums;
  }

  private static Quantity more(Quantity a, Quantity b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private static void add(
      Map<String, Quantity> sums,
      Json.Object container,
      String list,
      BinaryOperator<Quantity> sum) {
    Json.Object amounts = container.object("resources").object(list);
    for (String name : amounts.keys()) {
      sums.merge(name, Quantity.of(amounts.get(name)), sum);
    }
  }

  private static void service(Json.Object spec, Map<String, Quantity> usage) {
    usage.put("services", ONE);
    Quantity ports = Quantity.of(Json.text(Integer.toString(spec.array("ports").size())));
    switch (spec.text("type")) {
      case "NodePort" -> usage.put("services.nodeports", ports);
      case "LoadBalancer" -> {
        usage.put("services.loadbalancers", ONE);
        if (spec.bool("allocateLoadBalancerNodePorts", true)) {
          usage.put("services.nodeports", ports);
        }
      }
      default -> {}
    }
  }

  private static void claim(Json.Object claim, Map<String, Quantity> usage) {
    Json.Object spec = claim.object("spec");
    Quantity storage = Quantity.of(spec.object("resources").object("requests").get("storage"));
    usage.put("persistentvolumeclaims", ONE);
    usage.put("requests.storage", storage);
    String name = spec.text("storageClassName");
    if (!name.isEmpty()) {
      String scope = name + ".storageclass.storage.k8s.io/";
      usage.put(scope + "persistentvolumeclaims", ONE);
      usage.put(scope + "requests.storage", storage);
    }
  }
}
