package seodang.shell.awk;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.shell.Dialect;
import seodang.shell.FileError;
import seodang.shell.FileTree;
import seodang.shell.Program;
import seodang.shell.Syscalls;

/// `awk`, as POSIX describes it: `awk [-F fs] [-v name=value] program [file | name=value]…`.
public final class Awk implements Program {
  private static final String USAGE = "Usage: awk [Options] [Program] [file ...]\n";

  /// The command line, read.
  ///
  /// @param program its text; null: there is none
  private record Start(@Nullable String program, List<String> assignments, List<String> operands) {}

  @Override
  public Running start(List<String> argv) {
    return new Process(argv, "", null);
  }

  @Override
  public Running thaw(List<String> argv, Json.Object frozen) {
    if (!frozen.has("program")) {
      return start(argv);
    }
    String program = frozen.text("program");
    Code code = Compiler.compile(Parser.parse(program));
    return new Process(argv, program, Machine.thaw(code, frozen.object("machine")));
  }

  private static final class Process implements Running {
    private final List<String> argv;
    private String program;
    private @Nullable Machine machine;

    Process(List<String> argv, String program, @Nullable Machine machine) {
      this.argv = argv;
      this.program = program;
      this.machine = machine;
    }

    @Override
    public Json.Object freeze() {
      return machine == null
          ? Json.object()
          : Json.object("program", program, "machine", machine.freeze());
    }

    @Override
    public Outcome resume(Io io) {
      Syscalls calls = (Syscalls) io;
      try {
        Machine running = machine;
        if (running == null) {
          running = begin(calls);
          if (running == null) {
            io.write(2, USAGE);
            return new Outcome.Exit(2);
          }
          machine = running;
        }
        return running.run(calls);
      } catch (Failure e) {
        boolean busybox = io.dialect() == Dialect.BUSYBOX;
        io.write(2, "awk: " + (busybox ? busybox(e.words()) : e.words()) + "\n");
        return new Outcome.Exit(busybox ? 1 : 2);
      }
    }

    /// Busybox tells less of what is wrong, and always where.
    private static String busybox(String words) {
      if (words.startsWith("can't open")) {
        return words;
      }
      if (!words.startsWith("line ")) {
        return "cmd. line:1: " + words;
      }
      int colon = words.indexOf(':');
      boolean end = words.contains("end of");
      return "cmd. line:"
          + words.substring(5, colon)
          + (end ? ": Unexpected end of string" : ": Unexpected token");
    }

    private @Nullable Machine begin(Syscalls io) {
      Start start = read(io);
      if (start.program() == null) {
        return null;
      }
      program = start.program();
      Machine begun = new Machine(Compiler.compile(Parser.parse(program)));
      List<String> names = new ArrayList<>(List.of("awk"));
      names.addAll(start.operands());
      begun.begin(io, names);
      for (String assignment : start.assignments()) {
        int equals = assignment.indexOf('=');
        if (equals <= 0) {
          throw new Failure("improper assignment: -v " + assignment);
        }
        begun.assign(assignment.substring(0, equals), assignment.substring(equals + 1));
      }
      return begun;
    }

    private Start read(Syscalls io) {
      List<String> assignments = new ArrayList<>();
      List<String> programs = new ArrayList<>();
      int i = 1;
      for (; i < argv.size() && argv.get(i).startsWith("-") && argv.get(i).length() > 1; i++) {
        String arg = argv.get(i);
        if (arg.equals("--")) {
          i++;
          break;
        }
        char flag = arg.charAt(1);
        if ("Fvf".indexOf(flag) < 0) {
          throw new Failure("not an option: " + arg);
        }
        String value = arg.substring(2);
        if (value.isEmpty()) {
          if (++i >= argv.size()) {
            return new Start(null, assignments, List.of());
          }
          value = argv.get(i);
        }
        switch (flag) {
          case 'F' -> assignments.add("FS=" + value);
          case 'v' -> assignments.add(value);
          default -> programs.add(file(io, value));
        }
      }
      if (programs.isEmpty()) {
        if (i >= argv.size()) {
          return new Start(null, assignments, List.of());
        }
        programs.add(argv.get(i++));
      }
      return new Start(
          String.join("\n", programs),
          assignments,
          argv.subList(Math.min(i, argv.size()), argv.size()));
    }

    private static String file(Syscalls io, String name) {
      try {
        return io.files().read(FileTree.resolve(io.directory(), name));
      } catch (FileError e) {
        throw new Failure("couldn't open program file: " + name + " (" + e.reason().words() + ")");
      }
    }
  }
}
