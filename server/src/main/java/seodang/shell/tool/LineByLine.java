package seodang.shell.tool;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import seodang.json.Json;
import seodang.shell.FileError;
import seodang.shell.FileTree;
import seodang.shell.Program;
import seodang.shell.Syscalls;

/// A tool that handles each line as it comes, so that it works in an endless pipe.
///
/// @param <C> what it makes of its arguments, once
abstract class LineByLine<C> implements Program {
  /// Where devices are opened.
  private static final int DEVICE = 9;

  final String name;

  LineByLine(String name) {
    this.name = name;
  }

  /// A line as it is met.
  ///
  /// @param file its name, `-` for standard input
  /// @param text with its end if it has one
  /// @param count lines of this file before this one
  record Line(String file, String text, long count) {}

  /// What the arguments ask for, or null after complaining.
  abstract @Nullable C configure(Call call);

  /// Which of the arguments are files; none means standard input.
  abstract List<String> files(C config);

  /// Handles a line.
  ///
  /// @param memory what this tool remembered last
  /// @return what to remember; `done` true ends the tool, `skip` true the file
  abstract Json.Object line(Call call, C config, Line line, Json.Object memory);

  /// A file was opened.
  Json.Object fileBegin(Call call, C config, String file, Json.Object memory) {
    return memory;
  }

  /// The end of one file.
  Json.Object fileEnd(Call call, C config, String file, Json.Object memory) {
    return memory;
  }

  /// The exit code at the end of all.
  int end(Call call, C config, Json.Object memory) {
    return 0;
  }

  /// What a file that cannot be read makes of the exit code.
  int unreadable() {
    return 1;
  }

  /// Whether files that could not be read do not matter in the end.
  boolean forgives(C config, Json.Object memory) {
    return false;
  }

  /// Whether lines that cannot be read are complained of.
  boolean complains(C config) {
    return true;
  }

  /// The exit code for arguments that cannot be used.
  int wrong() {
    return 1;
  }

  /// What ends a line.
  char ending(C config) {
    return '\n';
  }

  @Override
  public Running start(List<String> argv) {
    return new Process<>(this, argv, Json.object());
  }

  @Override
  public Running thaw(List<String> argv, Json.Object frozen) {
    return new Process<>(this, argv, frozen);
  }

  private static final class Process<C> implements Running {
    private final LineByLine<C> tool;
    private final List<String> argv;
    private final StringBuilder held;
    private @Nullable C config;
    private int file;
    private long count;
    private boolean begun;
    private boolean failed;
    private Json.Object memory;

    Process(LineByLine<C> tool, List<String> argv, Json.Object frozen) {
      this.tool = tool;
      this.argv = argv;
      file = (int) frozen.number("file", 0);
      count = frozen.number("count", 0);
      begun = frozen.bool("begun");
      failed = frozen.bool("failed");
      memory = frozen.object("memory");
      held = new StringBuilder(frozen.text("held"));
    }

    @Override
    public Json.Object freeze() {
      return Json.object("file", file, "count", count, "failed", failed, "memory", memory)
          .with("begun", begun)
          .with("held", held.toString());
    }

    @Override
    public Outcome resume(Io io) {
      Call call = new Call(tool.name, argv.subList(1, argv.size()), io);
      C asked = config;
      if (asked == null) {
        asked = tool.configure(call);
        config = asked;
      }
      if (asked == null) {
        return new Outcome.Exit(tool.wrong());
      }
      List<String> files = tool.files(asked);
      if (files.isEmpty()) {
        files = List.of("-");
      }
      while (file < files.size() && !memory.bool("done")) {
        String current = files.get(file);
        int fd = descriptor(call, current);
        if (fd < 0) {
          whole(call, asked, current);
          continue;
        }
        if (closed(io, fd)) {
          call.fail("-: Bad file descriptor");
          call.fail("closing standard input: Bad file descriptor");
          return new Outcome.Exit(1);
        }
        begin(call, asked, current);
        Outcome outcome = fromStream(call, asked, current, fd);
        if (outcome != null) {
          return outcome;
        }
      }
      int code = tool.end(call, asked, memory);
      boolean counts = failed && !tool.forgives(asked, memory);
      return new Outcome.Exit(counts ? Math.max(code, tool.unreadable()) : code);
    }

    private static boolean closed(Io io, int fd) {
      return io instanceof Syscalls own && !own.descriptors().containsKey(fd);
    }

    /// The descriptor that a name stands for; -1 for a file, which is read as a whole.
    private int descriptor(Call call, String current) {
      if (current.equals("-") || current.equals("/dev/stdin")) {
        return 0;
      }
      if (!current.startsWith("/dev/") || !(call.io() instanceof Syscalls io)) {
        return -1;
      }
      if (!begun) {
        if (call.files().isFile(current)) {
          return -1;
        }
        try {
          TreePMap<Integer, Integer> open = io.descriptors();
          io.descriptors(open.plus(DEVICE, io.open(current, Syscalls.Open.READ)));
        } catch (FileError e) {
          return -1;
        }
      }
      return DEVICE;
    }

    /// Goes on in a stream: null when it is through.
    private @Nullable Outcome fromStream(Call call, C asked, String current, int fd) {
      char ending = tool.ending(asked);
      String line = ending == '\n' ? call.io().readLine(fd) : piece(call.io().read(fd), ending);
      if (line == null) {
        next(call, asked, current);
        return null;
      }
      if (line.isEmpty()) {
        return new Outcome.Read(fd);
      }
      take(call, asked, current, line);
      if (memory.bool("skip")) {
        next(call, asked, current);
      }
      return new Outcome.Ready();
    }

    /// The next line that ends in another character, as [Program.Io#readLine] answers.
    private @Nullable String piece(@Nullable String read, char ending) {
      held.append(read == null ? "" : read);
      int end = held.indexOf(String.valueOf(ending)) + 1;
      if (end == 0 && read != null) {
        return "";
      }
      if (held.isEmpty()) {
        return null;
      }
      String line = held.substring(0, end == 0 ? held.length() : end);
      held.delete(0, line.length());
      return line;
    }

    private void take(Call call, C asked, String current, String line) {
      memory = tool.line(call, asked, new Line(current, line, count++), memory);
    }

    private void whole(Call call, C asked, String current) {
      String text;
      try {
        text = call.files().read(FileTree.resolve(call.io().directory(), current));
      } catch (FileError e) {
        if (tool.complains(asked)) {
          if (e.reason() == FileError.Reason.IS_DIRECTORY) {
            begin(call, asked, current);
          }
          call.unreadable(current, e.reason());
        }
        failed = true;
        begun = false;
        file++;
        return;
      }
      begin(call, asked, current);
      memory = text.indexOf('\0') >= 0 ? memory.with("binary", true) : memory;
      int start = 0;
      while (start < text.length() && !memory.bool("done") && !memory.bool("skip")) {
        int end = text.indexOf(tool.ending(asked), start) + 1;
        end = end == 0 ? text.length() : end;
        take(call, asked, current, text.substring(start, end));
        start = end;
      }
      next(call, asked, current);
    }

    private void begin(Call call, C asked, String current) {
      if (!begun) {
        begun = true;
        memory = tool.fileBegin(call, asked, current, memory);
      }
    }

    private void next(Call call, C asked, String current) {
      memory = tool.fileEnd(call, asked, current, memory).without("skip").without("binary");
      file++;
      count = 0;
      begun = false;
    }
  }
}
