package seodang.shell.language;

import java.util.List;
import seodang.shell.Dialect;
import seodang.shell.language.Builtin.Call;
import seodang.shell.language.Builtin.Result;

/// `getopts`: OPTIND counts the words, `state.optionOffset` the letters within one.
final class Getopts {
  private Getopts() {}

  static Result run(Call call) {
    if (call.args().size() < 2) {
      throw new ShellFailure("getopts: Usage: getopts optstring var [arg...]", 2, true);
    }
    ShellState state = call.state();
    String wanted = call.args().get(0);
    String name = call.args().get(1);
    List<String> words =
        call.args().size() > 2 ? call.args().subList(2, call.args().size()) : state.parameters;
    String text = state.variables.get("OPTIND", "1");
    int index = text.matches("[0-9]{1,6}") ? Math.max(1, Integer.parseInt(text)) : 1;
    String word = index <= words.size() ? words.get(index - 1) : "";
    boolean silent = wanted.startsWith(":");
    if (state.optionOffset == 0) {
      if (!word.startsWith("-") || word.equals("-") || word.equals("--")) {
        call.expansion().assign(name, "?");
        set(call, "OPTIND", Integer.toString(word.equals("--") ? index + 1 : index));
        return Result.FAILED;
      }
      state.optionOffset = 1;
    }
    char letter = word.charAt(state.optionOffset++);
    boolean ended = state.optionOffset >= word.length();
    int at = wanted.indexOf(letter);
    if (state.dialect == Dialect.DASH) {
      set(call, "OPTARG", "");
    } else {
      state.variables.unset("OPTARG");
    }
    String found = String.valueOf(letter);
    if (at < 0 || letter == ':') {
      if (silent) {
        set(call, "OPTARG", found);
      } else {
        call.io().write(2, prefix(call) + "Illegal option -" + letter + "\n");
      }
      found = "?";
    } else if (at + 1 < wanted.length() && wanted.charAt(at + 1) == ':') {
      if (!ended) {
        set(call, "OPTARG", word.substring(state.optionOffset));
      } else if (index < words.size()) {
        set(call, "OPTARG", words.get(index++));
      } else {
        if (silent) {
          set(call, "OPTARG", found);
        } else {
          call.io().write(2, prefix(call) + "No arg for -" + letter + " option\n");
        }
        found = silent ? ":" : "?";
      }
      ended = true;
    }
    if (ended) {
      state.optionOffset = 0;
      index++;
    }
    set(call, "OPTIND", Integer.toString(index));
    call.expansion().assign(name, found);
    return Result.OK;
  }

  /// dash says these without its name.
  private static String prefix(Call call) {
    ShellState state = call.state();
    return state.dialect == Dialect.DASH ? "" : Messages.prefix(state, call.line());
  }

  private static void set(Call call, String name, String value) {
    call.expansion().assign(name, value);
  }
}
