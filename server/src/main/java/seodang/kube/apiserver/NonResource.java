package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.engine.Run;
import seodang.kube.schema.ResourceType;
import seodang.kube.schema.Resources;
import seodang.kube.schema.SchemaData;

/// Paths that are no resource: discovery, OpenAPI, version, health.
final class NonResource {
  private static final String AGGREGATED =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
  private static final Json.Object DISCOVERY = SchemaData.read("discovery.json");

  private NonResource() {}

  /// The answer, or null when there is no such path.
  static @Nullable ApiResponse answer(Run run, ApiRequest request) {
    String path = request.path().replaceAll("/+$", "");
    return switch (path) {
      case "" -> json(Json.object("paths", Json.Array.ofTexts(paths(run))));
      case "/api", "/apis" -> discovery(run, request, path.substring(1));
      case "/version" -> json(version());
      case "/metrics" -> Metrics.answer(run);
      case "/openapi/v2" ->
          new ApiResponse.Text(
              200, "application/com.github.proto-openapi.spec.v2.v1.0+protobuf", "");
      case "/openapi/v3" -> json(OpenApi.index(run));
      default -> {
        if (path.startsWith("/openapi/v3/")) {
          Json.Object document = OpenApi.document(run, path.substring("/openapi/v3/".length()));
          yield document == null ? null : json(document);
        }
        ApiResponse health = Health.answer(request, path);
        yield health != null ? health : legacy(run, path);
      }
    };
  }

  /// Every path that answers, as `/` lists them.
  private static SortedSet<String> paths(Run run) {
    SortedSet<String> paths =
        new TreeSet<>(
            List.of(
                "/api",
                "/apis",
                "/apis/",
                "/metrics",
                "/openapi/v2",
                "/openapi/v3",
                "/openapi/v3/",
                "/version"));
    for (ResourceType type : types(run)) {
      String top = type.group().isEmpty() ? "/api" : "/apis/" + type.group();
      paths.add(top);
      paths.add(top + "/" + type.version());
    }
    paths.addAll(Health.paths());
    return paths;
  }

  private static ApiResponse json(Json body) {
    return new ApiResponse.Document(200, body);
  }

  private static ApiResponse discovery(Run run, ApiRequest request, String top) {
    if (request.accept().contains("apidiscovery.k8s.io;v=v2;")
        || request.accept().contains("apidiscovery.k8s.io;v=v2,")) {
      return new ApiResponse.Document(200, aggregated(run, top), AGGREGATED, List.of());
    }
    if (top.equals("api")) {
      return json(
          Json.object(
              "kind", "APIVersions",
              "versions", Json.array("v1"),
              "serverAddressByClientCIDRs",
                  Json.array(
                      Json.object(
                          "clientCIDR", "0.0.0.0/0", "serverAddress", "192.168.56.10:6443"))));
    }
    Json.Array groups = Json.array();
    for (String group : groups(run)) {
      groups = groups.add(group(run, group));
    }
    return json(Json.object("kind", "APIGroupList", "apiVersion", "v1", "groups", groups));
  }

  private static Json.Object aggregated(Run run, String top) {
    Json.Object known = DISCOVERY.object(top);
    List<ResourceType> customs = new ArrayList<>(CustomResources.all(run));
    customs.addAll(ResourceMetrics.types(run));
    if (top.equals("api") || customs.isEmpty()) {
      return known;
    }
    Map<String, Map<String, Json.Array>> groups = new LinkedHashMap<>();
    for (ResourceType type : customs) {
      groups
          .computeIfAbsent(type.group(), _ -> new LinkedHashMap<>())
          .merge(type.version(), Json.array(discovered(type)), (a, b) -> a.add(b.get(0)));
    }
    Json.Array items = known.array("items");
    for (Map.Entry<String, Map<String, Json.Array>> group : groups.entrySet()) {
      List<Json> versions = new ArrayList<>();
      group
          .getValue()
          .forEach((version, resources) ->
              versions.add(
                  Json.object("version", version, "resources", resources, "freshness", "Current")));
      items =
          items.add(
              Json.object(
                  "metadata", Json.object("name", group.getKey()),
                  "versions", Json.Array.of(versions)));
    }
    return known.with("items", items);
  }

