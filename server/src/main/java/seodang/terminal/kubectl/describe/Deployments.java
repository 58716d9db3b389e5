package seodang.terminal.kubectl.describe;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.terminal.kubectl.golang.GoText;

/// Describes a Deployment.
final class Deployments {
  private Deployments() {}

  static void describe(Json.Object deployment, Description out, Describer.Source source) {
    Json.Object metadata = deployment.object("metadata");
    Json.Object spec = deployment.object("spec");
    Json.Object status = deployment.object("status");
    out.line(0, "Name:", metadata.text("name"));
    out.line(0, "Namespace:", metadata.text("namespace"));
    out.line(0, "CreationTimestamp:", Description.date(metadata.text("creationTimestamp")));
    out.labelsAndAnnotations(metadata);
    out.line(0, "Selector:", Description.selector(spec.object("selector")));
    out.line(
        0,
        "Replicas:",
        spec.number("replicas", 0)
            + " desired | "
            + status.number("updatedReplicas", 0)
            + " updated | "
            + status.number("replicas", 0)
            + " total | "
            + status.number("availableReplicas", 0)
            + " available | "
            + status.number("unavailableReplicas", 0)
            + " unavailable");
    out.line(0, "StrategyType:", spec.object("strategy").text("type"));
    out.line(0, "MinReadySeconds:", spec.number("minReadySeconds", 0));
    Json.Object rolling = spec.object("strategy").object("rollingUpdate");
    if (!rolling.isEmpty()) {
      out.line(
          0,
          "RollingUpdateStrategy:",
          GoText.value(rolling.get("maxUnavailable"))
              + " max unavailable, "
              + GoText.value(rolling.get("maxSurge"))
              + " max surge");
    }
    PodTemplate.describe(spec.object("template"), out);
    Workloads.conditions(deployment, out);
    replicaSets(deployment, out, source);
    EventTable.of(deployment, out, source);
  }

  private static void replicaSets(
      Json.Object deployment, Description out, Describer.Source source) {
    List<Json.Object> owned = owned(deployment, source);
    Json.Object fresh = null;
    for (Json.Object set : owned) {
      if (isNew(deployment, set) && (fresh == null || created(set).compareTo(created(fresh)) < 0)) {
        fresh = set;
      }
    }
    List<Json.Object> old = new ArrayList<>(owned);
    old.remove(fresh);
    if (old.isEmpty() && fresh == null) {
      return;
    }
    out.line(0, "OldReplicaSets:", created(old));
    out.line(0, "NewReplicaSet:", created(fresh == null ? List.of() : List.of(fresh)));
  }

  private static List<Json.Object> owned(Json.Object deployment, Describer.Source source) {
    Json.Object metadata = deployment.object("metadata");
    String selector = Description.selector(deployment.object("spec").object("selector"));
    return source
        .list(
            "/apis/apps/v1/namespaces/" + metadata.text("namespace") + "/replicasets",
            "labelSelector",
            selector.equals("<none>") ? null : selector)
        .stream()
        .filter(set ->
            set.object("metadata").array("ownerReferences").objects().stream()
                .anyMatch(r -> r.bool("controller") && r.text("uid").equals(metadata.text("uid"))))
        .toList();
  }

  private static String created(Json.Object set) {
    return set.object("metadata").text("creationTimestamp");
  }

  /// True when the ReplicaSet has the Deployment's own template.
  static boolean isNew(Json.Object deployment, Json.Object set) {
    Json.Object template = set.object("spec").object("template");
    Json.Object bare = template.withoutAt("metadata", "labels", "pod-template-hash");
    return bare.equals(deployment.object("spec").object("template"));
  }

  private static String created(List<Json.Object> sets) {
    if (sets.isEmpty()) {
      return "<none>";
    }
    List<String> texts = new ArrayList<>();
    for (Json.Object set : sets) {
      texts.add(
          set.object("metadata").text("name")
              + " ("
              + set.object("status").number("replicas", 0)
              + "/"
              + set.object("spec").number("replicas", 0)
              + " replicas created)");
    }
    return String.join(", ", texts);
  }
}
