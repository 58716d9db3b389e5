package seodang.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import seodang.json.Json;
import seodang.json.Yaml;

/// The controllers that scale, guard and keep revisions.
class ScalersTest {
  private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
  private static final String DAEMONS = "/apis/apps/v1/namespaces/default/daemonsets";
  private final Clusters cluster =
      new Clusters(Cluster.ofProfile("kwok", 7, Instant.parse("2026-01-01T00:00:00Z")));

  private void post(String path, String yaml) {
    ApiResponse answer = cluster.post(path, yaml);
    assertThat(answer.ok()).as("%s", answer).isTrue();
  }

  private void deployment(String name, int replicas, String more) {
    post(
        DEPLOYMENTS,
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: %1$s}
        spec:
          replicas: %2$d
          selector: {matchLabels: {app: %1$s}}
          template:
            metadata: {labels: {app: %1$s}}
            spec: {%3$s containers: [{name: c, image: "nginx:1.27"}]}
        """
            .formatted(name, replicas, more));
  }

  private List<Json.Object> items(String path) {
    return cluster.get(path).array("items").objects();
  }

  @Test
  void autoscaler_withoutMetricsStillHoldsItsMinimum() {
    deployment("mill", 1, "");
    post(
        "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers",
        """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: mill}
        spec: {minReplicas: 3, maxReplicas: 5, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: mill}}
        """);
    cluster.pass(Duration.ofSeconds(20));
    assertThat(cluster.get(DEPLOYMENTS + "/mill").object("spec").number("replicas", 0))
        .isEqualTo(3);
    cluster.pass(Duration.ofSeconds(20));
    Json.Object hpa =
        cluster.get("/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers/mill");
    assertThat(hpa.object("status").number("currentReplicas", 0)).isEqualTo(3);
    assertThat(hpa.object("status").number("desiredReplicas", 0)).isEqualTo(3);
    assertThat(Meta.condition(hpa, "ScalingActive").text("reason"))
        .isEqualTo("FailedGetResourceMetric");
    assertThat(items("/api/v1/namespaces/default/events"))
        .anyMatch(e -> e.text("reason").equals("SuccessfulRescale"));
  }

  @Test
  void replicaFailure_isToldByReplicaSetAndDeploymentUntilItIsMended() {
    deployment("calc", 1, "serviceAccountName: robot,");
    cluster.pass(Duration.ofSeconds(5));
    Json.Object failure = Meta.condition(cluster.get(DEPLOYMENTS + "/calc"), "ReplicaFailure");
    assertThat(failure.text("reason")).isEqualTo("FailedCreate");
    assertThat(failure.text("message")).contains("serviceaccount \"robot\" not found");
    post(
        "/api/v1/namespaces/default/serviceaccounts",
        "{apiVersion: v1, kind: ServiceAccount, metadata: {name: robot}}");
    cluster.pass(Duration.ofSeconds(30));
    assertThat(Meta.condition(cluster.get(DEPLOYMENTS + "/calc"), "ReplicaFailure").isEmpty())
        .isTrue();
  }

  @Test
  void replicationController_keepsItsPods() {
    String path = "/api/v1/namespaces/default/replicationcontrollers";
    post(
        path,
        """
        apiVersion: v1
        kind: ReplicationController
        metadata: {name: old}
        spec:
          replicas: 2
          selector: {app: old}
          template:
            metadata: {labels: {app: old}}
            spec: {containers: [{name: c, image: "nginx:1.27"}]}
        """);
    cluster.pass(Duration.ofSeconds(30));
    assertThat(cluster.get(path + "/old").object("status").number("readyReplicas", 0)).isEqualTo(2);
    assertThat(items("/api/v1/namespaces/default/pods"))
        .hasSize(2)
        .allMatch(pod -> Meta.name(pod).startsWith("old-"));
  }

  @Test
  void daemonSet_keepsItsRevisions() {
    post(
        DAEMONS,
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: agent}
        spec:
          selector: {matchLabels: {app: agent}}
          template:
            metadata: {labels: {app: agent}}
            spec: {containers: [{name: c, image: "nginx:1.27"}]}
        """);
    cluster.pass(Duration.ofSeconds(10));
    for (String image : List.of("nginx:1.28", "nginx:1.27")) {
      cluster.request(
          ApiRequest.patch(
              DAEMONS + "/agent",
              ApiRequest.STRATEGIC_MERGE_PATCH,
              Json.parseObject(
                  "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\""
                      + image
                      + "\"}]}}}}")));
      cluster.pass(Duration.ofSeconds(30));
    }
    assertThat(items("/apis/apps/v1/namespaces/default/controllerrevisions"))
        .extracting(r -> r.number("revision", 0))
        .containsExactlyInAnyOrder(2L, 3L);
  }

  @Test
  void eviction_spendsTheBudgetUntilItIsUsedUp() {
    deployment("web", 3, "");
    post(
        "/apis/policy/v1/namespaces/default/poddisruptionbudgets",
        """
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: web}
        spec: {maxUnavailable: "40%", selector: {matchLabels: {app: web}}}
        """);
    cluster.pass(Duration.ofSeconds(30));
    String path = "/apis/policy/v1/namespaces/default/poddisruptionbudgets/web";
    Json.Object status = cluster.get(path).object("status");
    assertThat(status.number("expectedPods", 0)).isEqualTo(3);
    assertThat(status.number("desiredHealthy", 0)).isEqualTo(1);
    assertThat(status.number("disruptionsAllowed", 0)).isEqualTo(2);
    List<Json.Object> pods = items("/api/v1/namespaces/default/pods");
    assertThat(evict(pods.get(0)).status()).isEqualTo(201);
    assertThat(evict(pods.get(1)).status()).isEqualTo(201);
    ApiResponse refused = evict(pods.get(2));
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.object().text("message"))
        .isEqualTo("Cannot evict pod as it would violate the pod's disruption budget.");
    assertThat(Meta.condition(cluster.get(path), "DisruptionAllowed").text("reason"))
        .isEqualTo("InsufficientPods");
    cluster.pass(Duration.ofSeconds(30));
    assertThat(cluster.get(path).object("status").number("disruptionsAllowed", 0)).isEqualTo(2);
  }

  @Test
  void budget_overPodsThatNobodyCanCount_allowsNothingAndSaysWhy() {
    post(
        "/apis/apps/v1/namespaces/default/daemonsets",
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: web}
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: c, image: nginx}]}
        """);
    post(
        "/apis/policy/v1/namespaces/default/poddisruptionbudgets",
        """
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: web}
        spec: {maxUnavailable: 1, selector: {matchLabels: {app: other}}}
        """);
    cluster.pass(Duration.ofSeconds(30));
    String path = "/apis/policy/v1/namespaces/default/poddisruptionbudgets/web";
    Json web = Yaml.parse("{spec: {selector: {matchLabels: {app: web}}}}");
    cluster.request(ApiRequest.patch(path, ApiRequest.MERGE_PATCH, web));
    cluster.pass(Duration.ofSeconds(30));
    Json.Object budget = cluster.get(path);
    assertThat(Meta.generation(budget)).isEqualTo(2);
    assertThat(budget.object("status").number("observedGeneration", 0)).isEqualTo(1);
    assertThat(Meta.condition(budget, "DisruptionAllowed").text("message"))
        .isEqualTo("daemonsets.apps does not implement the scale subresource");
    assertThat(evict(items("/api/v1/namespaces/default/pods").getFirst()).status()).isEqualTo(429);
  }

  private ApiResponse evict(Json.Object pod) {
    return cluster.post(
        "/api/v1/namespaces/default/pods/" + Meta.name(pod) + "/eviction",
        "{apiVersion: policy/v1, kind: Eviction, metadata: {name: " + Meta.name(pod) + "}}");
  }

  @Test
  void job_isDeletedWhenItsTimeAfterTheEndHasPassed() {
    Clusters learner = Clusters.learner();
    String path = "/apis/batch/v1/namespaces/default/jobs";
    learner.post(
        path,
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: brief}
        spec:
          ttlSecondsAfterFinished: 60
          template: {spec: {restartPolicy: Never, containers: [{name: c, image: "busybox:1.36", command: ["true"]}]}}
        """);
    learner.pass(Duration.ofSeconds(45));
    assertThat(Meta.isTrue(learner.get(path + "/brief"), "Complete")).isTrue();
    learner.pass(Duration.ofMinutes(2));
    assertThat(learner.get(path).array("items").isEmpty()).isTrue();
    assertThat(learner.get("/api/v1/namespaces/default/pods").array("items").isEmpty()).isTrue();
  }

  @Test
  void handMadeEndpoints_areMirroredAndLeaveWithTheirService() {
    post(
        "/api/v1/namespaces/default/services",
        "{apiVersion: v1, kind: Service, metadata: {name: db}, spec: {ports: [{port: 5432}]}}");
    post(
        "/api/v1/namespaces/default/endpoints",
        """
        apiVersion: v1
        kind: Endpoints
        metadata: {name: db}
        subsets:
        - {addresses: [{ip: 192.0.2.10}], notReadyAddresses: [{ip: 192.0.2.11}], ports: [{port: 5432}]}
        """);
    cluster.pass(Duration.ofSeconds(2));
    String path = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices";
    assertThat(items(path))
        .anySatisfy(slice -> {
          assertThat(Meta.name(slice)).startsWith("db-");
          assertThat(slice.array("endpoints").size()).isEqualTo(2);
          assertThat(slice.array("endpoints").object(1).object("conditions").bool("ready", true))
              .isFalse();
        });
    cluster.request(ApiRequest.delete("/api/v1/namespaces/default/services/db"));
    cluster.pass(Duration.ofSeconds(2));
    assertThat(items(path)).noneMatch(slice -> Meta.name(slice).startsWith("db-"));
  }

  @Test
  void kubernetesService_comesBack() {
    cluster.request(ApiRequest.delete("/api/v1/namespaces/default/services/kubernetes"));
    cluster.pass(Duration.ofSeconds(11));
    assertThat(
            cluster
                .get("/api/v1/namespaces/default/services/kubernetes")
                .object("spec")
                .text("clusterIP"))
        .isEqualTo("10.96.0.1");
  }

  private static void learn(Clusters learner, String path, String yaml) {
    ApiResponse answer = learner.post(path, yaml);
    assertThat(answer.ok()).as("%s", answer).isTrue();
  }

  @Test
  void autoscaler_growsWithWhatAMetricsServerMeasures() {
    Clusters learner = Clusters.learner();
    String nodes = "/apis/metrics.k8s.io/v1beta1/nodes";
    learn(
        learner,
        DEPLOYMENTS,
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: busy}
        spec:
          selector: {matchLabels: {app: busy}}
          template:
            metadata: {labels: {app: busy}}
            spec:
              containers:
              - name: c
                image: busybox:1.36
                command: [sh, -c, "while true; do :; done"]
                resources: {requests: {cpu: 100m}, limits: {cpu: 300m}}
        """);
    learn(
        learner,
        "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers",
        """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: busy}
        spec:
          maxReplicas: 3
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: busy}
          metrics:
          - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}
        """);
    learner.pass(Duration.ofMinutes(2));
    assertThat(learner.get(nodes).array("items").size()).isEqualTo(3);
    Json.Object hpa =
        learner.get("/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers/busy");
    assertThat(hpa.object("status").number("desiredReplicas", 0)).as("%s", hpa).isEqualTo(3);
    assertThat(Meta.condition(hpa, "ScalingLimited").text("reason")).isEqualTo("TooManyReplicas");
    assertThat(
            hpa.object("status")
                .array("currentMetrics")
                .object(0)
                .object("resource")
                .object("current")
                .number("averageUtilization", 0))
        .isEqualTo(300);
  }
}
