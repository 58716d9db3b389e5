package seodang.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import seodang.json.Json;

/// The controllers that look after nodes, what vanished nodes leave behind, and addresses.
class HousekeepingTest {
  private static final String NODES = "/api/v1/nodes";
  private static final String PODS = "/api/v1/namespaces/default/pods";
  private static final String ADDRESSES = "/apis/networking.k8s.io/v1/ipaddresses";
  private static final String RANGES = "/apis/networking.k8s.io/v1/servicecidrs";
  private final Clusters cluster = Clusters.learner();

  private void node(String name) {
    post(NODES, "{apiVersion: v1, kind: Node, metadata: {name: " + name + "}}");
    cluster.pass(Duration.ofSeconds(1));
  }

  private void post(String path, String yaml) {
    ApiResponse answer = cluster.post(path, yaml);
    assertThat(answer.ok()).as("%s", answer).isTrue();
  }

  private void service(String name, String spec) {
    post(
        "/api/v1/namespaces/default/services",
        "{apiVersion: v1, kind: Service, metadata: {name: " + name + "}, spec: " + spec + "}");
    cluster.pass(Duration.ofSeconds(1));
  }

  private String addressOf(String service) {
    return cluster
        .get("/api/v1/namespaces/default/services/" + service)
        .object("spec")
        .text("clusterIP");
  }

  @Test
  void namespaceThatGoes_refusesItsPodsSuccessors_whichNobodyHoldsAgainstIt() {
    post("/api/v1/namespaces", "{metadata: {name: team}}");
    post(
        "/apis/apps/v1/namespaces/team/replicasets",
        """
        {metadata: {name: web}, spec: {replicas: 1, selector: {matchLabels: {app: web}}, template:
        {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}}}
        """);
    cluster.pass(Duration.ofSeconds(10));
    long before = cluster.state().trace().last();
    assertThat(cluster.request(ApiRequest.delete("/api/v1/namespaces/team")).ok()).isTrue();
    cluster.pass(Duration.ofSeconds(6));
    List<TraceEntry> refused =
        cluster.state().trace().since(before).stream()
            .filter(e -> e.actor().equals("replicaset-controller") && e.code() == 403)
            .toList();
    assertThat(refused).isNotEmpty().allMatch(e -> e.verb().equals("create"));
    Json.Object set = cluster.get("/apis/apps/v1/namespaces/team/replicasets/web");
    assertThat(set.object("status").has("conditions")).isFalse();
    cluster.pass(Duration.ofSeconds(60));
    assertThat(cluster.request(ApiRequest.get("/api/v1/namespaces/team")).status()).isEqualTo(404);
  }

  @Test
  void newNode_getsItsPartOfThePodsRangeAndItsTtl() {
    node("worker-3");
    Json.Object node = cluster.get(NODES + "/worker-3");
    assertThat(node.object("spec").text("podCIDR")).isEqualTo("10.244.3.0/24");
    assertThat(node.object("spec").array("podCIDRs").texts()).containsExactly("10.244.3.0/24");
    assertThat(Meta.annotations(node).text("node.alpha.kubernetes.io/ttl")).isEqualTo("0");
    cluster.request(ApiRequest.delete(NODES + "/worker-3"));
    node("worker-4");
    assertThat(cluster.get(NODES + "/worker-4").object("spec").text("podCIDR"))
        .isEqualTo("10.244.4.0/24");
  }

  @Test
  void manyNodes_mayKeepSecretsLonger() {
    for (int i = 0; i < 98; i++) {
      post(NODES, "{apiVersion: v1, kind: Node, metadata: {name: node-" + i + "}}");
    }
    cluster.pass(Duration.ofSeconds(1));
    post(NODES, "{apiVersion: v1, kind: Node, metadata: {name: last}}");
    cluster.pass(Duration.ofSeconds(1));
    assertThat(Meta.annotations(cluster.get(NODES + "/last")).text("node.alpha.kubernetes.io/ttl"))
        .isEqualTo("15");
  }

