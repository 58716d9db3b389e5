package seodang.shell.tool;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.shell.Program;

/// `watch`: runs a command again and again, each time on a cleared screen.
final class Watch implements Program {
  private static final Duration LEAST = Duration.ofMillis(200);

  @Override
  public Running start(List<String> argv) {
    return new Process(argv, Json.object());
  }

  @Override
  public Running thaw(List<String> argv, Json.Object frozen) {
    return new Process(argv, frozen);
  }

  private static final class Process implements Running {
    private final List<String> argv;
    private int child;
    private @Nullable Instant next;

    Process(List<String> argv, Json.Object frozen) {
      this.argv = argv;
      child = (int) frozen.number("child", 0);
      next = frozen.has("next") ? Instant.parse(frozen.text("next")) : null;
    }

    @Override
    public Json.Object freeze() {
      return Json.object("child", child, "next", next == null ? null : next.toString());
    }

    @Override
    public Outcome resume(Io io) {
      int command = 1;
      Duration every = Duration.ofSeconds(2);
      while (command < argv.size() && argv.get(command).startsWith("-")) {
        String flag = argv.get(command++);
        if (flag.startsWith("-n") || flag.equals("--interval")) {
          String value =
              flag.length() > 2 && !flag.startsWith("--")
                  ? flag.substring(2)
                  : command < argv.size() ? argv.get(command++) : "";
          Duration asked = Sleep.duration(value);
          if (asked == null) {
            io.write(2, "watch: failed to parse argument: '" + value + "'\n");
            return new Outcome.Exit(1);
          }
          every = asked.compareTo(LEAST) < 0 ? LEAST : asked;
        }
      }
      if (command >= argv.size()) {
        io.write(2, "Usage:\n watch [options] command\n");
        return new Outcome.Exit(1);
      }
      if (child > 0) {
        if (io.exitCode(child) < 0) {
          return new Outcome.Child(child);
        }
        child = 0;
        next = io.now().plus(every);
      }
      Instant due = next;
      if (due != null && io.now().isBefore(due)) {
        return new Outcome.Sleep(due);
      }
      String line = String.join(" ", argv.subList(command, argv.size()));
      String head = "Every " + every.toMillis() / 1000.0 + "s: " + line;
      io.write(1, (io.isTerminal(1) ? "\u001b[H\u001b[2J" : "") + head + "\n\n");
      child = io.spawn(List.of("sh", "-c", line), io.env());
      if (child < 0) {
        child = 0;
        io.write(2, "watch: sh: command not found\n");
        return new Outcome.Exit(127);
      }
      return new Outcome.Child(child);
    }
  }
}
