package seodang.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import seodang.json.Json;
import seodang.json.Yaml;

/// What a namespace's Pod Security labels, LimitRanges and ResourceQuotas let in.
class AdmissionTest {
  private static final String PODS = "/api/v1/namespaces/default/pods";
  private static final String BARE =
      "{metadata: {name: p}, spec: {containers: [{name: c, image: nginx}]}}";

  private final Clusters cluster = Clusters.learner();

  private ApiResponse label(String mode, String level) {
    return cluster.request(
        ApiRequest.patch(
            "/api/v1/namespaces/default",
            ApiRequest.MERGE_PATCH,
            Yaml.parse(
                "{metadata: {labels: {pod-security.kubernetes.io/%s: %s}}}"
                    .formatted(mode, level))));
  }

  private static List<String> warnings(ApiResponse response) {
    return response instanceof ApiResponse.Document d ? d.warnings() : List.of();
  }

  private static String asking(String name, String requests) {
    return "{metadata: {name: %s}, spec: {containers: [{name: c, image: nginx, resources: %s}]}}"
        .formatted(name, requests);
  }

  @Test
  void baseline_refusesAPrivilegedPod_andSaysWhy() {
    label("enforce", "baseline");
    ApiResponse refused =
        cluster.post(
            PODS,
            "{metadata: {name: p}, spec: {hostNetwork: true, containers: [{name: c, image: nginx,"
                + " securityContext: {privileged: true}}]}}");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.object().text("message"))
        .isEqualTo(
            "pods \"p\" is forbidden: violates PodSecurity \"baseline:latest\": host namespaces"
                + " (hostNetwork=true), privileged (container \"c\" must not set"
                + " securityContext.privileged=true)");
    assertThat(cluster.post(PODS, BARE).status()).isEqualTo(201);
  }

  @Test
  void restricted_whereItOnlyWarns_letsThePodIn() {
    label("warn", "restricted");
    ApiResponse made = cluster.post(PODS, BARE);
    assertThat(made.status()).isEqualTo(201);
    assertThat(warnings(made))
        .singleElement()
        .asString()
        .startsWith(
            "would violate PodSecurity \"restricted:latest\": allowPrivilegeEscalation != false"
                + " (container \"c\" must set securityContext.allowPrivilegeEscalation=false)");
  }

  @Test
  void enforcing_warnsOfPodsThatStand() {
    cluster.post(PODS, BARE);
    assertThat(warnings(label("enforce", "restricted")))
        .containsExactly(
            "existing pods in namespace \"default\" violate the new PodSecurity enforce level"
                + " \"restricted:latest\"",
            "p: allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot !="
                + " true, seccompProfile");
  }

  @Test
  void level_thatIsNone_isRefused() {
    assertThat(label("enforce", "strict").object().text("message"))
        .isEqualTo(
            "Namespace \"default\" is invalid: metadata.labels[pod-security.kubernetes.io/enforce]:"
                + " Invalid value: \"strict\": must be one of privileged, baseline, restricted");
  }

  @Test
  void limitRange_fillsWhatIsMissing_andRefusesTooMuch() {
    cluster.post(
        "/api/v1/namespaces/default/limitranges",
        "{metadata: {name: l}, spec: {limits: [{type: Container, default: {cpu: 500m},"
            + " defaultRequest: {cpu: 100m}, max: {cpu: '1'}}]}}");
    Json.Object pod = cluster.post(PODS, BARE).object();
    Json.Object container = pod.object("spec").array("containers").objects().getFirst();
    assertThat(container.object("resources").object("limits").text("cpu")).isEqualTo("500m");
    assertThat(container.object("resources").object("requests").text("cpu")).isEqualTo("100m");
    assertThat(Meta.annotations(pod).text("kubernetes.io/limit-ranger"))
        .isEqualTo(
            "LimitRanger plugin set: cpu request for container c; cpu limit for container c");
    assertThat(cluster.post(PODS, asking("q", "{limits: {cpu: '2'}}")).object().text("message"))
        .isEqualTo("pods \"q\" is forbidden: maximum cpu usage per Container is 1, but limit is 2");
  }

  @Test
  void quota_countsWhatIsUsed_andRefusesMore() {
    cluster.post(
        "/api/v1/namespaces/default/resourcequotas",
        "{metadata: {name: q}, spec: {hard: {requests.cpu: '1', pods: '5'}}}");
    cluster.pass(Duration.ofSeconds(5));
    assertThat(cluster.post(PODS, BARE).object().text("message"))
        .isEqualTo("pods \"p\" is forbidden: failed quota: q: must specify requests.cpu for: c");
    assertThat(cluster.post(PODS, asking("a", "{requests: {cpu: 700m}}")).status()).isEqualTo(201);
    assertThat(cluster.post(PODS, asking("b", "{requests: {cpu: 400m}}")).object().text("message"))
        .isEqualTo(
            "pods \"b\" is forbidden: exceeded quota: q, requested: requests.cpu=400m, used:"
                + " requests.cpu=700m, limited: requests.cpu=1");
    cluster.pass(Duration.ofSeconds(5));
    Json.Object quota = cluster.get("/api/v1/namespaces/default/resourcequotas/q");
    assertThat(quota.object("status").object("used"))
        .isEqualTo(Json.object("pods", "1", "requests.cpu", "700m"));
  }

  // Classes.

  private static final String CLAIMS = "/api/v1/namespaces/default/persistentvolumeclaims";
  private static final String CLAIM =
      "{metadata: {name: c}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage:"
          + " 1Gi}}}}";

  @Test
  void claimWithoutAClass_getsTheDefaultOne_andGoesWhenNoPodUsesIt() {
    cluster.post(
        "/apis/storage.k8s.io/v1/storageclasses",
        "{metadata: {name: best, annotations: {storageclass.kubernetes.io/is-default-class:"
            + " 'true'}}, provisioner: x.test/y}");
    Json.Object claim = cluster.post(CLAIMS, CLAIM).object();
    assertThat(claim.object("spec").text("storageClassName")).isEqualTo("best");
    assertThat(claim.object("metadata").array("finalizers").texts())
        .containsExactly("kubernetes.io/pvc-protection");
    cluster.request(ApiRequest.delete(CLAIMS + "/c"));
    cluster.pass(Duration.ofSeconds(1));
    assertThat(cluster.request(ApiRequest.get(CLAIMS + "/c")).status()).isEqualTo(404);
  }

  @Test
  void claimThatIsNotBound_cannotGrow() {
    cluster.post(CLAIMS, CLAIM);
    ApiResponse refused =
        cluster.request(
            ApiRequest.patch(
                CLAIMS + "/c",
                ApiRequest.MERGE_PATCH,
                Yaml.parse("{spec: {resources: {requests: {storage: 2Gi}}}}")));
    assertThat(refused.ok()).isFalse();
  }

  @Test
  void ingressWithoutAClass_getsTheDefaultOne() {
    cluster.post(
        "/apis/networking.k8s.io/v1/ingressclasses",
        "{metadata: {name: front, annotations: {ingressclass.kubernetes.io/is-default-class:"
            + " 'true'}}, spec: {controller: x.test/y}}");
    Json.Object made =
        cluster
            .post(
                "/apis/networking.k8s.io/v1/namespaces/default/ingresses",
                "{metadata: {name: i}, spec: {defaultBackend: {service: {name: s, port: {number:"
                    + " 80}}}}}")
            .object();
    assertThat(made.object("spec").text("ingressClassName")).isEqualTo("front");
  }

  @Test
  void runtimeClass_mustExist_andBringsItsOverhead() {
    String pod =
        "{metadata: {name: p}, spec: {runtimeClassName: small, containers: [{name: c, image:"
            + " nginx}]}}";
    assertThat(cluster.post(PODS, pod).object().text("message"))
        .isEqualTo("pods \"p\" is forbidden: pod rejected: RuntimeClass \"small\" not found");
    cluster.post(
        "/apis/node.k8s.io/v1/runtimeclasses",
        "{metadata: {name: small}, handler: runc, overhead: {podFixed: {memory: 8Mi}}}");
    assertThat(cluster.post(PODS, pod).object().object("spec").object("overhead").text("memory"))
        .isEqualTo("8Mi");
  }

  // Webhooks.

  private void webhook(String policy) {
    ApiResponse made =
        cluster.post(
            "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
            """
            {metadata: {name: w}, webhooks: [{name: check.x.test, sideEffects: None, failurePolicy:
            %s, admissionReviewVersions: [v1], clientConfig: {service: {name: hook, namespace:
            default, path: /check}}, rules: [{apiGroups: [""], apiVersions: [v1], operations:
            [CREATE], resources: [configmaps]}]}]}
            """
                .formatted(policy));
    assertThat(made.status()).as("%s", made).isEqualTo(201);
  }

  @Test
  void webhookThatCannotBeReached_failsTheRequest_inTheWordsOfHow() {
    webhook("Fail");
    String start =
        "Internal error occurred: failed calling webhook \"check.x.test\": failed to call webhook:"
            + " Post \"https://hook.default.svc:443/check?timeout=10s\": ";
    String maps = "/api/v1/namespaces/default/configmaps";
    ApiResponse refused = cluster.post(maps, "{metadata: {name: m}}");
    assertThat(refused.status()).isEqualTo(500);
    assertThat(refused.object().text("message")).isEqualTo(start + "service \"hook\" not found");
    Json.Object service =
        cluster
            .post(
                "/api/v1/namespaces/default/services",
                "{metadata: {name: hook}, spec: {ports: [{port: 443}]}}")
            .object();
    assertThat(cluster.post(maps, "{metadata: {name: m}}").object().text("message"))
        .isEqualTo(
            start
                + "dial tcp "
                + service.object("spec").text("clusterIP")
                + ":443: connect: connection refused");
  }

  @Test
  void webhookThatMayFail_isPassedBy() {
    webhook("Ignore");
    assertThat(
            cluster.post("/api/v1/namespaces/default/configmaps", "{metadata: {name: m}}").status())
        .isEqualTo(201);
  }
}
