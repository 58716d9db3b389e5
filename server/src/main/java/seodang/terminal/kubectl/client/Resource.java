package seodang.terminal.kubectl.client;

import java.util.List;
import seodang.json.Json;

/// A resource as discovery tells of it, in one version.
///
/// @param group `""` for the core group
/// @param name plural: `deployments`
/// @param subresources with the kind each answers with, as `name=group/version/Kind`
public record Resource(
    String group,
    String version,
    String name,
    String singular,
    String kind,
    boolean namespaced,
    List<String> verbs,
    List<String> shortNames,
    List<String> categories,
    List<String> subresources) {

  /// The Go type that messages about a wrong kind name: `*v1.ConfigMap`.
  public String goType() {
    return "*" + version + "." + kind;
  }

  /// `v1`, `apps/v1`.
  public String groupVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /// `pods`, `deployments.apps`: a GroupResource in messages.
  public String qualifiedName() {
    return group.isEmpty() ? name : name + "." + group;
  }

  /// `Pod`, `Deployment.apps`: a GroupKind in messages.
  public String qualifiedKind() {
    return group.isEmpty() ? kind : kind + "." + group;
  }

  /// `pod`, `deployment.apps`: what stands before `/name` in output.
  public String label() {
    return qualifiedKind().toLowerCase(java.util.Locale.ROOT);
  }

  /// `/v1, Resource=pods`: Go's text of a GroupVersionResource.
  public String goText() {
    return group + "/" + version + ", Resource=" + name;
  }

  public boolean allows(String verb) {
    return verbs.contains(verb);
  }

  public boolean hasSubresource(String subresource) {
    return subresources.contains(subresource);
  }

  /// The path of the whole collection, in a namespace or, when `""`, in all.
  public String path(String namespace) {
    return (group.isEmpty() ? "/api/" : "/apis/")
        + groupVersion()
        + (namespaced && !namespace.isEmpty() ? "/namespaces/" + namespace : "")
        + "/"
        + name;
  }

  public String path(String namespace, String object) {
    return path(namespace) + "/" + object;
  }

  /// True for an object of this resource's kind and group.
  public boolean isKindOf(Json.Object object) {
    String apiVersion = object.text("apiVersion");
    int slash = apiVersion.indexOf('/');
    return object.text("kind").equals(kind)
        && (slash < 0 ? "" : apiVersion.substring(0, slash)).equals(group);
  }
}
