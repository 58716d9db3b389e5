package seodang.terminal.kubectl.describe;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.Quantity;
import seodang.terminal.kubectl.golang.GoText;

/// Describes ReplicaSets, ReplicationControllers, StatefulSets and DaemonSets.
final class Workloads {
  private Workloads() {}

  private static String podCounts(Json.Object object, String selector, Describer.Source source) {
    String namespace = object.object("metadata").text("namespace");
    return Pods.counts(source.pods(namespace, selector.equals("<none>") ? "" : selector), object);
  }

  static void replicaSet(Json.Object set, Description out, Describer.Source source) {
    Json.Object metadata = set.object("metadata");
    String selector = Description.selector(set.object("spec").object("selector"));
    replicas(set, metadata, selector, out, source);
  }

  static void replicationController(
      Json.Object controller, Description out, Describer.Source source) {
    String selector = Description.labels(controller.object("spec").object("selector"));
    replicas(controller, controller.object("metadata"), selector, out, source);
  }

  private static void replicas(
      Json.Object set,
      Json.Object metadata,
      String selector,
      Description out,
      Describer.Source source) {
    out.line(0, "Name:", metadata.text("name"));
    out.line(0, "Namespace:", metadata.text("namespace"));
    out.line(0, "Selector:", selector);
    out.labelsAndAnnotations(metadata);
    out.controller(set);
    out.line(
        0,
        "Replicas:",
        set.object("status").number("replicas", 0)
            + " current / "
            + set.object("spec").number("replicas", 0)
            + " desired");
    out.line(0, "Pods Status:", podCounts(set, selector, source));
    PodTemplate.describe(set.object("spec").object("template"), out);
    conditions(set, out);
    EventTable.of(set, out, source);
  }

  /// Conditions with their reasons, as workloads show them.
  static void conditions(Json.Object object, Description out) {
    List<Json.Object> conditions = object.object("status").array("conditions").objects();
    if (conditions.isEmpty()) {
      return;
    }
    out.line(0, "Conditions:");
    out.line(1, "Type", "Status", "Reason");
    out.line(1, "----", "------", "------");
    conditions.forEach(c -> out.line(1, c.text("type") + " ", c.text("status"), c.text("reason")));
  }

  static void statefulSet(Json.Object set, Description out, Describer.Source source) {
    Json.Object metadata = set.object("metadata");
    Json.Object spec = set.object("spec");
    String selector = Description.selector(spec.object("selector"));
    out.line(0, "Name:", metadata.text("name"));
    out.line(0, "Namespace:", metadata.text("namespace"));
    out.line(0, "CreationTimestamp:", Description.date(metadata.text("creationTimestamp")));
    out.line(0, "Selector:", selector);
    out.labelsAndAnnotations(metadata);
    out.line(
        0,
        "Replicas:",
        spec.number("replicas", 0)
            + " desired | "
            + set.object("status").number("replicas", 0)
            + " total");
    Json.Object strategy = spec.object("updateStrategy");
    out.line(0, "Update Strategy:", strategy.text("type"));
    Json.Object rolling = strategy.object("rollingUpdate");
    if (rolling.has("partition")) {
      out.line(1, "Partition:", rolling.number("partition", 0));
      if (rolling.has("maxUnavailable")) {
        out.line(1, "MaxUnavailable:", GoText.value(rolling.get("maxUnavailable")));
      }
    }
    out.line(0, "Pods Status:", podCounts(set, selector, source));
    PodTemplate.describe(spec.object("template"), out);
    claims(spec.array("volumeClaimTemplates").objects(), out);
    EventTable.of(set, out, source);
  }

  private static void claims(List<Json.Object> templates, Description out) {
    if (templates.isEmpty()) {
      out.line(0, "Volume Claims:", "<none>");
      return;
    }
    out.line(0, "Volume Claims:");
    for (Json.Object claim : templates) {
      Json.Object spec = claim.object("spec");
      out.line(1, "Name:", claim.object("metadata").text("name"));
      out.line(1, "StorageClass:", spec.text("storageClassName"));
      out.pairs("  Labels", claim.object("metadata").object("labels"));
      out.pairs("  Annotations", claim.object("metadata").object("annotations"));
      Json storage = spec.object("resources").object("requests").get("storage");
      out.line(1, "Capacity:", storage == null ? "<default>" : Quantity.of(storage).toString());
      out.line(1, "Access Modes:", GoText.value(spec.array("accessModes")));
    }
  }

  static void daemonSet(Json.Object set, Description out, Describer.Source source) {
    Json.Object metadata = set.object("metadata");
    Json.Object status = set.object("status");
    Json.Object spec = set.object("spec");
    String selector = Description.selector(spec.object("selector"));
    out.line(0, "Name:", metadata.text("name"));
    out.line(0, "Namespace:", metadata.text("namespace"));
    out.line(0, "Selector:", selector);
    out.line(
        0,
        "Node-Selector:",
        Description.labels(spec.object("template").object("spec").object("nodeSelector")));
    out.labelsAndAnnotations(metadata);
    List<String[]> counts = new ArrayList<>();
    counts.add(new String[] {"Desired Number of Nodes Scheduled", "desiredNumberScheduled"});
    counts.add(new String[] {"Current Number of Nodes Scheduled", "currentNumberScheduled"});
    counts.add(
        new String[] {"Number of Nodes Scheduled with Up-to-date Pods", "updatedNumberScheduled"});
    counts.add(new String[] {"Number of Nodes Scheduled with Available Pods", "numberAvailable"});
    counts.add(new String[] {"Number of Nodes Misscheduled", "numberMisscheduled"});
    counts.forEach(c -> out.line(0, c[0] + ": " + status.number(c[1], 0)));
    out.line(0, "Pods Status:", podCounts(set, selector, source));
    PodTemplate.describe(spec.object("template"), out);
    EventTable.of(set, out, source);
  }
}
