package seodang.shell.tool;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.shell.FileError;
import seodang.shell.Program;

/// A tool that works on the whole text of its files, or of standard input when it is given none.
///
/// @param operands which of the arguments are files
record Slurp(String name, Operands operands, Work work) implements Program {
  private static final int LIMIT = 4 << 20;

  interface Operands {
    List<String> of(Call call);
  }

  interface Work {
    /// @param files their names, `-` for standard input; those that could not be read are left out
    int run(Call call, List<String> files, List<String> texts);
  }

  @Override
  public Running start(List<String> argv) {
    return new Process(this, argv, "");
  }

  @Override
  public Running thaw(List<String> argv, Json.Object frozen) {
    return new Process(this, argv, frozen.text("text"));
  }

  private static final class Process implements Running {
    private final Slurp tool;
    private final List<String> argv;
    private final StringBuilder input;

    Process(Slurp tool, List<String> argv, String text) {
      this.tool = tool;
      this.argv = argv;
      input = new StringBuilder(text);
    }

    @Override
    public Json.Object freeze() {
      return Json.object("text", input.toString());
    }

    @Override
    public Outcome resume(Io io) {
      Call call = new Call(tool.name, argv.subList(1, argv.size()), io);
      List<String> files = tool.operands.of(call);
      boolean stdin = files.isEmpty() || files.contains("-");
      if (stdin) {
        @Nullable String piece = io.read(0);
        if (piece != null) {
          if (input.length() + piece.length() > LIMIT) {
            return new Outcome.Exit(call.fail("memory exhausted"));
          }
          input.append(piece);
          return piece.isEmpty() ? new Outcome.Read(0) : new Outcome.Ready();
        }
      }
      try {
        return new Outcome.Exit(run(call, files));
      } catch (FileError e) {
        return new Outcome.Exit(call.fail(e.path() + ": " + e.reason().words()));
      }
    }

    private int run(Call call, List<String> files) {
      List<String> names = new ArrayList<>();
      List<String> texts = new ArrayList<>();
      boolean failed = false;
      for (String file : files.isEmpty() ? List.of("-") : files) {
        String text = file.equals("-") ? input.toString() : call.read(file);
        if (text == null) {
          failed = true;
        } else {
          names.add(file);
          texts.add(text);
        }
      }
      if (failed && names.isEmpty()) {
        return tool.name.equals("grep") || tool.name.equals("sort") || tool.name.equals("sed")
            ? 2
            : 1;
      }
      int code = tool.work.run(call, names, texts);
      return failed && code == 0 ? 1 : code;
    }
  }

  /// The lines of a text, without their ends; a last line without an end counts.
  static List<String> lines(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    String body = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    return List.of(body.split("\n", -1));
  }
}
