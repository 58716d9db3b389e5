package seodang.kube.image;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Quantity;
import seodang.shell.Signal;

/// Programs that use up CPU and memory as they are told: `stress`, `stress-ng`, and `vish/stress`,
/// which takes its memory little by little.
record Stress(boolean gradual) implements Consumer {
  private static final Pattern SIZE = Pattern.compile("(\\d+)([bBkKmMgG]?).*");
  private static final Duration STEP = Duration.ofSeconds(1);

  @Override
  public Running start(List<String> argv) {
    return new Process(this, argv, null);
  }

  @Override
  public Running thaw(List<String> argv, Json.Object frozen) {
    String since = frozen.text("since");
    return new Process(this, argv, since.isEmpty() ? null : Instant.parse(since));
  }

  private static String option(List<String> argv, String otherwise, String... names) {
    for (String name : names) {
      String given = Template.flag(argv, name);
      if (given != null) {
        return given;
      }
    }
    return otherwise;
  }

  private static long count(List<String> argv, String... names) {
    String text = option(argv, "0", names);
    return text.matches("\\d{1,6}") ? Long.parseLong(text) : 0;
  }

  private static long size(String text) {
    Matcher m = SIZE.matcher(text);
    if (!m.matches()) {
      return 0;
    }
    int shift =
        switch (m.group(2)) {
          case "k", "K" -> 10;
          case "m", "M" -> 20;
          case "g", "G" -> 30;
          default -> 0;
        };
    return Long.parseLong(m.group(1)) << shift;
  }

  /// `10`, `10s`, `5m`, `1h`, `200ms`; zero for none.
  private static Duration time(String text) {
    Matcher m = Pattern.compile("(\\d+)(ms|s|m|h)?").matcher(text);
    if (!m.matches()) {
      return Duration.ZERO;
    }
    long n = Long.parseLong(m.group(1));
    return switch (m.group(2) == null ? "s" : m.group(2)) {
      case "ms" -> Duration.ofMillis(n);
      case "m" -> Duration.ofMinutes(n);
      case "h" -> Duration.ofHours(n);
      default -> Duration.ofSeconds(n);
    };
  }

  private static long bytes(String quantity) {
    Quantity parsed = Quantity.parse(quantity);
    return parsed == null ? 0 : parsed.whole();
  }

  @Override
  public Load load(Server.Living process, Instant now) {
    List<String> argv = process.argv();
    String since = process.state().text("since");
    Duration age = since.isEmpty() ? Duration.ZERO : Duration.between(Instant.parse(since), now);
    if (!gradual) {
      long spinning = option(argv, "", "vm-hang").isEmpty() ? count(argv, "vm", "m") : 0;
      return new Load(
          (count(argv, "cpu", "c") + count(argv, "io", "i") + spinning) * 1000,
          count(argv, "vm", "m") * size(option(argv, "256M", "vm-bytes")));
    }
    long total = bytes(option(argv, "0", "mem-total"));
    long chunk = Math.max(1, bytes(option(argv, "4Ki", "mem-alloc-size")));
    long pause = Math.max(1, time(option(argv, "1ms", "mem-alloc-sleep")).toMillis());
    double taken = (double) chunk * (double) (1 + age.toMillis() / pause);
    return new Load(count(argv, "cpus") * 1000, (long) Math.min((double) total, taken));
  }

  private static final class Process implements Running {
    private final Stress stress;
    private final List<String> argv;
    private @Nullable Instant since;
    private boolean stopped;

    Process(Stress stress, List<String> argv, @Nullable Instant since) {
      this.stress = stress;
      this.argv = argv;
      this.since = since;
    }

    @Override
    public Outcome resume(Io io) {
      if (stopped) {
        return new Outcome.Exit(Signal.TERM.exitCode());
      }
      boolean begins = since == null;
      since = since == null ? io.now() : since;
      if (begins) {
        io.write(stress.gradual ? 2 : 1, stress.greeting(argv, io));
      }
      return stress.gradual ? grow(io) : wait(io);
    }

    private Outcome wait(Io io) {
      Duration limit = time(option(argv, "0", "timeout", "t"));
      if (limit.isZero() || since == null) {
        return new Outcome.Idle();
      }
      Instant end = since.plus(limit);
      if (end.isAfter(io.now())) {
        return new Outcome.Sleep(end);
      }
      io.write(
          1,
          argv.getFirst().endsWith("ng")
              ? "stress-ng: info:  [1] successful run completed in " + limit.toSeconds() + " secs\n"
              : "stress: info: [1] successful run completed in " + limit.toSeconds() + "s\n");
      return new Outcome.Exit(0);
    }

    private Outcome grow(Io io) {
      Server.Living self =
          new Server.Living(
              argv,
              Json.of(io.env()) instanceof Json.Object o ? o : Json.object(),
              io.directory(),
              freeze());
      boolean whole = stress.load(self, io.now()).bytes() >= bytes(option(argv, "0", "mem-total"));
      return whole ? new Outcome.Idle() : new Outcome.Sleep(io.now().plus(STEP));
    }

    @Override
    public boolean handle(Signal signal, Io io) {
      stopped |= !stress.gradual && signal == Signal.TERM;
      return !stress.gradual && signal == Signal.TERM;
    }

    @Override
    public Json.Object freeze() {
      return since == null ? Json.object() : Json.object("since", since.toString());
    }
  }

  private String greeting(List<String> argv, seodang.shell.Program.Io io) {
    if (gradual) {
      String klog = Template.fill("I@KLOG@ ", Template.process(argv, io.env(), "", "", io.now()));
      return klog
          + "main.go:26] Allocating \""
          + option(argv, "0", "mem-total")
          + "\" memory, in \""
          + option(argv, "4Ki", "mem-alloc-size")
          + "\" chunks, with a "
          + option(argv, "1ms", "mem-alloc-sleep")
          + " sleep between allocations\n"
          + (klog + "main.go:39] Spawning a thread to consume CPU\n")
              .repeat((int) Math.min(64, count(argv, "cpus")));
    }
    return (argv.getFirst().endsWith("ng") ? "stress-ng: info:  " : "stress: info: ")
        + "[1] dispatching hogs: "
        + count(argv, "cpu", "c")
        + " cpu, "
        + count(argv, "io", "i")
        + " io, "
        + count(argv, "vm", "m")
        + " vm, "
        + count(argv, "hdd", "d")
        + " hdd\n";
  }
}
