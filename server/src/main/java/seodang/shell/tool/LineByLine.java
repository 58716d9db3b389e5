package seodang.shell.tool;

import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.shell.FileError;
import seodang.shell.FileTree;
import seodang.shell.Program;

/// A tool that handles each line as it comes, so that it works in an endless pipe.
abstract class LineByLine implements Program {
  final String name;

  LineByLine(String name) {
    this.name = name;
  }

  /// Which of the arguments are files; none means standard input.
  abstract List<String> operands(Call call);

  /// Handles a line, with its end if it has one.
  ///
  /// @param file its name, `-` for standard input
  /// @param count lines of this file before this one
  /// @param memory what this tool remembered last
  /// @return what to remember; `done` true ends the tool
  abstract Json.Object line(Call call, String file, String line, long count, Json.Object memory);

  /// The end of one file.
  Json.Object fileEnd(Call call, String file, Json.Object memory) {
    return memory;
  }

  /// The exit code at the end of all.
  int end(Call call, Json.Object memory) {
    return 0;
  }

  /// What a file that cannot be read makes of the exit code.
  int unreadable() {
    return 1;
  }

  /// Why the arguments cannot be used: prints it and answers the exit code, or null.
  @Nullable Integer refuse(Call call) {
    return null;
  }

  @Override
  public Running start(List<String> argv) {
    return new Process(this, argv, Json.object());
  }

  @Override
  public Running thaw(List<String> argv, Json.Object frozen) {
    return new Process(this, argv, frozen);
  }

  private static final class Process implements Running {
    private final LineByLine tool;
    private final List<String> argv;
    private int file;
    private long count;
    private boolean failed;
    private Json.Object memory;

    Process(LineByLine tool, List<String> argv, Json.Object frozen) {
      this.tool = tool;
      this.argv = argv;
      file = (int) frozen.number("file", 0);
      count = frozen.number("count", 0);
      failed = frozen.bool("failed");
      memory = frozen.object("memory");
    }

    @Override
    public Json.Object freeze() {
      return Json.object("file", file, "count", count, "failed", failed, "memory", memory);
    }

    @Override
    public Outcome resume(Io io) {
      Call call = new Call(tool.name, argv.subList(1, argv.size()), io);
      Integer refused = tool.refuse(call);
      if (refused != null) {
        return new Outcome.Exit(refused);
      }
      List<String> files = tool.operands(call);
      if (files.isEmpty()) {
        files = List.of("-");
      }
      while (file < files.size()) {
        String current = files.get(file);
        if (current.equals("-")) {
          String line = io.readLine(0);
          if (line == null) {
            next(call, current);
            continue;
          }
          if (line.isEmpty()) {
            return new Outcome.Read(0);
          }
          memory = tool.line(call, current, line, count++, memory);
          return memory.bool("done") ? exit(call) : new Outcome.Ready();
        }
        whole(call, current);
        if (memory.bool("done")) {
          return exit(call);
        }
      }
      return exit(call);
    }

    private Outcome exit(Call call) {
      int code = tool.end(call, memory);
      return new Outcome.Exit(failed && code == 0 ? tool.unreadable() : code);
    }

    private void whole(Call call, String current) {
      String text;
      try {
        text =
            current.equals("/dev/null")
                ? ""
                : call.files().read(FileTree.resolve(call.io().directory(), current));
      } catch (FileError e) {
        call.unreadable(current, e.reason());
        failed = true;
        file++;
        return;
      }
      int start = 0;
      while (start < text.length() && !memory.bool("done")) {
        int end = text.indexOf('\n', start) + 1;
        end = end == 0 ? text.length() : end;
        memory = tool.line(call, current, text.substring(start, end), count++, memory);
        start = end;
      }
      next(call, current);
    }

    private void next(Call call, String current) {
      memory = tool.fileEnd(call, current, memory);
      file++;
      count = 0;
    }
  }
}
