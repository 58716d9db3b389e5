package seodang.shell.tool;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.shell.Program;

/// `xargs`: runs a command with the words it reads.
final class Xargs implements Program {
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
    private String text;
    private boolean ended;
    private int at;
    private int child;
    private int code;

    Process(List<String> argv, Json.Object frozen) {
      this.argv = argv;
      text = frozen.text("text");
      ended = frozen.bool("ended");
      at = (int) frozen.number("at", 0);
      child = (int) frozen.number("child", 0);
      code = (int) frozen.number("code", 0);
    }

    @Override
    public Json.Object freeze() {
      return Json.object("text", text, "ended", ended, "at", at, "child", child, "code", code);
    }

    /// The command begins at the first argument that is no flag of its own.
    private int command() {
      int i = 1;
      while (i < argv.size() && argv.get(i).startsWith("-")) {
        i += argv.get(i).matches("-[nIPL]") ? 2 : 1;
      }
      return i;
    }

    private @Nullable String option(String flag) {
      for (int i = 1; i < command(); i++) {
        if (argv.get(i).startsWith(flag)) {
          return argv.get(i).length() > 2
              ? argv.get(i).substring(2)
              : i + 1 < argv.size() ? argv.get(i + 1) : "";
        }
      }
      return null;
    }

    @Override
    public Outcome resume(Io io) {
      if (!ended) {
        String piece = io.read(0);
        if (piece != null) {
          text += piece;
          return piece.isEmpty() ? new Outcome.Read(0) : new Outcome.Ready();
        }
        ended = true;
      }
      if (child > 0) {
        int result = io.exitCode(child);
        if (result < 0) {
          return new Outcome.Child(child);
        }
        code = result == 0 ? code : 123;
        child = 0;
      }
      String mark = option("-I");
      List<String> items = mark != null ? Slurp.lines(text) : words();
      boolean idle = items.isEmpty() && (argv.contains("-r") || mark != null || at > 0);
      if (at >= items.size() && (at > 0 || idle)) {
        return new Outcome.Exit(code);
      }
      String most = option("-n");
      int size =
          mark != null
              ? 1
              : most != null && most.matches("\\d{1,6}")
                  ? Math.max(1, Integer.parseInt(most))
                  : Math.max(1, items.size());
      List<String> batch = items.subList(at, Math.min(items.size(), at + size));
      at += size;
      child = io.spawn(line(batch, mark), io.env());
      if (child < 0) {
        String name = command() < argv.size() ? argv.get(command()) : "echo";
        io.write(2, "xargs: " + name + ": No such file or directory\n");
        return new Outcome.Exit(127);
      }
      return new Outcome.Child(child);
    }

    private List<String> words() {
      return text.isBlank()
          ? List.of()
          : List.of(text.strip().split(argv.contains("-0") ? "\u0000" : "\\s+"));
    }

    private List<String> line(List<String> batch, @Nullable String mark) {
      List<String> line =
          new ArrayList<>(argv.subList(Math.min(command(), argv.size()), argv.size()));
      if (line.isEmpty()) {
        line.add("echo");
      }
      if (mark == null) {
        line.addAll(batch);
      } else {
        line.replaceAll(word -> word.replace(mark, batch.isEmpty() ? "" : batch.getFirst()));
      }
      return line;
    }
  }
}
