package seodang.pictures;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/// Takes the pictures of `docs/pictures` from a running server: `script/pictures` starts both.
///
/// One class with a few learners is played through; each is then seen at three sizes, light and
/// dark.
final class Pictures {
  private static final ContainsTextOptions SOON = new ContainsTextOptions().setTimeout(30_000);
  private static final int PHONE = 390;
  private final Browser browser;
  private final String server;
  private final Path folder;

  private record Size(int width, int height) {}

  private static final List<Size> SIZES =
      List.of(new Size(1366, 768), new Size(1920, 1080), new Size(PHONE, 844));

  private Pictures(Browser browser, String server, Path folder) {
    this.browser = browser;
    this.server = server;
    this.folder = folder;
  }

  /// @param arguments the server's address, the folder to write to
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createDirectories(Path.of(arguments[1]));
    try (Playwright playwright =
            Playwright.create(
                new Playwright.CreateOptions()
                    .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser =
            playwright
                .chromium()
                .launch(
                    new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of("/usr/bin/chromium"))
                        .setArgs(List.of("--no-sandbox", "--disable-gpu")))) {
      new Pictures(browser, arguments[0], folder).take();
    }
  }

  private void take() {
    try (BrowserContext desk = context();
        BrowserContext seat = context()) {
      Page teacher = desk.newPage();
      String code = makesAClass(teacher);
      Page learner = seat.newPage();
      joins(learner, code, "김가람");
      rollsOut(learner);
      List.of("이나래", "박다온", "최라온").forEach(name -> othersWork(code, name));
      for (Size size : SIZES) {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
          lesson(learner, size, scheme);
          show(teacher, size, scheme);
          assertThat(teacher.locator(".grid")).containsText("김가람", SOON);
          picture(teacher, "class", size, scheme);
        }
      }
    }
  }

  private void lesson(Page page, Size size, ColorScheme scheme) {
    show(page, size, scheme);
    if (size.width() > PHONE) {
      picture(page, "lesson", size, scheme);
      fill(page, "terminal", size, scheme);
      fill(page, "diagram", size, scheme);
      return;
    }
    for (Map.Entry<String, String> pane :
        Map.of("글", "lesson", "터미널", "terminal", "그림", "diagram").entrySet()) {
      page.getByRole(AriaRole.BUTTON, named(pane.getKey())).click();
      picture(page, pane.getValue(), size, scheme);
    }
    page.getByRole(AriaRole.BUTTON, named("글")).click();
  }

  /// One pane filling the window.
  private void fill(Page page, String pane, Size size, ColorScheme scheme) {
    Locator button = page.locator("button[data-full=" + pane + "]");
    button.click();
    picture(page, pane, size, scheme);
    button.click();
  }

  private static void show(Page page, Size size, ColorScheme scheme) {
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
    page.setViewportSize(size.width(), size.height());
  }

  private void picture(Page page, String name, Size size, ColorScheme scheme) {
    page.waitForTimeout(600);
    String file =
        "%s-%d-%s.png".formatted(name, size.width(), scheme.name().toLowerCase(Locale.ROOT));
    page.mouse().move(0, 0);
    try {
      Files.write(folder.resolve(file), small(page.screenshot()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The same picture in fewer bytes: without transparency, packed with more patience.
  private static byte[] small(byte[] png) throws IOException {
    BufferedImage taken = ImageIO.read(new ByteArrayInputStream(png));
    BufferedImage opaque =
        new BufferedImage(taken.getWidth(), taken.getHeight(), BufferedImage.TYPE_INT_RGB);
    opaque.getGraphics().drawImage(taken, 0, 0, null);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ImageWriteParam patience = writer.getDefaultWriteParam();
    patience.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    patience.setCompressionQuality(0);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(opaque, null, null), patience);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private BrowserContext context() {
    return browser.newContext(
        new Browser.NewContextOptions()
            .setBaseURL(server)
            .setLocale("ko-KR")
            .setViewportSize(1366, 768)
            .setReducedMotion(ReducedMotion.REDUCE));
  }

  private static String makesAClass(Page page) {
    page.navigate("/signup");
    page.getByLabel("이름").fill("박훈장");
    page.getByLabel("아이디").fill("p" + System.nanoTime());
    page.getByLabel("비밀번호").fill("for the pictures");
    page.keyboard().press("Enter");
    page.waitForURL("**/me");
    page.navigate("/classes");
    page.getByLabel("학급 이름").fill("클라우드 실습 1반");
    page.keyboard().press("Enter");
    page.waitForURL("**/classes/*");
    String code = page.locator(".code strong").innerText();
    page.navigate(page.url() + "?lesson=2-5");
    return code;
  }

  private static void joins(Page page, String code, String name) {
    page.navigate("/join/" + code);
    page.getByLabel("이름").fill(name);
    page.keyboard().press("Enter");
    page.getByRole(AriaRole.HEADING).first().waitFor();
    page.navigate("/lessons/2-5");
    assertThat(page.locator("#terminal-1 .xterm-rows"))
        .containsText("learner@control-plane:~$", SOON);
  }

  private static void rollsOut(Page page) {
    types(page, "kubectl create deployment shop --image=nginx:1.26 --replicas=4");
    types(page, "kubectl expose deployment shop --port=80");
    assertThat(page.locator("#task")).containsText("nginx:1.27로 올리고", SOON);
    types(page, "kubectl set image deployment/shop nginx=nginx:1.27");
    types(page, "kubectl rollout status deployment/shop");
    assertThat(page.locator("#task")).containsText("멈추는 모습", SOON);
    types(page, "kubectl get pods -o wide");
    page.waitForTimeout(6000);
  }

  /// Some get on, some are stuck.
  private void othersWork(String code, String name) {
    try (BrowserContext seat = context()) {
      Page page = seat.newPage();
      joins(page, code, name);
      if (name.equals("이나래")) {
        for (int i = 0; i < 3; i++) {
          types(page, "kubectl create deploy shop image=nginx:1.26");
        }
      } else if (name.equals("박다온")) {
        page.getByRole(AriaRole.BUTTON, named("힌트 1 보기")).click();
        types(page, "kubectl create deployment shop --image=nginx:1.26 --replicas=4");
        assertThat(page.locator("#task")).containsText("nginx:1.27로 올리고", SOON);
      }
      page.waitForTimeout(500);
    }
  }

  private static void types(Page page, String line) {
    page.locator("#terminal-1").click();
    page.keyboard().type(line + "\n");
    page.waitForTimeout(400);
  }

  private static Page.GetByRoleOptions named(String label) {
    return new Page.GetByRoleOptions().setName(label).setExact(true);
  }
}
