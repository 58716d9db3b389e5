package seodang;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocketRoute;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.options.AriaRole;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import seodang.Keystrokes.Step;
import seodang.json.Json;
import seodang.terminal.screen.Screen;

/// The terminal in a real browser.
@NeedsChromium
class TerminalPageTest {
  private static final int SESSIONS = Integer.getInteger("seodang.sessions", 20);
  private static final String PROMPT = "learner@control-plane:~$";
  private static final ContainsTextOptions SOON = new ContainsTextOptions().setTimeout(20_000);

  /// What stands in the rows, as they are drawn.
  private static final String ROWS =
      """
      () => [...document.querySelectorAll('#terminal-1 .xterm-rows > div')]
        .map((row) => row.textContent.replace(/\\u00a0/g, ' ').trimEnd())
      """;

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

  /// A learner's page, what it told the server of its size, and the way to cut its connection.
  private static final class Seat implements AutoCloseable {
    final BrowserContext context;
    final Page page;
    volatile int columns = 80;
    volatile int rows = 24;
    private final List<WebSocketRoute> sockets = new ArrayList<>();

    Seat(BrowserContext context) {
      this.context = context;
      page = context.newPage();
      page.routeWebSocket(
          "**/terminal/**",
          route -> {
            sockets.add(route);
            WebSocketRoute to = route.connectToServer();
            route.onMessage(frame -> {
              Json.Object message = Json.parseObject(frame.text());
              if (message.text("t").equals("size")) {
                columns = (int) message.number("c", 0);
                rows = (int) message.number("r", 0);
              }
              to.send(frame.text());
            });
          });
      page.navigate("/");
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("바로 시작하기")).click();
      if (page.viewportSize().width > 860) {
        assertThat(shell()).containsText(PROMPT, SOON);
      }
    }

    Locator shell() {
      return page.locator("#terminal-1 .xterm-rows");
    }

    void cut() {
      List<WebSocketRoute> open = List.copyOf(sockets);
      sockets.clear();
      open.forEach(WebSocketRoute::close);
      assertThat(page.locator("#terminal-link[data-state=open]")).hasCount(1);
    }

    void focus() {
      page.locator("#terminal-1 textarea").focus();
    }

    @SuppressWarnings("unchecked")
    List<String> shown() {
      return (List<String>) page.evaluate(ROWS);
    }

    /// The server's screen, as a window is given it that comes now.
    List<String> kept() throws Exception {
      String cookies =
          context.cookies().stream()
              .map(cookie -> cookie.name + "=" + cookie.value)
              .collect(Collectors.joining("; "));
      Late late = new Late(new Screen(columns, rows, 100));
      try (HttpClient client = HttpClient.newHttpClient()) {
        WebSocket socket =
            client
                .newWebSocketBuilder()
                .header("Cookie", cookies)
                .header("Origin", server.url())
                .buildAsync(URI.create(server.url().replace("http", "ws") + "/terminal/1"), late)
                .get(10, TimeUnit.SECONDS);
        while (late.pieces.poll(100, TimeUnit.MILLISECONDS) != null) {
          // The screen comes in pieces.
        }
        socket.abort();
        return late.screen.text();
      }
    }

    /// A window that comes late, and tells what it has shown.
    private static final class Late implements WebSocket.Listener {
      final Screen screen;
      final BlockingQueue<Integer> pieces = new LinkedBlockingQueue<>();
      private final StringBuilder text = new StringBuilder();

      Late(Screen screen) {
        this.screen = screen;
      }

