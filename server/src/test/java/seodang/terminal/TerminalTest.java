package seodang.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import seodang.JumpingCluster;
import seodang.kube.Cluster;
import seodang.shell.FileTree;
import seodang.terminal.editor.Less;
import seodang.terminal.editor.Manual;
import seodang.terminal.editor.Nano;
import seodang.terminal.editor.Vi;

class TerminalTest {
  private final BlockingQueue<TerminalEvent> events = new LinkedBlockingQueue<>();
  private final StringBuffer screen = new StringBuffer();
  private final Terminal terminal = Terminal.open(setup(), fresh());

  private static Terminal.Setup setup() {
    return new Terminal.Setup(
        new JumpingCluster(Cluster.learner(1)),
        Map.of(
            "vi",
            new Vi(),
            "nano",
            new Nano(),
            "man",
            Manual.man(),
            "help",
            Manual.help(),
            "less",
            new Less(),
            "shout",
            TerminalTest::shout,
            "kubectl",
            TerminalTest::shout,
            "forever",
            TerminalTest::forever),
        Map.of(),
        TerminalLimits.STANDARD,
        task -> Thread.ofVirtual().start(task),
        InstantSource.system());
  }

  private static TerminalState fresh() {
    return TerminalState.fresh(FileTree.Limits.STANDARD, Instant.EPOCH);
  }

  TerminalTest() {
    var _ =
        terminal.attach(event -> {
          if (event instanceof TerminalEvent.Output out) {
            screen.append(out.text());
          } else {
            events.add(event);
          }
        });
  }

  @AfterEach
  void close() {
    terminal.close();
  }

  private static int shout(CommandContext c) throws InterruptedException {
    String text = c.args().isEmpty() ? c.readAll() : String.join(" ", c.args()) + "\n";
    c.out(text.toUpperCase(java.util.Locale.ROOT));
    return 3;
  }

  private static int forever(CommandContext c) throws InterruptedException {
    while (true) {
      c.out("still here\n");
      Thread.sleep(20);
    }
  }

  private <T extends TerminalEvent> T await(Class<T> kind) throws InterruptedException {
    while (true) {
      TerminalEvent event = events.poll(20, TimeUnit.SECONDS);
      assertThat(event).as("no " + kind.getSimpleName() + " after:\n" + screen).isNotNull();
      if (kind.isInstance(event)) {
        return kind.cast(event);
      }
    }
  }

  private int run(String line) throws InterruptedException {
    screen.setLength(0);
    terminal.type(line + "\r");
    return await(TerminalEvent.CommandFinished.class).exitCode();
  }

  @Test
  void line_isRunAndItsExitCodeTold() throws Exception {
    assertThat(run("echo hello $((6 * 7)) | tr a-z A-Z")).isZero();
    assertThat(screen).contains("HELLO 42");
    assertThat(run("cd /tmp && false")).isEqualTo(1);
    assertThat(run("pwd")).isZero();
    assertThat(screen).contains("/tmp");
  }

  @Test
  void curl_speaksToTheClusterAsTheNodeDoes() throws Exception {
    assertThat(run("curl -s https://10.96.0.1/version")).isEqualTo(60);
    assertThat(run("curl -sk https://10.96.0.1/version")).isZero();
    assertThat(screen).contains("\"gitVersion\"");
    assertThat(run("curl -s http://192.168.56.11:31999/")).isEqualTo(7);
    assertThat(run("curl -s http://nowhere.example/")).isEqualTo(6);
    assertThat(run("curl -s --resolve api.example:6443:192.168.56.10 http://api.example:6443/"))
        .isZero();
    assertThat(screen).contains("Client sent an HTTP request to an HTTPS server.");
  }

  @Test
  void command_takesPartInPipes() throws Exception {
    assertThat(run("printf 'a\\nb\\n' | shout | head -1")).isZero();
    assertThat(screen).contains("A\r\n").doesNotContain("B\r\n");
    assertThat(run("shout files > out.txt; cat out.txt")).isZero();
    assertThat(screen).contains("FILES");
    assertThat(run("shout x")).isEqualTo(3);
  }

  @Test
  void controlC_stopsWhatRuns() throws Exception {
    for (String line : java.util.List.of("sleep 1000", "yes", "forever")) {
      screen.setLength(0);
      terminal.type(line + "\r");
      await(TerminalEvent.CommandStarted.class);
      Thread.sleep(Duration.ofMillis(150));
      terminal.type("\u0003");
      assertThat(await(TerminalEvent.CommandFinished.class).exitCode()).as(line).isEqualTo(130);
    }
    assertThat(run("echo alive")).isZero();
  }

