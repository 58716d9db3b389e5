package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.apiserver.validation.FieldError;
import seodang.kube.engine.Run;
import seodang.kube.schema.ResourceType;

/// The Pod Security Standards as a namespace's labels ask for them.
final class PodSecurity {
  private static final String LABEL = "pod-security.kubernetes.io/";
  private static final Set<String> CAPABILITIES =
      Set.of(
          "AUDIT_WRITE",
          "CHOWN",
          "DAC_OVERRIDE",
          "FOWNER",
          "FSETID",
          "KILL",
          "MKNOD",
          "NET_BIND_SERVICE",
          "SETFCAP",
          "SETGID",
          "SETPCAP",
          "SETUID",
          "SYS_CHROOT");
  private static final Set<String> SYSCTLS =
      Set.of(
          "kernel.shm_rmid_forced",
          "net.ipv4.ip_local_port_range",
          "net.ipv4.tcp_syncookies",
          "net.ipv4.ping_group_range",
          "net.ipv4.ip_unprivileged_port_start",
          "net.ipv4.ip_local_reserved_ports",
          "net.ipv4.tcp_keepalive_time",
          "net.ipv4.tcp_fin_timeout",
          "net.ipv4.tcp_keepalive_intvl",
          "net.ipv4.tcp_keepalive_probes",
          "net.ipv4.tcp_rmem",
          "net.ipv4.tcp_wmem");
  private static final Set<String> VOLUMES =
      Set.of(
          "configMap",
          "csi",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "image",
          "persistentVolumeClaim",
          "projected",
          "secret");

  /// @param reason alone tells of Pods that stand already
  private record Breach(String reason, String detail) {}

  private static final Pattern VERSION = Pattern.compile("latest|v1\\.(0|[1-9][0-9]*)");

  /// By strictness; no level at all is before the first, and asks for as little.
  private static final List<String> LEVELS = List.of("privileged", "baseline", "restricted");

  private final Json.Object spec;
  private final List<Breach> breaches = new ArrayList<>();

  private PodSecurity(Json.Object spec) {
    this.spec = spec;
  }

  /// Refuses a Pod its namespace does not take, and warns of what it would rather not.
  static void check(Run run, ResourceType type, Json.Object object, List<String> warnings) {
    Json.Object spec = podSpec(type, object);
    if (spec == null) {
      return;
    }
    Json.Object namespace = run.get("", "namespaces", "", Meta.namespace(object));
    Json.Object labels = namespace == null ? Json.object() : Meta.labels(namespace);
    boolean pod = type.resource().equals("pods");
    String enforced = labels.text(LABEL + "enforce");
    List<Breach> found = pod ? breaches(spec, enforced) : List.of();
    if (!found.isEmpty()) {
      throw Statuses.forbidden(
          type, Meta.name(object), "violates " + standard(labels, "enforce") + ": " + told(found));
    }
    List<Breach> unwanted = breaches(spec, labels.text(LABEL + "warn"));
    if (!unwanted.isEmpty()) {
      warnings.add("would violate " + standard(labels, "warn") + ": " + told(unwanted));
    }
  }

  private static Json.@Nullable Object podSpec(ResourceType type, Json.Object object) {
    Json.Object spec = object.object("spec");
    return switch (type.resource()) {
      case "pods" -> spec;
      case "deployments",
          "replicasets",
          "statefulsets",
          "daemonsets",
          "jobs",
          "replicationcontrollers" ->
          spec.object("template").object("spec");
      case "cronjobs" ->
          spec.object("jobTemplate").object("spec").object("template").object("spec");
      case "podtemplates" -> object.object("template").object("spec");
      default -> null;
    };
  }

  /// What is wrong with the levels and versions a namespace's labels name.
  static List<FieldError> errors(Json.Object namespace) {
    Json.Object labels = Meta.labels(namespace);
    List<FieldError> errors = new ArrayList<>();
    for (String mode : List.of("enforce", "audit", "warn")) {
      String level = LABEL + mode;
      if (labels.has(level) && !LEVELS.contains(labels.text(level))) {
        errors.add(wrong(level, labels, "must be one of " + String.join(", ", LEVELS)));
      }
      String version = level + "-version";
      if (labels.has(version) && !VERSION.matcher(labels.text(version)).matches()) {
        errors.add(wrong(version, labels, "must be \"latest\" or \"v1.x\""));
      }
    }
    return errors;
  }

