package seodang.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import seodang.json.Json;
import seodang.json.Yaml;

/// A running Pod's parts that change by subresources of their own: ephemeral containers, resources.
class PodPartsTest {
  private static final String PODS = "/api/v1/namespaces/default/pods";
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Clusters cluster = Clusters.learner();

  private void run(String name, String container) {
    cluster.post(
        PODS,
        "{metadata: {name: %s}, spec: {containers: [{name: c, image: nginx%s}]}}"
            .formatted(name, container));
    cluster.pass(MINUTE);
  }

  private ApiResponse patch(String path, String yaml) {
    return cluster.request(
        ApiRequest.patch(PODS + path, ApiRequest.STRATEGIC_MERGE_PATCH, Yaml.parse(yaml)));
  }

  private ApiResponse resize(String pod, String resources) {
    return patch(
        "/" + pod + "/resize",
        "{spec: {containers: [{name: c, resources: %s}]}}".formatted(resources));
  }

  private Json.Object status(String pod) {
    return cluster.get(PODS + "/" + pod).object("status");
  }

  private Json.Object container(String pod) {
    return status(pod).array("containerStatuses").object(0);
  }

  private Json.Object pending(String pod) {
    return status(pod).array("conditions").objects().stream()
        .filter(c -> c.text("type").equals("PodResizePending"))
        .findFirst()
        .orElse(Json.object());
  }

  private static String message(ApiResponse response) {
    return response.object().text("message");
  }

  @Test
  void ephemeralContainer_inAnOrdinaryUpdate_isRefused() {
    run("p", "");
    String look = "{spec: {ephemeralContainers: [{name: look, image: busybox}]}}";
    ApiResponse refused = patch("/p", look);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(message(refused))
        .startsWith(
            "Pod \"p\" is invalid: spec: Forbidden: pod updates may not change fields other than"
                + " `spec.containers[*].image`")
        .contains("EphemeralContainers:")
        .contains("busybox");
    assertThat(cluster.get(PODS + "/p").object("spec").has("ephemeralContainers")).isFalse();
    assertThat(patch("/p/ephemeralcontainers", look).status()).isEqualTo(200);
    // Other updates leave it where it is, and none takes it away.
    assertThat(patch("/p", "{metadata: {labels: {a: b}}}").status()).isEqualTo(200);
    assertThat(patch("/p", "{spec: {ephemeralContainers: null}}").status()).isEqualTo(422);
    assertThat(message(patch("/p/ephemeralcontainers", "{spec: {ephemeralContainers: null}}")))
        .contains("existing ephemeral containers \"look\" may not be removed");
  }

  @Test
  void ephemeralContainer_atCreation_isRefused() {
    ApiResponse refused =
        cluster.post(
            PODS,
            "{metadata: {name: p}, spec: {containers: [{name: c, image: nginx}],"
                + " ephemeralContainers: [{name: look, image: busybox}]}}");
    assertThat(message(refused))
        .isEqualTo(
            "Pod \"p\" is invalid: spec.ephemeralContainers: Forbidden: cannot be set on create");
  }

  @Test
  void resize_inAnOrdinaryUpdate_isRefused() {
    run("p", ", resources: {requests: {cpu: 100m}}");
    ApiResponse refused =
        patch("/p", "{spec: {containers: [{name: c, resources: {requests: {cpu: 200m}}}]}}");
    assertThat(message(refused)).contains("pod updates may not change fields other than");
  }

  @Test
  void resize_whoseResourceRestarts_restartsTheContainer() {
    run(
        "p",
        ", resources: {requests: {cpu: 100m, memory: 64Mi}}, resizePolicy: [{resourceName: memory,"
            + " restartPolicy: RestartContainer}]");
    assertThat(resize("p", "{requests: {cpu: 150m}}").status()).isEqualTo(200);
    cluster.pass(MINUTE);
    assertThat(container("p").number("restartCount", -1)).isZero();
    assertThat(resize("p", "{requests: {memory: 96Mi}}").status()).isEqualTo(200);
    cluster.pass(MINUTE);
    assertThat(container("p").number("restartCount", -1)).isEqualTo(1);
    assertThat(container("p").object("resources").object("requests"))
        .isEqualTo(Json.object("cpu", "150m", "memory", "96Mi"));
    assertThat(cluster.get("/api/v1/namespaces/default/events").toString())
        .contains("Container c resize requires restart");
  }

