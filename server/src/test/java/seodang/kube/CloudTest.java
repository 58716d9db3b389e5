package seodang.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import seodang.json.Json;

/// Load balancers, and what a cloud-controller-manager does where there is a cloud.
class CloudTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final String SERVICES = "/api/v1/namespaces/default/services";
  private static final String NODES = "/api/v1/nodes";
  private Clusters cluster = Clusters.learner();

  private void post(String path, String yaml) {
    ApiResponse answer = cluster.post(path, yaml);
    assertThat(answer.ok()).as("%s", answer).isTrue();
  }

  private void balanced(String name) {
    post(
        SERVICES,
        "{apiVersion: v1, kind: Service, metadata: {name: "
            + name
            + "}, spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}}");
  }

  private String addressOf(String service) {
    Json.Array ingress =
        cluster
            .get(SERVICES + "/" + service)
            .object("status")
            .object("loadBalancer")
            .array("ingress");
    return ingress.isEmpty() ? "" : ingress.object(0).text("ip");
  }

  private List<String> events(String kind) {
    return cluster.get("/api/v1/namespaces/default/events").array("items").objects().stream()
        .filter(e -> e.object("involvedObject").text("kind").equals(kind))
        .map(e -> e.text("reason") + ": " + e.text("message"))
        .toList();
  }

  @Test
  void withoutAPool_theAddressStaysPending() {
    balanced("web");
    cluster.pass(Duration.ofMinutes(5));
    assertThat(addressOf("web")).isEmpty();
  }

  @Test
  void pool_givesAddressesUntilItIsEmpty() {
    cluster =
        new Clusters(
            Cluster.ofProfileText(
                BaseCluster.read("learner.yaml")
                    .replace(
                        "cni: Calico", "cni: Calico\nloadBalancers: 192.168.56.240-192.168.56.241"),
                7,
                START));
    cluster.pass(Duration.ofMinutes(2));
    post(
        "/api/v1/namespaces/default/pods",
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: web, labels: {app: web}}
        spec: {containers: [{name: c, image: "traefik/whoami:v1.10"}]}
        """);
    balanced("one");
    balanced("two");
    cluster.pass(Duration.ofSeconds(20));
    balanced("three");
    cluster.pass(Duration.ofSeconds(1));
    assertThat(List.of(addressOf("one"), addressOf("two")))
        .containsExactlyInAnyOrder("192.168.56.240", "192.168.56.241");
    assertThat(addressOf("three")).isEmpty();
    assertThat(events("Service"))
        .contains("IPAllocated: Assigned IP [\"192.168.56.240\"]")
        .contains(
            "AllocationFailed: Failed to allocate IP for \"default/three\": no available IPs");
    HttpResult result =
        cluster
            .input(new Input.Http("", "GET", "http://192.168.56.240/", Json.object(), ""))
            .http();
    assertThat(java.util.Objects.requireNonNull(result).status()).isEqualTo(200);
    cluster.request(
        ApiRequest.patch(
            SERVICES + "/one",
            ApiRequest.MERGE_PATCH,
            Json.object(
                "spec", Json.object("loadBalancerSourceRanges", Json.array("172.16.0.0/12")))));
    HttpResult stopped =
        cluster
            .input(new Input.Http("", "GET", "http://" + addressOf("one") + "/", Json.object(), ""))
            .http();
    assertThat(java.util.Objects.requireNonNull(stopped).error()).isEqualTo("timeout");
    cluster.request(ApiRequest.delete(SERVICES + "/two"));
    cluster.pass(Duration.ofSeconds(1));
    assertThat(addressOf("three")).isNotEmpty();
  }

  @Test
  void metalLb_thatALearnerInstalls_givesAddressesToo() {
    post(
        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: ipaddresspools.metallb.io}
        spec:
          group: metallb.io
          scope: Namespaced
          names: {kind: IPAddressPool, plural: ipaddresspools}
          versions:
          - name: v1beta1
            served: true
            storage: true
            schema:
              openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
        """);
    post("/api/v1/namespaces", "{apiVersion: v1, kind: Namespace, metadata: {name: metallb}}");
    post(
        "/apis/apps/v1/namespaces/metallb/deployments",
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: controller}
        spec:
          selector: {matchLabels: {app: metallb}}
          template:
            metadata: {labels: {app: metallb}}
            spec: {containers: [{name: controller, image: "quay.io/metallb/controller:v0.14.9"}]}
        """);
    balanced("web");
    cluster.pass(Duration.ofMinutes(1));
    assertThat(addressOf("web")).isEmpty();
    post(
        "/apis/metallb.io/v1beta1/namespaces/metallb/ipaddresspools",
        "{apiVersion: metallb.io/v1beta1, kind: IPAddressPool, metadata: {name: first}, spec:"
            + " {addresses: [192.168.56.200/30]}}");
    cluster.pass(Duration.ofSeconds(1));
    assertThat(addressOf("web")).isEqualTo("192.168.56.200");
  }

  @Test
  void localBalancer_getsAPortForHealthChecks() {
    post(
        SERVICES,
        "{apiVersion: v1, kind: Service, metadata: {name: local}, spec: {type: LoadBalancer,"
            + " externalTrafficPolicy: Local, ports: [{port: 80}]}}");
    assertThat(cluster.get(SERVICES + "/local").object("spec").number("healthCheckNodePort", 0))
        .isBetween(30000L, 32767L);
  }

  private void cloud() {
    cluster = new Clusters(Cluster.ofProfile("cloud", 7, START));
    cluster.pass(Duration.ofMinutes(2));
  }

  @Test
  void cloud_initializesItsNodes() {
    cloud();
    for (Json.Object node : cluster.get(NODES).array("items").objects()) {
      assertThat(node.object("spec").text("providerID")).startsWith("seodang:///kr-central-1");
      assertThat(Meta.labels(node).text("topology.kubernetes.io/region")).isEqualTo("kr-central-1");
      assertThat(node.object("spec").array("taints").texts())
          .doesNotContain("node.cloudprovider.kubernetes.io/uninitialized");
      assertThat(Meta.condition(node, "NetworkUnavailable").text("reason"))
          .isEqualTo("RouteCreated");
    }
    post(
        NODES,
        """
        apiVersion: v1
        kind: Node
        metadata: {name: worker-3}
        spec:
          taints: [{key: node.cloudprovider.kubernetes.io/uninitialized, value: "true", effect: NoSchedule}]
        """);
    cluster.pass(Duration.ofSeconds(5));
    Json.Object joined = cluster.get(NODES + "/worker-3");
    assertThat(joined.object("status").array("addresses").objects().getLast().text("type"))
        .isEqualTo("ExternalIP");
    assertThat(joined.object("spec").text("podCIDR")).isEqualTo("10.244.3.0/24");
  }

  @Test
  void cloud_deletesTheNodeOfAVanishedMachine() {
    cloud();
    cluster.input(new Input.Fault("instance/worker-2", true));
    cluster.input(new Input.Fault("kubelet/worker-2", true));
    cluster.pass(Duration.ofMinutes(2));
    assertThat(cluster.get(NODES + "/worker-2").text("reason")).isEqualTo("NotFound");
  }

  @Test
  void cloud_ordersALoadBalancer_andGivesItBack() {
    cloud();
    balanced("web");
    cluster.pass(Duration.ofSeconds(2));
    assertThat(addressOf("web")).isEmpty();
    cluster.pass(Duration.ofSeconds(40));
    assertThat(addressOf("web")).isEqualTo("203.0.113.2");
    assertThat(events("Service"))
        .containsExactly(
            "EnsuringLoadBalancer: Ensuring load balancer",
            "EnsuredLoadBalancer: Ensured load balancer");
    cluster.request(ApiRequest.delete(SERVICES + "/web"));
    cluster.pass(Duration.ofSeconds(5));
    assertThat(cluster.get(SERVICES + "/web").text("reason")).isEqualTo("NotFound");
    assertThat(events("Service")).contains("DeletedLoadBalancer: Deleted load balancer");
  }
}
