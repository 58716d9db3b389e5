package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;

/// PersistentVolumes and PersistentVolumeClaims.
final class ClaimKind extends Kind {
  private final boolean claim;

  ClaimKind(boolean claim) {
    this.claim = claim;
  }

  @Override
  Json.Object defaults(Json.Object object) {
    Json.Object spec = PodDefaults.absent(object.object("spec"), "volumeMode", "Filesystem");
    if (!claim) {
      spec = PodDefaults.absent(spec, "persistentVolumeReclaimPolicy", "Retain");
    }
    return object.with("spec", spec);
  }

  @Override
  Json.Object prepareForCreate(Run run, Json.Object object) {
    String finalizer = claim ? "kubernetes.io/pvc-protection" : "kubernetes.io/pv-protection";
    Json.Array finalizers = object.object("metadata").array("finalizers");
    if (!finalizers.texts().contains(finalizer)) {
      finalizers = finalizers.add(Json.text(finalizer));
    }
    Json.Object status = Json.object("phase", "Pending");
    if (!claim) {
      status = status.with("lastPhaseTransitionTime", Meta.time(run.now()));
    }
    return object.withAt(finalizers, "metadata", "finalizers").with("status", status);
  }

  @Override
  List<Object> cells(Run run, Json.Object object) {
    return claim ? claimCells(run, object) : volumeCells(run, object);
  }

  private static List<Object> claimCells(Run run, Json.Object pvc) {
    Json.Object spec = pvc.object("spec");
    Json.Object status = pvc.object("status");
    boolean bound = !spec.text("volumeName").isEmpty();
    String phase = Meta.isDeleting(pvc) ? "Terminating" : status.text("phase");
    return List.of(
        Meta.name(pvc),
        phase,
        spec.text("volumeName"),
        bound ? status.object("capacity").text("storage", "0") : "",
        bound ? modes(status.array("accessModes").texts()) : "",
        spec.text("storageClassName"),
        spec.text("volumeAttributesClassName", "<unset>"),
        age(run, pvc),
        spec.text("volumeMode", "<unset>"));
  }

  private static List<Object> volumeCells(Run run, Json.Object pv) {
    Json.Object spec = pv.object("spec");
    Json.Object claim = spec.object("claimRef");
    String phase = Meta.isDeleting(pv) ? "Terminating" : pv.object("status").text("phase");
    return List.of(
        Meta.name(pv),
        spec.object("capacity").text("storage"),
        modes(spec.array("accessModes").texts()),
        spec.text("persistentVolumeReclaimPolicy"),
        phase,
        claim.isEmpty() ? "" : claim.text("namespace") + "/" + claim.text("name"),
        spec.text("storageClassName"),
        spec.text("volumeAttributesClassName", "<unset>"),
        pv.object("status").text("reason"),
        age(run, pv),
        spec.text("volumeMode", "<unset>"));
  }

  private static String modes(List<String> modes) {
    List<String> shortened = new ArrayList<>();
    for (String mode :
        List.of("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod")) {
      if (modes.contains(mode)) {
        shortened.add(
            switch (mode) {
              case "ReadWriteOnce" -> "RWO";
              case "ReadOnlyMany" -> "ROX";
              case "ReadWriteMany" -> "RWX";
              default -> "RWOP";
            });
      }
    }
    return String.join(",", shortened);
  }
}
