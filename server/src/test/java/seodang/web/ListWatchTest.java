package seodang.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.Input;
import seodang.kube.store.Store;
import seodang.world.Lease;

/// Lists, watches and deletions of collections as clients of v1.33 rely on them, over HTTPS.
class ListWatchTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String TABLE =
      "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

  @TempDir Path folder;
  private ClusterEndpoint endpoint;
  private ClusterEndpoint.Learner learner;
  private Lease lease;

  @BeforeEach
  void open() {
    endpoint = ClusterEndpoint.open(folder, 50);
    learner = endpoint.learner();
    lease = learner.lease();
    lease.cluster().pause();
  }

  @AfterEach
  void close() {
    lease.close();
    endpoint.close();
  }

  private Json.Object create(String name, String color) {
    Json.Object labels = Json.object("color", color);
    HttpResponse<String> answer =
        learner.send(
            "POST",
            MAPS,
            Json.object(
                "kind", "ConfigMap",
                "apiVersion", "v1",
                "metadata", Json.object("name", name, "labels", labels)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return Json.parseObject(answer.body());
  }

  private void paint(String name, String color) {
    Json.Object labels = Json.object("labels", Json.object("color", color));
    HttpResponse<String> answer =
        learner.send(
            "PATCH", MAPS + "/" + name, ApiRequest.MERGE_PATCH, Json.object("metadata", labels));
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  private Json.Object get(String path, int status) {
    HttpResponse<String> answer = learner.get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return Json.parseObject(answer.body());
  }

  private static List<String> names(Json.Object list) {
    return list.array("items").objects().stream()
        .map(item -> item.object("metadata").text("name"))
        .toList();
  }

  private static String version(Json.Object object) {
    return object.object("metadata").text("resourceVersion");
  }

  /// As many changes as make the store forget its oldest.
  private void compact() {
    long before = lease.cluster().state().store().compacted();
    for (int i = 0; i < 2 * Store.HISTORY + 2; i++) {
      Json labels = Json.object("metadata", Json.object("labels", Json.object("n", "n" + i)));
      var _ =
          lease
              .cluster()
              .apply(
                  new Input.Request(
                      ApiRequest.patch(
                          "/api/v1/namespaces/default", ApiRequest.MERGE_PATCH, labels),
                      null));
    }
    assertThat(lease.cluster().state().store().compacted()).isGreaterThan(before);
  }

  @Test
  void pages_showOneSnapshot() {
    for (String name : List.of("a", "b", "c", "d", "e")) {
      create(name, "red");
    }
    Json.Object first = get(MAPS + "?limit=2", 200);
    assertThat(names(first)).containsExactly("a", "b");
    // With kube-root-ca.crt.
    assertThat(first.object("metadata").number("remainingItemCount", 0)).isEqualTo(4);
    create("bb", "late");
    assertThat(learner.send("DELETE", MAPS + "/d", Json.object()).statusCode()).isEqualTo(200);
    String token = first.object("metadata").text("continue");
    Json.Object second = get(MAPS + "?limit=2&continue=" + token, 200);
    assertThat(names(second)).containsExactly("c", "d");
    assertThat(version(second)).isEqualTo(version(first));
    Json.Object last =
        get(MAPS + "?limit=2&continue=" + second.object("metadata").text("continue"), 200);
    assertThat(names(last)).containsExactly("e", "kube-root-ca.crt");
    assertThat(last.object("metadata").has("continue")).isFalse();
    assertThat(last.object("metadata").has("remainingItemCount")).isFalse();
  }

  @Test
  void pages_withASelector_doNotCountWhatRemains() {
    create("a", "red");
    create("b", "red");
    Json.Object page = get(MAPS + "?limit=1&labelSelector=color%3Dred", 200).object("metadata");
    assertThat(page.text("continue")).isNotEmpty();
    assertThat(page.has("remainingItemCount")).isFalse();
  }

  @Test
  void page_ofACompactedSnapshot_isExpired_butMayBeContinuedInconsistently() {
    for (String name : List.of("a", "b", "c")) {
      create(name, "red");
    }
    String token = get(MAPS + "?limit=1", 200).object("metadata").text("continue");
    compact();
    create("bb", "late");
    Json.Object expired = get(MAPS + "?limit=1&continue=" + token, 410);
    assertThat(expired.text("reason")).isEqualTo("Expired");
    assertThat(expired.text("message"))
        .startsWith("The provided continue parameter is too old to display a consistent list")
        .contains("or use the continue token in this response");
    String go = expired.object("metadata").text("continue");
    assertThat(names(get(MAPS + "?continue=" + go, 200)))
        .containsExactly("b", "bb", "c", "kube-root-ca.crt");
  }

  @Test
  void continueToken_thatIsNone_isABadRequest() {
    assertThat(get(MAPS + "?continue=xyz!", 400).text("message"))
        .startsWith("invalid continue token: continue key is not valid");
    assertThat(get(MAPS + "?continue=e30", 400).text("message"))
        .contains("server does not recognize this encoded version");
    create("a", "red");
    create("b", "red");
    String token = get(MAPS + "?limit=1", 200).object("metadata").text("continue");
    assertThat(get(MAPS + "?resourceVersion=5&continue=" + token, 400).text("message"))
        .isEqualTo("specifying resource version is not allowed when using continue");
  }

  @Test
  void continueToken_leavingItsNamespace_isRefused() {
    String json = "{\"v\":\"meta.k8s.io/v1\",\"rv\":-1,\"start\":\"../kube-system/x\"}";
    String token =
        java.util.Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(json.getBytes(StandardCharsets.UTF_8));
    assertThat(get(MAPS + "?continue=" + token, 400).text("message"))
        .contains("continue key is not valid: ../kube-system/x");
  }

  @Test
  void list_atAnExactVersion_showsThePast() {
    String then = version(create("a", "red"));
    create("b", "red");
    assertThat(names(get(MAPS + "?resourceVersionMatch=Exact&resourceVersion=" + then, 200)))
        .containsExactly("a", "kube-root-ca.crt");
    assertThat(names(get(MAPS + "?resourceVersion=" + then, 200)))
        .containsExactly("a", "b", "kube-root-ca.crt");
    assertThat(names(get(MAPS + "?limit=9&resourceVersion=" + then, 200)))
        .containsExactly("a", "kube-root-ca.crt");
    Json.Object notOlder =
        get(MAPS + "?limit=9&resourceVersionMatch=NotOlderThan&resourceVersion=" + then, 200);
    assertThat(names(notOlder)).hasSize(3);
    assertThat(names(get(MAPS + "?limit=1&resourceVersion=0", 200))).hasSize(3);
    compact();
    Json.Object gone = get(MAPS + "?resourceVersionMatch=Exact&resourceVersion=" + then, 410);
    assertThat(gone.text("message"))
        .isEqualTo("The resourceVersion for the provided list is too old.");
  }

  @Test
  void version_thatIsNotThereYet_isATimeoutToBeTriedAgain() {
    for (String path : List.of(MAPS, MAPS + "/kube-root-ca.crt")) {
      Json.Object status = get(path + "?resourceVersion=99999999", 504);
      assertThat(status.text("reason")).isEqualTo("Timeout");
      assertThat(status.text("message"))
          .startsWith("Timeout: Too large resource version: 99999999, current: ");
      Json.Object details = status.object("details");
      assertThat(details.number("retryAfterSeconds", 0)).isEqualTo(1);
      assertThat(details.array("causes").object(0).text("reason"))
          .isEqualTo("ResourceVersionTooLarge");
    }
  }

  @Test
  void parameters_thatContradict_areInvalid() {
    assertThat(get(MAPS + "?resourceVersionMatch=Exact", 422).text("message"))
        .isEqualTo(
            "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden:"
                + " resourceVersionMatch is forbidden unless resourceVersion is provided");
    assertThat(get(MAPS + "?resourceVersionMatch=Exact&resourceVersion=0", 422).text("message"))
        .contains("resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
    assertThat(get(MAPS + "?resourceVersionMatch=x&resourceVersion=1", 422).text("message"))
        .contains("Unsupported value: \"x\": supported values: \"Exact\", \"NotOlderThan\", \"\"");
    assertThat(get(MAPS + "?sendInitialEvents=true", 422).text("message"))
        .contains("sendInitialEvents is forbidden for list");
    assertThat(get(MAPS + "?watch=true&sendInitialEvents=true", 422).text("message"))
        .contains("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
    assertThat(get(MAPS + "?limit=many", 400).text("message"))
        .isEqualTo("strconv.ParseInt: parsing \"many\": invalid syntax");
    assertThat(get(MAPS + "?resourceVersion=x", 400).text("message"))
        .startsWith("invalid resource version: resourceVersion: Invalid value: \"x\": strconv");
  }

  @Test
  void labelSelectors_areReadAsKubernetesReadsThem() {
    create("a", "red");
    create("b", "blue");
    create("c", "green");
    record Case(String selector, List<String> found) {}
    for (Case one :
        List.of(
            new Case("color in (red, blue)", List.of("a", "b")),
            new Case("color notin (red,blue),color", List.of("c")),
            new Case("color!=red,color", List.of("b", "c")),
            new Case("!color", List.of("kube-root-ca.crt")),
            new Case("color==red", List.of("a")),
            new Case("color=", List.of()))) {
      assertThat(names(get(MAPS + "?labelSelector=" + encoded(one.selector()), 200)))
          .as(one.selector())
          .isEqualTo(one.found());
    }
    record Wrong(String selector, String message) {}
    for (Wrong one :
        List.of(
            new Wrong("a in", "unable to parse requirement: found '' expected: '('"),
            new Wrong("a in (b", "unable to parse requirement: found '', expected: ',' or ')'"),
            new Wrong("=b", "found '=', expected: !, identifier, or 'end of string'"),
            new Wrong("a,", "found '', expected: identifier after ','"),
            new Wrong("a b", "unable to parse requirement: found 'b', expected: in, notin, =,"),
            new Wrong("a in ()", "unable to parse requirement: values: Invalid value: []: for"),
            new Wrong("a=-", "unable to parse requirement: values[0][a]: Invalid value: \"-\": "),
            new Wrong("a>x", "unable to parse requirement: values[0]: Invalid value: \"x\": for"),
            new Wrong("/a", "unable to parse requirement: key: Invalid value: \"/a\": prefix"))) {
      assertThat(get(MAPS + "?labelSelector=" + encoded(one.selector()), 400).text("message"))
          .as(one.selector())
          .startsWith(one.message());
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Json.Object event(BufferedReader events) throws IOException {
    return Json.parseObject(String.valueOf(events.readLine()));
  }

  private static String told(Json.Object event) {
    return event.text("type") + " " + event.object("object").object("metadata").text("name");
  }

  @Test
  void watch_fromAVersion_tellsWhatCameSince() throws Exception {
    String then = version(create("a", "red"));
    create("b", "red");
    paint("a", "blue");
    try (BufferedReader events = learner.stream(MAPS + "?watch=1&resourceVersion=" + then)) {
      assertThat(told(event(events))).isEqualTo("ADDED b");
      assertThat(told(event(events))).isEqualTo("MODIFIED a");
    }
  }

  @Test
  void watch_fromNowhereOrZero_beginsWithAllThereIs() throws Exception {
    create("a", "red");
    for (String from : List.of("", "&resourceVersion=0")) {
      try (BufferedReader events = learner.stream(MAPS + "?watch=true" + from)) {
        assertThat(told(event(events))).isEqualTo("ADDED a");
        assertThat(told(event(events))).isEqualTo("ADDED kube-root-ca.crt");
      }
    }
  }

  @Test
  void watch_withASelector_tellsOfThoseThatComeAndGo() throws Exception {
    String then = version(create("a", "red"));
    String query = "?watch=true&labelSelector=color%3Dred&resourceVersion=" + then;
    try (BufferedReader events = learner.stream(MAPS + query)) {
      paint("a", "blue");
      Json.Object gone = event(events);
      assertThat(told(gone)).isEqualTo("DELETED a");
      assertThat(gone.object("object").object("metadata").object("labels").text("color"))
          .as("as the watcher saw it last")
          .isEqualTo("red");
      paint("a", "red");
      Json.Object back = event(events);
      assertThat(told(back)).isEqualTo("ADDED a");
      assertThat(Long.parseLong(version(back.object("object"))))
          .isGreaterThan(Long.parseLong(version(gone.object("object"))));
    }
    query = "?watch=true&fieldSelector=metadata.name%3Db&resourceVersion=" + then;
    try (BufferedReader events = learner.stream(MAPS + query)) {
      create("b", "red");
      assertThat(told(event(events))).isEqualTo("ADDED b");
    }
  }

  @Test
  void watch_asTables_tellsTheColumnsOnce() throws Exception {
    create("a", "red");
    HttpResponse<java.io.InputStream> answer =
        endpoint
            .client()
            .send(
                learner.request(MAPS + "?watch=true").header("Accept", TABLE).GET().build(),
                HttpResponse.BodyHandlers.ofInputStream());
    try (BufferedReader events =
        new BufferedReader(new java.io.InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      Json.Object first = event(events).object("object");
      assertThat(first.text("kind")).isEqualTo("Table");
      assertThat(first.array("columnDefinitions").isEmpty()).isFalse();
      Json.Object second = event(events).object("object");
      assertThat(second.get("columnDefinitions")).isEqualTo(Json.Null.NULL);
      assertThat(second.array("rows").size()).isEqualTo(1);
    }
  }

  @Test
  void watch_ofACompactedVersion_isToldByAnEvent() throws Exception {
    String then = version(create("a", "red"));
    compact();
    try (BufferedReader events = learner.stream(MAPS + "?watch=true&resourceVersion=" + then)) {
      Json.Object error = event(events);
      assertThat(error.text("type")).isEqualTo("ERROR");
      assertThat(error.object("object").number("code", 0)).isEqualTo(410);
      assertThat(error.object("object").text("reason")).isEqualTo("Expired");
      assertThat(error.object("object").text("message")).startsWith("too old resource version: ");
      assertThat(events.readLine()).isNull();
    }
  }

  @Test
  void watch_endsWithItsTime_andTellsFromWhereToGoOn() throws Exception {
    create("a", "red");
    String query = "?watch=true&timeoutSeconds=1&allowWatchBookmarks=true";
    try (BufferedReader events = learner.stream(MAPS + query)) {
      assertThat(told(event(events))).isEqualTo("ADDED a");
      assertThat(told(event(events))).isEqualTo("ADDED kube-root-ca.crt");
      Json.Object bookmark = event(events);
      assertThat(bookmark.text("type")).isEqualTo("BOOKMARK");
      assertThat(bookmark.object("object").text("kind")).isEqualTo("ConfigMap");
      assertThat(version(bookmark.object("object")))
          .isEqualTo(Long.toString(lease.cluster().state().store().revision()));
      assertThat(events.readLine()).isNull();
    }
  }

  @Test
  void watch_thatBeginsAsAList_isRefused_asItsGateIsOffIn133() {
    String query = "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan";
    assertThat(get(MAPS + query, 422).text("message"))
        .isEqualTo(
            "ListOptions.meta.k8s.io \"\" is invalid: sendInitialEvents: Forbidden:"
                + " sendInitialEvents is forbidden for watch unless the WatchList feature gate is"
                + " enabled");
  }

  @Test
  void json_isIndented_forThoseWhoRead() {
    create("a", "red");
    assertThat(learner.get(MAPS + "/a?pretty=true").body()).startsWith("{\n  \"");
    assertThat(learner.get(MAPS + "/a?pretty=false").body()).startsWith("{\"");
    assertThat(learner.get(MAPS + "/a").body()).startsWith("{\"");
    assertThat(learner.send(learner.request(MAPS + "/a").header("User-Agent", "curl/8.5")).body())
        .startsWith("{\n  \"");
  }

  @Test
  void slowWatcher_delaysNobody() throws Exception {
    List<BufferedReader> slow = new ArrayList<>();
    String then = version(create("a", "red"));
    for (int i = 0; i < 20; i++) {
      slow.add(learner.stream(MAPS + "?watch=true&resourceVersion=" + then));
    }
    try (BufferedReader events = learner.stream(MAPS + "?watch=true&resourceVersion=" + then)) {
      String large = "x".repeat(900_000);
      for (int i = 0; i < 8; i++) {
        Json.Object data = Json.object("data", Json.object("large", large + i));
        HttpResponse<String> answer =
            learner.send("PATCH", MAPS + "/a", ApiRequest.MERGE_PATCH, data);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(told(event(events))).isEqualTo("MODIFIED a");
      }
    }
    for (BufferedReader reader : slow) {
      reader.close();
    }
  }

  @Test
  void watchers_thatVanish_giveTheirPlaceBack() throws Exception {
    for (int i = 0; i < 10; i++) {
      learner.stream(MAPS + "?watch=true").close();
    }
    for (int i = 0; i < 200 && endpoint.server().openStreams(learner.id()) > 0; i++) {
      Thread.sleep(100);
    }
    assertThat(endpoint.server().openStreams(learner.id())).isZero();
  }

  @Test
  void deleteCollection_takesTheChosen_andAnswersThem() {
    create("a", "red");
    create("b", "blue");
    HttpResponse<String> answer =
        learner.send("DELETE", MAPS + "?labelSelector=color%3Dred", Json.object());
    assertThat(answer.statusCode()).isEqualTo(200);
    Json.Object list = Json.parseObject(answer.body());
    assertThat(list.text("kind")).isEqualTo("ConfigMapList");
    assertThat(names(list)).containsExactly("a");
    assertThat(names(get(MAPS, 200))).containsExactly("b", "kube-root-ca.crt");
  }

  @Test
  void delete_heedsPreconditions_options_andDryRun() {
    Json.Object made = create("a", "red");
    HttpResponse<String> other = delete(Json.object("preconditions", Json.object("uid", "x")));
    assertThat(other.statusCode()).isEqualTo(409);
    assertThat(Json.parseObject(other.body()).text("message"))
        .isEqualTo(
            "Operation cannot be fulfilled on ConfigMap \"a\": the UID in the precondition (x) does"
                + " not match the UID in record ("
                + made.object("metadata").text("uid")
                + "). The object might have been deleted and then recreated");
    assertThat(
            delete(Json.object("preconditions", Json.object("resourceVersion", "1"))).statusCode())
        .isEqualTo(409);
    assertThat(delete(Json.object("propagationPolicy", "Never")).statusCode()).isEqualTo(422);
    assertThat(delete(Json.object("dryRun", Json.array("Some"))).statusCode()).isEqualTo(422);
    assertThat(delete(Json.object("dryRun", Json.array("All"))).statusCode()).isEqualTo(200);
    assertThat(learner.get(MAPS + "/a").statusCode()).isEqualTo(200);
    HttpResponse<String> held = delete(Json.object("propagationPolicy", "Orphan"));
    assertThat(Json.parseObject(held.body()).object("metadata").array("finalizers").texts())
        .containsExactly("orphan");
  }

  private HttpResponse<String> delete(Json.Object options) {
    return learner.send("DELETE", MAPS + "/a", options);
  }

  @Test
  void write_withWrongOptions_isInvalid() {
    Json.Object map = Json.object("metadata", Json.object("generateName", "made-"));
    assertThat(learner.send("POST", MAPS + "?dryRun=x", map).body())
        .contains("CreateOptions.meta.k8s.io \\\"\\\" is invalid: dryRun: Unsupported value:")
        .contains("[]string{\\\"x\\\"}: supported values: \\\"All\\\"");
    assertThat(learner.send("POST", MAPS + "?fieldValidation=x", map).body())
        .contains("supported values: \\\"\\\", \\\"Ignore\\\", \\\"Strict\\\", \\\"Warn\\\"");
    assertThat(learner.send("POST", MAPS + "?fieldManager=" + "m".repeat(129), map).body())
        .contains("fieldManager: Too long: may not be more than 128 bytes");
    HttpResponse<String> dry = learner.send("POST", MAPS + "?dryRun=All", map);
    assertThat(dry.statusCode()).isEqualTo(201);
    assertThat(Json.parseObject(dry.body()).object("metadata").text("name"))
        .matches("made-[a-z0-9]{5}");
    assertThat(names(get(MAPS, 200))).containsExactly("kube-root-ca.crt");
  }

  @Test
  void health_isToldInAllItsForms() {
    for (String path : List.of("/healthz", "/livez", "/readyz", "/livez/etcd", "/readyz/ping")) {
      HttpResponse<String> answer = learner.get(path);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("ok");
    }
    assertThat(learner.get("/readyz?verbose").body())
        .startsWith("[+]ping ok\n[+]log ok\n[+]etcd ok\n")
        .contains("[+]informer-sync ok\n", "[+]shutdown ok\n")
        .endsWith("readyz check passed\n");
    assertThat(learner.get("/livez?verbose&exclude=etcd&exclude=x").body())
        .contains("[+]etcd excluded: ok\n")
        .contains("warn: some health checks cannot be excluded: no matches for \"x\"\n")
        .endsWith("livez check passed\n");
    assertThat(learner.get("/livez/nothing").statusCode()).isEqualTo(404);
  }

  @Test
  void metrics_countWhatWasAsked() {
    create("a", "red");
    get(MAPS, 200);
    get(MAPS, 200);
    get(MAPS + "/none", 404);
    HttpResponse<String> answer = learner.get("/metrics");
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(answer.body())
        .contains("# TYPE apiserver_request_total counter\n")
        .contains(
            "apiserver_request_total{code=\"200\",component=\"apiserver\",dry_run=\"\",group=\"\","
                + "resource=\"configmaps\",scope=\"namespace\",subresource=\"\",verb=\"LIST\","
                + "version=\"v1\"} 2\n")
        .contains(
            "apiserver_request_total{code=\"404\",component=\"apiserver\",dry_run=\"\",group=\"\","
                + "resource=\"configmaps\",scope=\"resource\",subresource=\"\",verb=\"GET\","
                + "version=\"v1\"} 1\n")
        .containsPattern("apiserver_storage_objects\\{resource=\"configmaps\"} [0-9]+\n");
  }
}
