package seodang;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import seodang.web.WebSettings;

/// A lesson as browsers see it, over HTTP, with the real cluster beneath.
class LessonTest {
  @TempDir static Path data;
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start(data, Map.of());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void oneClick_leadsToTheFirstLesson() {
    Browser learner = server.browser();
    HttpResponse<String> page = learner.post("/start");
    assertThat(page.uri().getPath()).isEqualTo("/lessons/1-1");
    assertThat(page.body())
        .contains("컨피그맵 만들기", "configmap/first을 만드세요", "<svg", "id=\"diagram\"", "터미널 1");
    assertThat(learner.get("/").body()).contains("이어서 하기");
  }

  @Test
  void lessonsAddress_beforeStarting_leadsThereAfterTheClick() {
    Browser visitor = server.browser();
    HttpResponse<String> home = visitor.get("/lessons/1-2");
    assertThat(home.uri().getPath()).isEqualTo("/");
    assertThat(visitor.post("/start", "lesson", "1-2").uri().getPath()).isEqualTo("/lessons/1-2");
  }

  @Test
  void unknownLessonStepOrQuestion_isNotFound() {
    Browser learner = started();
    assertThat(learner.get("/lessons/9-9").statusCode()).isEqualTo(404);
    assertThat(learner.post("/lessons/1-1/steps/nothing/check").statusCode()).isEqualTo(404);
    assertThat(learner.post("/lessons/1-1/steps/make/hints/4").statusCode()).isEqualTo(404);
    assertThat(learner.post("/lessons/1-1/steps/make/hints/0").statusCode()).isEqualTo(404);
    assertThat(learner.post("/lessons/1-1/quiz/nothing", "answer", "0").statusCode())
        .isEqualTo(404);
  }

  @Test
  void check_askedTooEarly_saysWhatIsMissing() {
    String answer = started().post("/lessons/1-1/steps/make/check").body();
    assertThat(answer).contains("컨피그맵 first이 아직 없습니다.");
  }

  @Test
  void steps_passByThemselves_whenTheClusterHasWhatTheyAskFor() throws Exception {
    Browser learner = started();
    ClusterClient cluster = ClusterClient.of(learner, server.kubernetesPort());
    try (EventListener events = EventListener.open(learner, "/cluster/events?lesson=1-1")) {
      events.await("steps", html -> html.contains("configmap/first을 만드세요"));
      assertThat(cluster.create("first")).isEqualTo(201);
      events.await("steps", html -> html.contains("configmap/second을 만드세요"));
      assertThat(cluster.create("second")).isEqualTo(201);
      events.await("steps", html -> html.contains("id=\"finish-gate\" class=\"is-open\""));
    }
    assertThat(learner.get("/me").body()).contains("지금까지 2단계를 통과");
    assertThat(learner.get("/").body()).contains("다음: 1-2 둘째 수업");
  }

  @Test
  void events_showTheDiagramAndTime_asTheyChange() throws Exception {
    Browser learner = started();
    ClusterClient cluster = ClusterClient.of(learner, server.kubernetesPort());
    try (EventListener events = EventListener.open(learner, "/cluster/events?lesson=1-1")) {
      events.await("diagram", svg -> svg.startsWith("<svg"));
      events.await("outline", html -> html.contains("control-plane"));
      events.await("time", json -> json.contains("\"canUndo\":false"));
      assertThat(cluster.create("mine")).isEqualTo(201);
      events.await("time", json -> json.contains("\"canUndo\":true"));
      learner.post("/cluster/time", "action", "pause");
      events.await("time", json -> json.contains("\"paused\":true"));
    }
  }

  @Test
  void time_undoTakesBack_resetStartsAfresh() throws Exception {
    Browser learner = started();
    ClusterClient cluster = ClusterClient.of(learner, server.kubernetesPort());
    cluster.create("one");
    cluster.create("two");
    assertThat(learner.post("/cluster/time", "action", "undo").body()).contains("\"canUndo\":true");
    assertThat(cluster.get("two")).isEqualTo(404);
    assertThat(cluster.get("one")).isEqualTo(200);
    learner.post("/cluster/time", "action", "reset");
    assertThat(cluster.get("one")).isEqualTo(404);
    assertThat(learner.post("/cluster/time", "action", "speed", "speed", "0").statusCode())
        .isEqualTo(400);
    assertThat(learner.post("/cluster/time", "action", "fly").statusCode()).isEqualTo(400);
  }

