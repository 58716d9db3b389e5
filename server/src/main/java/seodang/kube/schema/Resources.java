package seodang.kube.schema;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// The resources every v1.33 API server serves, in discovery's order.
public final class Resources {
  private static final Map<String, ResourceType> BY_PATH = load();
  private static final Map<String, ResourceType> BY_KIND = byKind();
  private static final Map<String, ResourceType> BY_NAME = byName();

  private Resources() {}

  public static Collection<ResourceType> all() {
    return BY_PATH.values();
  }

  public static @Nullable ResourceType find(String group, String version, String resource) {
    return BY_PATH.get(group + "/" + version + "/" + resource);
  }

  /// @param apiVersion `v1`, `apps/v1`
  public static @Nullable ResourceType ofKind(String apiVersion, String kind) {
    return BY_KIND.get(apiVersion + "/" + kind);
  }

  /// A resource that is known to exist.
  public static ResourceType get(String group, String resource) {
    ResourceType found = ofName(group, resource);
    if (found == null) {
      throw new IllegalArgumentException("no such resource: " + resource + "." + group);
    }
    return found;
  }

  /// A resource in its preferred version.
  public static @Nullable ResourceType ofName(String group, String resource) {
    return BY_NAME.get(resource + "." + group);
  }

  private static Map<String, ResourceType> load() {
    Map<String, ResourceType> found = new LinkedHashMap<>();
    Json.Object discovery = SchemaData.read("discovery.json");
    for (String top : List.of("api", "apis")) {
      for (Json.Object item : discovery.object(top).array("items").objects()) {
        String group = item.object("metadata").text("name");
        for (Json.Object version : item.array("versions").objects()) {
          for (Json.Object r : version.array("resources").objects()) {
            ResourceType type = type(group, version.text("version"), r);
            found.put(group + "/" + type.version() + "/" + type.resource(), type);
          }
        }
      }
    }
    return found;
  }

  private static ResourceType type(String group, String version, Json.Object r) {
    Map<String, ResourceType.Subresource> subresources = new LinkedHashMap<>();
    String kind = r.object("responseKind").text("kind");
    for (Json.Object s : r.array("subresources").objects()) {
      Json.Object response = s.object("responseKind");
      String subGroup = response.text("group");
      subresources.put(
          s.text("subresource"),
          new ResourceType.Subresource(
              subGroup.isEmpty() && response.text("kind").equals(kind) ? group : subGroup,
              response.text("version").isEmpty() ? version : response.text("version"),
              response.text("kind"),
              s.array("verbs").texts()));
    }
    return new ResourceType(
        group,
        version,
        r.text("resource"),
        kind,
        r.text("singularResource"),
        r.text("scope").equals("Namespaced"),
        r.array("shortNames").texts(),
        r.array("categories").texts(),
        r.array("verbs").texts(),
        Map.copyOf(subresources));
  }

  private static Map<String, ResourceType> byKind() {
    Map<String, ResourceType> found = new LinkedHashMap<>();
    for (ResourceType type : all()) {
      found.putIfAbsent(type.apiVersion() + "/" + type.kind(), type);
    }
    return found;
  }

  private static Map<String, ResourceType> byName() {
    Map<String, ResourceType> found = new LinkedHashMap<>();
    for (ResourceType type : all()) {
      found.putIfAbsent(type.resource() + "." + type.group(), type);
    }
    return found;
  }
}
