package seodang.kube.apiserver.validation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// A Pod's volumes.
final class VolumeRules {
  /// In the order they are looked at; all but the first are refused after another.
  private static final List<String> SOURCES =
      List.of(
          "emptyDir",
          "hostPath",
          "gitRepo",
          "gcePersistentDisk",
          "awsElasticBlockStore",
          "secret",
          "nfs",
          "iscsi",
          "glusterfs",
          "flocker",
          "persistentVolumeClaim",
          "rbd",
          "cinder",
          "cephfs",
          "quobyte",
          "downwardAPI",
          "fc",
          "flexVolume",
          "configMap",
          "azureFile",
          "vsphereVolume",
          "photonPersistentDisk",
          "portworxVolume",
          "azureDisk",
          "storageos",
          "projected",
          "scaleIO",
          "csi",
          "ephemeral",
          "image");

  private static final String[] HOST_PATH_TYPES = {
    "",
    "BlockDevice",
    "CharDevice",
    "Directory",
    "DirectoryOrCreate",
    "File",
    "FileOrCreate",
    "Socket"
  };
  private static final Pattern IQN =
      Pattern.compile("iqn\\.\\d{4}-\\d{2}\\.([\\p{Alnum}.-]+)(:[^,;*&$|\\s]+)$");
  private static final Pattern EUI = Pattern.compile("^eui.\\p{Alnum}{16}$");
  private static final Pattern NAA = Pattern.compile("^naa.\\p{Alnum}{32}$");

  private VolumeRules() {}

  /// Checks all volumes; those without fault can be mounted.
  ///
  /// @param podName empty for a template
  /// @return whether each mountable volume is a claim, by name
  static Map<String, Boolean> volumes(Field volumes, String podName, boolean isPod) {
    Set<String> ephemeralClaims = new HashSet<>();
    if (!podName.isEmpty()) {
      volumes.items().stream()
          .filter(v -> v.has("ephemeral"))
          .forEach(v -> ephemeralClaims.add(podName + "-" + v.text("name")));
    }
    Map<String, Boolean> sound = new HashMap<>();
    for (Field volume : volumes.items()) {
      int before = volume.errors().size();
      source(volume, podName, isPod);
      Field name = volume.at("name");
      if (name.requiredText()) {
        name.label();
      }
      if (sound.containsKey(name.text())) {
        name.duplicate();
      }
      if (volume.errors().size() == before) {
        sound.put(name.text(), volume.has("persistentVolumeClaim") || volume.has("ephemeral"));
      }
      Field claim = volume.at("persistentVolumeClaim", "claimName");
      if (volume.has("persistentVolumeClaim") && ephemeralClaims.contains(claim.text())) {
        claim.invalid("must not reference a PVC that gets created for an ephemeral volume");
      }
    }
    return sound;
  }

  private static void source(Field volume, String podName, boolean isPod) {
    int found = 0;
    for (String kind : SOURCES) {
      Field source = volume.at(kind);
      if (!source.present()) {
        continue;
      }
      if (found++ > 0) {
        Field told =
            switch (kind) {
              case "cephfs" -> volume.at("cephFS");
              case "downwardAPI" -> volume.at("downwarAPI");
              default -> source;
            };
        told.forbidden("may not specify more than 1 volume type");
      } else {
        source(kind, source, volume, podName, isPod);
      }
    }
    if (found == 0) {
      volume.required("must specify a volume type");
    }
  }

  private static void source(
      String kind, Field source, Field volume, String podName, boolean isPod) {
    switch (kind) {
      case "emptyDir" -> {
        if (source.at("sizeLimit").quantity().value().signum() < 0) {
          source.at("sizeLimit").forbidden("SizeLimit field must be a valid resource quantity");
        }
      }
      case "secret" -> {
        source.at("secretName").requiredText();
        keys(source);
      }
      case "configMap" -> {
        source.at("name").requiredText();
        keys(source);
      }
      case "persistentVolumeClaim" -> source.at("claimName").requiredText();
      case "downwardAPI" -> {
        Paths.mode(source.at("defaultMode"));
        for (Field file : source.items("items")) {
          downwardFile(file.under(source));
        }
      }
      case "projected" -> projected(source);
      case "csi" -> {
        csiDriver(source.at("driver"));
        Field ref = source.at("nodePublishSecretRef");
        if (ref.present() && ref.at("name").requiredText()) {
          source.at("name").of(ref.text("name")).subdomain();
        }
      }
      case "ephemeral" -> ephemeral(source, volume, podName);
      case "image" -> {
        if (isPod) {
          source.at("reference").requiredText();
        }
        source.at("pullPolicy").requiredOneOf("Always", "IfNotPresent", "Never");
      }
      default -> shared(kind, source);
    }
  }

  private static void keys(Field source) {
    Paths.mode(source.at("defaultMode"));
    source.items("items").forEach(Paths::keyToPath);
  }

