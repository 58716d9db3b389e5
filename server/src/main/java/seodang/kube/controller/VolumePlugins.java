package seodang.kube.controller;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.json.Yaml;

/// What kube-controller-manager's own volume plugins can do: since the cloud disks moved to CSI
/// drivers, almost nothing.
final class VolumePlugins {
  /// The in-tree provisioners and the drivers that took over from them (`csi-translation-lib`).
  private static final Map<String, String> MIGRATED =
      Map.of(
          "kubernetes.io/aws-ebs", "ebs.csi.aws.com",
          "kubernetes.io/azure-disk", "disk.csi.azure.com",
          "kubernetes.io/azure-file", "file.csi.azure.com",
          "kubernetes.io/cinder", "cinder.csi.openstack.org",
          "kubernetes.io/gce-pd", "pd.csi.storage.gke.io",
          "kubernetes.io/portworx-volume", "pxd.portworx.com",
          "kubernetes.io/vsphere-volume", "csi.vsphere.vmware.com");

  private VolumePlugins() {}

  /// Who provisions for a class that names this provisioner.
  static String driverOf(String provisioner) {
    return MIGRATED.getOrDefault(provisioner, provisioner);
  }

  /// Why the controller cannot delete what is behind a volume; null when it can.
  static @Nullable String undeletable(Json.Object volume) {
    Json.Object spec = volume.object("spec");
    String path = spec.object("hostPath").text("path");
    if (spec.has("hostPath")) {
      return path.matches(".*/tmp/.+.*")
          ? null
          : "host_path deleter only supports /tmp/.+ but received provided " + path;
    }
    boolean known = List.of("nfs", "local", "csi").stream().anyMatch(spec::has);
    return "error getting deleter volume plugin for volume \""
        + volume.object("metadata").text("name")
        + "\": "
        + (known ? "no deletable volume plugin matched" : "no volume plugin matched");
  }

  static boolean isRecyclable(Json.Object volume) {
    return volume.object("spec").has("hostPath") || volume.object("spec").has("nfs");
  }

  /// The Pod that empties a volume.
  static Json.Object recycler(String name, Json.Object volume) {
    Json.Object spec = volume.object("spec");
    String source = spec.has("nfs") ? "nfs" : "hostPath";
    return ((Json.Object)
            Yaml.parse(
                """
                apiVersion: v1
                kind: Pod
                metadata: {namespace: default}
                spec:
                  activeDeadlineSeconds: 60
                  restartPolicy: Never
                  containers:
                  - name: pv-recycler
                    image: registry.k8s.io/build-image/debian-base:bookworm-v1.0.4
                    command: [/bin/sh]
                    args: ["-c", "test -e /scrub && find /scrub -mindepth 1 -delete && test -z \\"$(ls -A /scrub)\\" || exit 1"]
                    volumeMounts: [{name: vol, mountPath: /scrub}]
                """))
        .withAt(Json.text(name), "metadata", "name")
        .withAt(
            Json.array(Json.object("name", "vol", source, spec.object(source))), "spec", "volumes");
  }
}
