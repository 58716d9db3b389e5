package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
      case "" ->
          json(
              Json.object(
                  "paths",
                  Json.array(
                      "/api",
                      "/api/v1",
                      "/apis",
                      "/healthz",
                      "/livez",
                      "/openapi/v2",
                      "/openapi/v3",
                      "/readyz",
                      "/version")));
      case "/api", "/apis" -> discovery(request, path.substring(1));
      case "/version" -> json(version());
      case "/healthz", "/livez", "/readyz" -> health(request, path.substring(1));
      case "/openapi/v2" ->
          new ApiResponse.Text(
              200, "application/com.github.proto-openapi.spec.v2.v1.0+protobuf", "");
      case "/openapi/v3" -> json(OpenApi.index());
      default -> {
        if (path.startsWith("/openapi/v3/")) {
          Json.Object document = OpenApi.document(path.substring("/openapi/v3/".length()));
          yield document == null ? null : json(document);
        }
        yield legacy(path);
      }
    };
  }

  private static ApiResponse json(Json body) {
    return new ApiResponse.Document(200, body);
  }

  private static ApiResponse discovery(ApiRequest request, String top) {
    if (request.accept().contains("apidiscovery.k8s.io;v=v2;")
        || request.accept().contains("apidiscovery.k8s.io;v=v2,")) {
      return new ApiResponse.Document(200, DISCOVERY.object(top), AGGREGATED, List.of());
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
    for (String group : groups()) {
      groups = groups.add(group(group));
    }
    return json(Json.object("kind", "APIGroupList", "apiVersion", "v1", "groups", groups));
  }

  private static Set<String> groups() {
    Set<String> groups = new LinkedHashSet<>();
    for (ResourceType type : Resources.all()) {
      if (!type.group().isEmpty()) {
        groups.add(type.group());
      }
    }
    return groups;
  }

  private static Json.Object group(String group) {
    List<Json> versions = new ArrayList<>();
    for (String version : Resources.versions(group)) {
      versions.add(Json.object("groupVersion", group + "/" + version, "version", version));
    }
    return Json.object(
        "name", group,
        "versions", Json.Array.of(versions),
        "preferredVersion", versions.getFirst());
  }

  /// `/api/v1`, `/apis/apps`, `/apis/apps/v1`.
  private static @Nullable ApiResponse legacy(String path) {
    String[] parts = path.substring(1).split("/");
    boolean core = parts.length == 2 && parts[0].equals("api");
    if (parts.length == 2 && parts[0].equals("apis") && groups().contains(parts[1])) {
      return json(group(parts[1]).with("kind", "APIGroup").with("apiVersion", "v1"));
    }
    if (!core && !(parts.length == 3 && parts[0].equals("apis"))) {
      return null;
    }
    String group = core ? "" : parts[1];
    String version = parts[parts.length - 1];
    if (!Resources.hasGroupVersion(group, version)) {
      return null;
    }
    List<Json> resources = new ArrayList<>();
    for (ResourceType type : Resources.all()) {
      if (type.group().equals(group) && type.version().equals(version)) {
        resources.add(resource(type));
        type.subresources().entrySet().stream()
            .sorted(java.util.Map.Entry.comparingByKey())
            .forEach(e -> resources.add(subresource(type, e.getKey(), e.getValue())));
      }
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

  private static Json.Object version() {
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

  private static ApiResponse health(ApiRequest request, String what) {
    if (!request.query().containsKey("verbose")) {
      return new ApiResponse.Text(200, "text/plain; charset=utf-8", "ok");
    }
    StringBuilder text = new StringBuilder();
    for (String check :
        List.of(
            "ping",
            "log",
            "etcd",
            "poststarthook/start-apiserver-admission-initializer",
            "poststarthook/generic-apiserver-start-informers",
            "poststarthook/rbac/bootstrap-roles",
            "poststarthook/scheduling/bootstrap-system-priority-classes",
            "poststarthook/start-kube-aggregator-informers",
            "poststarthook/apiservice-registration-controller",
            "poststarthook/apiservice-openapi-controller")) {
      text.append("[+]").append(check).append(" ok\n");
    }
    return new ApiResponse.Text(200, "text/plain; charset=utf-8", text + what + " check passed\n");
  }
}
