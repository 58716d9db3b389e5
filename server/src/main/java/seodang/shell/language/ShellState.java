package seodang.shell.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.PVector;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;
import seodang.shell.Dialect;

/// All that a shell knows: what a subshell gets a copy of, and the machine's registers.
final class ShellState {
  /// A function: code and where in it.
  record Function(Code code, int entry) {}

  /// A process in the background.
  record Job(int number, int pid, String text) {}

  // What a subshell inherits.
  Variables variables = new Variables(TreePMap.empty());
  TreePMap<String, Function> functions = TreePMap.empty();
  TreePMap<String, String> aliases = TreePMap.empty();
  TreePMap<String, String> traps = TreePMap.empty();
  String options = "";
  boolean pipefail;
  String name = "sh";
  List<String> parameters = List.of();
  Dialect dialect = Dialect.DASH;
  int shellPid;
  int lastBackground;
  int status;

  // Registers.
  @Nullable Code code;
  int pc;
  int quiet;
  final List<Values> values = new ArrayList<>();
  final List<Control> control = new ArrayList<>();
  boolean subshell;
  boolean interactive;
  boolean expanded;
  int substituted;
  final List<String> pendingTraps = new ArrayList<>();
  boolean interrupted;
  boolean exiting;
  int exitStatus;
  boolean prompted;
  boolean promptedOutside;
  @Nullable String entered;
  int line = 1;

  // What is waited for.
  List<Integer> children = List.of();
  boolean pipeline;
  Map<Integer, Integer> finished = new TreeMap<>();
  int capturePid;
  int captureFd = -1;
  boolean captureQuoted;
  StringBuilder captured = new StringBuilder();
  List<Job> jobs = new ArrayList<>();
  Map<Integer, Integer> jobCodes = new TreeMap<>();
  int optionOffset;
  String partialLine = "";
  boolean asked;

  /// What was assigned for a line of `set -x` that is not yet said.
  PVector<String> traced = TreePVector.empty();

  /// Of a subshell: the loops around where it began.
  int loops;

  boolean has(char option) {
    return options.indexOf(option) >= 0;
  }

  /// A copy for a subshell that begins at `entry`.
  ShellState fork(int entry) {
    ShellState child = new ShellState();
    child.variables = variables.copy();
    child.functions = functions;
    child.aliases = aliases;
    child.options = options;
    child.pipefail = pipefail;
    child.name = name;
    child.parameters = parameters;
    child.dialect = dialect;
    child.shellPid = shellPid;
    child.lastBackground = lastBackground;
    child.status = status;
    child.code = code;
    child.pc = entry;
    child.quiet = quiet;
    child.loops = loops + (int) control.stream().filter(c -> c instanceof Control.Loop).count();
    child.subshell = true;
    for (Map.Entry<String, String> trap : traps.entrySet()) {
      // Only what is ignored stays so.
      if (trap.getValue().isEmpty()) {
        child.traps = child.traps.plus(trap.getKey(), "");
      }
    }
    return child;
  }
}
