package seodang;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import seodang.shell.Cells;
import seodang.terminal.screen.Screen;

/// The screen kept on the server against xterm.js in a real browser, given the same.
/// `-Dseodang.seed=N` tries other streams.
@NeedsChromium
class ScreenTest {
  private static final Path XTERM = Path.of("static/node_modules/@xterm/xterm/lib/xterm.js");
  private static final Path UNICODE =
      Path.of("static/node_modules/@xterm/addon-unicode11/lib/addon-unicode11.js");
  private static final int STREAMS = Integer.getInteger("seodang.streams", 400);
  private static final int KEPT = 100;

  /// Plays streams of texts and sizes, and answers rows, cursor and length of the past.
  private static final String PLAY =
      """
      async ({ streams, kept }) => {
        const seen = [];
        for (const steps of streams) {
          const div = document.body.appendChild(document.createElement('div'));
          const terminal = new Terminal({ cols: 20, rows: 6, scrollback: kept, allowProposedApi: true });
          terminal.loadAddon(new Unicode11Addon.Unicode11Addon());
          terminal.unicode.activeVersion = '11';
          terminal.open(div);
          for (const step of steps) {
            if (typeof step === 'string') terminal.write(step);
            else {
              await new Promise((done) => terminal.write('', done));
              terminal.resize(step[0], step[1]);
            }
          }
          await new Promise((done) => terminal.write('', done));
          const buffer = terminal.buffer.active;
          const rows = [];
          for (let y = 0; y < terminal.rows; y++)
            rows.push(buffer.getLine(buffer.baseY + y).translateToString(true, 0, terminal.cols).trimEnd());
          seen.push([...rows, `${buffer.cursorX},${buffer.cursorY}`]);
          terminal.dispose();
          div.remove();
        }
        return seen;
      }
      """;

  private static final String WIDTHS =
      """
      () => {
        const terminal = new Terminal({ cols: 20, rows: 6, allowProposedApi: true });
        terminal.loadAddon(new Unicode11Addon.Unicode11Addon());
        terminal.unicode.activeVersion = '11';
        const widths = [];
        for (let c = 0; c < 0x32000; c++) widths.push(terminal._core.unicodeService.wcwidth(c));
        return widths;
      }
      """;

  private static Chromium chromium;

  @BeforeAll
  static void start() {
    chromium = Chromium.launch();
  }

  @AfterAll
  static void stop() {
    chromium.close();
  }

  /// A stream: texts (String) and sizes (a list of two numbers). One that goes to the full screen
  /// and back keeps its size: how many rows xterm.js keeps there depends on every size before.
  private static List<Object> stream(Random random) {
    List<Object> steps = new ArrayList<>();
    int kind = random.nextInt(3);
    if (kind == 0) {
      steps.add("\u001b[?1049h");
    }
    int count = 3 + random.nextInt(40);
    for (int i = 0; i < count; i++) {
      steps.add(
          kind < 2 && random.nextInt(12) == 0
              ? List.of(4 + random.nextInt(30), 2 + random.nextInt(9))
              : piece(random, kind == 2));
    }
    return steps;
  }

  private static String piece(Random random, boolean odd) {
    int n = random.nextInt(25);
    int m = random.nextInt(8);
    return switch (random.nextInt(16)) {
      case 0, 1, 2 -> "abcdefghij klmnopqrstuvwxyz".substring(0, 1 + n);
      case 3, 4 -> "가나다라마바사아자차카타파하힣각".substring(0, 1 + n % 16);
      case 5 -> "q\u1112\u1161\u11ab" + "e\u0301" + "\u1100\u1161";
      case 6 -> "x😀漢字";
      case 7, 8 -> "\r\n";
      case 9 -> List.of("\n", "\r", "\b", "\t", "\u000b", "\u0007", "\u001b", "\u009b").get(m);
      case 10 -> "\u001b[" + n + ";" + m + "H";
      case 11 ->
          "\u001b[" + (random.nextBoolean() ? "" : m) + "ABCDEFGHIJKLMPSTXZ@abd`".charAt(n % 23);
      case 12 -> "\u001b[" + random.nextInt(110) + ";" + random.nextInt(50) + "m";
      case 13 ->
          odd
              ? List.of("\u001b[?1049h", "\u001b[?1049l", "\u001b#8", "\u001bc").get(m % 4)
              : List.of("\u001b[4h", "\u001b[4l", "\u001b[2;4r", "\u001b[r").get(m % 4);
      case 14 ->
          List.of(
                  "\u001b7",
                  "\u001b8",
                  "\u001bM",
                  "\u001bD",
                  "\u001bE",
                  "\u001bH",
                  "\u001b[3g",
                  "\u001b[?6h")
              .get(m);
      default ->
          List.of(
                  "\u001b]0;제목\u0007",
                  "\u001bP1;2qabc\u001b\\",
                  "\u001b[!p",
                  "\u001b(0",
                  "\u001b(B",
                  "\u001b[?6l",
                  "\u001b[38;5;1",
                  "\u001b[1\u001f;2")
              .get(m);
    };
  }

