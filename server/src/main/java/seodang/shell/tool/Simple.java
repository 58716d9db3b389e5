package seodang.shell.tool;

import java.util.List;
import seodang.shell.FileError;
import seodang.shell.Program;

/// A tool that does all at once and reads no input.
record Simple(String name, Work work) implements Program {
  interface Work {
    int run(Call call);
  }

  @Override
  public Running start(List<String> argv) {
    return io -> new Outcome.Exit(run(argv, io));
  }

  private int run(List<String> argv, Io io) {
    Call call = new Call(name, argv.subList(1, argv.size()), io);
    try {
      return work.run(call);
    } catch (FileError e) {
      return call.fail(e.path() + ": " + e.reason().words());
    }
  }
}
