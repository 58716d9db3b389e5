package seodang.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import seodang.json.Json;
import seodang.json.Yaml;

/// How containers begin, are signalled and end, seen through the API.
class PodLifeTest {
  private static final String PODS = "/api/v1/namespaces/default/pods";

  private final Clusters cluster = Clusters.learner();

  private Json.Object status(String pod) {
    return cluster.get(PODS + "/" + pod).object("status");
  }

  private void make(String yaml) {
    ApiResponse made = cluster.post(PODS, yaml);
    assertThat(made.status()).as("%s", made.object()).isEqualTo(201);
  }

  private void pass(long seconds) {
    cluster.pass(Duration.ofSeconds(seconds));
  }

  private String log(String pod, String container) {
    ApiRequest request =
        ApiRequest.get(PODS + "/" + pod + "/log").withQuery("container", container);
    return cluster.request(request) instanceof ApiResponse.Text t ? t.text() : "";
  }

  /// The messages of a Pod's events, the first first.
  private List<String> events(String pod) {
    return cluster.get("/api/v1/namespaces/default/events").array("items").objects().stream()
        .filter(e -> e.object("involvedObject").text("name").equals(pod))
        .map(e -> e.text("message"))
        .toList();
  }

  @Test
  void containerThatCannotStart_backsOff() {
    make(
        "{metadata: {name: p}, spec: {containers: [{name: c, image: busybox, command: [nosuch]}]}}");
    pass(8);
    Json.Object c = status("p").array("containerStatuses").object(0);
    assertThat(c.number("restartCount", -1)).isEqualTo(1);
    assertThat(c.object("state").object("waiting").text("reason"))
        .isIn("RunContainerError", "CrashLoopBackOff");
    Json.Object last = c.object("lastState").object("terminated");
    assertThat(last.text("reason")).isEqualTo("StartError");
    assertThat(last.number("exitCode", 0)).isEqualTo(128);
    pass(600);
    assertThat(status("p").array("containerStatuses").object(0).number("restartCount", -1))
        .isBetween(5L, 8L);
  }

  /// What is counted of a Pod's event that begins so.
  private long count(String pod, String message) {
    return cluster.get("/api/v1/namespaces/default/events").array("items").objects().stream()
        .filter(e -> e.object("involvedObject").text("name").equals(pod))
        .filter(e -> e.text("message").startsWith(message))
        .mapToLong(e -> e.number("count", 1))
        .sum();
  }

  @Test
  void backOff_isToldAtEachLook_everyTenToFifteenSeconds() {
    make(
        "{metadata: {name: p}, spec: {containers: [{name: c, image: busybox, command: ['false']}]}}");
    pass(300);
    assertThat(status("p").array("containerStatuses").object(0).number("restartCount", 0))
        .isEqualTo(5);
    assertThat(count("p", "Back-off restarting failed container")).isBetween(16L, 24L);
    cluster.pass(Duration.ofHours(2));
    assertThat(count("p", "Back-off restarting failed container")).isBetween(40L, 55L);
  }

  @Test
  void imageThatIsNot_isAskedForEverMoreSeldom_andLookedAtMeanwhile() {
    make("{metadata: {name: p}, spec: {containers: [{name: c, image: 'nginx:none'}]}}");
    pass(2);
    assertThat(count("p", "Back-off pulling image")).isEqualTo(1);
    pass(120);
    assertThat(count("p", "Pulling image")).isBetween(4L, 5L);
    assertThat(count("p", "Back-off pulling image")).isBetween(5L, 9L);
  }

  @Test
  void podOnANodeThatIsNot_waits() {
    make(
        "{metadata: {name: p}, spec: {nodeName: nowhere, containers: [{name: c, image: busybox}]}}");
    pass(5);
    assertThat(status("p").text("phase")).isEqualTo("Pending");
    assertThat(status("p").has("containerStatuses")).isFalse();
  }

  private static final String STOPPING =
      "[sh, -c, \"trap 'sleep 1; echo %s stops; exit 0' TERM; while true; do sleep 1; done\"]";

