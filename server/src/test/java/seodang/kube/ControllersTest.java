package seodang.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import seodang.json.Json;
import seodang.json.Yaml;

/// What the controllers make of objects, in a whole cluster.
class ControllersTest {
  private static final String PODS = "/api/v1/namespaces/default/pods";
  private final Clusters cluster = Clusters.learner();

  private List<String> names(String path) {
    return cluster.get(path).array("items").objects().stream().map(Meta::name).sorted().toList();
  }

  private void post(String path, String yaml) {
    ApiResponse answer = cluster.post(path, yaml);
    assertThat(answer.ok()).as("%s", answer).isTrue();
  }

  @Test
  void statefulSet_growsAndShrinksByOrdinal() {
    post(
        "/apis/apps/v1/namespaces/default/statefulsets",
        """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: db}
        spec:
          replicas: 3
          serviceName: db
          selector: {matchLabels: {app: db}}
          template:
            metadata: {labels: {app: db}}
            spec: {containers: [{name: db, image: "redis:7"}]}
        """);
    cluster.pass(Duration.ofSeconds(2));
    assertThat(names(PODS)).containsExactly("db-0");
    cluster.pass(Duration.ofMinutes(1));
    assertThat(names(PODS)).containsExactly("db-0", "db-1", "db-2");
    Json.Object set = cluster.get("/apis/apps/v1/namespaces/default/statefulsets/db");
    assertThat(set.object("status").number("readyReplicas", 0)).isEqualTo(3);
    cluster.request(
        ApiRequest.patch(
            "/apis/apps/v1/namespaces/default/statefulsets/db",
            ApiRequest.MERGE_PATCH,
            Json.object("spec", Json.object("replicas", 1))));
    cluster.pass(Duration.ofMinutes(2));
    assertThat(names(PODS)).containsExactly("db-0");
  }

