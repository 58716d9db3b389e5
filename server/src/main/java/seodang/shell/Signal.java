package seodang.shell;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The signals that a process here can get.
public enum Signal {
  HUP(1, "Hangup"),
  INT(2, ""),
  QUIT(3, "Quit"),
  KILL(9, "Killed"),
  USR1(10, "User defined signal 1"),
  USR2(12, "User defined signal 2"),
  PIPE(13, ""),
  ALRM(14, "Alarm clock"),
  TERM(15, "Terminated"),
  XCPU(24, "CPU time limit exceeded");

  private final int number;
  private final String words;

  Signal(int number, String words) {
    this.number = number;
    this.words = words;
  }

  public int number() {
    return number;
  }

  /// What a shell says of a child that died of it; `""` when it says nothing.
  public String words() {
    return words;
  }

  /// The exit code of a process that died of it.
  public int exitCode() {
    return 128 + number;
  }

  /// The signal called `15`, `TERM`, `SIGTERM` or `term`, or null.
  public static @Nullable Signal named(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    for (Signal signal : values()) {
      if (upper.equals(signal.name())
          || upper.equals("SIG" + signal.name())
          || name.equals(Integer.toString(signal.number))) {
        return signal;
      }
    }
    return null;
  }
}
