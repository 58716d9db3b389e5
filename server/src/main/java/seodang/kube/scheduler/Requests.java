package seodang.kube.scheduler;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import seodang.json.Json;
import seodang.kube.Quantity;

/// What a Pod requests: the sum of its containers and sidecars, or its largest init container if
/// that is more, and its overhead.
///
/// @param cpu in millicores; `memory` in bytes
/// @param scoredCpu the same, counting 100m for a container that requests nothing; `scoredMemory`
///   200 MiB
/// @param others by resource: `ephemeral-storage` in bytes, huge pages, extended resources
record Requests(
    long cpu, long memory, long scoredCpu, long scoredMemory, Map<String, Long> others) {
  private static final Requests DEFAULT = new Requests(0, 0, 100, 200L * 1024 * 1024, Map.of());
  static final Requests NONE = new Requests(0, 0, 0, 0, Map.of());

  Requests plus(Requests other) {
    return new Requests(
        cpu + other.cpu,
        memory + other.memory,
        scoredCpu + other.scoredCpu,
        scoredMemory + other.scoredMemory,
        merged(others, other.others, 1));
  }

  Requests minus(Requests other) {
    return new Requests(
        cpu - other.cpu,
        memory - other.memory,
        scoredCpu - other.scoredCpu,
        scoredMemory - other.scoredMemory,
        merged(others, other.others, -1));
  }

  private static Map<String, Long> merged(Map<String, Long> a, Map<String, Long> b, int sign) {
    if (b.isEmpty()) {
      return a;
    }
    Map<String, Long> sum = new TreeMap<>(a);
    b.forEach((k, v) -> sum.merge(k, sign * v, Long::sum));
    return sum;
  }

  private Requests orMore(Requests other) {
    Map<String, Long> most = others;
    if (!other.others.isEmpty()) {
      most = new TreeMap<>(others);
      for (Map.Entry<String, Long> e : other.others.entrySet()) {
        most.merge(e.getKey(), e.getValue(), Math::max);
      }
    }
    return new Requests(
        Math.max(cpu, other.cpu),
        Math.max(memory, other.memory),
        Math.max(scoredCpu, other.scoredCpu),
        Math.max(scoredMemory, other.scoredMemory),
        most);
  }

  /// Nothing at all is requested.
  boolean isBestEffort() {
    return cpu == 0 && memory == 0 && others.isEmpty();
  }

  static Requests of(Json.Object pod) {
    Json.Object spec = pod.object("spec");
    Requests running = NONE;
    for (Json.Object container : spec.array("containers").objects()) {
      running = running.plus(ofContainer(container));
    }
    Requests sidecars = NONE;
    Requests starting = NONE;
    List<Json.Object> inits = spec.array("initContainers").objects();
    for (Json.Object init : inits) {
      Requests one = ofContainer(init);
      if (init.text("restartPolicy").equals("Always")) {
        running = running.plus(one);
        sidecars = sidecars.plus(one);
        starting = starting.orMore(sidecars);
      } else {
        starting = starting.orMore(one.plus(sidecars));
      }
    }
    Requests all = inits.isEmpty() ? running : running.orMore(starting);
    return spec.has("overhead") ? all.plus(ofList(spec.object("overhead"), NONE)) : all;
  }

  private static Requests ofContainer(Json.Object container) {
    return ofList(container.object("resources").object("requests"), DEFAULT);
  }

  private static Requests ofList(Json.Object list, Requests missing) {
    if (list.isEmpty()) {
      return missing;
    }
    long cpu = Quantity.of(list.get("cpu")).milli();
    long memory = Quantity.of(list.get("memory")).whole();
    Map<String, Long> others = Map.of();
    for (String resource : list.texts().keySet()) {
      if (!resource.equals("cpu") && !resource.equals("memory")) {
        others = others.isEmpty() ? new TreeMap<>() : others;
        others.put(resource, Quantity.of(list.get(resource)).whole());
      }
    }
    return new Requests(
        cpu,
        memory,
        list.has("cpu") ? cpu : missing.scoredCpu,
        list.has("memory") ? memory : missing.scoredMemory,
        others);
  }
}
