package seodang.shell.language;

import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.shell.Signal;
import seodang.shell.Syscalls;

/// The processes a shell put into the background.
final class Jobs {
  private final ShellState state;
  private final Syscalls io;

  Jobs(ShellState state, Syscalls io) {
    this.state = state;
    this.io = io;
  }

  /// The exit code of one that ended, or null while it runs; once seen it is remembered.
  @Nullable Integer poll(int pid) {
    Integer known = state.jobCodes.get(pid);
    if (known != null) {
      return known;
    }
    int code = io.exitCode(pid);
    if (code < 0) {
      return null;
    }
    state.jobCodes.put(pid, code);
    return code;
  }

  void forget(@Nullable Integer pid) {
    if (pid != null) {
      state.jobs.removeIf(job -> job.pid() == pid);
    }
  }

  /// The process that `%1`, `%%`, `%+` or a number means.
  @Nullable Integer pid(String text) {
    if (!text.startsWith("%")) {
      Integer pid = text.matches("[0-9]{1,9}") ? Integer.valueOf(text) : null;
      boolean ours =
          pid != null
              && (state.jobCodes.containsKey(pid)
                  || state.jobs.stream().anyMatch(job -> job.pid() == pid));
      return ours ? pid : null;
    }
    String which = text.substring(1);
    for (ShellState.Job job : state.jobs.reversed()) {
      boolean meant =
          which.isEmpty()
              || which.equals("%")
              || which.equals("+")
              || which.equals(Integer.toString(job.number()))
              || job.text().startsWith(which) && !which.matches("[0-9]+");
      if (meant) {
        return job.pid();
      }
    }
    return null;
  }

  /// What `jobs` prints.
  void list() {
    for (ShellState.Job job : List.copyOf(state.jobs)) {
      Integer code = poll(job.pid());
      print(job, code, 1);
      if (code != null) {
        state.jobs.remove(job);
      }
    }
  }

  /// Before a prompt: tells what ended since the last.
  void notice() {
    for (ShellState.Job job : List.copyOf(state.jobs)) {
      Integer code = poll(job.pid());
      if (code != null) {
        print(job, code, 2);
        state.jobs.remove(job);
      }
    }
  }

  private void print(ShellState.Job job, @Nullable Integer code, int stream) {
    String how = code == null ? "Running" : code == 0 ? "Done" : killed(code);
    char mark = job == state.jobs.getLast() ? '+' : '-';
    String text = job.text() + (code == null ? " &" : "");
    io.write(
        stream,
        "["
            + job.number()
            + "]"
            + mark
            + "  "
            + how
            + " ".repeat(Math.max(1, 24 - how.length()))
            + text
            + "\n");
  }

  private static String killed(int code) {
    for (Signal signal : Signal.values()) {
      if (signal.exitCode() == code && !signal.words().isEmpty()) {
        return signal.words();
      }
    }
    return "Exit " + code;
  }

  static String signalNames() {
    StringBuilder names = new StringBuilder();
    for (Signal signal : Signal.values()) {
      names.append(signal.number()).append(") SIG").append(signal.name()).append('\n');
    }
    return names.toString();
  }
}
