package seodang.shell.tool;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.shell.Program;

/// `sleep`.
final class Sleep implements Program {
  @Override
  public Running start(List<String> argv) {
    return new Process(argv, null);
  }

  @Override
  public Running thaw(List<String> argv, Json.Object frozen) {
    return new Process(argv, frozen.has("until") ? Instant.parse(frozen.text("until")) : null);
  }

  private static final class Process implements Running {
    private final List<String> argv;
    private @Nullable Instant until;

    Process(List<String> argv, @Nullable Instant until) {
      this.argv = argv;
      this.until = until;
    }

    @Override
    public Outcome resume(Io io) {
      Instant end = until;
      if (end == null) {
        Duration total = Duration.ZERO;
        if (argv.size() < 2) {
          io.write(2, "sleep: missing operand\nTry 'sleep --help' for more information.\n");
          return new Outcome.Exit(1);
        }
        for (String arg : argv.subList(1, argv.size())) {
          Duration one = duration(arg);
          if (one == null) {
            io.write(
                2,
                "sleep: invalid time interval ‘"
                    + arg
                    + "’\nTry 'sleep --help' for more information.\n");
            return new Outcome.Exit(1);
          }
          total = total.plus(one);
        }
        end = io.now().plus(total);
        until = end;
      }
      return io.now().isBefore(end) ? new Outcome.Sleep(end) : new Outcome.Exit(0);
    }

    @Override
    public Json.Object freeze() {
      return until == null ? Json.object() : Json.object("until", until.toString());
    }
  }

  /// `1.5`, `2m`, `infinity`; null when it is none.
  static @Nullable Duration duration(String text) {
    if (text.equals("infinity") || text.equals("inf")) {
      return Duration.ofDays(3650);
    }
    if (!text.matches("\\d{1,9}(\\.\\d{1,9})?[smhd]?|\\.\\d{1,9}[smhd]?")) {
      return null;
    }
    char unit = text.charAt(text.length() - 1);
    boolean named = Character.isLetter(unit);
    double number = Double.parseDouble(named ? text.substring(0, text.length() - 1) : text);
    int scale = !named || unit == 's' ? 1 : unit == 'm' ? 60 : unit == 'h' ? 3600 : 86400;
    return Duration.ofMillis(Math.round(number * scale * 1000));
  }
}