  private static FieldError wrong(String label, Json.Object labels, String why) {
    return FieldError.invalid("metadata.labels[" + label + "]", Json.text(labels.text(label)), why);
  }

  /// Warns of Pods that a namespace's new level would not have let in.
  static void namespaceChanged(
      Run run, Json.Object before, Json.Object after, List<String> warnings) {
    Json.Object labels = Meta.labels(after);
    Json.Object old = Meta.labels(before);
    boolean sameVersion = version(labels, "enforce").equals(version(old, "enforce"));
    boolean stricter =
        LEVELS.indexOf(labels.text(LABEL + "enforce"))
            > LEVELS.indexOf(old.text(LABEL + "enforce"));
    if (sameVersion && !stricter) {
      return;
    }
    Map<String, List<String>> pods = new LinkedHashMap<>();
    for (Json.Object pod : run.list("", "pods", Meta.name(after))) {
      List<Breach> found = breaches(pod.object("spec"), labels.text(LABEL + "enforce"));
      if (!found.isEmpty()) {
        String reasons = String.join(", ", found.stream().map(Breach::reason).toList());
        pods.computeIfAbsent(reasons, r -> new ArrayList<>()).add(Meta.name(pod));
      }
    }
    if (pods.isEmpty()) {
      return;
    }
    warnings.add(
        "existing pods in namespace \""
            + Meta.name(after)
            + "\" violate the new "
            + standard(labels, "enforce").replaceFirst(" ", " enforce level "));
    pods.forEach((reasons, names) -> {
      String others =
          switch (names.size()) {
            case 1 -> "";
            case 2 -> " (and 1 other pod)";
            default -> " (and " + (names.size() - 1) + " other pods)";
          };
      warnings.add(names.getFirst() + others + ": " + reasons);
    });
  }

  private static String standard(Json.Object labels, String mode) {
    return "PodSecurity \"" + labels.text(LABEL + mode) + ":" + version(labels, mode) + "\"";
  }

  private static String version(Json.Object labels, String mode) {
    return labels.text(LABEL + mode + "-version", "latest");
  }

  private static String told(List<Breach> breaches) {
    return String.join(
        ", ",
        breaches.stream()
            .map(b -> b.detail().isEmpty() ? b.reason() : b.reason() + " (" + b.detail() + ")")
            .toList());
  }

  private static List<Breach> breaches(Json.Object spec, String level) {
    PodSecurity check = new PodSecurity(spec);
    switch (level) {
      case "baseline" -> check.baseline(false);
      case "restricted" -> {
        check.baseline(true);
        check.restricted();
      }
      default -> {}
    }
    return check.breaches;
  }

  private List<Json.Object> containers() {
    List<Json.Object> all = new ArrayList<>(spec.array("initContainers").objects());
    all.addAll(spec.array("containers").objects());
    all.addAll(spec.array("ephemeralContainers").objects());
    return all;
  }

  private List<String> named(Predicate<Json.Object> security) {
    return containers().stream()
        .filter(c -> security.test(c.object("securityContext")))
        .map(c -> c.text("name"))
        .toList();
  }

  private static String quoted(Iterable<String> names) {
    List<String> quoted = new ArrayList<>();
    names.forEach(n -> quoted.add("\"" + n + "\""));
    return String.join(", ", quoted);
  }

  private static String plural(String one, String many, int count) {
    return count == 1 ? one : many;
  }

  private static String those(List<String> containers) {
    return plural("container ", "containers ", containers.size()) + quoted(containers);
  }

  private void add(boolean broken, String reason, String detail) {
    if (broken) {
      breaches.add(new Breach(reason, detail));
    }
  }

