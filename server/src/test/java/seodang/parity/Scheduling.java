package seodang.parity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.Cluster;
import seodang.kube.ClusterState;
import seodang.kube.Input;
import seodang.kube.TraceEntry;

/// Lets the scheduler decide what the real one decided, in worlds that stand as they stood then.
final class Scheduling {
  /// Where differences are told.
  interface Differences {
    void tell(String what, Object real, Object ours);
  }

  private final Differences differences;
  private int pods;
  private int same;

  Scheduling(Differences differences) {
    this.differences = differences;
  }

  int pods() {
    return pods;
  }

  int same() {
    return same;
  }

  void run(Path file) throws IOException {
    for (Json world : ((Json.Array) Json.parse(Files.readString(file)))) {
      play((Json.Object) world);
    }
  }

  private void play(Json.Object world) {
    ClusterState state = Cluster.ofProfile("api", 1, Instant.parse("2026-11-21T02:00:00Z"));
    state = Cluster.apply(state, new Input.Fault("kube-scheduler", false)).state();
    for (Json.Object node : world.array("nodes").objects()) {
      Json.Object whole = node.with("apiVersion", "v1").with("kind", "Node");
      state = send(state, ApiRequest.post("/api/v1/nodes", whole));
      String path = "/api/v1/nodes/" + node.object("metadata").text("name");
      Json.Object made =
          Objects.requireNonNull(state.get("", "nodes", "", path.substring(14)))
              .with("apiVersion", "v1")
              .with("kind", "Node")
              .with("spec", node.object("spec"));
      state = send(state, ApiRequest.put(path, made.withoutAt("metadata", "resourceVersion")));
      state =
          send(
              state,
              ApiRequest.put(
                  path + "/status",
                  made.withoutAt("metadata", "resourceVersion")
                      .with("status", node.object("status"))));
    }
    for (Json.Object one : world.array("cases").objects()) {
      Json.Object pod = one.object("pod").with("apiVersion", "v1").with("kind", "Pod");
      ClusterState decided =
          Cluster.apply(
                  create(state, pod), new Input.Advance(state.now().plus(Duration.ofMillis(500))))
              .state();
      compare(one, decided);
      if (!one.text("node").isEmpty()) {
        state = create(state, pod.withAt(Json.text(one.text("node")), "spec", "nodeName"));
      }
    }
  }

  private void compare(Json.Object real, ClusterState decided) {
    String name = real.object("pod").object("metadata").text("name");
    Json.Object ours = Json.object();
    for (TraceEntry entry : decided.trace().since(0)) {
      if (entry.verb().equals("decide") && entry.name().equals(name)) {
        ours = entry.detail();
      }
    }
    pods++;
    TreeMap<String, String> theirs = new TreeMap<>();
    TreeMap<String, String> own = new TreeMap<>();
    theirs.put("message", real.text("message"));
    own.put("message", ours.text("message"));
    if (real.has("scores")) {
      for (String node : real.object("scores").keys()) {
        Json.Object scores = real.object("scores").object(node);
        for (String plugin : scores.keys()) {
          theirs.put(node + " " + plugin, Long.toString(scores.number(plugin, 0)));
        }
        theirs.put(node + " total", Long.toString(real.object("total").number(node, 0)));
      }
      for (String node : ours.object("scores").keys()) {
        Json.Object scores = ours.object("scores").object(node);
        for (String plugin : scores.keys()) {
          own.put(node + " " + plugin, Long.toString(scores.number(plugin, 0)));
        }
      }
    } else if (!real.text("node").isEmpty()) {
      theirs.put("feasible", "[" + real.text("node") + "]");
      own.put("feasible", ours.object("scores").keys().toString());
    }
    if (theirs.equals(own)) {
      same++;
    } else {
      for (String equal : List.copyOf(theirs.keySet())) {
        if (Objects.equals(theirs.get(equal), own.get(equal))) {
          theirs.remove(equal);
          own.remove(equal);
        }
      }
      differences.tell("scheduling " + name, theirs, own);
    }
  }

  private static ClusterState create(ClusterState state, Json.Object pod) {
    return send(state, ApiRequest.post("/api/v1/namespaces/default/pods", pod));
  }

  private static ClusterState send(ClusterState state, ApiRequest request) {
    var done = Cluster.apply(state, new Input.Request(request, null));
    ApiResponse answer = Objects.requireNonNull(done.response());
    if (!answer.ok()) {
      throw new IllegalStateException(request.path() + ": " + answer);
    }
    return done.state();
  }
}
