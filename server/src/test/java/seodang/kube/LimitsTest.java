package seodang.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import seodang.json.Json;

/// What one cluster may hold, at each limit's edge.
class LimitsTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String PODS = "/api/v1/namespaces/default/pods";
  private static final String EVENTS = "/api/v1/namespaces/default/events";
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static Clusters limited(Limits limits) {
    return new Clusters(Cluster.learner(7), limits);
  }

  private static Limits limits(int objects, int pods, int nodes, int events) {
    return new Limits(objects, pods, nodes, events, Limits.STANDARD.objectBytes(), 2);
  }

  private static ApiResponse map(Clusters cluster, String name) {
    return cluster.post(MAPS, "{metadata: {name: %s}}".formatted(name));
  }

  private static String message(ApiResponse response) {
    return response.object().text("message");
  }

  private static int size(Clusters cluster, String path) {
    return cluster.get(path).array("items").size();
  }

  @Test
  void objects_atTheLimit_areRefused_untilOneGoes() {
    int standing = Cluster.learner(7).store().size();
    Clusters cluster = limited(limits(standing + 2, 100, 100, 100));
    assertThat(map(cluster, "a").status()).isEqualTo(201);
    assertThat(map(cluster, "b").status()).isEqualTo(201);
    ApiResponse refused = map(cluster, "c");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(message(refused))
        .isEqualTo(
            "configmaps \"c\" is forbidden: exceeded the limit of this cluster: "
                + (standing + 2)
                + " objects; delete some before creating more");
    assertThat(refused.object().object("details").text("name")).isEqualTo("c");
    cluster.request(ApiRequest.delete(MAPS + "/a"));
    assertThat(map(cluster, "c").status()).isEqualTo(201);
  }

  @Test
  void pods_beyondTheLimit_areRefused_alsoToControllers() {
    int standing = size(Clusters.learner(), "/api/v1/pods");
    Clusters cluster = limited(limits(5_000, standing + 3, 100, 1_000));
    cluster.post(
        "/apis/apps/v1/namespaces/default/deployments",
        "{metadata: {name: d}, spec: {replicas: 5, selector: {matchLabels: {a: b}}, template:"
            + " {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: nginx}]}}}}");
    cluster.pass(MINUTE);
    assertThat(size(cluster, PODS)).isEqualTo(3);
    assertThat(cluster.get(EVENTS).toString())
        .contains("exceeded the limit of this cluster: " + (standing + 3) + " pods");
  }

  @Test
  void nodes_beyondTheLimit_areRefused() {
    int standing = size(Clusters.learner(), "/api/v1/nodes");
    Clusters cluster = limited(limits(5_000, 100, standing + 1, 1_000));
    assertThat(cluster.post("/api/v1/nodes", "{metadata: {name: n}}").status()).isEqualTo(201);
    assertThat(message(cluster.post("/api/v1/nodes", "{metadata: {name: m}}")))
        .contains("exceeded the limit of this cluster: " + (standing + 1) + " nodes");
  }

  @Test
  void events_beyondTheLimit_pushOutTheOldest() {
    Clusters cluster = limited(limits(5_000, 100, 100, 50));
    for (int i = 0; i < 120; i++) {
      ApiResponse made =
          cluster.post(
              EVENTS,
              ("{metadata: {name: e%03d}, involvedObject: {kind: Pod, namespace: default, name: p},"
                      + " lastTimestamp: '2026-01-01T00:%02d:%02dZ'}")
                  .formatted(i, i / 60, i % 60));
      assertThat(made.status()).isEqualTo(201);
      assertThat(size(cluster, "/api/v1/events")).isLessThanOrEqualTo(50);
    }
    assertThat(cluster.get(EVENTS + "/e119").text("kind")).isEqualTo("Event");
    assertThat(cluster.get(EVENTS + "/e000").text("kind")).isEqualTo("Status");
  }

  @Test
  void object_asLargeAsEtcdTakes_isStored_largerIsRefusedInItsWords() {
    Clusters cluster = Clusters.learner();
    String crd =
        "{metadata: {name: notes.school.io}, spec: {group: school.io, scope: Namespaced, names:"
            + " {plural: notes, kind: Note}, versions: [{name: v1, served: true, storage: true,"
            + " schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields:"
            + " true}}}]}}";
    cluster.post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", crd);
    cluster.pass(Duration.ofSeconds(2));
    String notes = "/apis/school.io/v1/namespaces/default/notes";
    int most = 3 << 19;
    assertThat(cluster.request(note(notes, "a", most - 1_000)).status()).isEqualTo(201);
    ApiResponse refused = cluster.request(note(notes, "b", most));
    assertThat(refused.status()).isEqualTo(500);
    assertThat(message(refused)).isEqualTo("etcdserver: request is too large");
    assertThat(refused.object().has("reason")).isFalse();
    // What grows by a change is refused as well, and stays as it was.
    ApiResponse grown =
        cluster.request(
            ApiRequest.patch(
                notes + "/a", ApiRequest.MERGE_PATCH, Json.object("more", "x".repeat(1_000))));
    assertThat(message(grown)).isEqualTo("etcdserver: request is too large");
    assertThat(cluster.get(notes + "/a").has("more")).isFalse();
  }

  @Test
  void builtInObject_isMeasuredAsItsBytesInEtcd() {
    Clusters cluster = Clusters.learner();
    // Base64 in JSON, bytes in protobuf: 1.2 million characters are 900,000 bytes.
    String data = "QUFB".repeat(300_000);
    String secrets = "/api/v1/namespaces/default/secrets";
    Json.Object secret =
        Json.object("metadata", Json.object("name", "s"), "data", Json.object("a", data));
    assertThat(cluster.request(ApiRequest.post(secrets, secret)).status()).isEqualTo(201);
    Json.Object status =
        Json.object(
            "status",
            Json.object(
                "conditions",
                List.of(
                    Json.object("message", "x".repeat(3 << 19), "type", "Big", "status", "True"))));
    ApiResponse refused =
        cluster.request(
            ApiRequest.patch(
                "/api/v1/nodes/worker-1/status", ApiRequest.STRATEGIC_MERGE_PATCH, status));
    assertThat(message(refused)).isEqualTo("etcdserver: request is too large");
  }

  private static ApiRequest note(String path, String name, int length) {
    return ApiRequest.post(
        path,
        Json.object(
            "apiVersion",
            "school.io/v1",
            "kind",
            "Note",
            "metadata",
            Json.object("name", name),
            "text",
            "x".repeat(length)));
  }

  private static Clusters running(Limits limits, String command) {
    Clusters cluster = limited(limits);
    cluster.post(
        PODS,
        "{metadata: {name: p}, spec: {containers: [{name: c, image: busybox, command: [sh, -c, '%s']}]}}"
            .formatted(command));
    cluster.pass(MINUTE);
    return cluster;
  }

  @Test
  void sessions_beyondThoseOfAContainer_areRefused_untilOneEnds() {
    Clusters cluster = running(limits(5_000, 100, 100, 1_000), "sleep 100000");
    ApiRequest exec =
        ApiRequest.of("POST", PODS + "/p/exec")
            .withQuery("command", "sleep")
            .withQuery("command", "1000")
            .withQuery("stdout", "true");
    ApiResponse first = cluster.request(exec);
    assertThat(first).isInstanceOf(ApiResponse.Session.class);
    assertThat(cluster.request(exec)).isInstanceOf(ApiResponse.Session.class);
    ApiResponse refused = cluster.request(exec);
    assertThat(refused.status()).isGreaterThanOrEqualTo(400);
    assertThat(message(refused)).contains("the limit of 2 sessions in one container is reached");
    cluster.pass(Duration.ofSeconds(1_001));
    assertThat(cluster.request(exec)).isInstanceOf(ApiResponse.Session.class);
  }

  @Test
  void log_beyondItsLimit_forgetsItsBeginning() {
    Clusters cluster =
        running(
            Limits.STANDARD,
            "for i in $(seq 1 6000); do echo line $i of a log that gets long; done");
    ApiResponse log = cluster.request(ApiRequest.get(PODS + "/p/log"));
    String text = ((ApiResponse.Text) log).text();
    assertThat(text.length()).isBetween(100_000, 256 << 10);
    assertThat(text).doesNotContain("line 1 of").contains("line 6000 of");
    cluster.pass(Duration.ofHours(1));
    String uid = cluster.get(PODS + "/p").object("metadata").text("uid");
    long kept =
        cluster.state().memory().entrySet().stream()
            .filter(e -> e.getKey().startsWith("log/" + uid))
            .mapToLong(e -> ((Json.Text) e.getValue()).value().length())
            .sum();
    assertThat(kept).isLessThanOrEqualTo(3 * ((256 << 10) + (32 << 10)));
  }

  @Test
  void line_longerThanARuntimeTakes_isCutInItsLog_andWholeForItsReader() {
    Clusters cluster = running(Limits.STANDARD, "echo $(seq 1 8000)");
    ApiResponse log = cluster.request(ApiRequest.get(PODS + "/p/log"));
    assertThat(((ApiResponse.Text) log).text())
        .isEqualTo(
            IntStream.rangeClosed(1, 8_000)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(" ", "", "\n")));
  }

  @Test
  void watcher_thatFallsBehindWhatIsKept_isCutOff() {
    Clusters cluster = Clusters.learner();
    ApiResponse.Watch watch =
        (ApiResponse.Watch) cluster.request(ApiRequest.get(MAPS).withQuery("watch", "true"));
    ApiResponse.Cursor<Json> cursor = watch.cursor().poll(cluster.state()).next();
    map(cluster, "a");
    assertThat(cursor.poll(cluster.state()).ended()).isFalse();
    long seen = cluster.state().store().revision();
    for (int i = 0; cluster.state().store().compacted() <= seen; i++) {
      cluster.request(
          ApiRequest.patch(
              MAPS + "/a",
              ApiRequest.MERGE_PATCH,
              Json.object("data", Json.object("n", Integer.toString(i)))));
    }
    ApiResponse.Polled<Json> polled = cursor.poll(cluster.state());
    assertThat(polled.ended()).isTrue();
    Json.Object last = (Json.Object) polled.items().getLast();
    assertThat(last.text("type")).isEqualTo("ERROR");
    assertThat(last.object("object").number("code", 0)).isEqualTo(410);
  }
}
