package seodang;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every page under axe, light and dark, and a lesson from the first page to the quiz without a
/// mouse.
@NeedsChromium
class AccessibilityTest {
  private static final Set<String> GRAVE = Set.of("serious", "critical");

  /// Colours change over a moment; half-way they are nobody's.
  private static final String SETTLED =
      """
      async () => {
        await new Promise(seen => requestAnimationFrame(() => requestAnimationFrame(seen)));
        await Promise.allSettled(document.getAnimations().map(one => one.finished));
        await new Promise(seen => requestAnimationFrame(() => requestAnimationFrame(seen)));
      }
      """;

  private static final int MOST_TABS = 80;
  private static final ContainsTextOptions SOON = new ContainsTextOptions().setTimeout(20_000);

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
  void pagesOfAVisitor_haveNoGraveFault() {
    try (BrowserContext context = calm(1366, 768)) {
      Page page = context.newPage();
      List<String> faults = new ArrayList<>();
      for (String path :
          List.of("/", "/signup", "/signin", "/join", "/glossary", "/glossary/pod", "/nowhere")) {
        page.navigate(path);
        faults.addAll(faults(page, path));
      }
      page.navigate("/signup");
      page.getByLabel("이름").fill("김");
      page.getByLabel("아이디").fill("?");
      page.getByLabel("비밀번호").fill("short");
      page.keyboard().press("Enter");
      assertThat(page.locator(".field-error").first()).isVisible();
      faults.addAll(faults(page, "/signup, filled in wrongly"));
      assertThat(faults).isEmpty();
    }
  }

  @Test
  void lesson_withAllThatOpensInIt_hasNoGraveFault() {
    try (BrowserContext context = calm(1366, 768)) {
      Page page = context.newPage();
      begin(page, "2-5");
      shell(page);
      types(page, "kubectl create deployment shop --image=nginx:1.26 --replicas=4");
      types(page, "kubectl expose deployment shop --port=80; kubectl get nothing");
      assertThat(page.locator("#task")).containsText("롤아웃이 끝날 때까지", SOON);
      List<String> faults = new ArrayList<>(faults(page, "lesson"));
      page.getByRole(AriaRole.BUTTON, named("힌트 1 보기")).click();
      assertThat(page.locator(".hints")).isVisible();
      page.locator("#canvas .tile").first().click();
      for (String tab : List.of("한눈에", "왜?", "YAML", "이벤트")) {
        page.getByRole(AriaRole.TAB, named(tab)).click();
        faults.addAll(faults(page, "#drawer"));
      }
      page.keyboard().press("Escape");
      page.locator("#journey-box summary").click();
      page.locator("#outline-switch").click();
      faults.addAll(faults(page, "#pane-diagram"));
      page.locator("#outline-switch").click();
      page.getByRole(AriaRole.BUTTON, named("처음부터")).click();
      faults.addAll(faults(page, "#reset-dialog"));
      page.navigate("/me");
      faults.addAll(faults(page, "/me"));
      assertThat(faults).isEmpty();
    }
  }

  @Test
  void lessonOnATelephone_hasNoGraveFault_andIsNoWiderThanTheScreen() {
    try (BrowserContext context = calm(390, 844)) {
      Page page = context.newPage();
      page.navigate("/");
      assertThat(page.evaluate("document.documentElement.scrollWidth - innerWidth")).isEqualTo(0);
      begin(page, "0-2");
      page.getByRole(AriaRole.BUTTON, named("터미널")).click();
      shell(page);
      List<String> faults = new ArrayList<>();
      for (String pane : List.of("글", "그림", "터미널")) {
        page.getByRole(AriaRole.BUTTON, named(pane)).click();
        faults.addAll(faults(page, pane));
        assertThat(page.evaluate("document.documentElement.scrollWidth - innerWidth")).isEqualTo(0);
      }
      assertThat(page.getByRole(AriaRole.TOOLBAR, named("자판에 없는 키"))).isVisible();
      page.getByRole(AriaRole.BUTTON, named("Tab")).click();
      page.keyboard().type("kubectl get no");
      page.getByRole(AriaRole.BUTTON, named("Tab")).click();
      page.keyboard().press("Enter");
      assertThat(page.locator("#terminal-1 .xterm-rows")).containsText("worker-2", SOON);
      assertThat(faults).isEmpty();
    }
  }

  @Test
  void instructorsPages_haveNoGraveFault() {
    try (BrowserContext desk = calm(1366, 768);
        BrowserContext seat = calm(1366, 768)) {
      Page teacher = desk.newPage();
      teacher.navigate("/signup");
      teacher.getByLabel("이름").fill("이훈장");
      teacher.getByLabel("아이디").fill("axe.teacher");
      teacher.getByLabel("비밀번호").fill("nine letters");
      teacher.keyboard().press("Enter");
      teacher.waitForURL("**/me");
      teacher.navigate("/classes");
      List<String> faults = new ArrayList<>(faults(teacher, "/classes"));
      teacher.getByLabel("학급 이름").fill("첫째 반");
      teacher.keyboard().press("Enter");
      teacher.waitForURL("**/classes/*");
      faults.addAll(faults(teacher, "an empty class"));
      String code = teacher.locator(".code strong").innerText();

      Page learner = seat.newPage();
      learner.navigate("/join/" + code);
      faults.addAll(faults(learner, "/join/CODE"));
      learner.getByLabel("이름").fill("김배움");
      learner.keyboard().press("Enter");
      learner.waitForURL(server.url() + "/");
      learner.navigate("/lessons/0-2");
      assertThat(learner.locator("#terminal-1 .xterm-rows")).containsText("$", SOON);
      assertThat(teacher.locator(".grid")).containsText("김배움", SOON);
      faults.addAll(faults(teacher, "a class"));
      teacher.getByRole(AriaRole.LINK, named("김배움")).click();
      assertThat(teacher.getByText("김배움 학습자의 화면을")).isVisible();
      faults.addAll(faults(teacher, "a learner's desk"));
      assertThat(faults).isEmpty();
    }
  }