  private static void downwardFile(Field file) {
    file.at("path").requiredText();
    Paths.notReserved(file.at("path"));
    if (file.has("fieldRef")) {
      EnvRules.fieldRef(file.at("fieldRef"), EnvRules.VOLUME_FIELDS);
      if (file.has("resourceFieldRef")) {
        file.invalid(
            "resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
      }
    } else if (file.has("resourceFieldRef")) {
      EnvRules.resourceFieldRef(file.at("resourceFieldRef"), true);
    } else {
      file.required("one of fieldRef and resourceFieldRef is required");
    }
    Paths.mode(file.at("mode"));
  }

  private static void projected(Field volume) {
    Paths.mode(volume.at("defaultMode"));
    Set<String> paths = new HashSet<>();
    for (Field source : volume.items("sources")) {
      int found = 0;
      for (String kind : List.of("secret", "configMap")) {
        Field map = source.at(kind);
        if (map.present()) {
          found++;
          map.at("name").requiredText();
          for (Field item : map.items("items")) {
            Paths.keyToPath(item);
            unique(volume, paths, item.text("path"), map.text("name"));
          }
        }
      }
      Field api = source.at("downwardAPI");
      if (api.present()) {
        found++;
        for (Field file : api.items("items")) {
          downwardFile(file.under(api));
          unique(volume, paths, file.text("path"), file.text("path"));
        }
      }
      Field token = source.at("serviceAccountToken");
      if (token.present()) {
        found++;
        Field expiration = token.at("expirationSeconds");
        if (expiration.number() < 600) {
          expiration.invalid(
              expiration.number(), "may not specify a duration less than 10 minutes");
        }
        if (expiration.number() > 1L << 32) {
          expiration.invalid("may not specify a duration larger than 2^32 seconds");
        }
        Field path = volume.at("path").of(token.text("path"));
        if (path.requiredText()) {
          Paths.notReserved(path);
        }
      }
      if (found > 1) {
        source.forbidden("may not specify more than 1 volume type per source");
      }
    }
  }

  private static void unique(Field volume, Set<String> paths, String path, String shown) {
    if (!path.isEmpty() && !paths.add(path)) {
      volume.invalid(shown, "conflicting duplicate paths");
    }
  }

  private static void ephemeral(Field source, Field volume, String podName) {
    Field template = source.at("volumeClaimTemplate");
    if (!template.present()) {
      template.required();
    } else {
      Field meta = template.at("metadata");
      MetaRules.annotations(meta.at("annotations"));
      MetaRules.labels(meta.at("labels"));
      for (String field :
          List.of("name", "generateName", "namespace", "uid", "ownerReferences", "finalizers")) {
        if (meta.has(field)) {
          meta.at(field).forbidden("cannot be set");
        }
      }
      ClaimRules.spec(template.at("spec"));
    }
    String name = volume.text("name");
    if (!podName.isEmpty() && !name.isEmpty()) {
      String claim = podName + "-" + name;
      for (String wrong : Formats.subdomain(claim)) {
        volume.at("name").invalid("PVC name " + GoWords.quote(claim) + ": " + wrong);
      }
    }
  }

  static void csiDriver(Field driver) {
    driver.requiredText();
    if (driver.text().length() > 63) {
      driver.tooLong(63);
    }
    driver.invalidEach(Formats.subdomain(driver.text().toLowerCase(Locale.ROOT)));
  }

  /// The sources that Pods and PersistentVolumes have alike.
  static void shared(String kind, Field source) {
    switch (kind) {
      case "hostPath" -> {
        if (source.at("path").requiredText()) {
          Paths.noBacksteps(source.at("path"));
          source.at("type").optionalOneOf(HOST_PATH_TYPES);
        }
      }
      case "gitRepo" -> {
        source.at("repository").requiredText();
        Paths.descending(source.at("directory"));
      }
      case "gcePersistentDisk" -> {
        source.at("pdName").requiredText();
        partition(source.at("partition"));
      }
      case "awsElasticBlockStore" -> {
        source.at("volumeID").requiredText();
        partition(source.at("partition"));
      }
      case "nfs" -> {
        source.at("server").requiredText();
        source.at("path").requiredText();
        if (!source.text("path").startsWith("/")) {
          source.at("path").invalid("must be an absolute path");
        }
      }
      case "iscsi" -> iscsi(source);
      case "glusterfs" -> {
        source.at("endpoints").requiredText();
        source.at("path").requiredText();
      }
      case "flocker" -> flocker(source);
      case "rbd" -> {
        if (source.at("monitors").isEmpty()) {
          source.at("monitors").required();
        }
        source.at("image").requiredText();
      }
      case "cinder" -> {
        source.at("volumeID").requiredText();
        secretRef(source);
      }
      case "cephfs" -> {
        if (source.at("monitors").isEmpty()) {
          source.at("monitors").required();
        }
      }
      case "fc" -> fibreChannel(source);
      case "flexVolume" -> flex(source);
      case "azureFile" -> {
        source.at("secretName").requiredText();
        source.at("shareName").requiredText();
      }
      case "vsphereVolume" -> source.at("volumePath").requiredText();
      case "photonPersistentDisk" -> source.at("pdID").requiredText();
      case "portworxVolume" -> source.at("volumeID").requiredText();
      case "azureDisk" -> azureDisk(source);
      case "storageos" -> {
        if (source.at("volumeName").requiredText()) {
          source.at("volumeName").label();
        }
        if (!source.text("volumeNamespace").isEmpty()) {
          source.at("volumeNamespace").label();
        }
        secretRef(source);
      }
      case "scaleIO" -> {
        source.at("gateway").requiredText();
        source.at("system").requiredText();
        source.at("volumeName").requiredText();
      }
      case "quobyte" -> {
        if (source.text("registry").isEmpty()) {
          source
              .at("registry")
              .required("must be a host:port pair or multiple pairs separated by commas");
        } else if (source.text("tenant").length() >= 65) {
          source
              .at("tenant")
              .required("must be a UUID and may not exceed a length of 64 characters");
        }
        source.at("volume").requiredText();
      }
      default -> {}
    }
  }

  private static void partition(Field partition) {
    partition.range(0, 255);
  }

  private static void secretRef(Field source) {
    if (source.has("secretRef")) {
      source.at("secretRef", "name").requiredText();
    }
  }

  private static void iscsi(Field source) {
    source.at("targetPortal").requiredText();
    if (source.at("iqn").requiredText()) {
      initiator(source.at("iqn"));
    }
    source.at("lun").range(0, 255);
    boolean authenticated = source.bool("chapAuthDiscovery") || source.bool("chapAuthSession");
    if (authenticated && !source.has("secretRef")) {
      source.at("secretRef").required();
    }
    if (source.has("initiatorName")) {
      initiator(source.at("initiatorname").of(source.text("initiatorName")));
    }
  }

  private static void initiator(Field name) {
    String text = name.text();
    if (!text.startsWith("iqn") && !text.startsWith("eui") && !text.startsWith("naa")) {
      name.invalid("must be valid format starting with iqn, eui, or naa");
      return;
    }
    Pattern form = text.startsWith("iqn") ? IQN : text.startsWith("eui") ? EUI : NAA;
    if (!form.matcher(text).find()) {
      name.invalid("must be valid format");
    }
  }

  private static void flocker(Field source) {
    boolean named = !source.text("datasetName").isEmpty();
    boolean identified = !source.text("datasetUUID").isEmpty();
    if (!named && !identified) {
      source.required("one of datasetName and datasetUUID is required");
    }
    if (named && identified) {
      source.invalid("resource", "datasetName and datasetUUID can not be specified simultaneously");
    }
    if (source.text("datasetName").contains("/")) {
      source.at("datasetName").invalid("must not contain '/'");
    }
  }

  private static void fibreChannel(Field source) {
    boolean targets = !source.at("targetWWNs").isEmpty();
    boolean wwids = !source.at("wwids").isEmpty();
    if (!targets && !wwids) {
      source.at("targetWWNs").required("must specify either targetWWNs or wwids, but not both");
    }
    if (targets && wwids) {
      source
          .at("targetWWNs")
          .invalidGo(
              GoValue.plain(source.at("targetWWNs").value()),
              "targetWWNs and wwids can not be specified simultaneously");
    }
    if (targets) {
      if (!source.has("lun")) {
        source.at("lun").required("lun is required if targetWWNs is specified");
      } else {
        source.at("lun").range(0, 255);
      }
    }
  }

  private static void flex(Field source) {
    source.at("driver").requiredText();
    for (String key : source.at("options").keys()) {
      int slash = key.indexOf('/');
      String domain = "." + (slash < 0 ? key : key.substring(0, slash)).toLowerCase(Locale.ROOT);
      if (domain.endsWith(".kubernetes.io") || domain.endsWith(".k8s.io")) {
        source
            .at("options")
            .key(key)
            .invalid(key, "kubernetes.io and k8s.io namespaces are reserved");
      }
    }
  }

  private static void azureDisk(Field source) {
    source.at("diskName").requiredText();
    source.at("diskURI").requiredText();
    source.at("cachingMode").optionalOneOf("None", "ReadOnly", "ReadWrite");
    source.at("kind").optionalOneOf("Dedicated", "Managed", "Shared");
    boolean managed = source.text("kind").equals("Managed");
    String uri = source.text("diskURI");
    if (source.has("kind") && managed && !uri.startsWith("/subscriptions/")) {
      source
          .at("diskURI")
          .notSupported(
              "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}");
    } else if (source.has("kind") && !managed && !uri.startsWith("https://")) {
      source
          .at("diskURI")
          .notSupported(
              "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd");
    }
  }
}