  @Test
  void sidecars_stopAfterTheOthers_theLastFirst() {
    make(
        """
        metadata: {name: p}
        spec:
          terminationGracePeriodSeconds: 20
          initContainers:
          - {name: one, image: busybox, restartPolicy: Always, command: %s}
          - {name: two, image: busybox, restartPolicy: Always, command: %s}
          containers:
          - {name: main, image: busybox, command: %s}
        """
            .formatted(
                STOPPING.formatted("one"), STOPPING.formatted("two"), STOPPING.formatted("main")));
    pass(20);
    cluster.request(ApiRequest.delete(PODS + "/p"));
    List<String> order = new ArrayList<>();
    for (int i = 0; i < 100 && cluster.get(PODS + "/p").text("kind").equals("Pod"); i++) {
      for (String name : List.of("main", "two", "one")) {
        if (log("p", name).contains("stops") && !order.contains(name)) {
          order.add(name);
        }
      }
      cluster.pass(Duration.ofMillis(200));
    }
    assertThat(order).startsWith("main", "two");
    assertThat(events("p"))
        .containsSubsequence(
            "Stopping container main", "Stopping container two", "Stopping container one");
    assertThat(cluster.get(PODS + "/p").text("reason")).isEqualTo("NotFound");
  }

  @Test
  void sidecarOfAFinishedPod_isStopped_andThenThePodHasSucceeded() {
    make(
        """
        metadata: {name: p}
        spec:
          restartPolicy: Never
          initContainers:
          - {name: radio, image: busybox, restartPolicy: Always, command: %s}
          containers:
          - {name: main, image: busybox, command: [sleep, "3"]}
        """
            .formatted(STOPPING.formatted("radio")));
    pass(30);
    assertThat(status("p").text("phase")).isEqualTo("Succeeded");
    assertThat(log("p", "radio")).isEqualTo("radio stops\n");
    assertThat(events("p")).contains("Stopping container radio");
  }

  @Test
  void killFromBeside_reachesTheContainersProcess() {
    make(
        """
        metadata: {name: p}
        spec:
          containers:
          - name: main
            image: busybox
            command: [sh, -c, "trap 'exit 5' TERM; while true; do sleep 1; done"]
        """);
    pass(10);
    List<String> printed = exec("ps");
    assertThat(printed.getFirst())
        .startsWith("PID   USER     TIME  COMMAND\n    1 root      0:00 sh");
    assertThat(exec("kill", "1")).containsExactly("");
    pass(5);
    Json.Object c = status("p").array("containerStatuses").object(0);
    assertThat(c.number("restartCount", -1)).isEqualTo(1);
    assertThat(c.object("lastState").object("terminated").number("exitCode", 0)).isEqualTo(5);
  }

  /// What a command in the Pod `p` prints, as one text.
  private List<String> exec(String... command) {
    ApiRequest request = ApiRequest.get(PODS + "/p/exec").withQuery("stdout", "true");
    for (String word : command) {
      request = request.withQuery("command", word);
    }
    ApiResponse.Session session = (ApiResponse.Session) cluster.request(request);
    StringBuilder text = new StringBuilder();
    var polled = session.cursor().poll(cluster.state());
    polled.items().stream().filter(o -> o.stream() != 3).forEach(o -> text.append(o.text()));
    assertThat(polled.ended()).isTrue();
    cluster.input(new Input.Hangup(session.session()));
    assertThat(cluster.state().memory().keySet())
        .noneMatch(key -> key.startsWith("exec/") || key.startsWith("output/"));
    return List.of(text.toString());
  }

  @Test
  void postStart_isOverBeforeTheContainerIsSaidToRun() {
    make(
        """
        metadata: {name: p}
        spec:
          containers:
          - name: main
            image: nginx
            lifecycle: {postStart: {exec: {command: [sh, -c, "sleep 4; echo done > /tmp/hook"]}}}
        """);
    for (int i = 0; i < 30 && events("p").stream().noneMatch(m -> m.startsWith("Started")); i++) {
      cluster.pass(Duration.ofMillis(500));
    }
    pass(2);
    assertThat(status("p").text("phase")).isEqualTo("Pending");
    pass(4);
    assertThat(status("p").text("phase")).isEqualTo("Running");
    assertThat(exec("cat", "/tmp/hook")).containsExactly("done\n");
  }

  @Test
  void postStartThatFails_endsTheContainer() {
    make(
        """
        metadata: {name: p}
        spec:
          terminationGracePeriodSeconds: 1
          containers:
          - name: main
            image: nginx
            lifecycle: {postStart: {exec: {command: [sh, -c, "echo no; exit 3"]}}}
        """);
    pass(12);
    assertThat(events("p")).contains("PostStartHook failed", "FailedPostStartHook");
    Json.Object c = status("p").array("containerStatuses").object(0);
    Json.Object waiting = c.object("state").object("waiting");
    assertThat(waiting.text("reason")).isIn("PostStartHookError", "CrashLoopBackOff");
    assertThat(c.number("restartCount", 0)).isPositive();
  }

