package seodang.shell.language;

import java.util.List;
import seodang.shell.Program;
import seodang.shell.Syscalls;

/// A command that is part of the shell.
@FunctionalInterface
interface Builtin {
  Result run(Call call);

  /// What a builtin is given.
  ///
  /// @param args without the command's name
  record Call(
      String name,
      List<String> args,
      ShellState state,
      Syscalls io,
      Expansion expansion,
      ShellProcess shell,
      int line) {
    void out(String text) {
      io.write(1, text);
    }

    /// Complains in the shell's own form.
    Result complain(String message, int status) {
      io.write(2, Messages.prefix(state, line) + name + ": " + message + "\n");
      return new Result.Done(status);
    }
  }

  /// How it went.
  sealed interface Result {
    Done OK = new Done(0);
    Done FAILED = new Done(1);

    record Done(int status) implements Result {}

    /// It has to wait, and is then run again from its beginning.
    record Wait(Program.Outcome outcome) implements Result {}

    /// It changed what the machine does next; its status is set.
    record Moved() implements Result {}

    /// The shell ends or becomes something else.
    record Leave(Program.Outcome outcome) implements Result {}
  }
}