  private static List<String> shown(Screen screen) {
    List<String> seen = new ArrayList<>(screen.text());
    seen.add(screen.cursorColumn() + "," + screen.cursorRow());
    return seen;
  }

  private static Screen play(List<Object> steps) {
    Screen screen = new Screen(20, 6, KEPT);
    for (Object step : steps) {
      if (step instanceof List<?> size) {
        screen.resize((Integer) size.get(0), (Integer) size.get(1));
      } else {
        screen.write((String) step);
      }
    }
    return screen;
  }

  @SuppressWarnings("unchecked")
  private static List<List<String>> inBrowser(List<List<Object>> streams) {
    try (BrowserContext context = chromium.context("about:blank")) {
      Page page = context.newPage();
      page.addScriptTag(new Page.AddScriptTagOptions().setPath(XTERM));
      page.addScriptTag(new Page.AddScriptTagOptions().setPath(UNICODE));
      return (List<List<String>>) page.evaluate(PLAY, Map.of("streams", streams, "kept", KEPT));
    }
  }

  @Test
  void randomStreams_lookAsInTheBrowser() {
    long seed = Long.getLong("seodang.seed", 1);
    System.out.println("ScreenTest: -Dseodang.seed=" + seed);
    List<List<Object>> streams = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      streams.add(stream(new Random(seed + i)));
    }
    List<List<String>> browser = inBrowser(streams);
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      List<String> ours = shown(play(streams.get(i)));
      if (!ours.equals(browser.get(i))) {
        wrong.add(
            "seed "
                + (seed + i)
                + " "
                + streams.get(i).toString().replace("\u001b", "^[")
                + "\n  ours    "
                + ours
                + "\n  browser "
                + browser.get(i));
      }
    }
    assertThat(wrong).as("%d of %d", wrong.size(), STREAMS).isEmpty();
  }

  @Test
  void snapshot_showsTheSame() {
    long seed = Long.getLong("seodang.seed", 1);
    List<List<Object>> snapshots = new ArrayList<>();
    List<List<String>> ours = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      Screen screen = play(stream(new Random(seed + i)));
      if (screen.text().stream().anyMatch(row -> Cells.width(row) > screen.columns())) {
        // Half a wide character, cut by a narrower window, cannot be drawn.
        continue;
      }
      snapshots.add(List.of(List.of(screen.columns(), screen.text().size()), screen.snapshot()));
      ours.add(shown(screen));
    }
    List<List<String>> browser = inBrowser(snapshots);
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      if (!ours.get(i).equals(browser.get(i))) {
        wrong.add(
            snapshots.get(i).toString().replace("\u001b", "^[")
                + "\n  ours    "
                + ours.get(i)
                + "\n  browser "
                + browser.get(i));
      }
    }
    assertThat(wrong).as("%d of %d, seed %d", wrong.size(), ours.size(), seed).isEmpty();
  }

  /// Where they differ, a line is drawn over itself in the wrong place.
  @Test
  @SuppressWarnings("unchecked")
  void widths_areThoseOfTheBrowser() {
    try (BrowserContext context = chromium.context("about:blank")) {
      Page page = context.newPage();
      page.addScriptTag(new Page.AddScriptTagOptions().setPath(XTERM));
      page.addScriptTag(new Page.AddScriptTagOptions().setPath(UNICODE));
      List<Integer> widths = (List<Integer>) page.evaluate(WIDTHS);
      List<String> wrong = new ArrayList<>();
      for (int c = 0x20; c < widths.size(); c++) {
        boolean control = c >= 0x7f && c < 0xa0 || c >= 0xd800 && c < 0xe000;
        if (!control && Cells.width(c) != widths.get(c)) {
          wrong.add(Integer.toHexString(c) + " " + Cells.width(c) + " " + widths.get(c));
        }
      }
      assertThat(wrong).as("%d", wrong.size()).isEmpty();
    }
  }
}