  @Test
  void podOfAVanishedNode_failsAndGoesAfterQuarantine() {
    post(
        PODS,
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: web, finalizers: [example.com/look]}
        spec: {nodeName: worker-2, containers: [{name: c, image: "nginx:1.27"}]}
        """);
    cluster.pass(Duration.ofSeconds(20));
    cluster.request(ApiRequest.delete(NODES + "/worker-2"));
    cluster.pass(Duration.ofSeconds(38));
    assertThat(Meta.isDeleting(cluster.get(PODS + "/web"))).isFalse();
    cluster.pass(Duration.ofSeconds(30));
    Json.Object pod = cluster.get(PODS + "/web");
    assertThat(Meta.isDeleting(pod)).isTrue();
    assertThat(pod.object("status").text("phase")).isEqualTo("Failed");
    Json.Object target = Meta.condition(pod, "DisruptionTarget");
    assertThat(target.text("reason")).isEqualTo("DeletionByPodGC");
    assertThat(target.text("message")).isEqualTo("PodGC: node no longer exists");
  }

  @Test
  void podNeverBound_thatEnds_isCalledFailed() {
    post(
        PODS,
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: lost, finalizers: [example.com/look]}
        spec: {nodeSelector: {no: where}, containers: [{name: c, image: "nginx:1.27"}]}
        """);
    cluster.pass(Duration.ofSeconds(1));
    cluster.request(ApiRequest.delete(PODS + "/lost"));
    cluster.pass(Duration.ofSeconds(25));
    assertThat(cluster.get(PODS + "/lost").object("status").text("phase")).isEqualTo("Failed");
  }

  @Test
  void disruptionTarget_thatNothingFollowed_isTakenBack() {
    post(
        PODS,
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: web}
        spec: {containers: [{name: c, image: "nginx:1.27"}]}
        """);
    cluster.pass(Duration.ofSeconds(20));
    Instant now = cluster.state().now();
    Json.Object condition =
        Json.object(
            "type", "DisruptionTarget",
            "status", "True",
            "reason", "EvictionByEvictionAPI",
            "lastTransitionTime", Meta.time(now));
    cluster.request(
        ApiRequest.patch(
            PODS + "/web/status",
            ApiRequest.STRATEGIC_MERGE_PATCH,
            Json.object("status", Json.object("conditions", Json.array(condition)))));
    cluster.pass(Duration.ofSeconds(115));
    assertThat(Meta.isTrue(cluster.get(PODS + "/web"), "DisruptionTarget")).isTrue();
    cluster.pass(Duration.ofSeconds(10));
    Json.Object after = Meta.condition(cluster.get(PODS + "/web"), "DisruptionTarget");
    assertThat(after.text("status")).isEqualTo("False");
    assertThat(after.text("reason")).isEmpty();
  }

  @Test
  void serviceAddress_isAnObject_madeAgainAndGoneWithItsService() {
    service("web", "{selector: {app: web}, ports: [{port: 80}]}");
    String ip = addressOf("web");
    Json.Object parent = cluster.get(ADDRESSES + "/" + ip).object("spec").object("parentRef");
    assertThat(parent.text("resource")).isEqualTo("services");
    assertThat(parent.text("name")).isEqualTo("web");
    Json.Object table =
        cluster.request(ApiRequest.get(ADDRESSES + "/" + ip).withAccept(ApiRequest.TABLE)).object();
    assertThat(table.array("rows").object(0).array("cells").texts())
        .containsExactly(ip, "services/default/web");
    cluster.request(ApiRequest.delete(ADDRESSES + "/" + ip));
    cluster.pass(Duration.ofMinutes(4));
    assertThat(cluster.get(ADDRESSES + "/" + ip).text("kind")).isEqualTo("IPAddress");
    cluster.request(ApiRequest.delete("/api/v1/namespaces/default/services/web"));
    cluster.pass(Duration.ofSeconds(1));
    assertThat(cluster.get(ADDRESSES + "/" + ip).text("reason")).isEqualTo("NotFound");
    List<String> left =
        cluster.get(ADDRESSES).array("items").objects().stream().map(Meta::name).toList();
    assertThat(left).contains("10.96.0.1", "10.96.0.10");
  }

  @Test
  void rangesAndAddresses_areChecked() {
    String range = "{apiVersion: networking.k8s.io/v1, kind: ServiceCIDR, metadata: {name: x}, ";
    ApiResponse bad = cluster.post(RANGES, range + "spec: {cidrs: [10.0.0.0/40]}}");
    assertThat(bad.object().text("message"))
        .isEqualTo(
            "ServiceCIDR.networking.k8s.io \"x\" is invalid: spec.cidrs[0]: Invalid value:"
                + " \"10.0.0.0/40\": must be a valid CIDR value, (e.g. 10.9.8.0/24 or"
                + " 2001:db8::/64)");
    ApiResponse moved =
        cluster.request(
            ApiRequest.patch(
                RANGES + "/kubernetes",
                ApiRequest.MERGE_PATCH,
                Json.object("spec", Json.object("cidrs", Json.array("10.0.0.0/16")))));
    assertThat(moved.object().text("message")).contains("field is immutable");
    ApiResponse named =
        cluster.post(
            ADDRESSES,
            "{apiVersion: networking.k8s.io/v1, kind: IPAddress, metadata: {name: web}, spec:"
                + " {parentRef: {resource: services, name: web, namespace: default}}}");
    assertThat(named.status()).isEqualTo(422);
  }

  @Test
  void fullRange_refuses_untilAnotherIsMade() {
    Clusters small =
        new Clusters(
            Cluster.ofProfileText(
                "{kind: ClusterProfile, serviceRange: 10.9.0.0/28}",
                7,
                Instant.parse("2026-01-01T00:00:00Z")));
    String services = "/api/v1/namespaces/default/services";
    ApiResponse last = null;
    for (int i = 0; i < 14; i++) {
      String name = "{apiVersion: v1, kind: Service, metadata: {name: s" + i + "}, ";
      last = small.post(services, name + "spec: {ports: [{port: 80}]}}");
    }
    assertThat(java.util.Objects.requireNonNull(last).status()).isEqualTo(500);
    assertThat(last.object().text("message"))
        .isEqualTo("Internal error occurred: failed to allocate a serviceIP: range is full");
    small.post(
        RANGES,
        "{apiVersion: networking.k8s.io/v1, kind: ServiceCIDR, metadata: {name: more}, spec:"
            + " {cidrs: [10.9.1.0/28]}}");
    small.pass(Duration.ofSeconds(2));
    ApiResponse made =
        small.post(
            services,
            "{apiVersion: v1, kind: Service, metadata: {name: more}, spec: {ports: [{port: 80}]}}");
    assertThat(made.object().object("spec").text("clusterIP")).startsWith("10.9.1.");
  }

  @Test
  void serviceRange_staysWhileAServiceHasAnAddressOfIt() {
    Json.Object standard = cluster.get(RANGES + "/kubernetes");
    assertThat(standard.object("spec").array("cidrs").texts()).containsExactly("10.96.0.0/12");
    assertThat(Meta.condition(standard, "Ready").text("message"))
        .isEqualTo("Kubernetes Service CIDR is ready");
    cluster.request(ApiRequest.delete(RANGES + "/kubernetes"));
    cluster.pass(Duration.ofSeconds(20));
    Json.Object kept = cluster.get(RANGES + "/kubernetes");
    assertThat(Meta.condition(kept, "Ready").text("reason")).isEqualTo("Terminating");
    post(
        RANGES,
        "{apiVersion: networking.k8s.io/v1, kind: ServiceCIDR, metadata: {name: wide}, spec:"
            + " {cidrs: [10.96.0.0/11]}}");
    cluster.pass(Duration.ofSeconds(30));
    assertThat(cluster.get(RANGES + "/kubernetes").text("reason")).isEqualTo("NotFound");
  }
}
