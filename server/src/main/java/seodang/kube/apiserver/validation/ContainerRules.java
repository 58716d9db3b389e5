package seodang.kube.apiserver.validation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Containers of every kind: ordinary, init and ephemeral ones.
///
/// @param spec of the Pod
/// @param volumes what may be mounted, and whether it is a claim
/// @param claims names of the Pod's resource claims
record ContainerRules(Field spec, Map<String, Boolean> volumes, Set<String> claims) {
  private static final List<String> NOT_EPHEMERAL =
      List.of(
          "ports",
          "livenessProbe",
          "readinessProbe",
          "startupProbe",
          "lifecycle",
          "resizePolicy",
          "restartPolicy");

  void all() {
    containers();
    initContainers();
    ephemeralContainers();
  }

  private void containers() {
    Field containers = spec.at("containers");
    if (containers.isEmpty()) {
      containers.required();
      return;
    }
    Set<String> names = new HashSet<>();
    for (Field container : containers.items()) {
      common(container);
      if (!names.add(container.text("name"))) {
        container.at("name").duplicate();
      }
      if (container.has("lifecycle")) {
        ProbeRules.lifecycle(container.at("lifecycle"), spec);
      }
      ProbeRules.probes(container, spec);
      if (container.has("restartPolicy")) {
        container.at("restartPolicy").forbidden("may not be set for non-init containers");
      }
    }
    hostPorts(containers.items());
  }

  private void initContainers() {
    Set<String> names = new HashSet<>();
    spec.items("containers").forEach(c -> names.add(c.text("name")));
    for (Field container : spec.items("initContainers")) {
      common(container);
      Field restart = container.at("restartPolicy");
      restart.optionalOneOf("Always");
      if (!container.text("name").isEmpty() && !names.add(container.text("name"))
          || container.text("name").isEmpty() && names.contains("")) {
        container.at("name").duplicate();
      }
      hostPorts(List.of(container.under(spec.at("initContainers").item(0))));
      if (restart.text().equals("Always")) {
        if (container.has("lifecycle")) {
          ProbeRules.lifecycle(container.at("lifecycle"), spec);
        }
        ProbeRules.probes(container, spec);
      } else {
        for (String field :
            List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")) {
          if (container.has(field)) {
            container
                .at(field)
                .forbidden("may not be set for init containers without restartPolicy=Always");
          }
        }
      }
    }
  }

  private void ephemeralContainers() {
    Set<String> others = new HashSet<>();
    spec.items("containers").forEach(c -> others.add(c.text("name")));
    spec.items("initContainers").forEach(c -> others.add(c.text("name")));
    Set<String> names = new HashSet<>(others);
    for (Field container : spec.items("ephemeralContainers")) {
      common(container);
      trimmed(container);
      if (!names.add(container.text("name"))) {
        container.at("name").duplicate();
      }
      Field target = container.at("targetContainerName");
      if (!target.text().isEmpty() && !others.contains(target.text())) {
        target.notFound();
      }
      String never = "cannot be set for an Ephemeral Container";
      for (String field : NOT_EPHEMERAL) {
        if (container.has(field)) {
          container.at(field).forbidden(never);
        }
      }
      if (!container.at("resources").isEmpty()) {
        container.at("resources").forbidden(never);
      }
      for (Field mount : container.items("volumeMounts")) {
        for (String field : List.of("subPath", "subPathExpr")) {
          if (!mount.text(field).isEmpty()) {
            mount.at(field).forbidden(never);
          }
        }
      }
    }
  }

  /// A Pod's own images; in templates spaces are let through.
  static void trimmed(Field container) {
    if (!container.text("image").strip().equals(container.text("image"))) {
      container.at("image").invalid("must not have leading or trailing whitespace");
    }
  }

  private void common(Field container) {
    if (container.at("name").requiredText()) {
      container.at("name").label();
    }
    container.at("image").requiredText();
    container.at("terminationMessagePolicy").requiredOneOf("File", "FallbackToLogsOnError");
    ports(container.at("ports"));
    EnvRules.env(container.at("env"));
    EnvRules.envFrom(container.at("envFrom"));
    Map<String, String> mounts = paths(container.at("volumeMounts"), "mountPath");
    Map<String, String> devices = paths(container.at("volumeDevices"), "devicePath");
    mounts(container, devices);
    devices(container.at("volumeDevices"), mounts);
    container.at("imagePullPolicy").requiredOneOf("Always", "IfNotPresent", "Never");
    ResourceRules.requirements(container.at("resources"), claims);
    resizePolicy(container.at("resizePolicy"));
    boolean hostUsers = !spec.has("hostUsers") || spec.bool("hostUsers");
    SecurityRules.container(container.at("securityContext"), hostUsers);
  }

  private static Map<String, String> paths(Field list, String field) {
    Map<String, String> paths = new HashMap<>();
    list.items().forEach(m -> paths.put(m.text("name"), m.text(field)));
    return paths;
  }

