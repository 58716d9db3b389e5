package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.kube.schema.ResourceType;

/// What a resource path means: `/apis/apps/v1/namespaces/default/deployments/web/scale`.
///
/// @param namespace `""` where the path names none
/// @param name `""` for the collection
/// @param subresource `""` for the object itself
/// @param rest what follows a `proxy` subresource
record RequestPath(
    ResourceType type, String namespace, String name, String subresource, String rest) {

  /// Finds the type of a group, version and resource: built in, or made by a
  /// CustomResourceDefinition.
  interface Types {
    @Nullable ResourceType find(String group, String version, String resource);
  }

  /// Reads a path; null when it leads to no resource.
  static @Nullable RequestPath of(String path, Types types) {
    List<String> parts = parts(path);
    String group;
    int at;
    if (parts.size() >= 3 && parts.getFirst().equals("api")) {
      group = "";
      at = 1;
    } else if (parts.size() >= 4 && parts.getFirst().equals("apis")) {
      group = parts.get(1);
      at = 2;
    } else {
      return null;
    }
    String version = parts.get(at++);
    String namespace = "";
    if (parts.get(at).equals("namespaces")
        && parts.size() > at + 2
        && types.find(group, version, parts.get(at + 2)) != null) {
      namespace = parts.get(at + 1);
      at += 2;
    }
    ResourceType type = types.find(group, version, parts.get(at++));
    if (type == null || (type.namespaced() && namespace.isEmpty() && parts.size() > at)) {
      return null;
    }
    String name = parts.size() > at ? parts.get(at++) : "";
    String subresource = parts.size() > at ? parts.get(at++) : "";
    String rest = parts.size() > at ? String.join("/", parts.subList(at, parts.size())) : "";
    if (!subresource.isEmpty() && !type.subresources().containsKey(subresource)) {
      return null;
    }
    return new RequestPath(type, namespace, name, subresource, rest);
  }

  private static List<String> parts(String path) {
    List<String> parts = new ArrayList<>(8);
    for (int start = 0; start < path.length(); ) {
      int end = path.indexOf('/', start);
      end = end < 0 ? path.length() : end;
      if (end > start) {
        parts.add(path.substring(start, end));
      }
      start = end + 1;
    }
    return parts;
  }

  /// `pods`, `pods/status`.
  String resource() {
    return subresource.isEmpty() ? type.resource() : type.resource() + "/" + subresource;
  }
}
