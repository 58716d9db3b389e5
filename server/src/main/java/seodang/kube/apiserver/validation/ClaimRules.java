package seodang.kube.apiserver.validation;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// PersistentVolumes and the claims on them.
final class ClaimRules {
  private static final String[] MODES = {
    "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"
  };

  /// In the order they are looked at.
  private static final List<String> SOURCES =
      List.of(
          "hostPath",
          "gcePersistentDisk",
          "awsElasticBlockStore",
          "glusterfs",
          "flocker",
          "nfs",
          "rbd",
          "quobyte",
          "cephfs",
          "iscsi",
          "cinder",
          "fc",
          "flexVolume",
          "azureFile",
          "vsphereVolume",
          "photonPersistentDisk",
          "portworxVolume",
          "azureDisk",
          "scaleIO",
          "local",
          "storageos",
          "csi");

  private static final Map<String, String> RELEASED =
      Map.of(
          "failure-domain.beta.kubernetes.io/zone", "topology.kubernetes.io/zone",
          "failure-domain.beta.kubernetes.io/region", "topology.kubernetes.io/region",
          "beta.kubernetes.io/instance-type", "node.kubernetes.io/instance-type",
          "beta.kubernetes.io/os", "kubernetes.io/os",
          "beta.kubernetes.io/arch", "kubernetes.io/arch");

  private ClaimRules() {}

  static void claim(Field claim, @Nullable Field old) {
    Field spec = claim.at("spec");
    spec(spec);
    if (old == null) {
      return;
    }
    Field before = old.at("spec");
    boolean bound = claim.at("status").text("phase").equals("Bound");
    if (!frozen(spec.object(), before.object(), bound)
        .equals(frozen(before.object(), before.object(), bound))) {
      spec.forbidden(
          "spec is immutable after creation except resources.requests and volumeAttributesClassName"
              + " for bound claims\n"
              + difference(before.object(), spec.object(), bound));
    }
    Field size = spec.at("resources", "requests").at("storage");
    boolean smaller =
        size.quantity().compareTo(before.at("resources", "requests").at("storage").quantity()) < 0;
    if (smaller
        && size.quantity().compareTo(old.at("status", "capacity").at("storage").quantity()) <= 0) {
      size.forbidden("field can not be less than status.capacity");
    }
    spec.at("volumeMode").under(claim.at("volumeMode")).immutable(before.at("volumeMode"));
  }

  private static String difference(Json.Object before, Json.Object after, boolean bound) {
    Json.Object munged = after;
    for (String late : List.of("volumeName", "storageClassName")) {
      if (!before.has(late)) {
        munged = munged.without(late);
      }
    }
    Json size = before.at("resources", "requests", "storage");
    if (bound && size != null) {
      munged = munged.withAt(size, "resources", "requests", "storage");
    }
    return GoDiff.of("PersistentVolumeClaimSpec", before, munged);
  }

  private static Json.Object frozen(Json.Object spec, Json.Object before, boolean bound) {
    Json.Object frozen = spec;
    if (before.text("volumeName").isEmpty()) {
      frozen = frozen.without("volumeName");
    }
    if (!before.has("storageClassName")) {
      frozen = frozen.without("storageClassName");
    }
    return bound
        ? frozen.withoutAt("resources", "requests", "storage").without("volumeAttributesClassName")
        : frozen;
  }

  static void spec(Field spec) {
    if (spec.at("accessModes").isEmpty()) {
      spec.at("accessModes").required("at least 1 access mode is required");
    }
    MetaRules.selector(spec.at("selector"));
    modes(spec.at("accessModes"));
    Field storage = spec.at("resources").key("storage");
    Field asked = storage.of(spec.at("resources", "requests").at("storage").value());
    if (!asked.present()) {
      asked.required();
    } else {
      positive(asked);
    }
    if (!spec.text("storageClassName").isEmpty()) {
      spec.at("storageClassName").subdomain();
    }
    spec.at("volumeMode").optionalOneOf("Block", "Filesystem");
    for (String source : List.of("dataSource", "dataSourceRef")) {
      if (spec.has(source)) {
        dataSource(spec.at(source));
      }
    }
    Field one = spec.at("dataSource");
    Field other = spec.at("dataSourceRef");
    if (one.present() && !other.text("namespace").isEmpty()) {
      spec.invalidGo(
          spec.path() + ".dataSource",
          "may not be specified when dataSourceRef.namespace is specified");
    } else if (one.present()
        && other.present()
        && !(one.text("kind").equals(other.text("kind"))
            && one.text("name").equals(other.text("name"))
            && one.at("apiGroup").same(other.at("apiGroup")))) {
      spec.invalidGo(spec.path() + ".dataSource", "must match dataSourceRef");
    }
  }

  private static void positive(Field amount) {
    if (amount.quantity().value().signum() <= 0) {
      amount.invalid(amount.quantity().toString(), "must be greater than zero");
    }
  }

  private static void modes(Field modes) {
    boolean alone = false;
    boolean shared = false;
    for (String mode : modes.texts()) {
      boolean known = modes.of(mode).oneOf(MODES);
      alone |= mode.equals("ReadWriteOncePod");
      shared |= known && !mode.equals("ReadWriteOncePod");
    }
    if (alone && shared) {
      modes.forbidden("may not use ReadWriteOncePod with other access modes");
    }
  }

