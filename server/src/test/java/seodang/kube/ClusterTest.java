package seodang.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import seodang.json.Json;

class ClusterTest {
  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 3
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
            - {name: nginx, image: "nginx:1.27"}
      """;

  private final Clusters cluster = Clusters.learner();

  private List<Json.Object> pods(String namespace) {
    return cluster.state().list("", "pods", namespace);
  }

  @Test
  void learner_standsWithItsSystemPodsRunning() {
    for (Json.Object pod : pods("kube-system")) {
      assertThat(PodStatus.of(pod, cluster.state().now()).reason())
          .as(Meta.name(pod))
          .isEqualTo("Running");
    }
    assertThat(pods("kube-system")).hasSize(13);
  }

  @Test
  void deployment_becomesReadyPods() {
    assertThat(cluster.post("/apis/apps/v1/namespaces/default/deployments", DEPLOYMENT).status())
        .isEqualTo(201);
    cluster.pass(Duration.ofSeconds(20));
    assertThat(pods("default")).hasSize(3);
    for (Json.Object pod : pods("default")) {
      assertThat(PodStatus.of(pod, cluster.state().now()).reason())
          .as(pod.pretty())
          .isEqualTo("Running");
    }
    Json.Object deployment = cluster.get("/apis/apps/v1/namespaces/default/deployments/web");
    assertThat(deployment.object("status").number("availableReplicas", 0)).isEqualTo(3);
  }

  @Test
  void deletedPod_isReplaced() {
    cluster.post("/apis/apps/v1/namespaces/default/deployments", DEPLOYMENT);
    cluster.pass(Duration.ofSeconds(20));
    String victim = Meta.name(pods("default").getFirst());
    cluster.request(ApiRequest.delete("/api/v1/namespaces/default/pods/" + victim));
    cluster.pass(Duration.ofMinutes(1));
    assertThat(pods("default")).hasSize(3).noneMatch(p -> Meta.name(p).equals(victim));
  }

  @Test
  void deletedDeployment_takesItsPodsAlong() {
    cluster.post("/apis/apps/v1/namespaces/default/deployments", DEPLOYMENT);
    cluster.pass(Duration.ofSeconds(20));
    cluster.request(ApiRequest.delete("/apis/apps/v1/namespaces/default/deployments/web"));
    cluster.pass(Duration.ofMinutes(1));
    assertThat(pods("default")).isEmpty();
    assertThat(cluster.state().list("apps", "replicasets", "default")).isEmpty();
  }

  @Test
  void service_reachesEveryReadyPod() {
    cluster.post("/apis/apps/v1/namespaces/default/deployments", DEPLOYMENT);
    cluster.post(
        "/api/v1/namespaces/default/services",
        """
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec: {selector: {app: web}, ports: [{port: 80}]}
        """);
    cluster.pass(Duration.ofSeconds(20));
    String pod = Meta.name(pods("default").getFirst());
    HttpResult result =
        Objects.requireNonNull(
            cluster
                .input(new Input.Http("default/" + pod, "GET", "http://web/", Json.object(), ""))
                .http());
    assertThat(result.status()).as(result.hops().toString()).isEqualTo(200);
    assertThat(result.body()).contains("Welcome to nginx!");
  }

  @Test
  void sameInputs_giveTheSameState() {
    Clusters other = Clusters.learner();
    for (Clusters c : List.of(cluster, other)) {
      c.post("/apis/apps/v1/namespaces/default/deployments", DEPLOYMENT);
      c.pass(Duration.ofMinutes(2));
    }
    assertThat(other.state().store().rangeMap("/"))
        .isEqualTo(cluster.state().store().rangeMap("/"));
    assertThat(other.state().memory()).isEqualTo(cluster.state().memory());
    assertThat(other.state().random()).isEqualTo(cluster.state().random());
  }
}