  @Test
  void preStop_comesBeforeTheSignal_andCountsAsGrace() {
    make(
        """
        metadata: {name: p}
        spec:
          terminationGracePeriodSeconds: 10
          containers:
          - name: main
            image: busybox
            command: [sh, -c, "trap 'echo told; exit 0' TERM; while true; do sleep 1; done"]
            lifecycle: {preStop: {exec: {command: [sh, -c, "sleep 5"]}}}
        """);
    pass(10);
    cluster.request(ApiRequest.delete(PODS + "/p"));
    pass(4);
    assertThat(log("p", "main")).doesNotContain("told");
    String log = "";
    for (int i = 0; i < 20 && cluster.get(PODS + "/p").text("kind").equals("Pod"); i++) {
      log = log("p", "main");
      cluster.pass(Duration.ofMillis(250));
    }
    assertThat(log).contains("told");
  }

  @Test
  void preStopThatLastsTooLong_isCutOff() {
    make(
        """
        metadata: {name: p}
        spec:
          terminationGracePeriodSeconds: 3
          containers:
          - name: main
            image: nginx
            lifecycle: {preStop: {sleep: {seconds: 3}}}
          - {name: deaf, image: busybox, command: [sleep, "10000"]}
        """);
    pass(10);
    cluster.request(ApiRequest.delete(PODS + "/p"));
    pass(2);
    assertThat(cluster.get(PODS + "/p").text("kind")).isEqualTo("Pod");
    pass(5);
    assertThat(cluster.get(PODS + "/p").text("reason")).isEqualTo("NotFound");
  }

  @Test
  void failedLiveness_leavesTheContainerItsGrace() {
    make(
        """
        metadata: {name: p}
        spec:
          containers:
          - name: deaf
            image: busybox
            command: [sleep, "10000"]
            livenessProbe: {exec: {command: [cat, /none]}, periodSeconds: 1, failureThreshold: 1}
        """);
    pass(20);
    assertThat(events("p")).contains("Container deaf failed liveness probe, will be restarted");
    assertThat(status("p").array("containerStatuses").object(0).number("restartCount", -1))
        .isZero();
    pass(25);
    Json.Object c = status("p").array("containerStatuses").object(0);
    assertThat(c.number("restartCount", -1)).isEqualTo(1);
    assertThat(c.object("lastState").object("terminated").number("exitCode", 0)).isEqualTo(137);
  }

  @Test
  void securityContext_saysWhoRuns_andWhatMayBeChanged() {
    make(
        """
        metadata: {name: p}
        spec:
          securityContext: {runAsUser: 1500}
          containers:
          - name: main
            image: busybox
            command: [sleep, "10000"]
            securityContext: {readOnlyRootFilesystem: true}
            volumeMounts: [{name: tmp, mountPath: /tmp}]
          volumes: [{name: tmp, emptyDir: {}}]
        """);
    pass(10);
    assertThat(exec("id")).containsExactly("uid=1500 gid=0(root) groups=0(root)\n");
    assertThat(exec("touch", "/x").getFirst()).contains("Read-only file system");
    assertThat(exec("sh", "-c", "echo a > /tmp/a; cat /tmp/a")).containsExactly("a\n");
    make(
        "{metadata: {name: q}, spec: {containers: [{name: c, image: nginx, securityContext:"
            + " {runAsNonRoot: true}}]}}");
    pass(10);
    Json.Object waiting =
        status("q").array("containerStatuses").object(0).object("state").object("waiting");
    assertThat(waiting.text("reason")).isEqualTo("CreateContainerConfigError");
    assertThat(waiting.text("message"))
        .startsWith("container has runAsNonRoot and image will run as root (pod: \"q_default(");
  }

  @Test
  void refusedObject_isToldWhatWasIgnored() {
    make("{metadata: {name: p}, spec: {containers: [{name: c, image: nginx}]}}");
    ApiRequest again =
        ApiRequest.post(
                PODS,
                Yaml.parse(
                    "{metadata: {name: p}, spec: {colour: red, containers: [{name: c, image: nginx}]}}"))
            .withQuery("fieldValidation", "Warn");
    assertThat(cluster.request(again))
        .isInstanceOfSatisfying(
            ApiResponse.Document.class,
            d -> {
              assertThat(d.status()).isEqualTo(409);
              assertThat(d.warnings()).containsExactly("unknown field \"spec.colour\"");
            });
  }
}
