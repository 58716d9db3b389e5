package seodang;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The main job from the first click to the instructor's view, in a real browser, by what is
/// written on the screen.
@NeedsChromium
class BrowserJourneyTest {
  private static final LocatorAssertions.IsVisibleOptions SOON =
      new LocatorAssertions.IsVisibleOptions().setTimeout(20_000);

  @TempDir static Path data;
  private static TestServer server;
  private static Chromium chromium;

  @BeforeAll
  static void start() {
    server = TestServer.startTeaching(data);
    chromium = Chromium.launch();
  }

  @AfterAll
  static void stop() {
    chromium.close();
    server.close();
  }

  @Test
  void guestLearnsALesson_andTheInstructorSeesItHappen() {
    try (BrowserContext desk = chromium.context(server.url());
        BrowserContext seat = chromium.context(server.url())) {
      Page teacher = desk.newPage();
      String code = makesAClass(teacher);

      Page learner = seat.newPage();
      learner.navigate("/");
      button(learner, "바로 시작하기").click();
      assertThat(learner.getByRole(AriaRole.HEADING, level(1))).containsText("첫 명령과 첫 파드");

      learner.locator(".menu summary").click();
      link(learner, "학급에 들어가기").click();
      learner.getByLabel("학급 코드").fill(code);
      button(learner, "학급 찾기").click();
      learner.getByLabel("이름").fill("김배움");
      button(learner, "들어가기").click();
      learner.navigate("/lessons/0-2");
      assertThat(teacher.getByText("김배움")).isVisible(SOON);

      Locator shell = learner.locator("#terminal-1 .xterm-rows");
      assertThat(shell).containsText("learner@control-plane:~$", within(20));
      // A chip types; the learner runs.
      learner.getByRole(AriaRole.BUTTON, named("$ kubectl get nodes")).first().click();
      learner.keyboard().press("Enter");
      assertThat(shell).containsText("worker-2", within(20));
      task(learner, "hello라는 파드를 띄우고");

      types(learner, "kubectl run hello --image=nginx:1.27");
      Locator pod = learner.locator("#canvas").getByLabel(Pattern.compile("파드 hello.*"));
      assertThat(pod.first()).isVisible(SOON);
      task(learner, "로그를 읽어 보세요");
      assertThat(pod.first()).hasAttribute("aria-label", Pattern.compile(".*(Running|실행).*"));

      // Asked too early, the check says what is missing.
      button(learner, "확인하기").click();
      assertThat(learner.locator(".check-message").first()).containsText("로그를 읽은 기록이 없습니다");
      types(learner, "kubectl logs hello");
      assertThat(shell).containsText("start worker processes", within(20));
      task(learner, "지우세요");

      pod.first().click();
      learner.getByRole(AriaRole.TAB, tab("왜?")).click();
      assertThat(learner.locator("#drawer")).containsText("kubectl run hello");
      learner.keyboard().press("Escape");

      types(learner, "kubectl delete pod hello");
      assertThat(learner.locator("#task")).containsText("단계를 모두 마쳤습니다", containsIn(40));
      assertThat(pod).hasCount(0);

      Locator unit = learner.locator("form.question").first();
      unit.getByLabel("파드", new Locator.GetByLabelOptions().setExact(true)).check();
      unit.getByRole(AriaRole.BUTTON).click();
      assertThat(learner.getByText("맞았습니다").first()).isVisible(SOON);

      Locator row = teacher.locator("tr", new Page.LocatorOptions().setHasText("김배움"));
      assertThat(row.locator("td.is-passed")).hasCount(4, passed());
      row.getByRole(AriaRole.LINK).click();
      assertThat(teacher.getByText("학습자의 화면을 보고 있습니다")).isVisible(SOON);
      assertThat(teacher.locator("#terminal-1 .xterm-rows"))
          .containsText("kubectl delete pod hello", within(20));
      types(learner, "kubectl create deployment live --image=nginx:1.27");
      assertThat(teacher.locator("#canvas").getByLabel(Pattern.compile(".*live.*")).first())
          .isVisible(SOON);
    }
    chromium.assertQuiet();
  }

  /// The same tab again and again: reload, connection, what was on the screen.
  @Test
  void reload_keepsScreenFilesAndCluster() {
    try (BrowserContext seat = chromium.context(server.url())) {
      Page page = seat.newPage();
      page.navigate("/");
      button(page, "바로 시작하기").click();
      Locator shell = page.locator("#terminal-1 .xterm-rows");
      assertThat(shell).containsText("learner@control-plane:~$", within(20));
      types(page, "echo 가나다 > note.txt; kubectl run kept --image=nginx:1.27");
      assertThat(shell).containsText("pod/kept created", within(20));
      page.reload();
      assertThat(shell).containsText("pod/kept created", within(20));
      types(page, "cat note.txt");
      assertThat(shell).containsText(Pattern.compile("cat note.txt\\s*가나다"), within(20));
      assertThat(page.locator("#canvas").getByLabel(Pattern.compile("파드 kept.*")).first())
          .isVisible(SOON);
      page.locator("#terminal-1").click();
      page.keyboard().type("sleep 100\n");
      page.keyboard().press("Control+c");
      types(page, "echo after");
      assertThat(shell).containsText(Pattern.compile("\\^C.*after", Pattern.DOTALL), within(20));
    }
    chromium.assertQuiet();
  }

  private static String makesAClass(Page page) {
    page.navigate("/signup");
    page.getByLabel("이름").fill("이훈장");
    page.getByLabel("아이디").fill("hunjang");
    page.getByLabel("비밀번호").fill("nine letters");
    button(page, "가입하기").click();
    page.locator(".menu summary").click();
    link(page, "내 학급").click();
    page.getByLabel("학급 이름").fill("첫째 반");
    button(page, "학급 만들기").click();
    assertThat(page.getByText("아직 들어온 사람이 없습니다")).isVisible();
    link(page, "0-2").click();
    String code = page.locator(".code strong").innerText();
    assertThat(code).matches("[A-Z0-9]{6}");
    return code;
  }

  private static void types(Page page, String line) {
    page.locator("#terminal-1").click();
    page.keyboard().type(line);
    page.keyboard().press("Enter");
  }

  private static void task(Page page, String words) {
    assertThat(page.locator("#task")).containsText(words, containsIn(30));
  }

  private static Locator button(Page page, String label) {
    return page.getByRole(AriaRole.BUTTON, named(label));
  }

  private static Locator link(Page page, String label) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(label).setExact(true));
  }

  private static Page.GetByRoleOptions named(String label) {
    return new Page.GetByRoleOptions().setName(label).setExact(true);
  }

  private static Page.GetByRoleOptions tab(String label) {
    return named(label);
  }

  private static Page.GetByRoleOptions level(int level) {
    return new Page.GetByRoleOptions().setLevel(level);
  }

  private static LocatorAssertions.ContainsTextOptions within(int seconds) {
    return containsIn(seconds);
  }

  private static LocatorAssertions.ContainsTextOptions containsIn(int seconds) {
    return new LocatorAssertions.ContainsTextOptions()
        .setTimeout(seconds * 1000.0)
        .setUseInnerText(true);
  }

  private static LocatorAssertions.HasCountOptions passed() {
    return new LocatorAssertions.HasCountOptions().setTimeout(20_000);
  }
}