  /// @param overridden where the restricted level has its own, stricter rule
  private void baseline(boolean overridden) {
    appArmor();
    if (!overridden) {
      addedCapabilities();
    }
    List<String> host = new ArrayList<>();
    for (String flag : List.of("hostNetwork", "hostPID", "hostIPC")) {
      if (spec.bool(flag)) {
        host.add(flag + "=true");
      }
    }
    add(!host.isEmpty(), "host namespaces", String.join(", ", host));
    if (!overridden) {
      List<String> volumes =
          spec.array("volumes").objects().stream()
              .filter(v -> v.has("hostPath"))
              .map(v -> v.text("name"))
              .toList();
      add(
          !volumes.isEmpty(),
          "hostPath volumes",
          plural("volume ", "volumes ", volumes.size()) + quoted(volumes));
    }
    hostPorts();
    List<String> privileged = named(c -> c.bool("privileged"));
    add(
        !privileged.isEmpty(),
        "privileged",
        those(privileged) + " must not set securityContext.privileged=true");
    List<String> mounts = named(c -> c.has("procMount") && !c.text("procMount").equals("Default"));
    add(
        !mounts.isEmpty() && spec.bool("hostUsers", true),
        "procMount",
        those(mounts) + " must not set securityContext.procMount to \"Unmasked\"");
    seLinux();
    if (!overridden) {
      seccomp(false);
    }
    List<String> sysctls =
        spec.object("securityContext").array("sysctls").objects().stream()
            .map(s -> s.text("name"))
            .filter(s -> !SYSCTLS.contains(s))
            .sorted()
            .toList();
    add(!sysctls.isEmpty(), "forbidden sysctls", String.join(", ", sysctls));
  }

  private void appArmor() {
    Predicate<Json.Object> bad = c -> c.object("appArmorProfile").text("type").equals("Unconfined");
    List<String> setters = setters(bad);
    add(
        !setters.isEmpty(),
        "forbidden AppArmor profile",
        String.join(" and ", setters) + " must not set AppArmor profile type to \"Unconfined\"");
  }

  /// The Pod and its containers, where their security context is wrong.
  private List<String> setters(Predicate<Json.Object> bad) {
    List<String> setters = new ArrayList<>();
    if (bad.test(spec.object("securityContext"))) {
      setters.add("pod");
    }
    List<String> containers = named(bad);
    if (!containers.isEmpty()) {
      setters.add(those(containers));
    }
    return setters;
  }

  private void addedCapabilities() {
    Set<String> wrong = new TreeSet<>();
    List<String> containers =
        named(c -> {
          List<String> added =
              c.object("capabilities").array("add").texts().stream()
                  .filter(a -> !CAPABILITIES.contains(a))
                  .toList();
          wrong.addAll(added);
          return !added.isEmpty();
        });
    add(
        !containers.isEmpty(),
        "non-default capabilities",
        those(containers)
            + " must not include "
            + quoted(wrong)
            + " in securityContext.capabilities.add");
  }

  private void hostPorts() {
    Set<String> ports = new TreeSet<>();
    List<String> names = new ArrayList<>();
    for (Json.Object container : containers()) {
      List<String> used =
          container.array("ports").objects().stream()
              .filter(p -> p.number("hostPort", 0) != 0)
              .map(p -> Long.toString(p.number("hostPort", 0)))
              .toList();
      if (!used.isEmpty()) {
        ports.addAll(used);
        names.add(container.text("name"));
      }
    }
    add(
        !names.isEmpty(),
        "hostPort",
        those(names)
            + plural(" uses ", " use ", names.size())
            + plural("hostPort ", "hostPorts ", ports.size())
            + String.join(", ", ports));
  }

  private void seLinux() {
    Set<String> types = new TreeSet<>();
    boolean[] identity = new boolean[2];
    List<String> setters =
        setters(c -> {
          Json.Object options = c.object("seLinuxOptions");
          boolean typed =
              !Set.of(
                      "",
                      "container_t",
                      "container_init_t",
                      "container_kvm_t",
                      "container_engine_t")
                  .contains(options.text("type"));
          if (typed) {
            types.add(options.text("type"));
          }
          identity[0] |= !options.text("user").isEmpty();
          identity[1] |= !options.text("role").isEmpty();
          return typed || !options.text("user").isEmpty() || !options.text("role").isEmpty();
        });
    List<String> wrong = new ArrayList<>();
    if (!types.isEmpty()) {
      wrong.add(plural("type ", "types ", types.size()) + quoted(types));
    }
    if (identity[0]) {
      wrong.add("user may not be set");
    }
    if (identity[1]) {
      wrong.add("role may not be set");
    }
    add(
        !setters.isEmpty(),
        "seLinuxOptions",
        String.join(" and ", setters)
            + " set forbidden securityContext.seLinuxOptions: "
            + String.join("; ", wrong));
  }

