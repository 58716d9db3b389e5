package seodang.kube.scheduler;

import seodang.json.Json;
import seodang.kube.Quantity;

/// What a Pod requests: the sum of its containers, or its largest init container if that is more.
///
/// @param cpu in millicores; `memory` in bytes
/// @param scoredCpu the same, counting 100m for a container that requests nothing; `scoredMemory`
///   200 MB
record Requests(long cpu, long memory, long scoredCpu, long scoredMemory) {
  private static final long DEFAULT_CPU = 100;
  private static final long DEFAULT_MEMORY = 200L * 1024 * 1024;

  static final Requests NONE = new Requests(0, 0, 0, 0);

  Requests plus(Requests other) {
    return new Requests(
        cpu + other.cpu,
        memory + other.memory,
        scoredCpu + other.scoredCpu,
        scoredMemory + other.scoredMemory);
  }

  Requests minus(Requests other) {
    return new Requests(
        cpu - other.cpu,
        memory - other.memory,
        scoredCpu - other.scoredCpu,
        scoredMemory - other.scoredMemory);
  }

  static Requests of(Json.Object pod) {
    Json.Object spec = pod.object("spec");
    long cpu = 0;
    long memory = 0;
    long scoredCpu = 0;
    long scoredMemory = 0;
    for (Json.Object container : spec.array("containers").objects()) {
      Json.Object r = container.object("resources").object("requests");
      long c = Quantity.of(r.get("cpu")).milli();
      long m = Quantity.of(r.get("memory")).whole();
      cpu += c;
      memory += m;
      scoredCpu += r.has("cpu") ? c : DEFAULT_CPU;
      scoredMemory += r.has("memory") ? m : DEFAULT_MEMORY;
    }
    long sidecarCpu = 0;
    long sidecarMemory = 0;
    for (Json.Object init : spec.array("initContainers").objects()) {
      Json.Object r = init.object("resources").object("requests");
      long c = Quantity.of(r.get("cpu")).milli();
      long m = Quantity.of(r.get("memory")).whole();
      if (init.text("restartPolicy").equals("Always")) {
        sidecarCpu += c;
        sidecarMemory += m;
        cpu += c;
        memory += m;
      } else {
        cpu = Math.max(cpu, c + sidecarCpu);
        memory = Math.max(memory, m + sidecarMemory);
      }
    }
    return new Requests(cpu, memory, Math.max(scoredCpu, cpu), Math.max(scoredMemory, memory));
  }
}
