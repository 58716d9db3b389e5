package seodang.terminal.kubectl.describe;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import seodang.json.Json;
import seodang.kube.Quantity;
import seodang.terminal.kubectl.print.Ages;

/// The Pods of a node and what they request of it.
final class NodePods {
  private NodePods() {}

  static void describe(Json.Object node, Description out, Describer.Source source) {
    Json.Object status = node.object("status");
    Json.Object allocatable =
        status.object("allocatable").isEmpty()
            ? status.object("capacity")
            : status.object("allocatable");
    List<Json.Object> pods =
        source.list(
            "/api/v1/pods",
            "fieldSelector",
            "spec.nodeName="
                + node.object("metadata").text("name")
                + ",status.phase!=Failed,status.phase!=Succeeded");
    out.line(0, "Non-terminated Pods:", "(" + pods.size() + " in total)");
    out.line(
        1,
        "Namespace",
        "Name",
        "",
        "CPU Requests",
        "CPU Limits",
        "Memory Requests",
        "Memory Limits",
        "Age");
    out.line(
        1,
        "---------",
        "----",
        "",
        "------------",
        "----------",
        "---------------",
        "-------------",
        "---");
    Map<String, Quantity> allRequests = new TreeMap<>();
    Map<String, Quantity> allLimits = new TreeMap<>();
    for (Json.Object pod : pods) {
      Map<String, Quantity> requests = PodAmounts.of(pod, "requests");
      Map<String, Quantity> limits = PodAmounts.of(pod, "limits");
      requests.forEach((name, amount) -> allRequests.merge(name, amount, Quantity::plus));
      limits.forEach((name, amount) -> allLimits.merge(name, amount, Quantity::plus));
      out.line(
          1,
          pod.object("metadata").text("namespace"),
          pod.object("metadata").text("name"),
          "",
          share(requests, "cpu", allocatable),
          share(limits, "cpu", allocatable),
          share(requests, "memory", allocatable),
          share(limits, "memory", allocatable),
          Ages.since(pod.object("metadata").text("creationTimestamp"), source.now()));
    }
    totals(allocatable, allRequests, allLimits, out);
  }

  private static void totals(
      Json.Object allocatable,
      Map<String, Quantity> requests,
      Map<String, Quantity> limits,
      Description out) {
    out.line(0, "Allocated resources:");
    out.line(1, "(Total limits may be over 100 percent, i.e., overcommitted.)");
    out.line(1, "Resource", "Requests", "Limits");
    out.line(1, "--------", "--------", "------");
    for (String name : List.of("cpu", "memory", "ephemeral-storage")) {
      out.line(1, name, share(requests, name, allocatable), share(limits, name, allocatable));
    }
    for (String name : allocatable.keys()) {
      if (name.startsWith("hugepages-")) {
        out.line(1, name, share(requests, name, allocatable), share(limits, name, allocatable));
      }
    }
    for (String name : allocatable.keys()) {
      boolean standard =
          List.of("cpu", "memory", "ephemeral-storage", "pods").contains(name)
              || name.startsWith("hugepages-");
      if (!standard) {
        out.line(
            1,
            name,
            requests.getOrDefault(name, Quantity.ZERO),
            limits.getOrDefault(name, Quantity.ZERO));
      }
    }
  }

  /// `100m (2%)`.
  private static String share(Map<String, Quantity> amounts, String name, Json.Object allocatable) {
    Quantity amount = amounts.getOrDefault(name, Quantity.ZERO);
    Quantity whole = Quantity.of(allocatable.get(name));
    double percent =
        whole.value().signum() == 0
            ? 0
            : amount.value().doubleValue() / whole.value().doubleValue() * 100;
    return amount + " (" + (long) percent + "%)";
  }
}