  @Test
  void job_endsWhenItsIndexesAreDone() {
    post(
        "/apis/batch/v1/namespaces/default/jobs",
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: pages}
        spec:
          completionMode: Indexed
          completions: 5
          parallelism: 2
          template:
            spec:
              restartPolicy: Never
              containers:
              - {name: p, image: "busybox:1.36", command: [sh, -c, "test $JOB_COMPLETION_INDEX -lt 9"]}
        """);
    cluster.pass(Duration.ofMinutes(2));
    Json.Object job = cluster.get("/apis/batch/v1/namespaces/default/jobs/pages");
    assertThat(Meta.isTrue(job, "Complete")).as("%s", job).isTrue();
    assertThat(job.object("status").text("completedIndexes")).isEqualTo("0-4");
    assertThat(job.object("status").object("uncountedTerminatedPods")).isEqualTo(Json.object());
  }

  @Test
  void job_thatFailsTooOften_isGivenUp() {
    post(
        "/apis/batch/v1/namespaces/default/jobs",
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: bad}
        spec:
          backoffLimit: 2
          template:
            spec:
              restartPolicy: Never
              containers: [{name: p, image: "busybox:1.36", command: ["false"]}]
        """);
    cluster.pass(Duration.ofSeconds(9));
    assertThat(names(PODS)).hasSize(1);
    cluster.pass(Duration.ofMinutes(5));
    Json.Object job = cluster.get("/apis/batch/v1/namespaces/default/jobs/bad");
    assertThat(Meta.condition(job, "Failed").text("reason")).isEqualTo("BackoffLimitExceeded");
    assertThat(job.object("status").number("failed", 0)).isEqualTo(3);
  }

  @Test
  void cronJob_makesJobsAndKeepsThree() {
    post(
        "/apis/batch/v1/namespaces/default/cronjobs",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: tick}
        spec:
          schedule: "*/2 * * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: OnFailure
                  containers: [{name: t, image: "busybox:1.36", command: [date]}]
        """);
    cluster.pass(Duration.ofMinutes(21).plusSeconds(30));
    assertThat(names("/apis/batch/v1/namespaces/default/jobs")).hasSize(3);
    Json.Object cron = cluster.get("/apis/batch/v1/namespaces/default/cronjobs/tick");
    assertThat(cron.object("status").has("lastSuccessfulTime")).isTrue();
    assertThat(cron.object("status").array("active")).isEmpty();
  }

  @Test
  void schedule_nextTimes() {
    CronSchedule nine = CronSchedule.parse("30 9 * * mon-fri");
    Instant friday = Instant.parse("2026-11-20T01:00:00Z");
    assertThat(nine.next(friday, ZoneId.of("Asia/Seoul")))
        .isEqualTo(Instant.parse("2026-11-23T00:30:00Z"));
    assertThat(CronSchedule.parse("0 0 29 2 *").next(friday, ZoneId.of("UTC")))
        .isEqualTo(Instant.parse("2028-02-29T00:00:00Z"));
    assertThat(CronSchedule.parse("0 0 13 * 5").next(friday, ZoneId.of("UTC")))
        .as("either day will do")
        .isEqualTo(Instant.parse("2026-11-27T00:00:00Z"));
    assertThat(CronSchedule.parse("@every 1.5h").next(friday, ZoneId.of("UTC")))
        .isEqualTo(friday.plus(Duration.ofMinutes(90)));
    assertThat(CronSchedule.parse("TZ=Asia/Seoul 30 9 * * *").next(friday, ZoneId.of("UTC")))
        .isEqualTo(Instant.parse("2026-11-21T00:30:00Z"));
    for (List<String> wrong :
        List.of(
            List.of("every day", "expected exactly 5 fields, found 2: [every day]"),
            List.of("61 * * * *", "end of range (61) above maximum (59): 61"),
            List.of("@often", "unrecognized descriptor: @often"))) {
      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(
                  () -> CronSchedule.parse(wrong.getFirst())))
          .hasMessage(wrong.getLast());
    }
  }

  @Test
  void silentKubelet_losesItsPodsAfterFiveMinutes_andIsReadyAgainWhenBack() {
    post(
        "/apis/apps/v1/namespaces/default/deployments",
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 4
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: web, image: "nginx:1.27"}]}
        """);
    cluster.pass(Duration.ofSeconds(30));
    cluster.input(new Input.Fault("kubelet/worker-1", true));
    cluster.pass(Duration.ofSeconds(45));
    Json.Object node = cluster.get("/api/v1/nodes/worker-1");
    assertThat(Meta.condition(node, "Ready").text("status")).isEqualTo("Unknown");
    cluster.pass(Duration.ofMinutes(6));
    List<Json.Object> standing =
        cluster.get(PODS).array("items").objects().stream()
            .filter(p -> !Meta.isDeleting(p))
            .toList();
    assertThat(standing).hasSize(4);
    assertThat(standing).allMatch(p -> p.object("spec").text("nodeName").equals("worker-2"));
    cluster.input(new Input.Fault("kubelet/worker-1", false));
    cluster.pass(Duration.ofMinutes(1));
    Json.Object back = cluster.get("/api/v1/nodes/worker-1");
    assertThat(Meta.isTrue(back, "Ready")).isTrue();
    assertThat(back.object("spec").array("taints")).isEmpty();
    assertThat(names(PODS)).hasSize(4);
  }

  @Test
  void emptyDir_outlivesARestart_andIsShared() {
    post(
        PODS,
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: pair}
        spec:
          volumes: [{name: common, emptyDir: {}}]
          containers:
          - name: writer
            image: busybox:1.36
            command: [sh, -c, "test -f /out/mark && echo again >> /out/mark && sleep 999; echo first > /out/mark; exit 1"]
            volumeMounts: [{name: common, mountPath: /out}]
          - name: reader
            image: busybox:1.36
            command: [sh, -c, "sleep 40; cat /in/mark; sleep 999"]
            volumeMounts: [{name: common, mountPath: /in}]
        """);
    cluster.pass(Duration.ofSeconds(80));
    String log =
        ((ApiResponse.Text)
                cluster.request(
                    ApiRequest.get(PODS + "/pair/log").withQuery("container", "reader")))
            .text();
    assertThat(log).as("%s", cluster.get(PODS + "/pair").pretty()).startsWith("first\nagain\n");
  }

  @Test
  void configMapFiles_followTheirObject() {
    post(
        "/api/v1/namespaces/default/configmaps",
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: words}, data: {word: one}}");
    post(
        PODS,
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: reader}
        spec:
          volumes: [{name: w, configMap: {name: words}}]
          containers:
          - name: c
            image: busybox:1.36
            command: [sh, -c, "while true; do cat /w/word; echo; sleep 10; done"]
            volumeMounts: [{name: w, mountPath: /w}]
        """);
    cluster.pass(Duration.ofSeconds(20));
    cluster.request(
        ApiRequest.patch(
            "/api/v1/namespaces/default/configmaps/words",
            ApiRequest.MERGE_PATCH,
            Json.object("data", Json.object("word", "two"))));
    cluster.pass(Duration.ofSeconds(15));
    assertThat(log("reader")).contains("one").doesNotContain("two");
    cluster.pass(Duration.ofSeconds(100));
    assertThat(log("reader")).endsWith("two\n");
  }

  private String log(String pod) {
    return ((ApiResponse.Text) cluster.request(ApiRequest.get(PODS + "/" + pod + "/log"))).text();
  }

  @Test
  void recreate_beginsWhenTheOldPodsAreGone() {
    String deployment = "/apis/apps/v1/namespaces/default/deployments";
    post(
        deployment,
        """
        metadata: {name: web}
        spec:
          replicas: 3
          strategy: {type: Recreate}
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              terminationGracePeriodSeconds: 5
              containers: [{name: c, image: "busybox:1.36", command: [sleep, "10000"]}]
        """);
    cluster.pass(Duration.ofSeconds(20));
    cluster.request(
        ApiRequest.patch(
            deployment + "/web",
            ApiRequest.STRATEGIC_MERGE_PATCH,
            Yaml.parse("{spec: {template: {metadata: {labels: {v: two}}}}}")));
    for (int i = 0; i < 100; i++) {
      cluster.pass(Duration.ofMillis(200));
      long kinds =
          cluster.get(PODS).array("items").objects().stream()
              .filter(p -> !p.object("status").text("phase").equals("Failed"))
              .map(p -> Meta.labels(p).text("v"))
              .distinct()
              .count();
      assertThat(kinds).isLessThanOrEqualTo(1);
    }
    assertThat(cluster.get(deployment + "/web").object("status").number("updatedReplicas", 0))
        .isEqualTo(3);
  }

  @Test
  void tokenSecret_isFilled_works_andGoesWithItsAccount() {
    String core = "/api/v1/namespaces/default/";
    post(core + "serviceaccounts", "{metadata: {name: robot}}");
    post(
        core + "secrets",
        "{type: kubernetes.io/service-account-token, metadata: {name: key, annotations:"
            + " {kubernetes.io/service-account.name: robot}}}");
    cluster.pass(Duration.ofSeconds(2));
    Json.Object data = cluster.get(core + "secrets/key").object("data");
    assertThat(data.keys()).containsExactly("ca.crt", "namespace", "token");
    String token =
        new String(
            java.util.Base64.getDecoder().decode(data.text("token")),
            java.nio.charset.StandardCharsets.UTF_8);
    assertThat(Cluster.userOf(cluster.state(), cluster.state().now(), token))
        .extracting(User::name)
        .isEqualTo("system:serviceaccount:default:robot");
    cluster.request(ApiRequest.delete(core + "serviceaccounts/robot"));
    cluster.pass(Duration.ofSeconds(2));
    assertThat(cluster.get(core + "secrets/key").text("reason")).isEqualTo("NotFound");
    assertThat(Cluster.userOf(cluster.state(), cluster.state().now(), token)).isNull();
  }
}
