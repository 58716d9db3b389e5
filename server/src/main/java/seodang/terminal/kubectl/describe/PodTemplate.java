package seodang.terminal.kubectl.describe;

import seodang.json.Json;

/// The Pod template of a workload.
public final class PodTemplate {
  private PodTemplate() {}

  /// As `rollout history --revision` shows it: with bare tabs.
  public static String text(Json.Object template) {
    Description out = new Description();
    describe(template, out);
    return out.raw();
  }

  static void describe(Json.Object template, Description out) {
    Json.Object metadata = template.object("metadata");
    Json.Object spec = template.object("spec");
    out.line(0, "Pod Template:");
    out.pairs("  Labels", metadata.object("labels"));
    if (!metadata.object("annotations").isEmpty()) {
      out.annotations("  Annotations", metadata.object("annotations"));
    }
    if (!spec.text("serviceAccountName").isEmpty()) {
      out.line(0, "  Service Account:", spec.text("serviceAccountName"));
    }
    if (!spec.array("initContainers").isEmpty()) {
      PodContainers.describe(
          "Init Containers", spec.array("initContainers"), Json.array(), null, "  ", out);
    }
    PodContainers.describe("Containers", spec.array("containers"), Json.array(), null, "  ", out);
    PodVolumes.describe(spec.array("volumes"), "  ", out);
    Scheduling.spread("  ", spec.array("topologySpreadConstraints"), out);
    if (!spec.text("priorityClassName").isEmpty()) {
      out.line(0, "  Priority Class Name:", spec.text("priorityClassName"));
    }
    out.pairs("  Node-Selectors", spec.object("nodeSelector"));
    Scheduling.tolerations("  Tolerations", spec.array("tolerations"), out);
  }
}