  @Test
  void hint_isShown_andRemembered() {
    Browser learner = started();
    String one = learner.post("/lessons/1-1/steps/make/hints/1").body();
    assertThat(one).contains("어디를 볼지").doesNotContain("어떻게 생각할지");
    learner.post("/lessons/1-1/steps/make/hints/2");
    assertThat(learner.get("/lessons/1-1").body()).contains("어떻게 생각할지").doesNotContain("무엇을 칠지");
  }

  @Test
  void drawer_tellsOfAnObject() {
    Browser learner = started();
    assertThat(learner.get("/cluster/object?kind=Node&name=control-plane&tab=yaml").body())
        .contains("drawer-body", "kubernetes.io/hostname");
    assertThat(learner.get("/cluster/object?kind=Pod&namespace=default&name=none").body())
        .contains("지금 클러스터에 없습니다");
    assertThat(learner.get("/cluster/object?kind=Pod&name=" + "x".repeat(300)).statusCode())
        .isEqualTo(400);
  }

  @Test
  void quiz_eachKind_isGraded_andShownAgain() {
    Browser learner = started();
    assertThat(answer(learner, "one", "1")).contains("다시 보세요.");
    assertThat(answer(learner, "one", "0")).contains("왜냐하면");
    assertThat(learner.post("/lessons/1-1/quiz/one", "answer", "7").statusCode()).isEqualTo(400);
    assertThat(learner.post("/lessons/1-1/quiz/one").statusCode()).isEqualTo(400);
    assertThat(answer(learner, "short", "kubectl  get pod")).contains("답");
    assertThat(learner.post("/lessons/1-1/quiz/many", "answer", "0", "answer", "2").statusCode())
        .isEqualTo(200);
    HttpResponse<String> order =
        learner.post("/lessons/1-1/quiz/order", "answer", "2", "answer", "0", "answer", "1");
    assertThat(order.statusCode()).isEqualTo(200);
    assertThat(
            learner
                .post("/lessons/1-1/quiz/order", "answer", "0", "answer", "0", "answer", "1")
                .statusCode())
        .isEqualTo(400);
    assertThat(
            learner
                .post("/lessons/1-1/quiz/match", "answer", "0", "answer", "", "answer", "1")
                .statusCode())
        .isEqualTo(200);
    assertThat(learner.get("/lessons/1-1").body()).contains("왜냐하면", "다시 내기");
  }

  @Test
  void instructor_seesTheLearnerLive_andNobodyElseDoes() throws Exception {
    Browser teacher = server.browser();
    teacher.post("/signup", "name", "선생", "login", "watcher", "password", "long enough");
    HttpResponse<String> page = teacher.post("/classes", "name", "관찰반");
    String room = page.uri().getPath();
    Matcher code = Pattern.compile("/join/([A-Z0-9]{6})").matcher(page.body());
    assertThat(code.find()).isTrue();
    Browser learner = server.browser();
    try (EventListener door = EventListener.open(teacher, room + "/events?lesson=1-1")) {
      door.await("board", html -> html.contains("아직 들어온 사람이 없습니다"));
      learner.post("/join/" + code.group(1), "name", "나배움");
      door.await("board", html -> html.contains("나배움") && html.contains("시작 전"));
      learner.post("/start");
      door.await("board", html -> html.contains("하는 중"));
    }

    String board = teacher.get(room).body();
    Matcher link = Pattern.compile(room + "/learners/([0-9a-z]{26})").matcher(board);
    assertThat(link.find()).as(board).isTrue();
    String id = link.group(1);
    try (EventListener live = EventListener.open(teacher, room + "/events?lesson=1-1");
        EventListener screen = EventListener.open(teacher, "/cluster/events?learner=" + id)) {
      live.await("board", html -> html.contains("나배움") && html.contains("하는 중"));
      screen.await("diagram", svg -> svg.startsWith("<svg"));
      ClusterClient cluster = ClusterClient.of(learner, server.kubernetesPort());
      assertThat(cluster.create("first")).isEqualTo(201);
      live.await("board", html -> html.contains("is-passed"));
    }
    assertThat(teacher.get(room + "/learners/" + id).body())
        .contains("data-read-only=\"true\"", "data-query=\"?learner=" + id + "\"");
    assertThat(teacher.get("/cluster/object?kind=Node&name=worker-1&learner=" + id).statusCode())
        .isEqualTo(200);

    Browser stranger = started();
    assertThat(stranger.get(room + "/learners/" + id).statusCode()).isEqualTo(404);
    assertThat(stranger.get("/cluster/object?kind=Node&name=worker-1&learner=" + id).statusCode())
        .isEqualTo(404);
    assertThat(stranger.get("/cluster/events?learner=" + id).statusCode()).isEqualTo(404);
    String cookie = "seodang=" + stranger.cookie("seodang");
    assertThat(socket(cookie, server.url(), "?learner=" + id)).isEqualTo(404);
    // What changes something changes one's own, whoever is named.
    ClusterClient theirs = ClusterClient.of(learner, server.kubernetesPort());
    assertThat(stranger.post("/cluster/time?learner=" + id, "action", "reset").statusCode())
        .isEqualTo(200);
    assertThat(theirs.create("first")).as("still there").isEqualTo(409);
    assertThat(stranger.get("/cluster/kubeconfig?learner=" + id).body())
        .doesNotContain(clusterOf(learner));
  }

