package seodang.terminal.kubectl.client;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import seodang.json.Json;

/// Reads the aggregated discovery documents of `/api` and `/apis`.
public final class Discovery {
  public static final String ACCEPT =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
          + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,"
          + "application/json";

  private Discovery() {}

  /// All resources in the order of groups, the preferred version of a group first.
  static List<Resource> read(Client client) {
    return read(root -> client.get(root, ACCEPT, "timeout", "32s"));
  }

  /// @param get answers the document at `/api` or `/apis`, asked for with [#ACCEPT]
  public static List<Resource> read(Function<String, Json.Object> get) {
    List<Resource> all = new ArrayList<>();
    for (String root : List.of("/api", "/apis")) {
      Json.Object answer = get.apply(root);
      for (Json.Object group : answer.array("items").objects()) {
        for (Json.Object version : group.array("versions").objects()) {
          add(all, group.object("metadata").text("name"), version);
        }
      }
    }
    return List.copyOf(all);
  }

  private static void add(List<Resource> all, String group, Json.Object version) {
    String name = version.text("version");
    for (Json.Object resource : version.array("resources").objects()) {
      String kind = resource.object("responseKind").text("kind");
      if (kind.isEmpty()) {
        continue;
      }
      List<String> subresources = new ArrayList<>();
      resource
          .array("subresources")
          .objects()
          .forEach(s -> subresources.add(s.text("subresource")));
      all.add(
          new Resource(
              group,
              name,
              resource.text("resource"),
              resource.text("singularResource"),
              kind,
              resource.text("scope").equals("Namespaced"),
              resource.array("verbs").texts(),
              resource.array("shortNames").texts(),
              resource.array("categories").texts(),
              List.copyOf(subresources)));
    }
  }
}