  private static Json discovered(ResourceType type) {
    List<Json> subresources = new ArrayList<>();
    type.subresources()
        .forEach((name, sub) ->
            subresources.add(
                Json.object(
                    "subresource", name,
                    "responseKind", responseKind(sub.group(), sub.version(), sub.kind()),
                    "verbs", Json.Array.ofTexts(sub.verbs()))));
    return Json.object(
        "resource",
        type.resource(),
        "responseKind",
        responseKind(type.group(), type.version(), type.kind()),
        "scope",
        type.namespaced() ? "Namespaced" : "Cluster",
        "singularResource",
        type.singular(),
        "verbs",
        Json.Array.ofTexts(type.verbs()),
        "shortNames",
        type.shortNames().isEmpty() ? null : Json.Array.ofTexts(type.shortNames()),
        "categories",
        type.categories().isEmpty() ? null : Json.Array.ofTexts(type.categories()),
        "subresources",
        subresources.isEmpty() ? null : Json.Array.of(subresources));
  }

  private static Json responseKind(String group, String version, String kind) {
    return Json.object("group", group, "version", version, "kind", kind);
  }

  private static List<ResourceType> types(Run run) {
    List<ResourceType> types = new ArrayList<>(Resources.all());
    types.addAll(CustomResources.all(run));
    types.addAll(ResourceMetrics.types(run));
    return types;
  }

  private static Set<String> groups(Run run) {
    Set<String> groups = new LinkedHashSet<>();
    for (ResourceType type : types(run)) {
      if (!type.group().isEmpty()) {
        groups.add(type.group());
      }
    }
    return groups;
  }

  private static Json.Object group(Run run, String group) {
    Set<Json> versions = new LinkedHashSet<>();
    for (ResourceType type : types(run)) {
      if (type.group().equals(group)) {
        versions.add(Json.object("groupVersion", type.apiVersion(), "version", type.version()));
      }
    }
    return Json.object(
        "name", group,
        "versions", Json.Array.of(List.copyOf(versions)),
        "preferredVersion", versions.iterator().next());
  }

  /// `/api/v1`, `/apis/apps`, `/apis/apps/v1`.
  private static @Nullable ApiResponse legacy(Run run, String path) {
    String[] parts = path.substring(1).split("/");
    boolean core = parts.length == 2 && parts[0].equals("api");
    if (parts.length == 2 && parts[0].equals("apis") && groups(run).contains(parts[1])) {
      return json(group(run, parts[1]).with("kind", "APIGroup").with("apiVersion", "v1"));
    }
    if (!core && !(parts.length == 3 && parts[0].equals("apis"))) {
      return null;
    }
    String group = core ? "" : parts[1];
    String version = parts[parts.length - 1];
    List<Json> resources = new ArrayList<>();
    for (ResourceType type : types(run)) {
      if (type.group().equals(group) && type.version().equals(version)) {
        resources.add(resource(type));
        type.subresources().entrySet().stream()
            .sorted(java.util.Map.Entry.comparingByKey())
            .forEach(e -> resources.add(subresource(type, e.getKey(), e.getValue())));
      }
    }
    if (resources.isEmpty()) {
      return null;
    }
    return json(
        Json.object(
            "kind",
            "APIResourceList",
            "apiVersion",
            "v1",
            "groupVersion",
            group.isEmpty() ? version : group + "/" + version,
            "resources",
            Json.Array.of(resources)));
  }

  private static Json resource(ResourceType type) {
    return Json.object(
        "name", type.resource(),
        "singularName", type.singular(),
        "namespaced", type.namespaced(),
        "kind", type.kind(),
        "verbs", Json.Array.ofTexts(type.verbs()),
        "shortNames", type.shortNames().isEmpty() ? null : Json.Array.ofTexts(type.shortNames()),
        "categories", type.categories().isEmpty() ? null : Json.Array.ofTexts(type.categories()));
  }

  private static Json subresource(ResourceType type, String name, ResourceType.Subresource sub) {
    boolean foreign = !sub.kind().equals(type.kind());
    return Json.object(
        "name",
        type.resource() + "/" + name,
        "singularName",
        "",
        "namespaced",
        type.namespaced(),
        "group",
        foreign && !sub.group().isEmpty() ? sub.group() : null,
        "version",
        foreign && !sub.group().isEmpty() ? sub.version() : null,
        "kind",
        sub.kind(),
        "verbs",
        Json.Array.ofTexts(sub.verbs()));
  }

  static Json.Object version() {
    return Json.object(
        "major", "1",
        "minor", "33",
        "emulationMajor", "1",
        "emulationMinor", "33",
        "minCompatibilityMajor", "1",
        "minCompatibilityMinor", "32",
        "gitVersion", "v1.33.13",
        "gitCommit", "0000000000000000000000000000000000000000",
        "gitTreeState", "clean",
        "buildDate", "2026-06-01T00:00:00Z",
        "goVersion", "go1.24.0",
        "compiler", "gc",
        "platform", "linux/amd64");
  }
}