  private static String clusterOf(Browser learner) {
    Matcher cluster =
        Pattern.compile("/clusters/([0-9a-z]+)").matcher(learner.get("/cluster/kubeconfig").body());
    assertThat(cluster.find()).isTrue();
    return cluster.group(1);
  }

  @Test
  void windows_beyondTheLimit_areRefused() throws Exception {
    Browser learner = started();
    List<EventListener> open = new ArrayList<>();
    try {
      for (int i = 0; i < WebSettings.Limits.STANDARD.windows(); i++) {
        EventListener listener = EventListener.open(learner, "/cluster/events");
        listener.await("diagram", svg -> true);
        open.add(listener);
      }
      assertThat(learner.get("/cluster/events").statusCode()).isEqualTo(429);
    } finally {
      for (EventListener listener : open) {
        listener.close();
      }
    }
  }

  @Test
  void terminal_fromAnotherSiteOrWithoutSession_isRefused() {
    Browser learner = started();
    String cookie = "seodang=" + learner.cookie("seodang");
    assertThat(socket(cookie, "https://evil.example", "")).isEqualTo(403);
    assertThat(socket("seodang=nonsense", server.url(), "")).isEqualTo(403);
  }

  @Test
  void kubeconfig_askedForByAnotherSite_isRefused() {
    Browser learner = started();
    HttpResponse<String> refused =
        learner.send(
            learner.request("/cluster/kubeconfig").header("Sec-Fetch-Site", "cross-site").build());
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(learner.get("/cluster/kubeconfig").body()).contains("certificate-authority-data");
  }

  @Test
  void strangers_reachNothingOfALesson() {
    Browser stranger = server.browser();
    for (String path :
        List.of("/cluster/events", "/cluster/kubeconfig", "/cluster/object?kind=Node&name=x")) {
      assertThat(stranger.get(path).statusCode()).as(path).isEqualTo(403);
    }
    assertThat(stranger.post("/cluster/time", "action", "reset").statusCode()).isEqualTo(403);
    assertThat(stranger.post("/lessons/1-1/steps/make/check").statusCode()).isEqualTo(403);
  }

  private static int socket(String cookie, String origin, String query) {
    try {
      server
          .browser()
          .client()
          .newWebSocketBuilder()
          .header("Cookie", cookie)
          .header("Origin", origin)
          .buildAsync(
              URI.create("ws://localhost:" + server.port() + "/terminal/1" + query),
              new WebSocket.Listener() {})
          .join();
      return 101;
    } catch (CompletionException e) {
      return e.getCause() instanceof WebSocketHandshakeException w
          ? w.getResponse().statusCode()
          : -1;
    }
  }

  private static String answer(Browser learner, String question, String answer) {
    HttpResponse<String> response = learner.post("/lessons/1-1/quiz/" + question, "answer", answer);
    assertThat(response.statusCode()).as("%s", question).isEqualTo(200);
    return response.body();
  }

  private static Browser started() {
    Browser learner = server.browser();
    assertThat(learner.post("/start").statusCode()).isEqualTo(200);
    return learner;
  }
}
