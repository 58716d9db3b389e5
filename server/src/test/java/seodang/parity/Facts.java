package seodang.parity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.Cluster;
import seodang.kube.ClusterState;
import seodang.kube.Input;

/// What a fresh cluster tells of itself: discovery, the columns of its tables, the objects it
/// begins with.
///
/// @param base the cluster that is asked
record Facts(Path reference, ClusterState base, Report report) {
  /// Objects whose number and names are the cluster's own, not the release's.
  private static final Set<String> OWN = Set.of("nodes", "leases", "endpointslices");

  private static final Set<String> DRAWN =
      Set.of(
          "uid",
          "resourceVersion",
          "managedFields",
          "creationTimestamp",
          "lastTransitionTime",
          "clusterIP",
          "clusterIPs",
          "generation");

  interface Report {
    void row(String what, String aspect, int same, int all);

    void differ(String what, Object real, Object ours);
  }

  void compare() throws IOException {
    discovery();
    columns();
    bootstrap();
  }

  private Json.Object read(String file) throws IOException {
    return Json.parseObject(Files.readString(reference.resolve(file)));
  }

  private Json.Object get(String path, String accept) {
    ApiRequest request = ApiRequest.get(path).withAccept(accept);
    ApiResponse answer =
        Objects.requireNonNull(Cluster.apply(base, new Input.Request(request, null)).response());
    return answer.object();
  }

  private void discovery() throws IOException {
    Json.Object real = read("discovery-1.33.json");
    int same = 0;
    int all = 0;
    for (String top : List.of("api", "apis")) {
      Json.Object ours =
          get("/" + top, "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
      for (Json.Object group : real.object(top).array("items").objects()) {
        String name = group.object("metadata").text("name");
        Json.Object found =
            ours.array("items").objects().stream()
                .filter(g -> g.object("metadata").text("name").equals(name))
                .findFirst()
                .orElse(Json.object());
        all++;
        if (plain(group).equals(plain(found))) {
          same++;
        } else {
          report.differ("discovery " + name, plain(group), plain(found));
        }
      }
    }
    report.row("discovery", "groups", same, all);
  }

  private void columns() throws IOException {
    Json.Object real = read("table-columns-1.33.json");
    int same = 0;
    for (String key : real.keys()) {
      String path = key.startsWith("v1/") ? "/api/" + key : "/apis/" + key;
      Json.Object table =
          get(path, "application/json;as=Table;v=v1;g=meta.k8s.io,application/json");
      Json.Array ours =
          table.array("columnDefinitions").map(c -> ((Json.Object) c).without("description"));
      if (ours.equals(real.array(key))) {
        same++;
      } else {
        report.differ("columns " + key, real.array(key), ours);
      }
    }
    report.row("table columns", "resources", same, real.keys().size());
  }

  private void bootstrap() throws IOException {
    Json.Object real = read("bootstrap-objects-1.33.json");
    int same = 0;
    int all = 0;
    for (String resource : real.keys()) {
      Json.Object list = real.object(resource);
      if (OWN.contains(resource)) {
        continue;
      }
      String version = list.text("apiVersion");
      String group = version.contains("/") ? "/apis/" + version : "/api/" + version;
      Json.Object ours = get(group + "/" + resource, "application/json");
      for (Json.Object item : list.array("items").objects()) {
        Json.Object found =
            ours.array("items").objects().stream()
                .filter(o -> id(o).equals(id(item)))
                .findFirst()
                .orElse(Json.object());
        all++;
        if (plain(item).equals(plain(found.without("apiVersion").without("kind")))
            || plain(item).equals(plain(found))) {
          same++;
        } else {
          report.differ("bootstrap " + resource + " " + id(item), plain(item), plain(found));
        }
      }
    }
    report.row("bootstrap", "objects", same, all);
  }

  private static String id(Json.Object object) {
    Json.Object meta = object.object("metadata");
    return meta.text("namespace") + "/" + meta.text("name");
  }

  /// Without what a server draws for itself.
  private static Json plain(Json value) {
    return switch (value) {
      case Json.Object o -> {
        Json.Object kept = Json.object();
        for (String key : o.keys()) {
          if (!DRAWN.contains(key)) {
            kept = kept.with(key, plain(Objects.requireNonNull(o.get(key))));
          }
        }
        yield kept;
      }
      case Json.Array a -> a.map(Facts::plain);
      default -> value;
    };
  }
}
