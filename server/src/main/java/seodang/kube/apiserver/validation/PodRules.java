package seodang.kube.apiserver.validation;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a Pod's spec must hold to, alone or in a template.
final class PodRules {
  private static final String SECCOMP_POD = "seccomp.security.alpha.kubernetes.io/pod";
  private static final String SECCOMP_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/";
  private static final String APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/";

  private PodRules() {}

  /// A Pod as a whole, metadata aside.
  static void pod(Field pod) {
    Field spec = pod.at("spec");
    annotations(pod.at("metadata", "annotations"), spec);
    spec(spec, pod.at("metadata").text("name"), true);
    if (spec.text("serviceAccountName").isEmpty()) {
      for (Field volume : spec.items("volumes")) {
        for (Field source : volume.at("projected").items("sources")) {
          if (source.has("serviceAccountToken")) {
            source
                .at("serviceAccountToken")
                .forbidden("must not be specified when serviceAccountName is not set");
          }
        }
      }
    }
    spec.items("containers").forEach(ContainerRules::trimmed);
    spec.items("initContainers").forEach(ContainerRules::trimmed);
  }

  static void created(Field pod) {
    Field spec = pod.at("spec");
    if (!spec.at("ephemeralContainers").isEmpty()) {
      spec.at("ephemeralContainers").forbidden("cannot be set on create");
    }
    if (!spec.text("nodeName").isEmpty() && !spec.at("schedulingGates").isEmpty()) {
      spec.at("nodeName").forbidden("cannot be set until all schedulingGates have been cleared");
    }
  }

  /// A workload's template.
  static void template(Field template) {
    MetaRules.labels(template.at("metadata", "labels").under(template.at("labels")));
    Field annotations = template.at("metadata", "annotations").under(template.at("annotations"));
    MetaRules.annotations(annotations);
    annotations(annotations, template.at("spec"));
    spec(template.at("spec"), "", false);
    if (!template.at("spec", "ephemeralContainers").isEmpty()) {
      template
          .at("spec", "ephemeralContainers")
          .forbidden("ephemeral containers not allowed in pod template");
    }
  }

  /// The annotations that once were fields, or still are.
  static void annotations(Field annotations, Field spec) {
    Field mirror = annotations.key("kubernetes.io/config.mirror");
    if (mirror.present() && spec.text("nodeName").isEmpty()) {
      mirror.invalid("must set spec.nodeName if mirror pod annotation is set");
    }
    Field cost = annotations.key("controller.kubernetes.io/pod-deletion-cost");
    if (cost.present() && !cost.text().matches("0|-?[1-9][0-9]{0,9}")) {
      cost.invalid("must be a 32bit integer");
    }
    for (var entry : annotations.object().texts().entrySet()) {
      String key = entry.getKey();
      String value = entry.getValue();
      if (key.equals(SECCOMP_POD) || key.startsWith(SECCOMP_CONTAINER)) {
        seccomp(annotations.at(key), value);
      } else if (key.startsWith(APP_ARMOR)) {
        appArmor(annotations.key(key), key.substring(APP_ARMOR.length()), value, spec);
      }
    }
  }

  private static void seccomp(Field annotation, String profile) {
    if (profile.startsWith("localhost/")) {
      Paths.descending(annotation.of(profile.substring("localhost/".length())));
    } else if (!List.of("runtime/default", "docker/default", "unconfined").contains(profile)) {
      annotation.invalid(profile, "must be a valid seccomp profile");
    }
  }

