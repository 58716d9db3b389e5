package seodang.terminal.kubectl.describe;

import java.util.List;
import seodang.json.Json;
import seodang.terminal.kubectl.print.Ages;

/// Describes a Pod.
final class Pods {
  private Pods() {}

  static void describe(Json.Object pod, Description out, Describer.Source source) {
    Json.Object metadata = pod.object("metadata");
    Json.Object spec = pod.object("spec");
    Json.Object status = pod.object("status");
    out.line(0, "Name:", metadata.text("name"));
    out.line(0, "Namespace:", metadata.text("namespace"));
    placement(spec, status, out);
    out.labelsAndAnnotations(metadata);
    phase(metadata, status, out, source);
    Json.Object seccomp = spec.object("securityContext").object("seccompProfile");
    if (!seccomp.isEmpty()) {
      out.line(0, "SeccompProfile:", seccomp.text("type"));
      if (seccomp.text("type").equals("Localhost")) {
        out.line(0, "LocalhostProfile:", seccomp.text("localhostProfile"));
      }
    }
    addresses(status, out);
    out.controller(pod);
    if (!status.text("nominatedNodeName").isEmpty()) {
      out.line(0, "NominatedNodeName:", status.text("nominatedNodeName"));
    }
    if (spec.has("resources")) {
      out.line(0, "Resources:");
      PodContainers.resources(spec.object("resources"), 1, out);
    }
    containers(pod, spec, status, out);
    conditions(spec, status, out);
    PodVolumes.describe(spec.array("volumes"), "", out);
    out.line(0, "QoS Class:", status.text("qosClass"));
    out.pairs("Node-Selectors", spec.object("nodeSelector"));
    Scheduling.tolerations("Tolerations", spec.array("tolerations"), out);
    Scheduling.spread("", spec.array("topologySpreadConstraints"), out);
    EventTable.of(pod, out, source);
  }

  private static void placement(Json.Object spec, Json.Object status, Description out) {
    if (spec.has("priority")) {
      out.line(0, "Priority:", spec.number("priority", 0));
    }
    if (!spec.text("priorityClassName").isEmpty()) {
      out.line(0, "Priority Class Name:", spec.text("priorityClassName"));
    }
    if (!spec.text("runtimeClassName").isEmpty()) {
      out.line(0, "Runtime Class Name:", spec.text("runtimeClassName"));
    }
    if (!spec.text("serviceAccountName").isEmpty()) {
      out.line(0, "Service Account:", spec.text("serviceAccountName"));
    }
    String node = spec.text("nodeName");
    out.line(0, "Node:", node.isEmpty() ? "<none>" : node + "/" + status.text("hostIP"));
    if (status.has("startTime")) {
      out.line(0, "Start Time:", Description.date(status.text("startTime")));
    }
  }

  private static void phase(
      Json.Object metadata, Json.Object status, Description out, Describer.Source source) {
    String phase = status.text("phase");
    boolean over = phase.equals("Failed") || phase.equals("Succeeded");
    if (metadata.has("deletionTimestamp") && !over) {
      out.line(
          0,
          "Status:",
          "Terminating (lasts "
              + Ages.since(metadata.text("deletionTimestamp"), source.now())
              + ")");
      out.line(
          0, "Termination Grace Period:", metadata.number("deletionGracePeriodSeconds", 0) + "s");
    } else {
      out.line(0, "Status:", phase);
    }
    if (!status.text("reason").isEmpty()) {
      out.line(0, "Reason:", status.text("reason"));
    }
    if (!status.text("message").isEmpty()) {
      out.line(0, "Message:", status.text("message"));
    }
  }

  private static void addresses(Json.Object status, Description out) {
    out.line(0, "IP:", status.text("podIP"));
    List<Json.Object> addresses = status.array("podIPs").objects();
    if (addresses.isEmpty()) {
      out.line(0, "IPs:", "<none>");
      return;
    }
    out.line(0, "IPs:");
    addresses.forEach(address -> out.line(1, "IP:", address.text("ip")));
  }

  private static void containers(
      Json.Object pod, Json.Object spec, Json.Object status, Description out) {
    if (!spec.array("initContainers").isEmpty()) {
      PodContainers.describe(
          "Init Containers",
          spec.array("initContainers"),
          status.array("initContainerStatuses"),
          pod,
          "",
          out);
    }
    PodContainers.describe(
        "Containers", spec.array("containers"), status.array("containerStatuses"), pod, "", out);
    if (!spec.array("ephemeralContainers").isEmpty()) {
      PodContainers.describe(
          "Ephemeral Containers",
          spec.array("ephemeralContainers"),
          status.array("ephemeralContainerStatuses"),
          pod,
          "",
          out);
    }
  }

  private static void conditions(Json.Object spec, Json.Object status, Description out) {
    List<Json.Object> conditions = status.array("conditions").objects();
    List<Json.Object> gates = spec.array("readinessGates").objects();
    if (!gates.isEmpty()) {
      out.line(0, "Readiness Gates:");
      out.line(1, "Type", "Status");
      for (Json.Object gate : gates) {
        String type = gate.text("conditionType");
        String found =
            conditions.stream()
                .filter(c -> c.text("type").equals(type))
                .map(c -> c.text("status"))
                .findFirst()
                .orElse("<none>");
        out.line(1, type + " ", found + " ");
      }
    }
    if (!conditions.isEmpty()) {
      out.line(0, "Conditions:");
      out.line(1, "Type", "Status");
      conditions.forEach(c -> out.line(1, c.text("type") + " ", c.text("status") + " "));
    }
  }

  /// The Pods of a workload counted: `1 Running / 0 Waiting / 0 Succeeded / 0 Failed`.
  static String counts(List<Json.Object> pods, Json.Object owner) {
    String uid = owner.object("metadata").text("uid");
    int[] counts = new int[4];
    for (Json.Object pod : pods) {
      boolean own =
          pod.object("metadata").array("ownerReferences").objects().stream()
              .anyMatch(r -> r.bool("controller") && r.text("uid").equals(uid));
      if (!own) {
        continue;
      }
      switch (pod.object("status").text("phase")) {
        case "Running" -> counts[0]++;
        case "Pending" -> counts[1]++;
        case "Succeeded" -> counts[2]++;
        case "Failed" -> counts[3]++;
        default -> {}
      }
    }
    return counts[0]
        + " Running / "
        + counts[1]
        + " Waiting / "
        + counts[2]
        + " Succeeded / "
        + counts[3]
        + " Failed";
  }
}
