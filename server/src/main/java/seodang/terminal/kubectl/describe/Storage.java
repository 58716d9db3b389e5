package seodang.terminal.kubectl.describe;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import seodang.json.Json;
import seodang.kube.Quantity;
import seodang.terminal.kubectl.golang.GoText;
import seodang.terminal.kubectl.print.Ages;

/// Describes PersistentVolumes, PersistentVolumeClaims and StorageClasses.
final class Storage {
  private Storage() {}

  /// `RWO,ROX`.
  static String modes(Json.Array modes) {
    List<String> all = modes.texts();
    List<String> shown = new ArrayList<>();
    if (all.contains("ReadWriteOnce")) {
      shown.add("RWO");
    }
    if (all.contains("ReadOnlyMany")) {
      shown.add("ROX");
    }
    if (all.contains("ReadWriteMany")) {
      shown.add("RWX");
    }
    if (all.contains("ReadWriteOncePod")) {
      shown.add("RWOP");
    }
    return String.join(",", shown);
  }

  static void volume(Json.Object volume, Description out, Describer.Source source) {
    Json.Object metadata = volume.object("metadata");
    Json.Object spec = volume.object("spec");
    Json.Object status = volume.object("status");
    out.line(0, "Name:", metadata.text("name"));
    out.labelsAndAnnotations(metadata);
    out.line(0, "Finalizers:", GoText.value(metadata.array("finalizers")));
    out.line(0, "StorageClass:", spec.text("storageClassName"));
    String phase = status.text("phase");
    out.line(
        0,
        "Status:",
        metadata.has("deletionTimestamp")
            ? "Terminating (lasts "
                + Ages.since(metadata.text("deletionTimestamp"), source.now())
                + ")"
            : phase);
    Json.Object claim = spec.object("claimRef");
    out.line(
        0, "Claim:", claim.isEmpty() ? "" : claim.text("namespace") + "/" + claim.text("name"));
    out.line(0, "Reclaim Policy:", spec.text("persistentVolumeReclaimPolicy"));
    out.line(0, "Access Modes:", modes(spec.array("accessModes")));
    if (spec.has("volumeMode")) {
      out.line(0, "VolumeMode:", spec.text("volumeMode"));
    }
    out.line(0, "Capacity:", Quantity.of(spec.object("capacity").get("storage")));
    affinity(spec.object("nodeAffinity"), out);
    out.line(0, "Message:", status.text("message"));
    out.line(0, "Source:");
    sourceOf(spec, out);
    EventTable.of(volume, out, source);
  }

  /// A volume's source stands one level higher than in a Pod.
  private static void sourceOf(Json.Object spec, Description out) {
    PodVolumes.source(spec, out);
  }

  private static void affinity(Json.Object affinity, Description out) {
    out.write(0, "Node Affinity:\t");
    Json.Object required = affinity.object("required");
    if (required.isEmpty()) {
      out.write(0, "<none>\n");
      return;
    }
    out.write(0, "\n");
    out.write(1, "Required Terms:\t");
    List<Json.Object> terms = required.array("nodeSelectorTerms").objects();
    if (terms.isEmpty()) {
      out.write(0, "<none>\n");
      return;
    }
    out.write(0, "\n");
    for (int i = 0; i < terms.size(); i++) {
      out.write(2, "Term " + i + ":\t");
      List<Json.Object> expressions = terms.get(i).array("matchExpressions").objects();
      if (expressions.isEmpty()) {
        out.write(0, "<none>\n");
      }
      for (int j = 0; j < expressions.size(); j++) {
        Json.Object term = expressions.get(j);
        String values = "[" + String.join(", ", term.array("values").texts()) + "]";
        String operator = term.text("operator").toLowerCase(java.util.Locale.ROOT);
        out.write(
            0,
            (j == 0 ? "" : "\t")
                + term.text("key")
                + " "
                + operator
                + (term.array("values").isEmpty() ? "" : " " + values)
                + "\n");
      }
    }
  }

  static void claim(Json.Object claim, Description out, Describer.Source source) {
    Json.Object metadata = claim.object("metadata");
    Json.Object spec = claim.object("spec");
    Json.Object status = claim.object("status");
    out.line(0, "Name:", metadata.text("name"));
    out.line(0, "Namespace:", metadata.text("namespace"));
    out.line(0, "StorageClass:", spec.text("storageClassName"));
    out.line(
        0,
        "Status:",
        metadata.has("deletionTimestamp")
            ? "Terminating (lasts "
                + Ages.since(metadata.text("deletionTimestamp"), source.now())
                + ")"
            : status.text("phase"));
    out.line(0, "Volume:", spec.text("volumeName"));
    out.labelsAndAnnotations(metadata);
    out.line(0, "Finalizers:", GoText.value(metadata.array("finalizers")));
    boolean bound = !spec.text("volumeName").isEmpty();
    out.line(
        0,
        "Capacity:",
        bound ? Quantity.of(status.object("capacity").get("storage")).toString() : "");
    out.line(0, "Access Modes:", bound ? modes(status.array("accessModes")) : "");
    if (spec.has("volumeMode")) {
      out.line(0, "VolumeMode:", spec.text("volumeMode"));
    }
    if (spec.has("dataSource")) {
      Json.Object data = spec.object("dataSource");
      out.line(0, "DataSource:");
      if (data.has("apiGroup")) {
        out.line(1, "APIGroup:", data.text("apiGroup"));
      }
      out.line(1, "Kind:", data.text("kind"));
      out.line(1, "Name:", data.text("name"));
    }
    users(metadata, out, source);
    conditions(status, out);
    EventTable.of(claim, out, source);
  }

