package seodang.kube.schema;

import java.util.List;
import java.util.Map;

/// One resource the API server serves, as discovery tells of it.
///
/// @param group `""` for the core group
/// @param resource plural, as in paths: `pods`
/// @param subresources by name: `status`, `scale`, `log` …
public record ResourceType(
    String group,
    String version,
    String resource,
    String kind,
    String singular,
    boolean namespaced,
    List<String> shortNames,
    List<String> categories,
    List<String> verbs,
    Map<String, Subresource> subresources) {

  /// @param kind what it takes and answers: `Scale`, `Eviction`, or the resource's own
  public record Subresource(String group, String version, String kind, List<String> verbs) {}

  /// `v1`, `apps/v1`.
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /// `pods`, `deployments.apps`: how messages name it.
  public String qualified() {
    return group.isEmpty() ? resource : resource + "." + group;
  }

  /// The group under whose key objects are stored: events of both groups are the same objects.
  public String storageGroup() {
    return group.equals("events.k8s.io") ? "" : group;
  }

  /// The path of the collection, or of one object when a name is given.
  public String path(String namespace, String name) {
    StringBuilder path = new StringBuilder(group.isEmpty() ? "/api/" : "/apis/" + group + "/");
    path.append(version);
    if (namespaced && !namespace.isEmpty()) {
      path.append("/namespaces/").append(namespace);
    }
    path.append('/').append(resource);
    return name.isEmpty() ? path.toString() : path.append('/').append(name).toString();
  }
}