  private static void ports(Field ports) {
    Set<String> names = new HashSet<>();
    for (Field port : ports.items()) {
      Field name = port.at("name");
      if (!name.text().isEmpty()) {
        List<String> wrong = Formats.portName(name.text());
        if (!wrong.isEmpty()) {
          name.invalidEach(wrong);
        } else if (!names.add(name.text())) {
          name.duplicate();
        }
      }
      if (port.number("containerPort") == 0) {
        port.at("containerPort").required();
      } else {
        port.at("containerPort").range(1, 65535);
      }
      if (port.number("hostPort") != 0) {
        port.at("hostPort").range(1, 65535);
      }
      port.at("protocol").requiredOneOf("SCTP", "TCP", "UDP");
    }
  }

  private static void hostPorts(List<Field> containers) {
    Set<String> used = new HashSet<>();
    for (Field container : containers) {
      for (Field port : container.items("ports")) {
        String text =
            port.text("protocol") + "/" + port.text("hostIP") + "/" + port.number("hostPort");
        if (port.number("hostPort") != 0 && !used.add(text)) {
          port.at("hostPort").duplicate(text);
        }
      }
    }
  }

  private void mounts(Field container, Map<String, String> devices) {
    Set<String> points = new HashSet<>();
    Field mounts = container.at("volumeMounts");
    for (Field mount : mounts.items()) {
      Field name = mount.at("name");
      name.requiredText();
      if (!volumes.containsKey(name.text())) {
        name.notFound();
      }
      Field path = mount.at("mountPath");
      path.requiredText();
      if (!points.add(path.text())) {
        path.invalid("must be unique");
      }
      if (devices.containsKey(name.text())) {
        name.invalid("must not already exist in volumeDevices");
      }
      if (devices.containsValue(path.text())) {
        path.invalid("must not already exist as a path in volumeDevices");
      }
      String sub = mount.text("subPath");
      if (!sub.isEmpty()) {
        Paths.descending(mounts.at("subPath").of(sub));
      }
      String expression = mount.text("subPathExpr");
      if (!expression.isEmpty()) {
        if (!sub.isEmpty()) {
          mount.at("subPathExpr").invalid("subPathExpr and subPath are mutually exclusive");
        }
        Paths.descending(mounts.at("subPathExpr").of(expression));
      }
      propagation(container, mount, mounts.at("mountPropagation"));
      recursive(mount, mounts.at("recursiveReadOnly"));
    }
  }

  private static void propagation(Field container, Field mount, Field told) {
    if (!mount.has("mountPropagation")) {
      return;
    }
    Field mode = told.of(mount.text("mountPropagation"));
    mode.oneOf("Bidirectional", "HostToContainer", "None");
    if (mode.text().equals("Bidirectional")
        && !container.at("securityContext").bool("privileged")) {
      mode.forbidden("Bidirectional mount propagation is available only to privileged containers");
    }
  }

  private static void recursive(Field mount, Field told) {
    switch (mount.text("recursiveReadOnly")) {
      case "Disabled" -> {}
      case "Enabled", "IfPossible" -> {
        if (!mount.bool("readOnly")) {
          told.forbidden("may only be specified when readOnly is true");
        }
        if (mount.has("mountPropagation") && !mount.text("mountPropagation").equals("None")) {
          told.forbidden("may only be specified when mountPropagation is None or not specified");
        }
      }
      default -> {
        if (mount.has("recursiveReadOnly")) {
          told.of(mount.text("recursiveReadOnly")).oneOf("Disabled", "Enabled", "IfPossible");
        }
      }
    }
  }

  private void devices(Field devices, Map<String, String> mounts) {
    Set<String> names = new HashSet<>();
    Set<String> paths = new HashSet<>();
    for (Field device : devices.items()) {
      Field name = device.at("name");
      Field path = device.at("devicePath");
      name.requiredText();
      if (names.contains(name.text())) {
        name.invalid("must be unique");
      }
      Boolean claim = volumes.get(name.text());
      if (claim == null) {
        name.notFound();
      } else if (!claim) {
        name.invalid(
            "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
      }
      path.requiredText();
      if (paths.contains(path.text())) {
        path.invalid("must be unique");
      }
      if (List.of(path.text().split("/", -1)).contains("..")) {
        path.invalid("can not contain backsteps ('..')");
      } else {
        paths.add(path.text());
      }
      if (mounts.containsKey(name.text())) {
        name.invalid("must not already exist in volumeMounts");
      }
      if (mounts.containsValue(path.text())) {
        path.invalid("must not already exist as a path in volumeMounts");
      }
      if (!name.text().isEmpty()) {
        names.add(name.text());
      }
    }
  }

  private void resizePolicy(Field policies) {
    Set<String> seen = new HashSet<>();
    for (Field policy : policies.items()) {
      String resource = policy.text("resourceName");
      if (!seen.add(resource)) {
        policy.duplicate(resource);
      }
      policies.of(resource).requiredOneOf("cpu", "memory");
      Field restart = policies.of(policy.text("restartPolicy"));
      restart.requiredOneOf("NotRequired", "RestartContainer");
      if (spec.text("restartPolicy").equals("Never") && !restart.text().equals("NotRequired")) {
        restart.invalid("must be 'NotRequired' when `restartPolicy` is 'Never'");
      }
    }
  }
}