  private static void dataSource(Field source) {
    source.at("name").requiredText();
    source.at("kind").requiredText();
    String group = source.text("apiGroup");
    if (group.isEmpty() && !source.text("kind").equals("PersistentVolumeClaim")) {
      source.invalid(
          source.text("kind"),
          "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
    } else if (!group.isEmpty()) {
      source.at("apiGroup").subdomain();
    }
    if (!source.text("namespace").isEmpty()) {
      source.at("namespace").label();
    }
  }

  static void volume(Field volume, @Nullable Field old) {
    Field spec = volume.at("spec");
    if (spec.at("accessModes").isEmpty()) {
      spec.at("accessModes").required();
    }
    modes(spec.at("accessModes"));
    capacity(spec.at("capacity"));
    Field reclaim = spec.at("persistentVolumeReclaimPolicy");
    if (!reclaim.text().isEmpty()) {
      reclaim.oneOf("Delete", "Recycle", "Retain");
    }
    Field affinity = spec.at("nodeAffinity");
    if (affinity.present()) {
      if (!affinity.has("required")) {
        affinity.at("required").required("must specify required node constraints");
      } else {
        AffinityRules.nodeSelector(affinity.at("required"));
      }
    }
    sources(spec);
    String path = spec.at("hostPath").text("path");
    if (spec.has("hostPath") && path.matches("/+") && reclaim.text().equals("Recycle")) {
      reclaim.forbidden("may not be 'recycle' for a hostPath mount of '/'");
    }
    if (!spec.text("storageClassName").isEmpty()) {
      spec.at("storageClassName").subdomain();
    }
    spec.at("volumeMode").optionalOneOf("Block", "Filesystem");
    if (old != null) {
      if (!source(spec.object()).equals(source(old.at("spec").object()))) {
        spec.at("persistentvolumesource")
            .forbidden(
                "spec.persistentvolumesource is immutable after creation\n"
                    + GoDiff.of("PersistentVolumeSource", old.at("spec").object(), spec.object()));
      }
      spec.at("volumeMode").under(volume.at("volumeMode")).immutable(old.at("spec", "volumeMode"));
      Field before = old.at("spec", "nodeAffinity");
      Field under = affinity.under(volume.at("nodeAffinity"));
      if (before.present() && !under.same(before) && !under.same(before.of(released(before)))) {
        under.invalidGo(
            affinity.present()
                ? GoValue.struct("core.v1.VolumeNodeAffinity", affinity.object())
                : "\"null\"",
            "field is immutable, except for updating from beta label to GA");
      }
    }
  }

  /// An affinity with the names that its labels have had since they left beta.
  private static Json released(Field affinity) {
    String text = affinity.object().toString();
    for (var label : RELEASED.entrySet()) {
      text =
          text.replace(
              "\"key\":\"" + label.getKey() + "\"", "\"key\":\"" + label.getValue() + "\"");
    }
    return Json.parse(text);
  }

  private static Json.Object source(Json.Object spec) {
    Json.Object found = Json.object();
    for (String kind : SOURCES) {
      found = found.withIf(kind, spec.get(kind));
    }
    return found;
  }

  private static void capacity(Field capacity) {
    if (capacity.isEmpty()) {
      capacity.required();
    }
    if (!capacity.has("storage") || capacity.object().size() > 1) {
      StringBuilder shown = new StringBuilder("core.ResourceList{");
      for (String name : capacity.keys()) {
        shown
            .append(shown.charAt(shown.length() - 1) == '{' ? "" : ", ")
            .append(GoWords.quote(name))
            .append(':')
            .append(GoValue.quantity(capacity.object().get(name)));
      }
      boolean nil = !(capacity.value() instanceof Json.Object);
      String text = nil ? "core.ResourceList(nil)" : shown.append('}').toString();
      capacity.notSupportedGo(text, "storage");
    }
    for (String name : capacity.keys()) {
      Field amount = capacity.key(name);
      if (amount.quantity().value().signum() < 0) {
        amount.invalid(amount.quantity().whole(), "must be a valid resource quantity");
      }
      positive(amount);
    }
  }

  private static void sources(Field spec) {
    int found = 0;
    for (String kind : SOURCES) {
      Field source = spec.at(kind);
      if (!source.present()) {
        continue;
      }
      if (found++ > 0) {
        source.forbidden("may not specify more than 1 volume type");
        continue;
      }
      switch (kind) {
        case "local" -> {
          if (source.at("path").requiredText()) {
            Paths.noBacksteps(source.at("path"));
          }
          if (!spec.has("nodeAffinity")) {
            spec.at("nodeAffinity").required("Local volume requires node affinity");
          }
        }
        case "csi" -> csi(source);
        case "azureFile" -> {
          VolumeRules.shared(kind, source);
          if (source.has("secretNamespace") && source.text("secretNamespace").isEmpty()) {
            source
                .at("secretNamespace")
                .invalid("if secretNamespace is not empty, it must be a valid namespace name");
          }
        }
        case "gcePersistentDisk" ->
            VolumeRules.shared(kind, source.under(spec.at("persistentDisk")));
        default -> VolumeRules.shared(kind, source);
      }
    }
    if (found == 0) {
      spec.required("must specify a volume type");
    }
  }

  private static void csi(Field csi) {
    VolumeRules.csiDriver(csi.at("driver"));
    csi.at("volumeHandle").requiredText();
    for (String ref :
        List.of(
            "controllerPublishSecretRef",
            "controllerExpandSecretRef",
            "nodePublishSecretRef",
            "nodeExpandSecretRef")) {
      if (csi.has(ref)) {
        if (csi.at(ref, "name").requiredText()) {
          csi.at(ref, "name").subdomain();
        }
        if (csi.at(ref, "namespace").requiredText()) {
          csi.at(ref, "namespace").label();
        }
      }
    }
  }
}
