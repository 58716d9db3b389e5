package seodang.shell.tool;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.shell.FileError;
import seodang.shell.Program;

/// A tool that works on the whole text of its files, or of standard input when it is given none.
///
/// @param wrong the exit code for what cannot be used or read
/// @param operands which of the arguments are files
record Slurp(String name, Options.Spec spec, int wrong, Operands operands, Work work)
    implements Program {
  private static final int LIMIT = 2 << 20;

  /// A tool whose operands are its files.
  static Slurp of(String name, String shorts, String longs, int wrong, Work work) {
    return new Slurp(
        name, Options.Spec.of(shorts, longs), wrong, (call, options) -> options.operands(), work);
  }

  interface Operands {
    /// The files, or null after complaining.
    @Nullable List<String> of(Call call, Options options);
  }

  interface Work {
    /// @param files their names, `-` for standard input; those that could not be read are left out
    int run(Call call, Options options, List<String> files, List<String> texts);
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
    private @Nullable Options options;

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
      Options read = options == null ? Options.read(call, tool.spec) : options;
      options = read;
      List<String> files = read == null ? null : tool.operands.of(call, read);
      if (read == null || files == null) {
        return new Outcome.Exit(tool.name.equals("sed") ? 1 : tool.wrong);
      }
      boolean stdin = files.isEmpty() || files.contains("-") || files.contains("/dev/stdin");
      if (stdin) {
        String piece = io.read(0);
        if (piece != null) {
          if (input.length() + piece.length() > LIMIT) {
            return new Outcome.Exit(call.fail("memory exhausted"));
          }
          input.append(piece);
          return piece.isEmpty() ? new Outcome.Read(0) : new Outcome.Ready();
        }
      }
      try {
        return new Outcome.Exit(run(call, read, files));
      } catch (FileError e) {
        return new Outcome.Exit(call.fail(e.path() + ": " + e.reason().words()));
      }
    }

    private int run(Call call, Options read, List<String> files) {
      List<String> names = new ArrayList<>();
      List<String> texts = new ArrayList<>();
      boolean failed = false;
      for (String file : files.isEmpty() ? List.of("-") : files) {
        boolean stdin = file.equals("-") || file.equals("/dev/stdin");
        String text = stdin ? input.toString() : call.read(file);
        if (text == null) {
          failed = true;
        } else {
          names.add(file);
          texts.add(text);
          input.setLength(stdin ? 0 : input.length());
        }
      }
      if (failed && (names.isEmpty() || tool.name.equals("sort"))) {
        return tool.wrong;
      }
      int code = tool.work.run(call, read, names, texts);
      return failed && code == 0 ? tool.wrong : code;
    }
  }

  /// The lines of a text, without their ends; a last line without an end counts.
  static List<String> lines(String text) {
    return parts(text, '\n');
  }

  /// What stands between ends of one kind.
  static List<String> parts(String text, char end) {
    if (text.isEmpty()) {
      return List.of();
    }
    String mark = String.valueOf(end);
    String body = text.endsWith(mark) ? text.substring(0, text.length() - 1) : text;
    return List.of(body.split(java.util.regex.Pattern.quote(mark), -1));
  }
}
