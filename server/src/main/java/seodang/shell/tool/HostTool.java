package seodang.shell.tool;

import java.time.Duration;
import java.util.List;
import seodang.json.Json;
import seodang.shell.HostCall;
import seodang.shell.Program;

/// A tool that the machine runs itself; one that follows something is asked again and again.
final class HostTool implements Program {
  private static final Duration PERIOD = Duration.ofMillis(500);

  @Override
  public Running start(List<String> argv) {
    return new Process(argv, -1, "");
  }

  @Override
  public Running thaw(List<String> argv, Json.Object frozen) {
    return new Process(argv, frozen.number("id", -1), frozen.text("cursor"));
  }

  private static final class Process implements Running {
    private final List<String> argv;
    private long id;
    private String cursor;

    Process(List<String> argv, long id, String cursor) {
      this.argv = argv;
      this.id = id;
      this.cursor = cursor;
    }

    @Override
    public Json.Object freeze() {
      return Json.object("id", id, "cursor", cursor);
    }

    @Override
    public Outcome resume(Io io) {
      if (id < 0) {
        id = io.tool(argv, cursor);
        return new Outcome.Call(id, null);
      }
      if (!(io.answer(id) instanceof HostCall.Answer.Tool answer)) {
        return new Outcome.Call(id, null);
      }
      io.write(1, answer.out());
      io.write(2, answer.err());
      if (answer.next().isEmpty()) {
        return new Outcome.Exit(answer.exit());
      }
      id = -1;
      cursor = answer.next();
      return new Outcome.Sleep(io.now().plus(PERIOD));
    }
  }
}
