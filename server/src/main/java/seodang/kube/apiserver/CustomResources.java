package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.apiserver.custom.Structural;
import seodang.kube.engine.Run;
import seodang.kube.schema.FieldType;
import seodang.kube.schema.ResourceType;
import seodang.kube.schema.Resources;
import seodang.kube.schema.Schema;

/// The resources a cluster serves: those of every cluster, and those its CustomResourceDefinitions
/// make.
public final class CustomResources {
  private static final String GROUP = "apiextensions.k8s.io";
  private static final String DEFINITIONS = "customresourcedefinitions";
  private static final List<String> VERBS =
      List.of("delete", "deletecollection", "get", "list", "patch", "create", "update", "watch");

  private static final Map<String, String> BUILT_IN_DEPRECATIONS =
      Map.of(
          "v1 Endpoints",
          "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
          "v1 ComponentStatus",
          "v1 ComponentStatus is deprecated in v1.19+");

  private CustomResources() {}

  /// A served resource of any origin; null when there is none.
  public static @Nullable ResourceType find(
      Run run, String group, String version, String resource) {
    ResourceType builtIn = Resources.find(group, version, resource);
    if (builtIn != null || group.isEmpty()) {
      return builtIn;
    }
    if (group.equals(ResourceMetrics.GROUP)) {
      return ResourceMetrics.types(run).stream()
          .filter(t -> t.version().equals(version) && t.resource().equals(resource))
          .findFirst()
          .orElse(null);
    }
    Json.Object definition = run.get(GROUP, DEFINITIONS, "", resource + "." + group);
    return definition == null ? null : type(definition, version);
  }

  /// Every served custom resource, the versions of each in order of preference.
  public static List<ResourceType> all(Run run) {
    List<ResourceType> all = new ArrayList<>();
    for (Json.Object definition : run.list(GROUP, DEFINITIONS, "")) {
      for (String version : versions(definition)) {
        ResourceType type = type(definition, version);
        if (type != null) {
          all.add(type);
        }
      }
    }
    return all;
  }

  /// The type of a kind of any origin; null when nothing serves it.
  ///
  /// @param apiVersion `v1`, `apps/v1`
  public static @Nullable ResourceType ofKind(Run run, String apiVersion, String kind) {
    ResourceType builtIn = Resources.ofKind(apiVersion, kind);
    return builtIn != null || apiVersion.indexOf('/') < 0
        ? builtIn
        : all(run).stream()
            .filter(t -> t.apiVersion().equals(apiVersion) && t.kind().equals(kind))
            .findFirst()
            .orElse(null);
  }

  /// The preferred version of a custom resource; null for what is none.
  public static @Nullable ResourceType ofResource(Run run, String group, String resource) {
    Json.Object definition = run.get(GROUP, DEFINITIONS, "", resource + "." + group);
    return definition == null || versions(definition).isEmpty()
        ? null
        : type(definition, versions(definition).getFirst());
  }

  /// Whether a type is not one of every cluster's.
  static boolean isCustom(ResourceType type) {
    return Resources.find(type.group(), type.version(), type.resource()) == null;
  }

  /// The served versions: stable before beta before alpha, newer before older.
  private static List<String> versions(Json.Object definition) {
    List<String> versions = new ArrayList<>();
    for (Json.Object version : definition.object("spec").array("versions").objects()) {
      if (version.bool("served")) {
        versions.add(version.text("name"));
      }
    }
    versions.sort(VersionOrder.INSTANCE);
    return versions;
  }

  private static @Nullable ResourceType type(Json.Object definition, String version) {
    Json.Object served = version(definition, version);
    if (!isEstablished(definition) || served == null || !served.bool("served")) {
      return null;
    }
    Json.Object spec = definition.object("spec");
    Json.Object names = spec.object("names");
    String group = spec.text("group");
    String kind = names.text("kind");
    List<String> verbs = List.of("get", "patch", "update");
    Map<String, ResourceType.Subresource> subresources = new LinkedHashMap<>();
    Json.Object declared = served.object("subresources");
    if (declared.has("status")) {
      subresources.put("status", new ResourceType.Subresource(group, version, kind, verbs));
    }
    if (declared.has("scale")) {
      subresources.put("scale", new ResourceType.Subresource("autoscaling", "v1", "Scale", verbs));
    }
    return new ResourceType(
        group,
        version,
        names.text("plural"),
        kind,
        names.text("singular"),
        spec.text("scope").equals("Namespaced"),
        names.array("shortNames").texts(),
        names.array("categories").texts(),
        VERBS,
        Map.copyOf(subresources));
  }

