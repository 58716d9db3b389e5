package seodang.shell.language;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import seodang.shell.Dialect;

/// The shell's own commands, by name.
final class Builtins {
  private static final Set<String> SPECIAL =
      Set.of(
          ":",
          ".",
          "break",
          "continue",
          "eval",
          "exec",
          "exit",
          "export",
          "readonly",
          "return",
          "set",
          "shift",
          "trap",
          "unset",
          "source");
  private static final Set<String> BASH_ONLY =
      Set.of("source", "declare", "typeset", "let", "builtin");
  private static final Map<String, Builtin> NAMED = new TreeMap<>();

  static {
    NAMED.put(":", call -> Builtin.Result.OK);
    NAMED.put("true", call -> Builtin.Result.OK);
    NAMED.put("false", call -> Builtin.Result.FAILED);
    FlowBuiltins.register(NAMED);
    VariableBuiltins.register(NAMED);
    OutputBuiltins.register(NAMED);
    ProcessBuiltins.register(NAMED);
    OptionBuiltins.register(NAMED);
  }

  private Builtins() {}

  static @Nullable Builtin find(String name, ShellState state) {
    if (BASH_ONLY.contains(name) && state.dialect == Dialect.DASH) {
      return null;
    }
    return NAMED.get(name);
  }

  /// Special as POSIX means it: found before functions, assignments stay.
  static boolean isSpecial(String name) {
    return SPECIAL.contains(name);
  }

  /// Whether it runs text of its own, after which its redirections are undone.
  static boolean runsText(String name) {
    return name.equals("eval") || name.equals(".") || name.equals("source");
  }

  static List<String> names() {
    return List.copyOf(NAMED.keySet());
  }
}