      @Override
      public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
          String output = Json.parseObject(text.toString()).text("d");
          text.setLength(0);
          screen.write(output);
          pieces.add(output.length());
          var _ = socket.sendText("{\"t\":\"got\",\"n\":" + output.length() + "}", true);
        }
        socket.request(1);
        return CompletableFuture.completedFuture(null);
      }
    }

    @Override
    public void close() {
      context.close();
    }
  }

  private static void play(Seat seat, Random random, Step step) {
    switch (step) {
      case Step.Text text -> seat.page.keyboard().insertText(text.text().replace('\t', ' '));
      case Step.Key key -> seat.page.keyboard().press(key.name());
      case Step.Size _ ->
          seat.page.setViewportSize(900 + random.nextInt(900), 500 + random.nextInt(500));
      case Step.Cut _ -> {
        seat.cut();
        seat.focus();
      }
    }
  }

  private static boolean leaves(Seat seat) throws InterruptedException {
    for (int tries = 0; tries < 40; tries++) {
      for (Step step : Keystrokes.END) {
        play(seat, new Random(1), step);
      }
      for (int waited = 0; waited < 10; waited++) {
        List<String> rows = seat.shown().stream().filter(row -> !row.isEmpty()).toList();
        if (!rows.isEmpty() && rows.getLast().equals(PROMPT)) {
          return true;
        }
        Thread.sleep(20);
      }
    }
    return false;
  }

  /// Some of the sessions that the server's screen withstands (`-Dseodang.sessions=50` for more):
  /// the browser shows the same.
  @Test
  void anythingTyped_looksInTheBrowserAsOnTheServer() throws Exception {
    long seed = Long.getLong("seodang.seed", 1);
    System.out.println("TerminalPageTest: -Dseodang.seed=" + seed);
    List<String> wrong = new ArrayList<>();
    try (Seat seat = new Seat(chromium.context(server.url()))) {
      for (int i = 0; i < SESSIONS && wrong.size() < 5; i++) {
        Random random = new Random(seed + i);
        seat.focus();
        for (Step step : Keystrokes.session(random)) {
          play(seat, random, step);
        }
        if (!leaves(seat)) {
          wrong.add("seed " + (seed + i) + " no prompt: " + seat.shown());
          continue;
        }
        List<String> kept = List.of();
        boolean same = false;
        for (int waited = 0; waited < 100 && !same; waited++) {
          Thread.sleep(waited * 2L);
          kept = seat.kept();
          same = kept.equals(seat.shown());
        }
        if (!same) {
          wrong.add("seed " + (seed + i) + "\n  server  " + kept + "\n  browser " + seat.shown());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  /// Letters as a Hangul keyboard makes them: each syllable grows, then stands.
  private static void composes(Page page, CDPSession keyboard, String text) {
    for (int c : text.codePoints().toArray()) {
      String syllable = Character.toString(c);
      if (c < 0xAC00 || c > 0xD7A3) {
        page.keyboard().type(syllable);
        continue;
      }
      for (String part : parts(c)) {
        JsonObject key = new JsonObject();
        key.addProperty("type", "rawKeyDown");
        key.addProperty("key", "Process");
        key.addProperty("windowsVirtualKeyCode", 229);
        keyboard.send("Input.dispatchKeyEvent", key);
        JsonObject composition = new JsonObject();
        composition.addProperty("text", part);
        composition.addProperty("selectionStart", 1);
        composition.addProperty("selectionEnd", 1);
        keyboard.send("Input.imeSetComposition", composition);
      }
      JsonObject whole = new JsonObject();
      whole.addProperty("text", syllable);
      keyboard.send("Input.insertText", whole);
      // Nobody types the next within a millisecond.
      page.waitForTimeout(40);
    }
  }

  /// What stands on the screen while a syllable is typed: ㅎ, 하, 한.
  private static List<String> parts(int syllable) {
    int index = syllable - 0xAC00;
    List<String> parts = new ArrayList<>();
    parts.add("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ".substring(index / 588, index / 588 + 1));
    parts.add(Character.toString(syllable - index % 28));
    if (index % 28 != 0) {
      parts.add(Character.toString(syllable));
    }
    return parts;
  }

  private static void pane(Page page, String name) {
    page.locator(".panebar [data-pane=" + name + "]").tap();
  }

  private static void runs(Page page, String line) {
    pane(page, "terminal");
    page.locator("#terminal-1 textarea").focus();
    page.keyboard().type(line);
    page.keyboard().press("Enter");
  }

  private static void task(Page page, String words) {
    pane(page, "text");
    assertThat(page.locator("#task"))
        .containsText(words, new ContainsTextOptions().setTimeout(40_000));
  }

  @Test
  void wholeLesson_onAPhone_withAHangulKeyboard_overAReconnect() {
    NewContextOptions phone =
        new NewContextOptions().setViewportSize(390, 844).setHasTouch(true).setIsMobile(true);
    try (Seat seat = new Seat(chromium.context(server.url(), phone))) {
      Page page = seat.page;
      CDPSession keyboard = seat.context.newCDPSession(page);
      page.navigate("/lessons/0-2");
      pane(page, "terminal");
      assertThat(seat.shell()).containsText(PROMPT, SOON);
      seat.focus();
      composes(page, keyboard, "echo 안녕 쿠버네티스 > 인사말.txt; cat 인사말.txt");
      page.keyboard().press("Enter");
      assertThat(seat.shell()).containsText(Pattern.compile("cat 인사말.txt\\s*안녕 쿠버네티스"), SOON);
      // Left on Hangul, the keyboard makes nonsense of a command, and the page says of what.
      composes(page, keyboard, "ㅏㅕㅠㄷㅊ시 ㅎㄷㅅ ㅔㅐㅇㄴ");
      page.keyboard().press("Enter");
      assertThat(page.locator("#terminal-hint")).containsText("kubectl", SOON);

      pane(page, "text");
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("$ kubectl get nodes"))
          .first()
          .tap();
      page.keyboard().press("Enter");
      assertThat(seat.shell()).containsText("worker-2", SOON);
      task(page, "hello라는 파드를 띄우고");
      pane(page, "terminal");
      seat.focus();
      page.keyboard().type("kubectl run hello --im");
      seat.cut();
      seat.focus();
      page.keyboard().type("age=nginx:1.27");
      page.keyboard().press("Enter");
      task(page, "로그를 읽어 보세요");
      runs(page, "kubectl wait --for=condition=Ready pod/hello");
      seat.focus();
      page.keyboard().type("kubectl logs he");
      page.locator(".keyrow [data-key=tab]").tap();
      page.keyboard().press("Enter");
      assertThat(seat.shell()).containsText("start worker processes", SOON);
      task(page, "지우세요");
      runs(page, "kubectl delete pod hello");
      task(page, "단계를 모두 마쳤습니다");
      Locator unit = page.locator("form.question").first();
      unit.getByLabel("파드", new Locator.GetByLabelOptions().setExact(true)).check();
      unit.getByRole(AriaRole.BUTTON).tap();
      assertThat(page.getByText("맞았습니다").first()).isVisible();
    }
    chromium.assertQuiet();
  }

  @Test
  void tabs_open_share_files_andClose() {
    try (Seat seat = new Seat(chromium.context(server.url()))) {
      Page page = seat.page;
      seat.focus();
      page.keyboard().type("echo 함께 > 쪽지.txt\n");
      named(page, "터미널 더 열기").click();
      Locator second = page.locator("#terminal-2 .xterm-rows");
      assertThat(second).containsText(PROMPT, SOON);
      page.keyboard().type("cat 쪽지.txt\n");
      assertThat(second).containsText("함께", SOON);
      page.reload();
      page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("터미널 2")).click();
      assertThat(second).containsText("함께", SOON);
      named(page, "이 터미널 닫기").click();
      assertThat(page.locator("#terminal-2")).hasCount(0);
      assertThat(seat.shell()).isVisible();
      // The last one is never left without a shell.
      page.keyboard().type("exit\n");
      assertThat(seat.shell()).containsText("Enter를 누르면 새 셸이 열립니다", SOON);
      page.keyboard().press("Enter");
      assertThat(seat.shell())
          .not()
          .containsText("Enter를 누르면", new ContainsTextOptions().setTimeout(20_000));
      page.keyboard().type("cat 쪽지.txt\n");
      assertThat(seat.shell()).containsText("함께", SOON);
    }
    chromium.assertQuiet();
  }

  @Test
  void search_letters_andPaste() {
    try (Seat seat = new Seat(chromium.context(server.url()))) {
      Page page = seat.page;
      seat.focus();
      page.keyboard().type("seq 200 | tail -50\n");
      assertThat(seat.shell()).containsText("200", SOON);
      page.keyboard().press("Control+Shift+f");
      page.keyboard().type("19");
      assertThat(page.locator("#terminal-search output")).containsText(" / ");
      page.keyboard().press("Escape");
      assertThat(page.locator("#terminal-search")).isHidden();

      int before = seat.columns;
      named(page, "글자를 크게").click();
      page.waitForCondition(() -> seat.columns < before);

      seat.focus();
      String lines = "cat <<E\n하나\n둘\n셋\n넷\nE";
      page.evaluate(
          """
          (text) => {
            const data = new DataTransfer();
            data.setData('text/plain', text);
            document.activeElement.dispatchEvent(
              new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
          }
          """,
          lines);
      assertThat(page.locator("#paste-dialog")).containsText("6줄을 붙여 넣을까요?");
      named(page, "붙여 넣기").click();
      assertThat(seat.shell()).containsText("넷", SOON);
      page.keyboard().press("Enter");
      assertThat(seat.shell())
          .containsText(Pattern.compile("E\\s*하나\\s*둘\\s*셋\\s*넷\\s*learner"), SOON);
    }
    chromium.assertQuiet();
  }

  private static Locator named(Page page, String label) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(label).setExact(true));
  }
}
