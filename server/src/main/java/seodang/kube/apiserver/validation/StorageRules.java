package seodang.kube.apiserver.validation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// StorageClasses and what drivers tell about themselves.
final class StorageRules {
  private static final int PARAMETERS_LIMIT = 256 * 1024;

  private StorageRules() {}

  static void storageClass(Field object, @Nullable Field old) {
    Field provisioner = object.at("provisioner");
    if (provisioner.requiredText()) {
      String lower = provisioner.text().toLowerCase(Locale.ROOT);
      Formats.qualified(lower).forEach(m -> provisioner.invalid(lower, m));
    }
    parameters(object.at("parameters"));
    if (!object.text("reclaimPolicy").isEmpty()) {
      object.at("reclaimPolicy").oneOf("Delete", "Retain");
    }
    Field mode = object.at("volumeBindingMode");
    if (!mode.present()) {
      mode.required();
    } else {
      mode.oneOf("Immediate", "WaitForFirstConsumer");
    }
    topologies(object.at("allowedTopologies"));
    if (old != null) {
      for (String fixed : List.of("parameters", "provisioner", "reclaimPolicy")) {
        if (!object.at(fixed).same(old.at(fixed))) {
          object.at(fixed).forbidden("updates to " + fixed + " are forbidden.");
        }
      }
      mode.immutable(old.at("volumeBindingMode"));
    }
  }

  private static void parameters(Field parameters) {
    if (parameters.object().size() > 512) {
      parameters.tooLong(512);
      return;
    }
    long size = 0;
    for (var entry : parameters.object().texts().entrySet()) {
      if (entry.getKey().isEmpty()) {
        parameters.invalid("", "field can not be empty.");
      }
      size += entry.getKey().length() + entry.getValue().length();
    }
    if (size > PARAMETERS_LIMIT) {
      parameters.tooLong(PARAMETERS_LIMIT);
    }
  }

  private static void topologies(Field topologies) {
    Set<Map<String, Set<String>>> terms = new HashSet<>();
    if (!topologies.isEmpty()) {
      terms.add(Map.of());
    }
    for (Field term : topologies.items()) {
      Map<String, Set<String>> expressions = new HashMap<>();
      for (Field requirement : term.items("matchLabelExpressions")) {
        Field values = requirement.at("values");
        Set<String> seen = new TreeSet<>();
        if (values.isEmpty()) {
          values.required();
        }
        for (Field value : values.items()) {
          if (!seen.add(value.text())) {
            value.duplicate();
          }
        }
        Field key = requirement.at("key");
        key.qualified();
        if (expressions.put(key.text(), seen) != null) {
          key.duplicate();
        }
      }
      if (!terms.add(expressions)) {
        term.at("matchLabelExpressions").duplicate("");
      }
    }
  }

  static void csiDriver(Field object, @Nullable Field old) {
    Field spec = object.at("spec");
    if (!spec.has("attachRequired")) {
      spec.at("attachedRequired").required();
    }
    for (String flag : List.of("podInfoOnMount", "storageCapacity")) {
      if (!spec.has(flag)) {
        spec.at(flag).required();
      }
    }
    spec.at("fsGroupPolicy").optionalOneOf("File", "None", "ReadWriteOnceWithFSType");
    Set<String> audiences = new HashSet<>();
    for (Field request : spec.items("tokenRequests")) {
      if (!audiences.add(request.text("audience"))) {
        request.at("audience").duplicate();
        continue;
      }
      Field expiration = request.at("expirationSeconds");
      if (expiration.present() && expiration.number() < 600) {
        expiration.invalid("may not specify a duration less than 10 minutes");
      }
      if (expiration.number() > 1L << 32) {
        expiration.invalid("may not specify a duration larger than 2^32 seconds");
      }
    }
    Field modes = spec.at("volumeLifecycleModes");
    modes.texts().forEach(m -> modes.of(m).oneOf("Persistent", "Ephemeral"));
    if (!spec.has("seLinuxMount")) {
      spec.at("seLinuxMount").required();
    }
    if (old != null) {
      spec.at("attachRequired")
          .under(spec.at("attachedRequired"))
          .immutable(old.at("spec", "attachRequired"));
      modes.immutable(old.at("spec", "volumeLifecycleModes"));
    }
  }

  static void csiNode(Field object, @Nullable Field old) {
    Set<String> names = new HashSet<>();
    for (Field driver : object.at("spec").items("drivers")) {
      VolumeRules.csiDriver(driver.at("name"));
      Field node = driver.at("nodeID");
      node.requiredText();
      if (node.text().length() > 192) {
        node.invalid("must be 192 characters or less");
      }
      driver.at("allocatable", "count").nonNegative();
      if (!names.add(driver.text("name"))) {
        driver.at("name").duplicate();
      }
      Set<String> keys = new HashSet<>();
      for (String key : driver.at("topologyKeys").texts()) {
        if (key.isEmpty()) {
          driver.required();
        }
        if (!keys.add(key)) {
          driver.duplicate(key);
        }
        Formats.qualified(key).forEach(m -> driver.invalid(key, m));
      }
    }
  }

  static void volumeAttachment(Field object, @Nullable Field old) {
    Field spec = object.at("spec");
    spec.at("attacher").requiredText();
    Field source = spec.at("source");
    boolean inline = source.has("inlineVolumeSpec");
    boolean named = source.has("persistentVolumeName");
    String one = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
    if (!inline && !named) {
      source.required(one);
    } else if (inline && named) {
      source.forbidden(one);
    } else if (named && source.text("persistentVolumeName").isEmpty()) {
      source.at("persistentVolumeName").required("must specify non empty persistentVolumeName");
    }
    spec.at("nodeName").subdomain();
    if (old != null) {
      if (!spec.same(old.at("spec"))) {
        spec.invalidGo(
            GoValue.struct("storage.v1.VolumeAttachmentSpec", spec.object()), "field is immutable");
      }
    } else {
      VolumeRules.csiDriver(spec.at("attacher"));
      if (named) {
        source.at("persistentVolumeName").subdomain();
      }
    }
  }
}
