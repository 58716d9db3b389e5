package seodang.terminal.kubectl;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.pcollections.TreePMap;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.ClusterState;
import seodang.kube.Input;
import seodang.kube.Transition;
import seodang.kube.store.Store;
import seodang.kube.trace.Trace;
import seodang.terminal.ClusterPort;

/// An API server that answers with recorded objects and the recorded discovery: no rules, no
/// defaults. What is posted comes back as it was.
final class RecordedCluster implements ClusterPort {
  private final Json.Object discovery;
  private final List<Json.Object> objects;
  private final Instant now;

  RecordedCluster(Json.Object discovery, List<Json.Object> objects, Instant now) {
    this.discovery = discovery;
    this.objects = objects;
    this.now = now;
  }

  @Override
  public ApiResponse request(ApiRequest request, String commandLine) {
    String path = request.path();
    if (path.equals("/api") || path.equals("/apis")) {
      return new ApiResponse.Document(200, discovery.object(path.substring(1)));
    }
    if (request.method().equals("POST") && request.body() instanceof ApiRequest.Body.Parsed p) {
      return new ApiResponse.Document(201, p.value());
    }
    String[] parts = path.substring(1).split("/");
    boolean core = parts[0].equals("api");
    String version = core ? parts[1] : parts[1] + "/" + parts[2];
    int at = core ? 2 : 3;
    String namespace = "";
    if (parts.length >= at + 3 && parts[at].equals("namespaces")) {
      namespace = parts[at + 1];
      at += 2;
    }
    String kind = kind(version, parts[at]);
    String name = parts.length > at + 1 ? parts[at + 1] : "";
    List<Json> found = new ArrayList<>();
    for (Json.Object object : objects) {
      Json.Object metadata = object.object("metadata");
      if (object.text("kind").equals(kind)
          && object.text("apiVersion").equals(version)
          && (namespace.isEmpty() || metadata.text("namespace").equals(namespace))
          && matches(object, request)) {
        if (metadata.text("name").equals(name)) {
          return new ApiResponse.Document(200, object);
        }
        found.add(object);
      }
    }
    if (!name.isEmpty()) {
      return notFound(core ? parts[at] : parts[at] + "." + parts[1], name);
    }
    return new ApiResponse.Document(
        200,
        Json.object(
            "kind",
            kind + "List",
            "apiVersion",
            version,
            "metadata",
            Json.object("resourceVersion", "1"),
            "items",
            Json.Array.of(found)));
  }

  private static ApiResponse notFound(String resource, String name) {
    return new ApiResponse.Document(
        404,
        Json.object(
            "kind",
            "Status",
            "code",
            404,
            "reason",
            "NotFound",
            "message",
            resource + " \"" + name + "\" not found"));
  }

  private static boolean matches(Json.Object object, ApiRequest request) {
    for (String term : request.parameter("labelSelector").split(",")) {
      String[] pair = term.split("=+");
      if (pair.length == 2
          && !object.object("metadata").object("labels").text(pair[0]).equals(pair[1])) {
        return false;
      }
    }
    for (String term : request.parameter("fieldSelector").split(",")) {
      boolean not = term.contains("!=");
      String[] pair = term.split("!?=", 2);
      if (pair.length == 2) {
        Json value = object.at(pair[0].split("\\."));
        String text = value instanceof Json.Text t ? t.value() : "";
        if (text.equals(pair[1]) == not) {
          return false;
        }
      }
    }
    return true;
  }

  private String kind(String groupVersion, String resource) {
    for (String root : List.of("api", "apis")) {
      for (Json.Object group : discovery.object(root).array("items").objects()) {
        String name = group.object("metadata").text("name");
        for (Json.Object version : group.array("versions").objects()) {
          String full =
              name.isEmpty() ? version.text("version") : name + "/" + version.text("version");
          for (Json.Object one : version.array("resources").objects()) {
            if (full.equals(groupVersion) && one.text("resource").equals(resource)) {
              return one.object("responseKind").text("kind");
            }
          }
        }
      }
    }
    return "";
  }

  @Override
  public ClusterState state() {
    return new ClusterState(
        Store.empty(), TreePMap.empty(), TreePMap.empty(), now, 0, Trace.empty());
  }

  @Override
  public ClusterState awaitChange(ClusterState seen, Duration atMost) {
    return seen;
  }

  @Override
  public Transition input(Input input) {
    return new Transition(state(), null, null, false);
  }

  @Override
  public Instant now() {
    return now;
  }
}
