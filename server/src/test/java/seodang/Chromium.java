package seodang;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// Debian's Chromium, and all that it complained of.
final class Chromium implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/bin/chromium");
  private final Playwright playwright;
  private final com.microsoft.playwright.Browser browser;
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  private Chromium(Playwright playwright) {
    this.playwright = playwright;
    this.browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(PROGRAM)
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
  }

  static boolean isThere() {
    return Files.isExecutable(PROGRAM) && Files.exists(Path.of("static/dist/manifest.json"));
  }

  static Chromium launch() {
    return new Chromium(
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))));
  }

  /// A person's browser at a laptop's size, whose errors and requests elsewhere are written down.
  BrowserContext context(String server) {
    return context(server, new com.microsoft.playwright.Browser.NewContextOptions());
  }

  BrowserContext context(
      String server, com.microsoft.playwright.Browser.NewContextOptions options) {
    if (options.viewportSize == null || options.viewportSize.isEmpty()) {
      options.setViewportSize(1366, 768);
    }
    BrowserContext context = browser.newContext(options.setBaseURL(server).setLocale("ko-KR"));
    context.setDefaultTimeout(20_000);
    context.onPage(page -> listen(page, server));
    return context;
  }

  private void listen(Page page, String server) {
    page.onConsoleMessage(message -> {
      if (message.type().equals("error") || message.type().equals("warning")) {
        complaints.add(page.url() + ": " + message.text());
      }
    });
    page.onPageError(error -> complaints.add(page.url() + ": " + error));
    page.onRequest(request -> {
      if (!request.url().startsWith(server + "/") && !request.url().startsWith("data:")) {
        complaints.add(page.url() + ": asked " + request.url());
      }
    });
  }

  /// No page wrote an error or asked another host for anything.
  void assertQuiet() {
    assertThat(complaints).isEmpty();
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
