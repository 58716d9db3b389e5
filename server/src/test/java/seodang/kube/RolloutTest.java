package seodang.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import seodang.json.Json;
import seodang.json.Yaml;
import seodang.kube.store.Change;

/// How workloads come from one template or size to the next, and what ends Pods nobody else ends.
class RolloutTest {
  private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
  private static final String SETS = "/apis/apps/v1/namespaces/default/replicasets";
  private static final String DAEMONS = "/apis/apps/v1/namespaces/default/daemonsets";
  private static final String JOBS = "/apis/batch/v1/namespaces/default/jobs";
  private static final String PODS = "/api/v1/namespaces/default/pods";
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Clusters cluster = Clusters.learner();

  private static String workload(String kind, String spec, String image) {
    return """
    {apiVersion: apps/v1, kind: %s, metadata: {name: web}, spec: {%s, selector: {matchLabels: {app: web}},
     template: {metadata: {labels: {app: web}}, spec: {terminationGracePeriodSeconds: 2,
      containers: [{name: c, image: '%s'}]}}}}
    """
        .formatted(kind, spec, image);
  }

  private void patch(String path, String yaml) {
    ApiRequest request = ApiRequest.patch(path, ApiRequest.STRATEGIC_MERGE_PATCH, Yaml.parse(yaml));
    assertThat(cluster.request(request).status()).isEqualTo(200);
  }

  private void image(String path, String image) {
    patch(path, "{spec: {template: {spec: {containers: [{name: c, image: '" + image + "'}]}}}}");
  }

  private List<Json.Object> pods() {
    return cluster.state().list("", "pods", "default");
  }

  private static String image(Json.Object pod) {
    return pod.object("spec").array("containers").object(0).text("image");
  }

  @Test
  void recreate_startsNoNewPod_whileAnOldOneIsThere() {
    cluster.post(
        DEPLOYMENTS,
        workload("Deployment", "replicas: 3, strategy: {type: Recreate}", "nginx:1.26"));
    cluster.pass(MINUTE);
    image(DEPLOYMENTS + "/web", "nginx:1.27");
    for (int i = 0; i < 200; i++) {
      cluster.input(new Input.Step());
      long images =
          pods().stream().filter(Invariants::isLiving).map(RolloutTest::image).distinct().count();
      assertThat(images).isLessThan(2);
    }
    cluster.pass(MINUTE);
    assertThat(pods()).hasSize(3).allMatch(pod -> image(pod).equals("nginx:1.27"));
  }

  @Test
  void scaling_inMidRollout_isSharedInProportion() {
    String spec = "replicas: 10, strategy: {rollingUpdate: {maxSurge: 3, maxUnavailable: 2}}";
    cluster.post(DEPLOYMENTS, workload("Deployment", spec, "nginx:1.26"));
    cluster.pass(MINUTE);
    image(DEPLOYMENTS + "/web", "nginx:0.0-none");
    cluster.pass(MINUTE);
    assertThat(sizes()).containsExactlyInAnyOrder(8L, 5L);
    patch(DEPLOYMENTS + "/web", "{spec: {replicas: 15}}");
    cluster.pass(MINUTE);
    assertThat(sizes()).containsExactlyInAnyOrder(11L, 7L);
  }

  private List<Long> sizes() {
    return cluster.state().list("apps", "replicasets", "default").stream()
        .map(set -> set.object("spec").number("replicas", -1))
        .toList();
  }

  @Test
  void template_whoseNameAnotherHas_getsAnotherHash() {
    cluster.post(DEPLOYMENTS, workload("Deployment", "replicas: 1", "nginx:1.26"));
    cluster.pass(MINUTE);
    String set = Meta.name(cluster.state().list("apps", "replicasets", "default").getFirst());
    image(SETS + "/" + set, "nginx:1.25");
    cluster.pass(MINUTE);
    Json.Object deployment = cluster.get(DEPLOYMENTS + "/web");
    assertThat(deployment.object("status").number("collisionCount", 0)).isEqualTo(1);
    assertThat(Meta.isTrue(deployment, "Available")).isTrue();
    assertThat(pods()).hasSize(1).allMatch(pod -> image(pod).equals("nginx:1.26"));
  }

  @Test
  void rollback_keepsTheNumbersThatARevisionHad() {
    cluster.post(DEPLOYMENTS, workload("Deployment", "replicas: 1", "nginx:1.26"));
    cluster.pass(MINUTE);
    image(DEPLOYMENTS + "/web", "nginx:1.27");
    cluster.pass(MINUTE);
    image(DEPLOYMENTS + "/web", "nginx:1.26");
    cluster.pass(MINUTE);
    assertThat(cluster.state().list("apps", "replicasets", "default"))
        .extracting(
            set -> Meta.annotations(set).text("deployment.kubernetes.io/revision"),
            set -> Meta.annotations(set).text("deployment.kubernetes.io/revision-history"))
        .containsExactlyInAnyOrder(tuple("2", ""), tuple("3", "1"));
  }

  @Test
  void daemonSet_withASurge_isNeverAbsentFromANode() {
    String spec = "updateStrategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}";
    cluster.post(DAEMONS, workload("DaemonSet", spec, "nginx:1.26"));
    cluster.pass(MINUTE);
    image(DAEMONS + "/web", "nginx:1.27");
    for (int i = 0; i < 300; i++) {
      cluster.input(new Input.Step());
      long nodes =
          pods().stream()
              .filter(pod -> Meta.isTrue(pod, "Ready") && !Meta.isDeleting(pod))
              .map(pod -> pod.object("spec").text("nodeName"))
              .distinct()
              .count();
      assertThat(nodes).isEqualTo(2);
    }
    cluster.pass(MINUTE);
    assertThat(pods()).hasSize(2).allMatch(pod -> image(pod).equals("nginx:1.27"));
  }

