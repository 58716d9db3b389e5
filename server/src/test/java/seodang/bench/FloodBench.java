package seodang.bench;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import seodang.JumpingCluster;
import seodang.kube.Cluster;
import seodang.shell.FileTree;
import seodang.terminal.Terminal;
import seodang.terminal.TerminalEvent;
import seodang.terminal.TerminalLimits;
import seodang.terminal.TerminalState;
import seodang.terminal.Window;

/// Measures what floods of output do to whoever types, in the terminal that floods and in another.
final class FloodBench {
  private static final int ROUNDS = 40;
  private static final int KEYS = 200;
  private static final int FLOODERS = 10;
  private static final List<String> FLOODS =
      List.of("yes", "while true; do echo x; done", "seq 1000000000");

  private FloodBench() {}

  static void run() {
    try {
      measure();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void measure() throws InterruptedException {
    for (int rate : new int[] {20_000, 1_000_000}) {
      List<Double> times = new ArrayList<>();
      for (int i = 0; i < ROUNDS; i++) {
        times.add(interrupt(FLOODS.get(i % FLOODS.size()), rate));
      }
      Figures.row(
          "Ctrl-C answered during a flood, browser at %,d characters a second".formatted(rate),
          "≤ 100 ms",
          spread(times));
    }
    Figures.row("a key echoed, nobody else there", "–", spread(keys()));
    List<Terminal> flooders = new ArrayList<>();
    for (int i = 0; i < FLOODERS; i++) {
      flooders.add(flooder(i));
    }
    Figures.row(
        "a key echoed while %d others flood".formatted(FLOODERS), "≤ 20 ms", spread(keys()));
    flooders.forEach(Terminal::close);
  }

  private static String spread(List<Double> times) {
    double[] sorted = times.stream().mapToDouble(t -> t).toArray();
    Arrays.sort(sorted);
    return String.format(
        Locale.ROOT,
        "p50 %.1f ms, p99 %.1f ms, worst %.1f ms",
        sorted[sorted.length / 2],
        sorted[(int) (sorted.length * 0.99)],
        sorted[sorted.length - 1]);
  }

  private static Terminal open() {
    Terminal.Setup setup =
        new Terminal.Setup(
            new JumpingCluster(Cluster.learner(1)),
            Map.of(),
            Map.of(),
            TerminalLimits.STANDARD,
            task -> Thread.ofVirtual().start(task),
            InstantSource.system());
    return Terminal.open(setup, TerminalState.fresh(FileTree.Limits.STANDARD, Instant.EPOCH));
  }

  /// A browser that shows so many characters a second.
  private static final class Browser implements Window {
    private final LinkedBlockingQueue<TerminalEvent> events = new LinkedBlockingQueue<>();
    private final AtomicLong waiting = new AtomicLong();
    private final int perSecond;
    private long since = System.nanoTime();

    Browser(int perSecond) {
      this.perSecond = perSecond;
    }

    @Override
    public void accept(TerminalEvent event) {
      if (event instanceof TerminalEvent.Output output) {
        waiting.addAndGet(output.text().length());
      } else if (event instanceof TerminalEvent.Discarded) {
        waiting.set(0);
      }
      events.add(event);
    }

    @Override
    public synchronized int backlog() {
      long now = System.nanoTime();
      long shown = (now - since) * perSecond / 1_000_000_000L;
      if (shown > 0) {
        since = now;
        waiting.updateAndGet(w -> Math.max(0, w - shown));
      }
      return (int) waiting.get();
    }

    boolean sees(String text) throws InterruptedException {
      while (true) {
        if (events.take() instanceof TerminalEvent.Output output && output.text().contains(text)) {
          return true;
        }
      }
    }
  }

  /// From Ctrl-C to the next prompt, what is still to be shown before it included.
  private static double interrupt(String flood, int rate) throws InterruptedException {
    try (Terminal terminal = open()) {
      Browser browser = new Browser(rate);
      var _ = terminal.attach(browser);
      var _ = browser.sees("$ ");
      terminal.type(flood + "\r");
      var _ = browser.sees(flood.startsWith("seq") ? "1\r\n2" : "\r\n");
      Thread.sleep(100);
      browser.events.clear();
      long begin = System.nanoTime();
      terminal.type("\u0003");
      var _ = browser.sees("$ ");
      double behind = browser.backlog() * 1000.0 / rate;
      return (System.nanoTime() - begin) / 1e6 + behind;
    }
  }

  private static Terminal flooder(int number) throws InterruptedException {
    Terminal terminal = open();
    CountDownLatch begun = new CountDownLatch(1);
    var _ =
        terminal.attach(event -> {
          if (event instanceof TerminalEvent.CommandStarted) {
            begun.countDown();
          } else if (event instanceof TerminalEvent.CommandFinished) {
            terminal.type("\u001b[A\r");
          }
        });
    terminal.type(FLOODS.get(number % 2) + "\r");
    begun.await();
    return terminal;
  }

  private static List<Double> keys() throws InterruptedException {
    List<Double> times = new ArrayList<>();
    try (Terminal terminal = open()) {
      Browser browser = new Browser(10_000_000);
      var _ = terminal.attach(browser);
      var _ = browser.sees("$ ");
      for (int i = 0; i < KEYS; i++) {
        browser.events.clear();
        long begin = System.nanoTime();
        terminal.type("a");
        var _ = browser.sees("a");
        times.add((System.nanoTime() - begin) / 1e6);
        Thread.sleep(5);
      }
    }
    return times;
  }
}