  private static boolean isEstablished(Json.Object definition) {
    return definition.object("status").array("conditions").objects().stream()
        .anyMatch(c -> c.text("type").equals("Established") && c.text("status").equals("True"));
  }

  private static Json.@Nullable Object version(Json.Object definition, String version) {
    return definition.object("spec").array("versions").objects().stream()
        .filter(v -> v.text("name").equals(version))
        .findFirst()
        .orElse(null);
  }

  /// What a definition says of the version a type stands for.
  static Json.Object declared(Run run, ResourceType type) {
    Json.Object definition = run.get(GROUP, DEFINITIONS, "", type.resource() + "." + type.group());
    Json.Object version = definition == null ? null : version(definition, type.version());
    return version == null ? Json.object() : version;
  }

  public static Json.Object schema(Run run, ResourceType type) {
    return declared(run, type).object("schema").object("openAPIV3Schema");
  }

  /// The structure of a kind, built in or custom; null for a kind without one.
  static FieldType.@Nullable Struct struct(Run run, ResourceType type) {
    FieldType.Struct builtIn = Schema.ofKind(type.group(), type.version(), type.kind());
    return builtIn != null || !isCustom(type) ? builtIn : Structural.type(schema(run, type));
  }

  static Kind kind(Run run, ResourceType type) {
    return isCustom(type) ? new CustomKind(declared(run, type)) : Kinds.of(type);
  }

  /// What clients of a version are told when it is on its way out; null when it is not.
  static @Nullable String deprecation(Run run, ResourceType type) {
    if (!isCustom(type)) {
      return BUILT_IN_DEPRECATIONS.get(type.apiVersion() + " " + type.kind());
    }
    Json.Object version = declared(run, type);
    if (!version.bool("deprecated")) {
      return null;
    }
    String own = version.text("deprecationWarning");
    if (!own.isEmpty()) {
      return own;
    }
    Json.Object definition =
        Objects.requireNonNull(
            run.get(GROUP, DEFINITIONS, "", type.resource() + "." + type.group()));
    String newer = "";
    for (String name : versions(definition)) {
      Json.Object other = version(definition, name);
      if (other != null && !other.bool("deprecated") && newer.isEmpty()) {
        newer = "; use " + type.group() + "/" + name + " " + type.kind();
      }
    }
    return type.apiVersion() + " " + type.kind() + " is deprecated" + newer;
  }

  /// Refuses new objects of a definition that is on its way out.
  static void refuseTerminating(Run run, ResourceType type) {
    Json.Object definition =
        isCustom(type)
            ? run.get(GROUP, DEFINITIONS, "", type.resource() + "." + type.group())
            : null;
    if (definition != null && Meta.isDeleting(definition)) {
      throw new Rejection(
          Statuses.failure(
              405,
              "MethodNotAllowed",
              "create not allowed while custom resource definition is terminating",
              Statuses.details("", type.group(), type.resource())));
    }
  }

  /// `v1`, `v2beta1`: Kubernetes' own order of versions.
  private enum VersionOrder implements java.util.Comparator<String> {
    INSTANCE;

    private static final java.util.regex.Pattern NAME =
        java.util.regex.Pattern.compile("v(\\d+)(?:(alpha|beta)(\\d+))?");

    @Override
    public int compare(String a, String b) {
      java.util.regex.Matcher x = NAME.matcher(a);
      java.util.regex.Matcher y = NAME.matcher(b);
      boolean known = x.matches();
      if (known != y.matches()) {
        return known ? -1 : 1;
      }
      if (!known) {
        return a.compareTo(b);
      }
      int stage = Integer.compare(stage(y), stage(x));
      if (stage != 0) {
        return stage;
      }
      int major = Long.compare(number(y, 1), number(x, 1));
      return major != 0 ? major : Long.compare(number(y, 3), number(x, 3));
    }

    private static int stage(java.util.regex.Matcher m) {
      return m.group(2) == null ? 3 : m.group(2).equals("beta") ? 2 : 1;
    }

    private static long number(java.util.regex.Matcher m, int group) {
      String digits = m.group(group);
      return digits == null || digits.length() > 15 ? 0 : Long.parseLong(digits);
    }
  }
}