  @Test
  void resize_beyondTheNode_isInfeasible_untilItIsTakenBack() {
    run("p", ", resources: {requests: {cpu: 100m}}");
    assertThat(resize("p", "{requests: {cpu: '900'}}").status()).isEqualTo(200);
    cluster.pass(MINUTE);
    assertThat(pending("p").text("reason")).isEqualTo("Infeasible");
    assertThat(pending("p").text("message")).startsWith("Node didn't have enough capacity: cpu");
    assertThat(container("p").object("resources").object("requests").text("cpu")).isEqualTo("100m");
    resize("p", "{requests: {cpu: 200m}}");
    cluster.pass(MINUTE);
    assertThat(pending("p").isEmpty()).isTrue();
    assertThat(container("p").object("resources").object("requests").text("cpu")).isEqualTo("200m");
  }

  @Test
  void resize_beyondWhatIsFree_isDeferred_untilThereIsRoom() {
    String node = ", nodeName: worker-1";
    Json.Object allocatable =
        cluster.get("/api/v1/nodes/worker-1").object("status").object("allocatable");
    long cpus = Quantity.of(allocatable.get("cpu")).milli();
    cluster.post(
        PODS,
        ("{metadata: {name: big}, spec: {containers: [{name: c, image: nginx, resources: {requests:"
                + " {cpu: %dm}}}]%s}}")
            .formatted(cpus / 2, node));
    cluster.post(
        PODS,
        ("{metadata: {name: p}, spec: {containers: [{name: c, image: nginx, resources: {requests:"
                + " {cpu: 100m}}}]%s}}")
            .formatted(node));
    cluster.pass(MINUTE);
    resize("p", "{requests: {cpu: %dm}}".formatted(cpus * 3 / 4));
    cluster.pass(MINUTE);
    assertThat(pending("p").text("reason")).isEqualTo("Deferred");
    cluster.request(ApiRequest.delete(PODS + "/big"));
    cluster.pass(Duration.ofMinutes(5));
    assertThat(pending("p").isEmpty()).isTrue();
    assertThat(
            Quantity.of(container("p").object("resources").object("requests").get("cpu")).milli())
        .isEqualTo(cpus * 3 / 4);
  }

  @Test
  void resize_beyondAQuota_isRefused_andServicesAreChargedForTheirChanges() {
    cluster.post(
        "/api/v1/namespaces/default/resourcequotas",
        "{metadata: {name: q}, spec: {hard: {requests.cpu: 300m, services.nodeports: 1}}}");
    cluster.pass(MINUTE);
    run("p", ", resources: {requests: {cpu: 100m}}");
    assertThat(resize("p", "{requests: {cpu: 300m}}").status()).isEqualTo(200);
    assertThat(message(resize("p", "{requests: {cpu: 301m}}")))
        .isEqualTo(
            "pods \"p\" is forbidden: exceeded quota: q, requested: requests.cpu=1m, used:"
                + " requests.cpu=300m, limited: requests.cpu=300m");
    String services = "/api/v1/namespaces/default/services";
    cluster.post(services, "{metadata: {name: s}, spec: {ports: [{port: 80}]}}");
    ApiRequest two =
        ApiRequest.patch(
            services + "/s",
            ApiRequest.MERGE_PATCH,
            Yaml.parse(
                "{spec: {type: NodePort, ports: [{name: a, port: 80}, {name: b, port: 81}]}}"));
    assertThat(message(cluster.request(two)))
        .isEqualTo(
            "services \"s\" is forbidden: exceeded quota: q, requested: services.nodeports=2, used:"
                + " services.nodeports=0, limited: services.nodeports=1");
    ApiRequest one =
        ApiRequest.patch(
            services + "/s", ApiRequest.MERGE_PATCH, Yaml.parse("{spec: {type: NodePort}}"));
    assertThat(cluster.request(one).status()).isEqualTo(200);
  }
}
