package seodang.kube.apiserver.validation;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Environment variables and the fields of a Pod that they and volumes may show.
final class EnvRules {
  private static final Pattern SUBSCRIPTED = Pattern.compile("(.+?)\\['([^']*)'\\]");
  private static final String[] ENV_FIELDS = {
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs"
  };
  static final String[] VOLUME_FIELDS = {
    "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"
  };
  private static final Set<String> CONVERTIBLE =
      Set.of(
          "metadata.annotations",
          "metadata.labels",
          "metadata.name",
          "metadata.namespace",
          "metadata.uid",
          "spec.nodeName",
          "spec.restartPolicy",
          "spec.serviceAccountName",
          "spec.schedulerName",
          "status.phase",
          "status.hostIP",
          "status.hostIPs",
          "status.podIP",
          "status.podIPs",
          "spec.host");
  private static final String[] RESOURCES = {
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory"
  };
  private static final Set<String> SIZES =
      Set.of("1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei");

  private EnvRules() {}

  static void env(Field env) {
    for (Field variable : env.items()) {
      if (variable.at("name").requiredText()) {
        variable.at("name").invalidEach(Formats.envName(variable.text("name")));
      }
      if (variable.has("valueFrom")) {
        source(variable.at("valueFrom"), !variable.text("value").isEmpty());
      }
    }
  }

  private static void source(Field from, boolean hasValue) {
    long sources =
        Stream.of("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef")
            .filter(from::has)
            .count();
    if (from.has("fieldRef")) {
      fieldRef(from.at("fieldRef"), ENV_FIELDS);
    }
    if (from.has("resourceFieldRef")) {
      resourceFieldRef(from.at("resourceFieldRef"), false);
    }
    for (String ref : List.of("configMapKeyRef", "secretKeyRef")) {
      if (from.has(ref)) {
        from.at(ref, "name").subdomain();
        if (from.at(ref, "key").requiredText()) {
          from.at(ref, "key").invalidEach(Formats.configKey(from.at(ref).text("key")));
        }
      }
    }
    if (sources == 0) {
      from.invalid(
          "",
          "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`");
    } else if (hasValue) {
      from.invalid("", "may not be specified when `value` is not empty");
    } else if (sources > 1) {
      from.invalid("", "may not have more than one field specified at a time");
    }
  }

  static void envFrom(Field envFrom) {
    for (Field from : envFrom.items()) {
      if (!from.text("prefix").isEmpty()) {
        from.at("prefix").invalidEach(Formats.envName(from.text("prefix")));
      }
      int sources = 0;
      for (String ref : List.of("configMapRef", "secretRef")) {
        if (from.has(ref)) {
          sources++;
          if (from.at(ref, "name").requiredText()) {
            from.at(ref, "name")
                .invalidEach(Formats.subdomain(Formats.masked(from.at(ref).text("name"))));
          }
        }
      }
      if (sources == 0) {
        envFrom.invalid("", "must specify one of: `configMapRef` or `secretRef`");
      } else if (sources > 1) {
        envFrom.invalid("", "may not have more than one field specified at a time");
      }
    }
  }

  /// @param known the fields that may be shown here, sorted
  static void fieldRef(Field ref, String[] known) {
    if (!ref.at("apiVersion").requiredText() || !ref.at("fieldPath").requiredText()) {
      return;
    }
    String path = ref.text("fieldPath");
    Matcher m = SUBSCRIPTED.matcher(path);
    boolean subscripted = m.matches();
    String base = subscripted ? m.group(1) : path;
    if (!ref.text("apiVersion").equals("v1")) {
      ref.at("fieldPath")
          .invalid(
              "error converting fieldPath: unsupported pod version: " + ref.text("apiVersion"));
      return;
    }
    boolean convertible =
        subscripted
            ? base.equals("metadata.annotations") || base.equals("metadata.labels")
            : CONVERTIBLE.contains(base);
    if (!convertible) {
      ref.at("fieldPath")
          .invalid(
              subscripted
                  ? "error converting fieldPath: field label does not support subscript: " + path
                  : "error converting fieldPath: field label not supported: " + path);
      return;
    }
    if (subscripted) {
      String key =
          base.equals("metadata.annotations") ? m.group(2).toLowerCase(Locale.ROOT) : m.group(2);
      Formats.qualified(key).forEach(wrong -> ref.invalid(key, wrong));
    } else if (!List.of(known).contains(base)) {
      ref.at("fieldPath").notSupported(known);
    }
  }

  static void resourceFieldRef(Field ref, boolean volume) {
    String resource = ref.text("resource");
    if (volume && ref.text("containerName").isEmpty()) {
      ref.at("containerName").required();
    } else if (resource.isEmpty()) {
      ref.at("resource").required();
    } else if (!List.of(RESOURCES).contains(resource)
        && !resource.startsWith("requests.hugepages-")
        && !resource.startsWith("limits.hugepages-")) {
      ref.at("resource").notSupported(RESOURCES);
    }
    divisor(ref.at("divisor"), resource);
  }

  private static void divisor(Field divisor, String resource) {
    if (divisor.quantity().value().signum() == 0) {
      return;
    }
    String amount = divisor.quantity().toString();
    String sizes = "1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei";
    String kind = resource.substring(resource.indexOf('.') + 1);
    if (kind.equals("cpu")) {
      if (!Set.of("1", "1m").contains(amount)) {
        divisor.invalid(
            resource, "only divisor's values 1m and 1 are supported with the cpu resource");
      }
      return;
    }
    String called =
        kind.equals("memory")
            ? "memory"
            : kind.equals("ephemeral-storage")
                ? "local ephemeral storage"
                : kind.startsWith("hugepages-") ? "hugepages" : "";
    if (!called.isEmpty() && !SIZES.contains(amount)) {
      divisor.invalid(
          resource,
          "only divisor's values " + sizes + " are supported with the " + called + " resource");
    }
  }
}