  private void seccomp(boolean required) {
    List<String> setters =
        setters(c -> c.object("seccompProfile").text("type").equals("Unconfined"));
    if (!setters.isEmpty()) {
      add(
          true,
          "seccompProfile",
          String.join(" and ", setters)
              + " must not set securityContext.seccompProfile.type to \"Unconfined\"");
    } else if (required && !spec.object("securityContext").has("seccompProfile")) {
      List<String> without = named(c -> !c.has("seccompProfile"));
      add(
          !without.isEmpty(),
          "seccompProfile",
          "pod or "
              + those(without)
              + " must set securityContext.seccompProfile.type to \"RuntimeDefault\" or"
              + " \"Localhost\"");
    }
  }

  private void restricted() {
    List<String> escalating = named(c -> c.bool("allowPrivilegeEscalation", true));
    add(
        !escalating.isEmpty(),
        "allowPrivilegeEscalation != false",
        those(escalating) + " must set securityContext.allowPrivilegeEscalation=false");
    capabilities();
    volumes();
    nonRoot();
    List<String> roots = setters(c -> c.has("runAsUser") && c.number("runAsUser", -1) == 0);
    add(
        !roots.isEmpty() && spec.bool("hostUsers", true),
        "runAsUser=0",
        String.join(" and ", roots) + " must not set runAsUser=0");
    seccomp(true);
  }

  private void capabilities() {
    List<String> keeping =
        named(c -> !c.object("capabilities").array("drop").texts().contains("ALL"));
    Set<String> wrong = new TreeSet<>();
    List<String> adding =
        named(c -> {
          List<String> added =
              c.object("capabilities").array("add").texts().stream()
                  .filter(a -> !a.equals("NET_BIND_SERVICE"))
                  .toList();
          wrong.addAll(added);
          return !added.isEmpty();
        });
    List<String> details = new ArrayList<>();
    if (!keeping.isEmpty()) {
      details.add(those(keeping) + " must set securityContext.capabilities.drop=[\"ALL\"]");
    }
    if (!adding.isEmpty()) {
      details.add(
          those(adding)
              + " must not include "
              + quoted(wrong)
              + " in securityContext.capabilities.add");
    }
    add(!details.isEmpty(), "unrestricted capabilities", String.join("; ", details));
  }

  private void volumes() {
    Set<String> kinds = new TreeSet<>();
    List<String> names = new ArrayList<>();
    for (Json.Object volume : spec.array("volumes").objects()) {
      for (String kind : volume.keys()) {
        if (!kind.equals("name") && !VOLUMES.contains(kind)) {
          kinds.add(kind);
          names.add(volume.text("name"));
        }
      }
    }
    add(
        !names.isEmpty(),
        "restricted volume types",
        plural("volume ", "volumes ", names.size())
            + quoted(names)
            + plural(" uses ", " use ", names.size())
            + plural("restricted volume type ", "restricted volume types ", kinds.size())
            + quoted(kinds));
  }

  private void nonRoot() {
    if (!spec.bool("hostUsers", true)) {
      return;
    }
    List<String> setters = setters(c -> c.has("runAsNonRoot") && !c.bool("runAsNonRoot"));
    if (!setters.isEmpty()) {
      add(
          true,
          "runAsNonRoot != true",
          String.join(" and ", setters) + " must not set securityContext.runAsNonRoot=false");
    } else if (!spec.object("securityContext").bool("runAsNonRoot")) {
      List<String> without = named(c -> !c.has("runAsNonRoot"));
      add(
          !without.isEmpty(),
          "runAsNonRoot != true",
          "pod or " + those(without) + " must set securityContext.runAsNonRoot=true");
    }
  }
}