  /// Before the first prompt and while a command runs, as fast hands and pasted lines do.
  @Test
  void linesTypedAhead_areCommandsOfTheirOwn() throws Exception {
    terminal.type("sleep 0.3\recho a\recho b\recho");
    assertThat(await(TerminalEvent.CommandFinished.class).line()).isEqualTo("sleep 0.3");
    assertThat(await(TerminalEvent.CommandFinished.class).line()).isEqualTo("echo a");
    assertThat(await(TerminalEvent.CommandFinished.class).line()).isEqualTo("echo b");
    terminal.type(" c\rsleep 0.2\r");
    assertThat(await(TerminalEvent.CommandFinished.class).line()).isEqualTo("echo c");
    terminal.type("echo d\r");
    assertThat(await(TerminalEvent.CommandFinished.class).line()).isEqualTo("sleep 0.2");
    assertThat(await(TerminalEvent.CommandFinished.class).line()).isEqualTo("echo d");
  }

  @Test
  void keysAfterACommandThatReads_goToIt() throws Exception {
    terminal.type("cat > typed\rone\rtwo\r\u0004");
    assertThat(await(TerminalEvent.CommandFinished.class).line()).isEqualTo("cat > typed");
    assertThat(run("cat typed")).isZero();
    assertThat(screen).contains("one\r\ntwo\r\n");
    assertThat(run("bash -c 'read x; echo got $x'\rit")).isZero();
    assertThat(screen).contains("got it");
  }

  @Test
  void terminals_shareTheirFiles() throws Exception {
    SharedFiles files = new SharedFiles(fresh().files());
    BlockingQueue<TerminalEvent.CommandFinished> done = new LinkedBlockingQueue<>();
    try (Terminal one = Terminal.open(setup(), fresh(), files);
        Terminal two = Terminal.open(setup(), fresh(), files)) {
      for (Terminal each : List.of(one, two)) {
        var _ =
            each.attach(event -> {
              if (event instanceof TerminalEvent.CommandFinished finished) {
                done.add(finished);
              }
            });
      }
      two.type("while true; do :; done\r");
      one.type("echo from one > shared\r");
      assertThat(Objects.requireNonNull(done.poll(20, TimeUnit.SECONDS)).line()).contains("one");
      two.type("\u0003");
      assertThat(Objects.requireNonNull(done.poll(20, TimeUnit.SECONDS)).exitCode()).isEqualTo(130);
      two.type("cat shared > copy; cat copy\r");
      assertThat(Objects.requireNonNull(done.poll(20, TimeUnit.SECONDS)).exitCode()).isZero();
      assertThat(one.state().files().read("/home/learner/copy")).isEqualTo("from one\n");
    }
  }

  @Test
  void prompt_standsBehindALineWithoutItsEnd() throws Exception {
    assertThat(run("printf 가나")).isZero();
    terminal.type("echo x\u007fy\r");
    assertThat(await(TerminalEvent.CommandFinished.class).line()).isEqualTo("echo y");
    assertThat(terminal.shown()).contains("가나learner@control-plane:~$ echo y", "y");
  }

  @Test
  void controlCharacters_areSeenAndErased_whereACommandReads() throws Exception {
    terminal.type("cat\r");
    terminal.type("한\u001b[A글\u007f\u007f\u007f\u007f\u007f국\r\u0004");
    assertThat(await(TerminalEvent.CommandFinished.class).line()).isEqualTo("cat");
    assertThat(terminal.shown()).contains("국");
  }

  @Test
  void pagesAndHistory_areThere() throws Exception {
    assertThat(run("man grep | head -2")).isZero();
    assertThat(terminal.shown()).contains("       grep - 무늬에 맞는 줄을 찾는다");
    assertThat(run("man 없는것")).isEqualTo(16);
    assertThat(run("help | grep -c .")).isZero();
    assertThat(run("history 2")).isZero();
    assertThat(terminal.shown()).contains("    4  history 2");
    assertThat(run("clear")).isZero();
    assertThat(run("echo after")).isZero();
    assertThat(terminal.shown().subList(0, 2))
        .containsExactly("learner@control-plane:~$ echo after", "after");
  }

  /// A page may name only what there is.
  @Test
  void everyPage_isOfACommand() throws Exception {
    assertThat(
            run(
                "for c in $(help | grep '^  ' | awk '{ print $1 }'); do"
                    + " type $c > /dev/null || echo NO $c; done"))
        .isZero();
    assertThat(screen.toString()).doesNotContain("\r\nNO ");
  }

