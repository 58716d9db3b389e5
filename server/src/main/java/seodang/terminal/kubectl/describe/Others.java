package seodang.terminal.kubectl.describe;

import java.util.List;
import seodang.json.Json;
import seodang.terminal.kubectl.golang.GoText;

/// Describes PriorityClasses, PodDisruptionBudgets and CertificateSigningRequests.
final class Others {
  private Others() {}

  static void csiNode(Json.Object node, Description out, Describer.Source source) {
    Json.Object metadata = node.object("metadata");
    out.line(0, "Name:", metadata.text("name"));
    out.labelsAndAnnotations(metadata);
    out.line(0, "CreationTimestamp:", Description.date(metadata.text("creationTimestamp")));
    out.line(0, "Spec:");
    if (node.object("spec").has("drivers")) {
      out.line(1, "Drivers:");
    }
    for (Json.Object driver : node.object("spec").array("drivers").objects()) {
      out.line(2, driver.text("name") + ":");
      out.line(3, "Node ID:", driver.text("nodeID"));
      if (driver.object("allocatable").has("count")) {
        out.line(3, "Allocatables:");
        out.line(4, "Count:", driver.object("allocatable").number("count", 0));
      }
      if (driver.get("topologyKeys") instanceof Json.Array keys) {
        out.line(3, "Topology Keys:", GoText.list(keys.texts()));
      }
    }
    EventTable.of(node, out, source);
  }

  static void priorityClass(Json.Object priority, Description out, Describer.Source source) {
    Json.Object metadata = priority.object("metadata");
    out.line(0, "Name:", metadata.text("name"));
    out.line(0, "Value:", priority.number("value", 0));
    out.line(0, "GlobalDefault:", priority.bool("globalDefault"));
    out.line(0, "PreemptionPolicy:", priority.text("preemptionPolicy"));
    out.line(0, "Description:", priority.text("description"));
    out.line(0, "Annotations:", Description.labels(metadata.object("annotations")));
    EventTable.of(priority, out, source);
  }

  static void disruptionBudget(Json.Object budget, Description out, Describer.Source source) {
    Json.Object metadata = budget.object("metadata");
    Json.Object spec = budget.object("spec");
    Json.Object status = budget.object("status");
    out.line(0, "Name:", metadata.text("name"));
    out.line(0, "Namespace:", metadata.text("namespace"));
    if (spec.has("minAvailable")) {
      out.line(0, "Min available:", GoText.value(spec.get("minAvailable")));
    } else if (spec.has("maxUnavailable")) {
      out.line(0, "Max unavailable:", GoText.value(spec.get("maxUnavailable")));
    }
    out.line(
        0,
        "Selector:",
        spec.has("selector") ? Description.selector(spec.object("selector")) : "<unset>");
    out.line(0, "Status:");
    out.line(2, "Allowed disruptions:", status.number("disruptionsAllowed", 0));
    out.line(2, "Current:", status.number("currentHealthy", 0));
    out.line(2, "Desired:", status.number("desiredHealthy", 0));
    out.line(2, "Total:", status.number("expectedPods", 0));
    EventTable.of(budget, out, source);
  }

  static void signingRequest(Json.Object request, Description out, Describer.Source source) {
    Json.Object metadata = request.object("metadata");
    Json.Object spec = request.object("spec");
    out.line(0, "Name:", metadata.text("name"));
    out.line(0, "Labels:", Description.labels(metadata.object("labels")));
    out.line(0, "Annotations:", Description.labels(metadata.object("annotations")));
    out.line(0, "CreationTimestamp:", Description.date(metadata.text("creationTimestamp")));
    out.line(0, "Requesting User:", spec.text("username"));
    if (!spec.text("signerName").isEmpty()) {
      out.line(0, "Signer:", spec.text("signerName"));
    }
    if (spec.has("expirationSeconds")) {
      out.line(
          0,
          "Requested Duration:",
          seodang.terminal.kubectl.golang.GoDurations.human(
              java.time.Duration.ofSeconds(spec.number("expirationSeconds", 0))));
    }
    out.line(0, "Status:", state(request));
    SigningSubject.describe(spec.text("request"), out);
    EventTable.of(request, out, source);
  }

  private static String state(Json.Object request) {
    List<String> types =
        request.object("status").array("conditions").objects().stream()
            .map(c -> c.text("type"))
            .toList();
    String state =
        types.contains("Denied") ? "Denied" : types.contains("Approved") ? "Approved" : "Pending";
    if (types.contains("Failed")) {
      state += ",Failed";
    }
    return request.object("status").text("certificate").isEmpty() ? state : state + ",Issued";
  }
}
