package seodang.shell.tool;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.shell.FileError;
import seodang.shell.Program;
import seodang.shell.Signal;

/// `timeout`: a command that may take so long and no longer.
final class Timeout implements Program {
  private static final Options.Spec SPEC =
      Options.Spec.of("+k:s:v", "kill-after=k signal=s verbose=v foreground preserve-status");
  private static final int REFUSED = 125;

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
    private boolean sent;
    private @Nullable Instant until;

    Process(List<String> argv, Json.Object frozen) {
      this.argv = argv;
      child = (int) frozen.number("child", 0);
      sent = frozen.bool("sent");
      until = frozen.has("until") ? Instant.parse(frozen.text("until")) : null;
    }

    @Override
    public Json.Object freeze() {
      return Json.object(
          "child", child, "sent", sent, "until", until == null ? null : until.toString());
    }

    @Override
    public Outcome resume(Io io) {
      Call call = new Call("timeout", argv.subList(1, argv.size()), io);
      Options options = Options.read(call, SPEC);
      if (options == null) {
        return new Outcome.Exit(REFUSED);
      }
      Signal signal = Signal.named(options.value("s", "TERM"));
      if (signal == null) {
        call.usage("‘" + options.value("s") + "’: invalid signal");
        return new Outcome.Exit(REFUSED);
      }
      return child == 0 ? begin(call, options) : watch(call, options, signal);
    }

    private Outcome begin(Call call, Options options) {
      List<String> operands = options.operands();
      if (operands.size() < 2) {
        call.io().write(2, "Try 'timeout --help' for more information.\n");
        return new Outcome.Exit(REFUSED);
      }
      Duration most = Sleep.duration(operands.getFirst());
      if (most == null) {
        call.usage("invalid time interval ‘" + operands.getFirst() + "’");
        return new Outcome.Exit(REFUSED);
      }
      child = call.io().spawn(operands.subList(1, operands.size()), call.io().env());
      if (child < 0) {
        FileError.Reason why =
            child == -3 ? FileError.Reason.PERMISSION : FileError.Reason.NOT_FOUND;
        call.fail("failed to run command ‘" + operands.get(1) + "’: " + why.words());
        return new Outcome.Exit(child == -3 ? 126 : 127);
      }
      until = most.isZero() ? null : call.io().now().plus(most);
      return new Outcome.Child(child, until);
    }

    private Outcome watch(Call call, Options options, Signal signal) {
      int code = call.io().exitCode(child);
      if (code >= 0) {
        boolean own = !sent || options.has("preserve-status");
        if (!own && signal == Signal.KILL) {
          // It dies as the command did.
          call.io().kill(call.io().pid(), Signal.KILL);
        }
        return new Outcome.Exit(own ? code : 124);
      }
      Instant end = until;
      if (end == null || call.io().now().isBefore(end)) {
        return new Outcome.Child(child, end);
      }
      Signal next = sent ? Signal.KILL : signal;
      if (options.has("v")) {
        call.fail(
            "sending signal " + next.name() + " to command ‘" + options.operands().get(1) + "’");
      }
      call.io().kill(child, next);
      Duration more = sent ? null : Sleep.duration(options.value("k", "x"));
      sent = true;
      until = more == null ? null : call.io().now().plus(more);
      return new Outcome.Child(child, until);
    }
  }
}
