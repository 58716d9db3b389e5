package seodang.kube.apiserver.validation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Security contexts of Pods and containers.
final class SecurityRules {
  private static final String SYSCTL =
      "([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
  private static final Pattern SYSCTL_FORM = Pattern.compile(SYSCTL);
  private static final Set<String> IPC =
      Set.of(
          "kernel.shmall",
          "kernel.shmmax",
          "kernel.shmmni",
          "kernel.shm_rmid_forced",
          "kernel.sem");

  private SecurityRules() {}

  static void pod(Field spec) {
    Field context = spec.at("securityContext");
    if (!context.present()) {
      return;
    }
    for (String id : List.of("fsGroup", "runAsUser", "runAsGroup")) {
      id(context.at(id));
    }
    context.items("supplementalGroups").forEach(SecurityRules::id);
    if (spec.bool("hostPID") && spec.bool("shareProcessNamespace")) {
      context
          .at("shareProcessNamespace")
          .invalidGo("true", "ShareProcessNamespace and HostPID cannot both be enabled");
    }
    sysctls(context.at("sysctls"), spec);
    context.at("fsGroupChangePolicy").optionalOneOf("Always", "OnRootMismatch");
    seccomp(context.at("seccompProfile"));
    windows(context.at("windowsOptions"));
    appArmor(context.at("appArmorProfile"));
    context.at("supplementalGroupsPolicy").optionalOneOf("Merge", "Strict");
    context.at("seLinuxChangePolicy").optionalOneOf("MountOption", "Recursive");
  }

  static void container(Field context, boolean hostUsers) {
    if (!context.present()) {
      return;
    }
    id(context.at("runAsUser"));
    id(context.at("runAsGroup"));
    Field proc = context.at("procMount");
    if (proc.present()) {
      proc.oneOf("Default", "Unmasked");
      if (hostUsers && proc.text().equals("Unmasked")) {
        proc.invalid("`hostUsers` must be false to use `Unmasked`");
      }
    }
    seccomp(context.at("seccompProfile"));
    boolean noEscalation =
        context.has("allowPrivilegeEscalation") && !context.bool("allowPrivilegeEscalation");
    if (noEscalation) {
      String shown = GoValue.struct("core.v1.SecurityContext", context.object());
      if (context.bool("privileged")) {
        context.invalidGo(
            shown, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
      }
      for (String added : context.at("capabilities", "add").texts()) {
        if (added.equals("CAP_SYS_ADMIN")) {
          context.invalidGo(
              shown,
              "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
        }
      }
    }
    windows(context.at("windowsOptions"));
    appArmor(context.at("appArmorProfile"));
  }

  private static void id(Field id) {
    if (id.present()) {
      id.range(0, Integer.MAX_VALUE);
    }
  }

  private static void sysctls(Field sysctls, Field spec) {
    Set<String> seen = new HashSet<>();
    for (Field sysctl : sysctls.items()) {
      Field name = sysctl.at("name");
      String text = name.text();
      if (text.isEmpty()) {
        name.required();
      } else if (text.length() > 253 || !SYSCTL_FORM.matcher(text).matches()) {
        name.invalid("must have at most 253 characters and match regex ^" + SYSCTL + "$");
      } else if (seen.contains(text)) {
        name.duplicate();
      }
      seen.add(text);
      String dotted = text.replace('/', '.');
      if (spec.bool("hostNetwork") && dotted.startsWith("net.")) {
        name.invalid("may not be specified when 'hostNetwork' is true");
      }
      boolean ipc =
          IPC.contains(dotted)
              || dotted.startsWith("kernel.msg")
              || dotted.startsWith("fs.mqueue.");
      if (spec.bool("hostIPC") && ipc) {
        name.invalid("may not be specified when 'hostIPC' is true");
      }
    }
  }

  private static void seccomp(Field profile) {
    if (!profile.present()) {
      return;
    }
    if (profile.text("type").isEmpty()) {
      profile.at("type").required("type is required when seccompProfile is set");
    } else {
      profile.at("type").oneOf("Localhost", "RuntimeDefault", "Unconfined");
    }
    Field local = profile.at("localhostProfile");
    if (!profile.text("type").equals("Localhost")) {
      if (local.present()) {
        local.invalidGo(
            GoValue.struct("core.v1.SeccompProfile", profile.object()),
            "can only be set when seccomp type is Localhost");
      }
    } else if (!local.present()) {
      local.required("must be set when seccomp type is Localhost");
    } else {
      Paths.descending(local);
    }
  }

  private static void appArmor(Field profile) {
    if (!profile.present()) {
      return;
    }
    Field local = profile.at("localhostProfile");
    switch (profile.text("type")) {
      case "Localhost" -> {
        if (!local.present() || local.text().isEmpty()) {
          local.required("must be set when AppArmor type is Localhost");
        } else if (!local.text().strip().equals(local.text())) {
          local.invalid("must not be padded with whitespace");
        }
        if (local.text().length() > 4095) {
          local.tooLong(4095);
        }
      }
      case "RuntimeDefault", "Unconfined" -> {
        if (local.present()) {
          local.invalid("can only be set when AppArmor type is Localhost");
        }
      }
      case "" -> profile.at("type").required("type is required when appArmorProfile is set");
      default -> profile.at("type").oneOf("Localhost", "RuntimeDefault", "Unconfined");
    }
  }

  private static void windows(Field options) {
    Field name = options.at("gmsaCredentialSpecName");
    if (name.present()) {
      name.subdomain();
    }
    Field spec = options.at("gmsaCredentialSpec");
    if (spec.present() && spec.text().isEmpty()) {
      spec.invalid("gmsaCredentialSpec cannot be an empty string");
    } else if (spec.text().length() > 64 * 1024) {
      spec.invalid("gmsaCredentialSpec size must be under 64 KiB");
    }
    Field user = options.at("runAsUserName");
    if (user.present() && user.text().isEmpty()) {
      user.invalid("runAsUserName cannot be an empty string");
    } else if (user.text().chars().anyMatch(Character::isISOControl)) {
      user.invalid("runAsUserName cannot contain control characters");
    }
  }
}