  @Test
  void daemonSet_whosePodAQuotaRefused_triesAgain() {
    cluster.post(
        "/api/v1/namespaces/default/resourcequotas",
        "{metadata: {name: few}, spec: {hard: {pods: 1}}}");
    cluster.pass(MINUTE);
    cluster.post(DAEMONS, workload("DaemonSet", "minReadySeconds: 0", "nginx:1.26"));
    cluster.pass(MINUTE);
    assertThat(pods()).hasSize(1);
    cluster.request(ApiRequest.delete("/api/v1/namespaces/default/resourcequotas/few"));
    cluster.pass(MINUTE);
    assertThat(pods()).hasSize(2);
  }

  @Test
  void daemonSet_whosePodsAKubeletRefuses_triesEverLater() {
    cluster.post(DAEMONS, workload("DaemonSet", "minReadySeconds: 0", "nginx:1.26"));
    cluster.pass(MINUTE);
    cluster.input(new Input.Fault("disk/worker-1", true));
    cluster.pass(MINUTE);
    String own = Meta.name(pods().getFirst());
    cluster.request(ApiRequest.delete(PODS + "/" + own));
    long revision = cluster.state().store().revision();
    cluster.pass(Duration.ofMinutes(10));
    assertThat(cluster.state().store().revision() - revision).isLessThan(300);
  }

  @Test
  void programThatIsMissing_isTriedEverMoreSeldom() {
    cluster.post(
        PODS,
        "{metadata: {name: p}, spec: {containers: [{name: c, image: busybox, command: [none-such]}]}}");
    cluster.pass(Duration.ofMinutes(10));
    Json.Object status = cluster.get(PODS + "/p").object("status");
    assertThat(status.array("containerStatuses").object(0).number("restartCount", 0))
        .isBetween(5L, 8L);
  }

  @Test
  void podThatHasNoNode_andIsAJobs_goes() {
    cluster.post(
        JOBS,
        "{metadata: {name: j}, spec: {podReplacementPolicy: Failed, template: {spec: {restartPolicy:"
            + " Never, nodeSelector: {no: such}, containers: [{name: c, image: busybox}]}}}}");
    cluster.pass(MINUTE);
    String first = Meta.name(pods().getFirst());
    cluster.request(ApiRequest.delete(PODS + "/" + first));
    cluster.pass(MINUTE);
    assertThat(pods()).hasSize(1).noneMatch(pod -> Meta.name(pod).equals(first));
    assertThat(cluster.get(JOBS + "/j").object("status").number("failed", 0)).isEqualTo(1);
  }

  @Test
  void podDeleted_beforeItsKubeletCameBack_endsAsFailed_andItsJobLetsItGo() {
    cluster.input(new Input.Fault("kubelet/worker-1", true));
    cluster.post(
        JOBS,
        "{metadata: {name: j}, spec: {podReplacementPolicy: Failed, template: {spec: {restartPolicy:"
            + " Never, nodeSelector: {kubernetes.io/hostname: worker-1}, containers: [{name: c,"
            + " image: nginx}]}}}}");
    cluster.pass(Duration.ofSeconds(10));
    String first = Meta.name(pods().getFirst());
    cluster.request(ApiRequest.delete(PODS + "/" + first));
    cluster.input(new Input.Fault("kubelet/worker-1", false));
    cluster.pass(MINUTE);
    assertThat(pods()).hasSize(1).noneMatch(pod -> Meta.name(pod).equals(first));
  }

  @Test
  void podWhoseNodeIsGone_isEndedByTheGarbageCollector() {
    cluster.post(DEPLOYMENTS, workload("Deployment", "replicas: 4", "nginx:1.26"));
    cluster.pass(MINUTE);
    cluster.request(ApiRequest.delete("/api/v1/nodes/worker-2"));
    long revision = cluster.state().store().revision();
    cluster.pass(Duration.ofMinutes(2));
    assertThat(pods())
        .hasSize(4)
        .allMatch(pod -> pod.object("spec").text("nodeName").equals("worker-1"));
    assertThat(cluster.state().store().since(revision))
        .extracting(Change::after)
        .anyMatch(pod ->
            pod != null
                && Meta.condition(pod, "DisruptionTarget")
                    .text("reason")
                    .equals("DeletionByPodGC"));
  }

  @Test
  void podThatToleratesATaintForAWhile_goesThen_thoughNobodySaysSinceWhen() {
    cluster.post(
        PODS,
        "{metadata: {name: p}, spec: {nodeSelector: {kubernetes.io/hostname: worker-1}, containers:"
            + " [{name: c, image: nginx}], tolerations: [{key: k, operator: Exists, effect: NoExecute,"
            + " tolerationSeconds: 20}]}}");
    cluster.pass(MINUTE);
    patch("/api/v1/nodes/worker-1", "{spec: {taints: [{key: k, effect: NoExecute}]}}");
    cluster.pass(Duration.ofSeconds(15));
    assertThat(Meta.isDeleting(cluster.get(PODS + "/p"))).isFalse();
    cluster.pass(MINUTE);
    assertThat(pods()).isEmpty();
  }

  @Test
  void fault_isTheCauseOfWhatFollows() {
    cluster.input(new Input.Fault("kubelet/worker-1", true));
    cluster.pass(MINUTE);
    TraceEntry told =
        cluster.state().trace().of("nodes", "", "worker-1").stream()
            .filter(entry -> entry.actor().equals("node-controller"))
            .findFirst()
            .orElseThrow();
    assertThat(cluster.state().trace().chain(told.id()).getLast().verb()).isEqualTo("break");
  }
}