  @Test
  void lesson_isDoneByKeyboardAlone() {
    try (BrowserContext context = calm(1366, 768)) {
      Page page = context.newPage();
      page.navigate("/");
      tabTo(page, "바로 시작하기");
      page.keyboard().press("Enter");
      page.waitForURL("**/lessons/0-2");
      Locator screen = page.locator("#terminal-1 .xterm-rows");
      shell(page);

      tabTo(page, "kubectl get nodes");
      page.keyboard().press("Enter");
      assertThat(screen).containsText("kubectl get nodes", SOON);
      // What is chosen next takes the place of what was not run.
      page.keyboard().press("F8");
      tabTo(page, "kubectl version");
      page.keyboard().press("Enter");
      assertThat(screen).containsText("~$ kubectl version", SOON);
      page.keyboard().press("F8");
      tabTo(page, "kubectl get nodes");
      page.keyboard().press("Enter");
      assertThat(screen).containsText("~$ kubectl get nodes", SOON);
      page.keyboard().press("Enter");
      assertThat(page.locator("#task")).containsText("hello라는 파드를 띄우고", SOON);

      // F8 leaves the terminal for the text; asked too early, the check says what is missing.
      page.keyboard().press("F8");
      assertThat(page.locator(".reading")).isFocused();
      tabTo(page, "확인하기");
      page.keyboard().press("Enter");
      assertThat(page.locator(".check-message").first()).containsText("hello라는 파드가 없습니다", SOON);

      toTerminal(page);
      page.keyboard().type("kubectl run hello --image=nginx:1.27\n");
      assertThat(page.locator("#task")).containsText("로그를 읽어 보세요", SOON);
      page.keyboard().type("kubectl logs hello\n");
      assertThat(page.locator("#task")).containsText("지우세요", SOON);

      // The picture by the arrow keys: Enter opens what is known of a thing, Escape goes back to
      // it.
      page.keyboard().press("F8");
      page.keyboard().press("F8");
      page.keyboard().press("ArrowDown");
      page.keyboard().press("Enter");
      assertThat(page.locator("#drawer [role=tab][aria-selected=true]")).isFocused();
      page.keyboard().press("Escape");
      assertThat(page.locator("#canvas .thing:focus")).hasCount(1);

      page.keyboard().press("F8");
      page.keyboard().type("kubectl delete pod hello --now\n");
      assertThat(page.locator("#task")).containsText("단계를 모두 마쳤습니다", SOON);

      page.keyboard().press("F8");
      tabTo(page, "컨테이너");
      page.keyboard().press("ArrowDown");
      tabTo(page, "답 내기");
      page.keyboard().press("Enter");
      assertThat(page.locator("form.question").first()).containsText("맞았습니다", SOON);
      assertThat(page.locator("form.question").first().locator(":focus")).hasCount(1);
    }
  }

  private static BrowserContext calm(int width, int height) {
    return chromium.context(
        server.url(),
        new NewContextOptions()
            .setViewportSize(width, height)
            .setReducedMotion(ReducedMotion.REDUCE));
  }

  private static void begin(Page page, String lesson) {
    page.navigate("/?lesson=" + lesson);
    page.getByRole(AriaRole.BUTTON, named("바로 시작하기")).click();
    page.waitForURL("**/lessons/" + lesson);
  }

  private static void shell(Page page) {
    assertThat(page.locator("#terminal-1 .xterm-rows"))
        .containsText("learner@control-plane:~$", SOON);
  }

  private static void types(Page page, String line) {
    page.locator("#terminal-1").click();
    page.keyboard().type(line + "\n");
  }

  private static void toTerminal(Page page) {
    page.keyboard().press("F8");
    page.keyboard().press("F8");
    assertThat(page.locator("#terminal-1 :focus")).hasCount(1);
  }

  /// Presses Tab until what has the focus is called so.
  private static void tabTo(Page page, String name) {
    for (int i = 0; i < MOST_TABS; i++) {
      page.keyboard().press("Tab");
      Object here =
          page.evaluate(
              """
              () => {
                const it = document.activeElement;
                return it.closest('button, a, label')?.textContent.trim();
              }
              """);
      if (name.equals(here)) {
        return;
      }
    }
    throw new AssertionError("no Tab leads to " + name);
  }

  /// What axe holds against a page, or the part of it that `where` names as `#id`, in both colour
  /// schemes.
  private static List<String> faults(Page page, String where) {
    List<String> found = new ArrayList<>();
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      page.evaluate(SETTLED);
      AxeBuilder axe = new AxeBuilder(page).setLegacyMode(true);
      if (where.startsWith("#")) {
        axe.include(where);
      }
      for (Rule rule : axe.analyze().getViolations()) {
        if (GRAVE.contains(rule.getImpact())) {
          rule.getNodes()
              .forEach(node ->
                  found.add(where + " " + scheme + ": " + rule.getId() + " " + node.getHtml()));
        }
      }
    }
    return found;
  }

  private static Page.GetByRoleOptions named(String label) {
    return new Page.GetByRoleOptions().setName(label).setExact(true);
  }
}