  private static void appArmor(Field annotation, String container, String profile, Field spec) {
    boolean found = false;
    for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
      found |= spec.items(list).stream().anyMatch(c -> c.text("name").equals(container));
    }
    if (!found) {
      annotation.invalid(container, "container not found");
    }
    if (!List.of("", "runtime/default", "unconfined").contains(profile)
        && !profile.startsWith("localhost/")) {
      annotation.invalid(profile, "invalid AppArmor profile name: " + GoWords.quote(profile));
    }
  }

  /// @param podName empty in a template
  static void spec(Field spec, String podName, boolean isPod) {
    if (!spec.has("terminationGracePeriodSeconds")) {
      spec.at("terminationGracePeriodSeconds").required();
    }
    Map<String, Boolean> volumes = VolumeRules.volumes(spec.at("volumes"), podName, isPod);
    Set<String> claims = resourceClaims(spec.at("resourceClaims"));
    new ContainerRules(spec, volumes, claims).all();
    hostNetwork(spec, isPod);
    spec.at("restartPolicy").requiredOneOf("Always", "OnFailure", "Never");
    spec.at("dnsPolicy")
        .requiredOneOf("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
    MetaRules.labels(spec.at("nodeSelector"));
    SecurityRules.pod(spec);
    AffinityRules.affinity(spec.at("affinity"));
    dns(spec);
    for (Field gate : spec.items("readinessGates")) {
      gate.at("conditionType").qualified();
    }
    schedulingGates(spec.at("schedulingGates"));
    AffinityRules.spread(spec.at("topologySpreadConstraints"));
    hostUsers(spec);
    optional(spec.at("serviceAccountName"), Field::subdomain);
    optional(spec.at("nodeName"), Field::subdomain);
    if (spec.has("activeDeadlineSeconds")) {
      spec.at("activeDeadlineSeconds").range(1, Integer.MAX_VALUE);
    }
    optional(spec.at("hostname"), Field::label);
    optional(spec.at("subdomain"), Field::label);
    AffinityRules.tolerations(spec.at("tolerations"));
    for (Field alias : spec.items("hostAliases")) {
      Addresses.ip(alias.at("ip"));
      alias.items("hostnames").forEach(Field::subdomain);
    }
    optional(spec.at("priorityClassName"), Field::subdomain);
    if (spec.has("runtimeClassName")) {
      spec.at("runtimeClassName").subdomain();
    }
    if (spec.has("preemptionPolicy")) {
      spec.at("preemptionPolicy").requiredOneOf("PreemptLowerPriority", "Never");
    }
    overhead(spec.at("overhead"));
    os(spec);
  }

  private static void optional(Field field, java.util.function.Consumer<Field> rule) {
    if (!field.text().isEmpty()) {
      rule.accept(field);
    }
  }

  static void overhead(Field overhead) {
    Field limits = overhead.at("limits").of(overhead.value());
    for (String name : limits.keys()) {
      ResourceRules.containerName(limits.key(name), name);
      ResourceRules.amount(limits.key(name), name);
    }
  }

  private static Set<String> resourceClaims(Field claims) {
    Set<String> names = new HashSet<>();
    for (Field claim : claims.items()) {
      Field name = claim.at("name");
      if (name.requiredText()) {
        if (!names.add(name.text())) {
          name.duplicate();
        } else {
          name.label();
        }
      }
      boolean named = claim.has("resourceClaimName");
      boolean template = claim.has("resourceClaimTemplateName");
      if (named == template) {
        claim.invalidGo(
            GoValue.struct("core.v1.PodResourceClaim", claim.object()),
            named
                ? "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified"
                : "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`");
      }
      if (named) {
        claim.at("resourceClaimName").subdomain();
      }
      if (template) {
        claim.at("resourceClaimTemplateName").subdomain();
      }
    }
    return names;
  }

  private static void hostNetwork(Field spec, boolean isPod) {
    if (!spec.bool("hostNetwork")) {
      return;
    }
    for (Field container : spec.items("containers")) {
      for (Field port : container.items("ports")) {
        long host = port.number("hostPort");
        if ((isPod || host != 0) && host != port.number("containerPort")) {
          port.at("hostPort")
              .invalid(host, "must match `containerPort` when `hostNetwork` is true");
        }
      }
    }
  }

  private static void dns(Field spec) {
    Field config = spec.at("dnsConfig");
    if (spec.text("dnsPolicy").equals("None")) {
      if (!config.present()) {
        config.required("must provide `dnsConfig` when `dnsPolicy` is None");
        return;
      }
      if (config.at("nameservers").isEmpty()) {
        config
            .at("nameservers")
            .required("must provide at least one DNS nameserver when `dnsPolicy` is None");
        return;
      }
    }
    Field servers = config.at("nameservers");
    if (servers.array().size() > 3) {
      servers.invalidGo(GoValue.plain(servers.value()), "must not have more than 3 nameservers");
    }
    servers.items().forEach(Addresses::ip);
    Field searches = config.at("searches");
    if (searches.array().size() > 32) {
      searches.invalidGo(
          GoValue.plain(searches.value()), "must not have more than 32 search paths");
    }
    if (String.join(" ", searches.texts()).length() > 2048) {
      searches.invalidGo(
          GoValue.plain(searches.value()),
          "must not have more than 2048 characters (including spaces) in the search list");
    }
    for (Field search : searches.items()) {
      if (!search.text().equals(".")) {
        String text = search.text().replaceFirst("\\.$", "");
        Formats.subdomainWithUnderscore(text).forEach(m -> search.invalid(text, m));
      }
    }
    for (Field option : config.items("options")) {
      if (option.text("name").isEmpty()) {
        option.required("must not be empty");
      }
    }
  }

  private static void schedulingGates(Field gates) {
    Set<String> seen = new HashSet<>();
    for (Field gate : gates.items()) {
      String name = gate.text("name");
      gate.of(name).qualified();
      if (!seen.add(name)) {
        gate.duplicate(name);
      }
    }
  }

  private static void hostUsers(Field spec) {
    if (!spec.has("hostUsers") || spec.bool("hostUsers")) {
      return;
    }
    for (String field : List.of("hostNetwork", "hostPID", "hostIPC")) {
      if (spec.bool(field)) {
        spec.at(field.replace("hostP", "HostP").replace("hostI", "HostI"))
            .forbidden("when `pod.Spec.HostUsers` is false");
      }
    }
  }

  private static void os(Field spec) {
    if (!spec.has("os")) {
      return;
    }
    Field name = spec.at("os", "name");
    if (name.text().isEmpty()) {
      name.required("cannot be empty");
    } else if (!List.of("linux", "windows").contains(name.text())) {
      name.under(spec.at("os")).notSupported("linux", "windows");
    } else if (name.text().equals("linux")) {
      String never = "windows options cannot be set for a linux pod";
      if (spec.at("securityContext").has("windowsOptions")) {
        spec.at("securityContext", "windowsOptions").forbidden(never);
      }
      for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
        for (Field container : spec.items(list)) {
          if (container.at("securityContext").has("windowsOptions")) {
            container.at("securityContext", "windowsOptions").forbidden(never);
          }
        }
      }
    } else {
      windows(spec);
    }
  }

  private static void windows(Field spec) {
    String never = "cannot be set for a windows pod";
    Field pod = spec.at("securityContext");
    forbid(pod, never, "appArmorProfile", "seLinuxOptions");
    forbid(spec, never, "hostUsers");
    for (String flag : List.of("hostPID", "hostIPC")) {
      if (spec.bool(flag)) {
        spec.at(flag).forbidden(never);
      }
    }
    forbid(pod, never, "seccompProfile", "fsGroup", "fsGroupChangePolicy");
    if (!pod.at("sysctls").isEmpty()) {
      pod.at("sysctls").forbidden(never);
    }
    forbid(spec, never, "shareProcessNamespace");
    forbid(pod, never, "runAsUser", "runAsGroup", "supplementalGroups", "supplementalGroupsPolicy");
    for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
      for (Field container : spec.items(list)) {
        forbid(
            container.at("securityContext"),
            never,
            "appArmorProfile",
            "seLinuxOptions",
            "seccompProfile",
            "capabilities",
            "readOnlyRootFilesystem",
            "privileged",
            "allowPrivilegeEscalation",
            "procMount",
            "runAsUser",
            "runAsGroup");
      }
    }
  }

  private static void forbid(Field in, String why, String... fields) {
    for (String field : fields) {
      if (in.has(field)) {
        in.at(field).forbidden(why);
      }
    }
  }
}