  private static void users(Json.Object metadata, Description out, Describer.Source source) {
    List<String> users = new ArrayList<>();
    for (Json.Object pod :
        source.list("/api/v1/namespaces/" + metadata.text("namespace") + "/pods")) {
      boolean uses =
          pod.object("spec").array("volumes").objects().stream()
              .anyMatch(v ->
                  v.object("persistentVolumeClaim")
                      .text("claimName")
                      .equals(metadata.text("name")));
      if (uses) {
        users.add(pod.object("metadata").text("name"));
      }
    }
    if (users.isEmpty()) {
      out.line(0, "Used By:", "<none>");
    }
    for (int i = 0; i < users.size(); i++) {
      out.line(0, i == 0 ? "Used By:" : "", users.get(i));
    }
  }

  private static void conditions(Json.Object status, Description out) {
    List<Json.Object> conditions = status.array("conditions").objects();
    if (conditions.isEmpty()) {
      return;
    }
    out.line(0, "Conditions:");
    out.line(1, "Type", "Status", "LastProbeTime", "LastTransitionTime", "Reason", "Message");
    out.line(1, "----", "------", "-----------------", "------------------", "------", "-------");
    for (Json.Object condition : conditions) {
      String probe = condition.text("lastProbeTime");
      out.line(
          1,
          condition.text("type") + " ",
          condition.text("status") + " ",
          (probe.isEmpty() ? "Mon, 01 Jan 0001 00:00:00 +0000" : Description.date(probe)) + " ",
          Description.date(condition.text("lastTransitionTime")) + " ",
          condition.text("reason") + " ",
          condition.text("message"));
    }
  }

  static void storageClass(Json.Object storage, Description out, Describer.Source source) {
    Json.Object metadata = storage.object("metadata");
    Json.Object annotations = metadata.object("annotations");
    out.line(0, "Name:", metadata.text("name"));
    boolean isDefault =
        annotations.text("storageclass.kubernetes.io/is-default-class").equals("true");
    out.line(0, "IsDefaultClass:", isDefault ? "Yes" : "No");
    out.line(0, "Annotations:", flat(annotations));
    out.line(0, "Provisioner:", storage.text("provisioner"));
    out.line(0, "Parameters:", flat(storage.object("parameters")));
    out.line(
        0,
        "AllowVolumeExpansion:",
        storage.has("allowVolumeExpansion")
            ? Description.yes(storage.bool("allowVolumeExpansion"))
            : "<unset>");
    List<String> options = storage.array("mountOptions").texts();
    if (options.isEmpty()) {
      out.line(0, "MountOptions:", "<none>");
    } else {
      out.line(0, "MountOptions:");
      options.forEach(option -> out.line(1, option));
    }
    if (storage.has("reclaimPolicy")) {
      out.line(0, "ReclaimPolicy:", storage.text("reclaimPolicy"));
    }
    if (storage.has("volumeBindingMode")) {
      out.line(0, "VolumeBindingMode:", storage.text("volumeBindingMode"));
    }
    if (!storage.array("allowedTopologies").isEmpty()) {
      topologies(storage.array("allowedTopologies").objects(), out);
    }
    EventTable.of(storage, out, source);
  }

  private static String flat(Json.Object map) {
    List<String> pairs = new ArrayList<>();
    new TreeMap<>(map.texts()).forEach((key, value) -> pairs.add(key + "=" + value));
    return pairs.isEmpty() ? "<none>" : String.join(",", pairs);
  }

  private static void topologies(List<Json.Object> topologies, Description out) {
    out.write(0, "AllowedTopologies:\t\n");
    for (int i = 0; i < topologies.size(); i++) {
      out.write(1, "Term " + i + ":\t");
      List<Json.Object> terms = topologies.get(i).array("matchLabelExpressions").objects();
      if (terms.isEmpty()) {
        out.write(0, "<none>\n");
      }
      for (int j = 0; j < terms.size(); j++) {
        out.write(
            0,
            (j == 0 ? "" : "\t")
                + terms.get(j).text("key")
                + " in ["
                + String.join(", ", terms.get(j).array("values").texts())
                + "]\n");
      }
    }
  }
}
