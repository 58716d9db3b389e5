package seodang.shell;

import java.util.List;
import java.util.Map;

/// What a process tree is begun with.
///
/// @param argv the first process's arguments, the first being the program's name or path
/// @param env its variables
/// @param directory its working directory
/// @param user its user's name; `root` may do everything
/// @param hostname what `hostname` says
/// @param seed of `$RANDOM`, `shuf` and `/dev/urandom`
/// @param tty whether the standard streams are a terminal: input is echoed and edited by lines,
///   `\n` comes out as `\r\n`, Ctrl-C interrupts, shells prompt
/// @param init whether the first process is PID 1, which ignores signals it has no handler for
/// @param dialect of the shells started as `sh`
public record Launch(
    List<String> argv,
    Map<String, String> env,
    String directory,
    String user,
    String hostname,
    long seed,
    boolean tty,
    boolean init,
    Dialect dialect) {
  /// The same for a first process that is not PID 1.
  public Launch withoutInit() {
    return new Launch(argv, env, directory, user, hostname, seed, tty, false, dialect);
  }
}