  @Test
  void line_isEditedWithWideLetters() throws Exception {
    terminal.type("echo 가나라\u001b[D다\u0001\u0005!\u007f\r");
    assertThat(await(TerminalEvent.CommandFinished.class).line()).isEqualTo("echo 가나다라");
    terminal.type("\u001b[A\u0017마\r");
    assertThat(await(TerminalEvent.CommandFinished.class).line()).isEqualTo("echo 마");
  }

  @Test
  void hereDocument_pastedAtOnceIsOneCommand() throws Exception {
    terminal.type("\u001b[200~cat > f.yaml <<'END'\nkind: Pod\nname: x\nEND\u001b[201~\r");
    assertThat(await(TerminalEvent.CommandFinished.class).exitCode()).isZero();
    assertThat(run("cat f.yaml")).isZero();
    assertThat(screen).contains("kind: Pod\r\nname: x\r\n");
  }

  @Test
  void vi_writesAFile() throws Exception {
    terminal.type("vi note.txt\r");
    await(TerminalEvent.CommandStarted.class);
    Thread.sleep(Duration.ofMillis(500));
    terminal.type("ihello");
    Thread.sleep(Duration.ofMillis(300));
    terminal.type("\u001b");
    Thread.sleep(Duration.ofMillis(300));
    terminal.type("yyp:wq\r");
    assertThat(await(TerminalEvent.CommandFinished.class).exitCode()).isZero();
    assertThat(terminal.state().files().read("/home/learner/note.txt")).isEqualTo("hello\nhello\n");
  }

  @Test
  void koreanKeyboard_getsAHint() throws Exception {
    terminal.type("ㅏㅕㅠㄷㅊ시\r");
    assertThat(await(TerminalEvent.Hint.class).text()).contains("kubectl");
  }

  @Test
  void flood_isCut() throws Exception {
    terminal.type("yes 0123456789012345678901234567890123456789\r");
    assertThat(await(TerminalEvent.CommandFinished.class).exitCode()).isEqualTo(130);
    assertThat(screen.length()).isLessThan(TerminalLimits.STANDARD.outputBytes() + 1000);
  }

  @Test
  void window_thatComesLaterSeesTheScreen() throws Exception {
    run("echo seen before");
    StringBuffer late = new StringBuffer();
    var _ =
        terminal.attach(event -> {
          if (event instanceof TerminalEvent.Output out) {
            late.append(out.text());
          }
        });
    assertThat(late).contains("seen before");
  }

  @Test
  void tab_completesFiles() throws Exception {
    run("mkdir lessons");
    terminal.type("cd les\t\r");
    assertThat(await(TerminalEvent.CommandFinished.class).line()).isEqualTo("cd lessons/");
  }

  /// A browser that shows nothing more once it was given so much.
  private static final class Stuck implements Window {
    private final AtomicLong given = new AtomicLong();
    private final CountDownLatch discarded = new CountDownLatch(1);
    private volatile boolean free;

    @Override
    public void accept(TerminalEvent event) {
      if (event instanceof TerminalEvent.Output output) {
        given.addAndGet(output.text().length());
      } else if (event instanceof TerminalEvent.Discarded) {
        given.set(0);
        discarded.countDown();
      }
    }

    @Override
    public int backlog() {
      return free ? 0 : (int) given.get();
    }
  }

  @Test
  void browserThatIsBehind_holdsTheProgramBackAndCtrlCOvertakes() throws Exception {
    Stuck stuck = new Stuck();
    var _ = terminal.attach(stuck);
    terminal.type("while true; do echo 0123456789; done\r");
    await(TerminalEvent.CommandStarted.class);
    int most = TerminalLimits.STANDARD.backlog();
    while (stuck.backlog() <= most) {
      Thread.sleep(Duration.ofMillis(5));
    }
    // One turn's output may come on top, and no more, however long it takes.
    Thread.sleep(Duration.ofMillis(300));
    assertThat(stuck.backlog()).isLessThan(2 * most);
    terminal.type("\u0003");
    assertThat(stuck.discarded.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(await(TerminalEvent.CommandFinished.class).exitCode()).isEqualTo(130);
    assertThat(stuck.backlog()).isLessThan(1000);
  }

  @Test
  void browserThatCatchesUp_seesTheProgramGoOn() throws Exception {
    Stuck stuck = new Stuck();
    var _ = terminal.attach(stuck);
    terminal.type("seq 30000\r");
    await(TerminalEvent.CommandStarted.class);
    while (stuck.backlog() <= TerminalLimits.STANDARD.backlog()) {
      Thread.sleep(Duration.ofMillis(5));
    }
    assertThat(screen).doesNotContain("30000\r\n");
    stuck.free = true;
    assertThat(await(TerminalEvent.CommandFinished.class).exitCode()).isZero();
    assertThat(screen).contains("29999\r\n30000\r\n");
  }
}
