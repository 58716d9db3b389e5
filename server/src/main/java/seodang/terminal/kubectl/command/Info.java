package seodang.terminal.kubectl.command;

import java.util.Locale;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.client.Resource;

/// One object a command works on, as kubectl's builder finds it.
///
/// @param namespace `""` for cluster-scoped ones
/// @param source the file it came from, `STDIN`, or `""` for the API server
/// @param object as read; without members when only its name is known, or a whole list or Table
public record Info(
    Resource resource, String namespace, String name, String source, Json.Object object) {

  /// An object whose resource is known.
  public static Info of(Resource resource, String namespace, Json.Object object) {
    return new Info(resource, namespace, object.object("metadata").text("name"), "", object);
  }

  /// An object that no API server is asked about.
  public static Info local(Json.Object object) {
    Json.Object metadata = object.object("metadata");
    return new Info(
        LocalResource.of(object), metadata.text("namespace"), metadata.text("name"), "", object);
  }

  public String path() {
    return resource.path(namespace, name);
  }

  public Info with(Json.Object other) {
    Json.Object metadata = other.object("metadata");
    return new Info(
        resource,
        namespace,
        metadata.text("name").isEmpty() ? name : metadata.text("name"),
        source,
        other);
  }

  public Info withNamespace(String other) {
    return new Info(resource, other, name, source, object);
  }

  /// `deployment.apps/web`, or with an operation `deployment.apps/web scaled`.
  public String report(String operation) {
    return resource.label() + "/" + name + (operation.isEmpty() ? "" : " " + operation) + "\n";
  }

  /// `deployments/web`: as messages of waiting name it.
  public String plural() {
    return resource.name() + "/" + name;
  }

  /// The kind in lower case: `deployment`.
  public String lowerKind() {
    return resource.kind().toLowerCase(Locale.ROOT);
  }

  /// An error told with where the object was read from.
  public KubectlError failed(String verb, KubectlError error) {
    return error.from(verb, source);
  }
}
