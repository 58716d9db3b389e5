package seodang.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import seodang.json.Json;

/// What is seen of each fault, and that a cluster recovers from it.
class FaultTest {
  private static final String PODS = "/api/v1/namespaces/default/pods";
  private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
  private final Clusters cluster = Clusters.learner();

  private void breaks(String fault) {
    cluster.input(new Input.Fault(fault, true));
  }

  private void mends(String fault) {
    cluster.input(new Input.Fault(fault, false));
  }

  private void pass(int seconds) {
    cluster.pass(Duration.ofSeconds(seconds));
  }

  private void deploy(String name, int replicas, String image) {
    ApiResponse answer =
        cluster.post(
            DEPLOYMENTS,
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: NAME}
            spec:
              replicas: COUNT
              selector: {matchLabels: {app: NAME}}
              template:
                metadata: {labels: {app: NAME}}
                spec: {containers: [{name: web, image: "IMAGE"}]}
            """
                .replace("NAME", name)
                .replace("COUNT", String.valueOf(replicas))
                .replace("IMAGE", image));
    assertThat(answer.status()).isEqualTo(201);
  }

  private List<Json.Object> pods() {
    return cluster.get(PODS).array("items").objects();
  }

  private List<Json.Object> on(String node) {
    return pods().stream().filter(p -> p.object("spec").text("nodeName").equals(node)).toList();
  }

  private long ready(String deployment) {
    return cluster.get(DEPLOYMENTS + "/" + deployment).object("status").number("readyReplicas", 0);
  }

  private List<String> events(String reason) {
    return cluster.state().list("", "events", "").stream()
        .filter(e -> e.text("reason").equals(reason))
        .map(e -> e.text("message"))
        .toList();
  }

  private Json.Object node(String name) {
    return cluster.get("/api/v1/nodes/" + name);
  }

  private static Json.Object waiting(Json.Object pod) {
    return pod.object("status")
        .array("containerStatuses")
        .objects()
        .getFirst()
        .object("state")
        .object("waiting");
  }

  @Test
  void oneController_stopsAloneAndCatchesUp() {
    breaks("replicaset-controller");
    deploy("web", 2, "nginx:1.27");
    pass(20);
    assertThat(cluster.get("/apis/apps/v1/namespaces/default/replicasets").array("items"))
        .hasSize(1);
    assertThat(pods()).isEmpty();
    mends("replicaset-controller");
    pass(20);
    assertThat(ready("web")).isEqualTo(2);
  }

  @Test
  void orphaning_thatBeganWhileControllersWereDown_isFinishedByThem() {
    deploy("web", 2, "nginx");
    pass(30);
    breaks("kube-controller-manager");
    ApiRequest delete = ApiRequest.delete(DEPLOYMENTS + "/web");
    cluster.request(delete.withQuery("propagationPolicy", "Orphan"));
    pass(5);
    assertThat(Meta.isDeleting(cluster.get(DEPLOYMENTS + "/web"))).isTrue();
    mends("kube-controller-manager");
    pass(5);
    assertThat(cluster.request(ApiRequest.get(DEPLOYMENTS + "/web")).status()).isEqualTo(404);
    assertThat(pods()).hasSize(2);
  }

  @Test
  void idleScheduler_doesNotWaitForABackOff() {
    for (String node : List.of("worker-1", "worker-2")) {
      Json off = Json.object("spec", Json.object("unschedulable", true));
      cluster.request(ApiRequest.patch("/api/v1/nodes/" + node, ApiRequest.MERGE_PATCH, off));
    }
    pass(2);
    deploy("web", 1, "nginx");
    cluster.pass(Duration.ofMillis(100));
    assertThat(pods().getFirst().object("spec").has("nodeName")).isFalse();
    Json on = Json.object("spec", Json.object("unschedulable", false));
    cluster.request(ApiRequest.patch("/api/v1/nodes/worker-1", ApiRequest.MERGE_PATCH, on));
    cluster.pass(Duration.ofMillis(50));
    assertThat(pods().getFirst().object("spec").text("nodeName")).isEqualTo("worker-1");
    List<String> told =
        cluster.get("/api/v1/namespaces/default/events").array("items").objects().stream()
            .filter(e -> e.text("reason").equals("FailedScheduling"))
            .map(e -> e.text("message"))
            .toList();
    assertThat(told)
        .as("the taint of what was off limits goes a little later")
        .anyMatch(m -> m.contains("untolerated taint {node.kubernetes.io/unschedulable: }"));
  }

  @Test
  void slowScheduler_bindsThatMuchLater() {
    cluster.input(new Input.Fault("kube-scheduler", true, Duration.ofSeconds(30)));
    deploy("web", 1, "nginx:1.27");
    pass(25);
    assertThat(on("")).hasSize(1);
    pass(30);
    assertThat(ready("web")).isEqualTo(1);
    cluster.input(new Input.Fault("kube-scheduler", false));
    deploy("more", 1, "nginx:1.27");
    pass(20);
    assertThat(ready("more")).isEqualTo(1);
  }

  @Test
  void apiServerDown_refusesConnections_whileContainersRunOn() {
    cluster.post(
        PODS,
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: clock}
        spec:
          containers:
          - {name: c, image: "busybox:1.36", command: [sh, -c, "while true; do date; sleep 5; done"]}
        """);
    pass(20);
    breaks("kube-apiserver");
    assertThat(cluster.request(ApiRequest.get(PODS)))
        .isEqualTo(new ApiResponse.Unreachable("connection refused"));
    long revision = cluster.state().store().revision();
    pass(60);
    assertThat(cluster.state().store().revision()).isEqualTo(revision);
    mends("kube-apiserver");
    deploy("web", 2, "nginx:1.27");
    pass(30);
    assertThat(ready("web")).isEqualTo(2);
    ApiResponse log = cluster.request(ApiRequest.get(PODS + "/clock/log"));
    assertThat(((ApiResponse.Text) log).text().lines().count()).isGreaterThan(15);
    assertThat(Meta.isTrue(node("worker-1"), "Ready")).isTrue();
  }

  @Test
  void etcdDown_timesOut() {
    breaks("etcd");
    ApiResponse answer = cluster.request(ApiRequest.get(PODS));
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.object().text("message")).isEqualTo("etcdserver: request timed out");
    mends("etcd");
    assertThat(cluster.request(ApiRequest.get(PODS)).status()).isEqualTo(200);
  }

  @Test
  void expiredCertificates_areToldAsTheRealOnes() {
    breaks("certificate/admin");
    assertThat(cluster.request(ApiRequest.get(PODS)).status()).isEqualTo(401);
    mends("certificate/admin");
    breaks("certificate/kube-apiserver");
    ApiResponse answer = cluster.request(ApiRequest.get(PODS));
    assertThat(((ApiResponse.Unreachable) answer).error())
        .startsWith("tls: failed to verify certificate: x509: certificate has expired");
    mends("certificate/kube-apiserver");
    breaks("certificate/kubelet/worker-2");
    pass(50);
    assertThat(Meta.condition(node("worker-2"), "Ready").text("status")).isEqualTo("Unknown");
    mends("certificate/kubelet/worker-2");
    pass(10);
    assertThat(Meta.isTrue(node("worker-2"), "Ready")).isTrue();
  }

  @Test
  void nodeWithoutPower_isNotReady_losesItsPods_andBootsAgain() {
    deploy("web", 4, "nginx:1.27");
    pass(30);
    String address = on("worker-1").getFirst().object("status").text("podIP");
    breaks("node/worker-1");
    pass(30);
    assertThat(Meta.isTrue(node("worker-1"), "Ready")).isTrue();
    assertThat(get("http://" + address).error()).isEqualTo("timeout");
    pass(15);
    assertThat(Meta.condition(node("worker-1"), "Ready").text("message"))
        .isEqualTo("Kubelet stopped posting node status.");
    pass(310);
    assertThat(on("worker-1")).isNotEmpty().allMatch(Meta::isDeleting);
    assertThat(ready("web")).isEqualTo(4);
    mends("node/worker-1");
    pass(60);
    assertThat(Meta.isTrue(node("worker-1"), "Ready")).isTrue();
    assertThat(events("Rebooted")).hasSize(1);
    assertThat(on("worker-1")).isEmpty();
    assertThat(ready("web")).isEqualTo(4);
  }

  @Test
  void nodeThatBootsSoon_startsItsPodsAnew() {
    deploy("web", 2, "nginx:1.27");
    pass(30);
    breaks("node/worker-2");
    pass(20);
    mends("node/worker-2");
    pass(60);
    Json.Object pod = on("worker-2").getFirst();
    Json.Object status = pod.object("status").array("containerStatuses").objects().getFirst();
    assertThat(status.number("restartCount", 0)).isEqualTo(1);
    assertThat(status.object("lastState").object("terminated").text("reason")).isEqualTo("Unknown");
    assertThat(status.object("lastState").object("terminated").number("exitCode", 0))
        .isEqualTo(255);
    assertThat(events("SandboxChanged")).isNotEmpty();
    assertThat(ready("web")).isEqualTo(2);
  }

  @Test
  void partitionedNode_isNotReady_butItsPodsRunOn() {
    deploy("web", 2, "nginx:1.27");
    pass(30);
    Json.Object pod = on("worker-1").getFirst();
    String address = pod.object("status").text("podIP");
    breaks("network/worker-1");
    pass(60);
    assertThat(Meta.condition(node("worker-1"), "Ready").text("status")).isEqualTo("Unknown");
    assertThat(get("http://" + address).error()).isEqualTo("timeout");
    mends("network/worker-1");
    pass(20);
    assertThat(get("http://" + address).status()).isEqualTo(200);
    Json.Object back = cluster.get(PODS + "/" + Meta.name(pod));
    assertThat(Meta.isTrue(back, "Ready")).isTrue();
    assertThat(
            back.object("status")
                .array("containerStatuses")
                .objects()
                .getFirst()
                .number("restartCount", 9))
        .isZero();
  }

  @Test
  void network_withoutItsAgent_leavesNewPodsWithoutSandbox() {
    breaks("cni");
    deploy("web", 2, "nginx:1.27");
    pass(60);
    assertThat(pods())
        .hasSize(2)
        .allMatch(p -> waiting(p).text("reason").equals("ContainerCreating"));
    assertThat(events("FailedCreatePodSandBox").getFirst())
        .contains("plugin type=\"calico\" failed (add): stat /var/lib/calico/nodename");
    mends("cni");
    pass(30);
    assertThat(ready("web")).isEqualTo(2);
  }

  @Test
  void nodeWithoutRuntime_saysSo() {
    deploy("web", 2, "nginx:1.27");
    pass(30);
    breaks("containerd/worker-1");
    pass(5);
    assertThat(Meta.condition(node("worker-1"), "Ready").text("message"))
        .isEqualTo("container runtime is down");
    assertThat(node("worker-1").object("spec").array("taints").objects())
        .anyMatch(t -> t.text("key").equals("node.kubernetes.io/not-ready"));
    mends("containerd/worker-1");
    pass(10);
    assertThat(Meta.isTrue(node("worker-1"), "Ready")).isTrue();
    assertThat(node("worker-1").object("spec").array("taints")).isEmpty();
  }

  @Test
  void registryThatRefuses_failsPulls() {
    breaks("registry/docker.io");
    deploy("web", 1, "nginx:1.27");
    pass(15);
    assertThat(events("Failed").getFirst())
        .contains(
            "failed to do request: Head \"https://registry-1.docker.io/v2/library/nginx/manifests/1.27\": dial tcp")
        .endsWith(":443: connect: connection refused");
    mends("registry/docker.io");
    pass(90);
    assertThat(ready("web")).isEqualTo(1);
  }

  @Test
  void stoppedProxy_keepsItsOldRules() {
    deploy("web", 1, "nginx:1.27");
    cluster.post(
        "/api/v1/namespaces/default/services",
        """
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec: {clusterIP: 10.96.7.7, selector: {app: web}, ports: [{port: 80}]}
        """);
    pass(30);
    assertThat(get("http://10.96.7.7").status()).isEqualTo(200);
    breaks("kube-proxy");
    cluster.request(ApiRequest.delete(PODS + "/" + Meta.name(pods().getFirst())));
    pass(60);
    assertThat(ready("web")).isEqualTo(1);
    assertThat(get("http://10.96.7.7").error()).isEqualTo("timeout");
    mends("kube-proxy");
    assertThat(get("http://10.96.7.7").status()).isEqualTo(200);
  }

  @Test
  void fullDisk_taintsAndEvicts_untilThereIsRoom() {
    deploy("web", 2, "nginx:1.27");
    pass(30);
    breaks("disk/worker-1");
    pass(15);
    Json.Object node = node("worker-1");
    assertThat(Meta.condition(node, "DiskPressure").text("reason"))
        .isEqualTo("KubeletHasDiskPressure");
    assertThat(node.object("spec").array("taints").objects())
        .anyMatch(t -> t.text("key").equals("node.kubernetes.io/disk-pressure"));
    assertThat(events("EvictionThresholdMet")).contains("Attempting to reclaim ephemeral-storage");
    pass(60);
    Json.Object evicted =
        on("worker-1").stream()
            .filter(p -> p.object("status").text("reason").equals("Evicted"))
            .findFirst()
            .orElseThrow();
    assertThat(evicted.object("status").text("phase")).isEqualTo("Failed");
    assertThat(evicted.object("status").text("message"))
        .matches(
            "The node was low on resource: ephemeral-storage\\. Threshold quantity: \\S+, available:"
                + " \\S+\\. Container web was using \\d+Ki, request is 0, has larger consumption of"
                + " ephemeral-storage\\. ");
    assertThat(ready("web")).isEqualTo(2);
    mends("disk/worker-1");
    pass(200);
    assertThat(Meta.isTrue(node("worker-1"), "DiskPressure")).isTrue();
    pass(200);
    assertThat(Meta.isTrue(node("worker-1"), "DiskPressure")).isFalse();
    assertThat(node("worker-1").object("spec").array("taints")).isEmpty();
  }

  private HttpResult get(String url) {
    HttpResult result = cluster.input(new Input.Http("", "GET", url, Json.object(), "")).http();
    return java.util.Objects.requireNonNull(result);
  }
}
