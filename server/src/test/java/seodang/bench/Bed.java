package seodang.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import seodang.json.Json;
import seodang.json.Yaml;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.Cluster;
import seodang.kube.ClusterState;
import seodang.kube.Input;
import seodang.kube.Limits;
import seodang.kube.Meta;
import seodang.kube.Transition;

/// The clusters that are measured.
final class Bed {
  static final Instant NOW = Instant.parse("2026-01-01T09:30:00Z");

  private Bed() {}

  static ClusterState send(ClusterState state, ApiRequest request) {
    Transition done = Cluster.apply(state, new Input.Request(request, null));
    ApiResponse answer = Objects.requireNonNull(done.response());
    if (!answer.ok()) {
      throw new IllegalStateException(answer.object().toString());
    }
    return done.state();
  }

  /// Larger than any learner's cluster.
  private static final Limits LIMITS =
      new Limits(1_000_000, 1_000_000, 10_000, 1_000_000, Limits.STANDARD.objectBytes(), 1_000);

  /// Lets time pass, however much there is to do.
  static ClusterState settle(ClusterState state, Duration time) {
    Input.Advance advance = new Input.Advance(state.now().plus(time));
    Transition done = Cluster.apply(state, advance, LIMITS);
    while (done.exhausted()) {
      done = Cluster.apply(done.state(), advance, LIMITS);
    }
    return done.state();
  }

  static Json.Object deployment(String name, int replicas, String container) {
    return (Json.Object)
        Yaml.parse(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: NAME}
            spec:
              replicas: COUNT
              selector: {matchLabels: {app: NAME}}
              template:
                metadata: {labels: {app: NAME}}
                spec: {containers: [CONTAINER]}
            """
                .replace("NAME", name)
                .replace("COUNT", Integer.toString(replicas))
                .replace("CONTAINER", container));
  }

  static ClusterState deploy(ClusterState state, int replicas) {
    return send(
        state,
        ApiRequest.post(
            "/apis/apps/v1/namespaces/default/deployments",
            deployment("big", replicas, "{name: web, image: 'nginx:1.27'}")));
  }

  static long ready(ClusterState state) {
    return state.list("", "pods", "default").stream().filter(p -> Meta.isTrue(p, "Ready")).count();
  }

  /// A learner's cluster with more workers.
  static ClusterState withNodes(int count) {
    ClusterState after = Cluster.learner(1, NOW);
    Json.Object worker = after.list("", "nodes", "").get(1);
    for (int i = 3; i <= count; i++) {
      String name = "worker-" + i;
      Json.Object node =
          Json.object(
              "apiVersion",
              "v1",
              "kind",
              "Node",
              "metadata",
              Json.object(
                  "name", name, "labels", Meta.labels(worker).with("kubernetes.io/hostname", name)),
              "spec",
              Json.object("podCIDR", "10.245." + i + ".0/24"));
      after = send(after, ApiRequest.post("/api/v1/nodes", node));
      Json.Object made =
          Objects.requireNonNull(after.get("", "nodes", "", name))
              .with("status", worker.object("status"));
      after = send(after, ApiRequest.put("/api/v1/nodes/" + name + "/status", made));
      Json.Object untainted = Json.object("spec", Json.object("taints", Json.Null.NULL));
      after =
          send(after, ApiRequest.patch("/api/v1/nodes/" + name, ApiRequest.MERGE_PATCH, untainted));
    }
    return settle(after, Duration.ofMinutes(1));
  }
}
