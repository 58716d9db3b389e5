package seodang.kube.image;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import seodang.json.Json;
import seodang.shell.Program;
import seodang.shell.Signal;

/// A program that prints some lines when it starts and then waits to be told to stop.
///
/// @param lines printed on standard error, where daemons log
/// @param onStop printed when it is told to stop
record Daemon(List<String> lines, List<String> onStop) implements Program {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Pattern VARIABLE = Pattern.compile("@([A-Z_]+)@");

  @Override
  public Running start(List<String> argv) {
    return new Process(this, false);
  }

  @Override
  public Running thaw(List<String> argv, Json.Object frozen) {
    return new Process(this, frozen.bool("begun"));
  }

  private static final class Process implements Running {
    private final Daemon daemon;
    private boolean begun;
    private boolean stopped;

    Process(Daemon daemon, boolean begun) {
      this.daemon = daemon;
      this.begun = begun;
    }

    @Override
    public Outcome resume(Io io) {
      if (stopped) {
        return new Outcome.Exit(0);
      }
      if (!begun) {
        begun = true;
        daemon.lines.forEach(line -> io.write(2, told(line, io) + "\n"));
      }
      return new Outcome.Idle();
    }

    /// `@DATE@` is the moment, `@NAME@` a variable of the environment.
    private static String told(String line, Io io) {
      String text = line.replace("@DATE@", DATE.format(io.now()));
      Matcher variable = VARIABLE.matcher(text);
      return variable.replaceAll(
          found -> Matcher.quoteReplacement(io.env().getOrDefault(found.group(1), "")));
    }

    @Override
    public boolean handle(Signal signal, Io io) {
      if (signal == Signal.TERM || signal == Signal.INT || signal == Signal.QUIT) {
        daemon.onStop.forEach(line -> io.write(2, told(line, io) + "\n"));
        stopped = true;
        return true;
      }
      return signal == Signal.HUP;
    }

    @Override
    public Json.Object freeze() {
      return Json.object("begun", begun);
    }
  }
}
