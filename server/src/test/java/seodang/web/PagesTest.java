package seodang.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import seodang.Browser;
import seodang.TestServer;

class PagesTest {
  @TempDir static Path data;
  private static TestServer server;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            data,
            Map.of("SEODANG_ADMIN_LOGIN", "root", "SEODANG_ADMIN_PASSWORD", "a good password"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void everyPage_hasTheSecurityHeaders() {
    Browser browser = server.browser();
    for (String path : List.of("/", "/signin", "/glossary", "/nowhere", "/join/ABC234")) {
      HttpResponse<String> page = browser.get(path);
      assertThat(header(page, "Content-Security-Policy"))
          .as(path)
          .contains("default-src 'self'")
          .contains("frame-ancestors 'none'")
          .doesNotContain("unsafe");
      assertThat(header(page, "X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(header(page, "Referrer-Policy")).isEqualTo("same-origin");
      assertThat(header(page, "Permissions-Policy")).contains("camera=()");
      assertThat(header(page, "Server")).isEmpty();
    }
  }

  @Test
  void everyPage_hasNoInlineScriptOrStyle() {
    Browser browser = server.browser();
    for (String path : List.of("/", "/signin", "/signup", "/glossary", "/glossary/pod", "/join")) {
      String page = browser.get(path).body();
      assertThat(page).as(path).contains("<title>").doesNotContain(" style=", " onclick=");
      Matcher script = Pattern.compile("<script(?![^>]*\\bsrc=)").matcher(page);
      assertThat(script.find()).as("inline script in %s", path).isFalse();
    }
  }

  @Test
  void cookies_areHiddenFromScriptsAndOtherSites() {
    HttpResponse<String> page = server.browser().get("/");
    assertThat(header(page, "Set-Cookie"))
        .contains("HttpOnly")
        .contains("SameSite=Lax")
        .contains("Max-Age=34560000");
  }

  @Test
  void home_showsTheCourse_andTheWayToBegin() {
    String page = server.browser().get("/").body();
    assertThat(page).contains("바로 시작하기", "컨피그맵 만들기", "둘째 수업", "첫걸음");
  }

  @Test
  void change_withoutToken_isRefused() {
    Browser browser = server.browser();
    browser.get("/");
    HttpResponse<String> refused =
        browser.send(browser.form("/signin", "login", "a", "password", "b").build());
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("페이지가 오래되었습니다");
  }

  @Test
  void change_withSomebodyElsesToken_isRefused() {
    Browser one = server.browser();
    Browser other = server.browser();
    one.get("/");
    other.get("/");
    HttpResponse<String> refused =
        one.send(one.form("/signin").header("X-CSRF-Token", other.csrf()).build());
    assertThat(refused.statusCode()).isEqualTo(403);
  }

  @Test
  void change_fromAnotherSite_isRefused() {
    Browser browser = server.browser();
    browser.get("/");
    HttpResponse<String> refused =
        browser.send(
            browser
                .form("/signin")
                .header("X-CSRF-Token", browser.csrf())
                .header("Origin", "https://evil.example")
                .build());
    assertThat(refused.statusCode()).isEqualTo(403);
  }

  @Test
  void change_withTheTokenInTheForm_isTaken() {
    Browser browser = server.browser();
    browser.get("/");
    HttpResponse<String> page =
        browser.send(browser.form("/signin", "csrf", browser.csrf(), "login", "no").build());
    assertThat(page.statusCode()).isEqualTo(422);
  }

  @Test
  void problem_isAPageInABrowser_aFragmentInAPage_aLineElsewhere() {
    Browser browser = server.browser();
    HttpResponse<String> page = browser.get("/nowhere");
    assertThat(page.statusCode()).isEqualTo(404);
    assertThat(page.body()).contains("<!doctype html>", "찾는 것이 없거나 볼 수 없는 것입니다");
    HttpResponse<String> fragment =
        browser.send(browser.request("/nowhere").header("HX-Request", "true").build());
    assertThat(fragment.body()).contains("role=\"alert\"").doesNotContain("<html");
    HttpResponse<String> line =
        browser.send(HttpRequest.newBuilder(URI.create(server.url() + "/nowhere")).build());
    assertThat(line.statusCode()).isEqualTo(404);
    assertThat(line.body()).doesNotContain("<");
  }

  @Test
  void body_atTheLimitIsTaken_beyondIsRefused() {
    int limit = WebSettings.Limits.STANDARD.body();
    Browser browser = server.browser();
    browser.get("/");
    String filler = "x".repeat(limit - "login=".length());
    assertThat(browser.post("/signin", "login", filler).statusCode()).isEqualTo(422);
    assertThat(browser.post("/signin", "login", filler + "x").statusCode()).isEqualTo(413);
  }

  @Test
  void pathOfAnAttacker_reachesNoFile() {
    Browser browser = server.browser();
    for (String path :
        List.of("/static/../pom.xml", "/static/%2e%2e/pom.xml", "/static/..%2fpom.xml")) {
      HttpResponse<String> page = browser.get(path);
      assertThat(page.statusCode()).as(path).isGreaterThanOrEqualTo(400);
      assertThat(page.body()).doesNotContain("modelVersion");
    }
  }

  @Test
  void name_withMarkup_isShownAsText() {
    Browser browser = server.browser();
    browser.post(
        "/signup",
        "name",
        "<script>alert(1)</script>",
        "login",
        "markup1",
        "password",
        "long enough");
    String page = browser.get("/me").body();
    assertThat(page).contains("&lt;script&gt;").doesNotContain("<script>alert");
  }

  @Test
  void signUp_thenOutAndIn_isTheSameAccount() {
    Browser browser = server.browser();
    HttpResponse<String> me =
        browser.post("/signup", "name", "박서당", "login", "park1", "password", "long enough");
    assertThat(me.uri().getPath()).isEqualTo("/me");
    assertThat(me.body()).contains("박서당", "park1");
    String before = browser.cookie("seodang");
    browser.post("/signout");
    assertThat(browser.cookie("seodang")).isEmpty();
    HttpResponse<String> wrong =
        browser.post("/signin", "login", "park1", "password", "not the one");
    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(wrong.body()).contains("맞지 않습니다");
    HttpResponse<String> home =
        browser.post("/signin", "login", "park1", "password", "long enough");
    assertThat(home.statusCode()).isEqualTo(200);
    assertThat(browser.cookie("seodang")).isNotEmpty().isNotEqualTo(before);
    assertThat(browser.get("/me").body()).contains("박서당");
  }

  @Test
  void session_rotatesAtSignUp() {
    Browser browser = server.browser();
    String code = newClass("rotates1").code();
    browser.post("/join/" + code, "name", "손님이름");
    String guest = browser.cookie("seodang");
    browser.post("/signup", "name", "김", "login", "rotates2", "password", "long enough");
    assertThat(browser.cookie("seodang")).isNotEqualTo(guest);
    Browser thief = server.browser();
    HttpResponse<String> stolen =
        thief.send(thief.request("/me").header("Cookie", "seodang=" + guest).build());
    assertThat(stolen.body()).doesNotContain("rotates2");
  }

  @Test
  void signIn_triedTooOften_isSlowedDown_forThatLoginAlone() {
    Browser browser = server.browser();
    int limit = WebSettings.Limits.STANDARD.signInsPerLogin();
    for (int i = 0; i < limit; i++) {
      assertThat(browser.post("/signin", "login", "victim", "password", "x").statusCode())
          .isEqualTo(422);
    }
    HttpResponse<String> slowed = browser.post("/signin", "login", "victim", "password", "x");
    assertThat(slowed.statusCode()).isEqualTo(429);
    assertThat(header(slowed, "Retry-After")).isNotEmpty();
    assertThat(browser.post("/signin", "login", "other", "password", "x").statusCode())
        .isEqualTo(422);
  }

  @Test
  void class_madeAndJoined_isSeenByItsInstructorAlone() {
    Room room = newClass("teacher1");
    Browser learner = server.browser();
    HttpResponse<String> door = learner.get("/join/" + room.code());
    assertThat(door.body()).contains("실습 1반", "선생 선생님");
    learner.post("/join/" + room.code(), "name", "이배움");
    assertThat(room.teacher().get(room.path()).body()).contains("이배움", "시작 전");
    assertThat(learner.get(room.path()).statusCode()).isEqualTo(404);
    assertThat(server.browser().get(room.path()).statusCode()).isEqualTo(403);
    Browser otherTeacher = newClass("teacher2").teacher();
    assertThat(otherTeacher.get(room.path()).statusCode()).isEqualTo(404);
    assertThat(otherTeacher.get(room.path() + "/grades.csv").statusCode()).isEqualTo(404);
  }

  @Test
  void admin_seesEveryClass() {
    Room room = newClass("teacher3");
    Browser admin = server.browser();
    admin.post("/signin", "login", "root", "password", "a good password");
    assertThat(admin.get(room.path()).statusCode()).isEqualTo(200);
  }

  @Test
  void guest_makesNoClass() {
    Browser guest = server.browser();
    guest.post("/join/" + newClass("teacher4").code(), "name", "손님");
    assertThat(guest.post("/classes", "name", "반").statusCode()).isEqualTo(403);
  }

  @Test
  void code_inAnyCaseWithBlanks_isFound_wrongOneIsNot() {
    Room room = newClass("teacher5");
    Browser learner = server.browser();
    String typed = room.code().toLowerCase(Locale.ROOT);
    assertThat(
            learner.get("/join?code=+" + typed.substring(0, 3) + "-" + typed.substring(3)).body())
        .contains("실습 1반");
    HttpResponse<String> wrong = learner.get("/join/ZZZZZZ");
    assertThat(wrong.statusCode()).isEqualTo(404);
    assertThat(wrong.body()).contains("이 코드의 학급이 없습니다");
  }

  @Test
  void grades_openInASpreadsheet_andHoldNoFormula() {
    Room room = newClass("teacher6");
    server.browser().post("/join/" + room.code(), "name", "=HYPERLINK(\"http://evil\",\"a,b\")");
    HttpResponse<String> csv = room.teacher().get(room.path() + "/grades.csv");
    assertThat(header(csv, "Content-Type")).startsWith("text/csv");
    assertThat(header(csv, "Content-Disposition")).contains("attachment", "filename*=UTF-8''");
    assertThat(csv.body())
        .startsWith("\ufeff이름,아이디,마지막 명령,1-1 컨피그맵 만들기 통과")
        .contains("\r\n\"'=HYPERLINK(\"\"http://evil\"\",\"\"a,b\"\")\",,,0,2,0,,5,0,1,0\r\n");
  }

  private record Room(Browser teacher, String path, String code) {}

  private static Room newClass(String login) {
    Browser teacher = server.browser();
    teacher.post("/signup", "name", "선생", "login", login, "password", "long enough");
    HttpResponse<String> page = teacher.post("/classes", "name", "실습 1반");
    Matcher code = Pattern.compile("/join/([A-Z0-9]{6})").matcher(page.body());
    assertThat(code.find()).as("a code on %s", page.uri()).isTrue();
    return new Room(teacher, page.uri().getPath(), code.group(1));
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
