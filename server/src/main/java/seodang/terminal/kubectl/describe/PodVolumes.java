package seodang.terminal.kubectl.describe;

import seodang.json.Json;
import seodang.kube.Quantity;

/// The volumes of a Pod or of a Pod template.
final class PodVolumes {
  private PodVolumes() {}

  /// @param space two blanks for a template, else `""`
  static void describe(Json.Array volumes, String space, Description out) {
    if (volumes.isEmpty()) {
      out.line(0, space + "Volumes:", "<none>");
      return;
    }
    out.line(0, space + "Volumes:");
    for (Json.Object volume : volumes.objects()) {
      out.line(1, (space.isEmpty() ? "" : " ") + volume.text("name") + ":");
      source(volume, out);
    }
  }

  /// A volume's or PersistentVolume's source.
  static void source(Json.Object volume, Description out) {
    if (volume.has("emptyDir")) {
      emptyDir(volume.object("emptyDir"), out);
    } else if (volume.has("configMap")) {
      Json.Object map = volume.object("configMap");
      type("ConfigMap (a volume populated by a ConfigMap)", out);
      out.line(2, "Name:", map.text("name"));
      out.line(2, "Optional:", map.bool("optional"));
    } else if (volume.has("secret")) {
      Json.Object secret = volume.object("secret");
      type("Secret (a volume populated by a Secret)", out);
      out.line(2, "SecretName:", secret.text("secretName"));
      out.line(2, "Optional:", secret.bool("optional"));
    } else if (volume.has("persistentVolumeClaim")) {
      Json.Object claim = volume.object("persistentVolumeClaim");
      type(
          "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)",
          out);
      out.line(2, "ClaimName:", claim.text("claimName"));
      out.line(2, "ReadOnly:", claim.bool("readOnly"));
    } else if (volume.has("projected")) {
      projected(volume.object("projected"), out);
    } else if (volume.has("hostPath")) {
      Json.Object path = volume.object("hostPath");
      type("HostPath (bare host directory volume)", out);
      out.line(2, "Path:", path.text("path"));
      out.line(2, "HostPathType:", path.text("type", "<none>"));
    } else if (volume.has("downwardAPI")) {
      downward(volume.object("downwardAPI"), out);
    } else {
      others(volume, out);
    }
  }

  private static void type(String text, Description out) {
    out.line(2, "Type:", text);
  }

  private static void emptyDir(Json.Object directory, Description out) {
    type("EmptyDir (a temporary directory that shares a pod's lifetime)", out);
    out.line(2, "Medium:", directory.text("medium"));
    out.line(
        2,
        "SizeLimit:",
        directory.has("sizeLimit")
            ? Quantity.of(directory.get("sizeLimit")).toString()
            : "<unset>");
  }

  private static void projected(Json.Object projected, Description out) {
    type("Projected (a volume that contains injected data from multiple sources)", out);
    for (Json.Object source : projected.array("sources").objects()) {
      if (source.has("secret")) {
        out.line(2, "SecretName:", source.object("secret").text("name"));
        out.line(2, "Optional:", source.object("secret").bool("optional"));
      } else if (source.has("downwardAPI")) {
        out.line(2, "DownwardAPI:", "true");
      } else if (source.has("configMap")) {
        out.line(2, "ConfigMapName:", source.object("configMap").text("name"));
        out.line(2, "Optional:", source.object("configMap").bool("optional"));
      } else if (source.has("serviceAccountToken")) {
        out.line(
            2,
            "TokenExpirationSeconds:",
            source.object("serviceAccountToken").number("expirationSeconds", 0));
      }
    }
  }

  private static void downward(Json.Object downward, Description out) {
    type("DownwardAPI (a volume populated by information about the pod)", out);
    out.line(2, "Items:");
    for (Json.Object item : downward.array("items").objects()) {
      if (item.has("fieldRef")) {
        out.line(3, item.object("fieldRef").text("fieldPath") + " -> " + item.text("path"));
      }
      if (item.has("resourceFieldRef")) {
        out.line(3, item.object("resourceFieldRef").text("resource") + " -> " + item.text("path"));
      }
    }
  }

  private static void others(Json.Object volume, Description out) {
    if (volume.has("nfs")) {
      Json.Object nfs = volume.object("nfs");
      type("NFS (an NFS mount that lasts the lifetime of a pod)", out);
      out.line(2, "Server:", nfs.text("server"));
      out.line(2, "Path:", nfs.text("path"));
      out.line(2, "ReadOnly:", nfs.bool("readOnly"));
    } else if (volume.has("local")) {
      Json.Object local = volume.object("local");
      type("LocalVolume (a persistent volume backed by local storage on a node)", out);
      out.line(2, "Path:", local.text("path"));
    } else if (volume.has("csi")) {
      csi(volume.object("csi"), out);
    } else if (volume.has("image")) {
      Json.Object image = volume.object("image");
      type("Image (a container image or OCI artifact)", out);
      out.line(2, "Reference:", image.text("reference"));
      out.line(2, "PullPolicy:", image.text("pullPolicy"));
    } else if (volume.has("ephemeral")) {
      Json.Object template =
          volume.object("ephemeral").object("volumeClaimTemplate").object("spec");
      type(
          "EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)",
          out);
      out.line(2, "StorageClass:", template.text("storageClassName"));
      out.line(2, "Volume:", template.text("volumeName"));
      // The real program indents these two by four blanks more.
      out.line(2, "Labels:", "    <none>");
      out.line(2, "Annotations:", "    <none>");
      out.line(2, "Capacity:", "");
      out.line(2, "Access Modes:", "");
      if (template.has("volumeMode")) {
        out.line(2, "VolumeMode:", template.text("volumeMode"));
      }
    } else {
      out.write(1, "<unknown>\n");
    }
  }

  private static void csi(Json.Object csi, Description out) {
    type("CSI (a Container Storage Interface (CSI) volume source)", out);
    out.line(2, "Driver:", csi.text("driver"));
    out.line(2, "FSType:", csi.text("fsType"));
    if (csi.has("volumeHandle")) {
      out.line(2, "VolumeHandle:", csi.text("volumeHandle"));
    }
    out.line(2, "ReadOnly:", csi.bool("readOnly"));
    Json.Object attributes = csi.object("volumeAttributes");
    out.write(2, "VolumeAttributes:\t");
    if (attributes.isEmpty()) {
      out.write(0, "<none>\n");
    }
    boolean[] first = {true};
    attributes
        .texts()
        .forEach((key, value) -> {
          out.write(0, (first[0] ? "" : "    \t") + "    " + key + "=" + value + "\n");
          first[0] = false;
        });
  }
}
