package seodang.shell.tool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.shell.Regex;

/// Reads a `sed` script.
final class SedScript {
  /// @param line -1 for `$`
  /// @param step of `first~step`, else 0
  /// @param relative `+` or `~` for the end of a range counted from its begin, else a blank
  record Address(long line, long step, char relative, @Nullable Regex regex) {}

  /// @param first where it applies, or null; `last` ends a range
  /// @param a what it is given: a text, a label, what is to be replaced
  /// @param target where `b`, `t` and a guard that fails go on; the exit code of `q`
  record Command(
      @Nullable Address first,
      @Nullable Address last,
      boolean negated,
      char verb,
      String a,
      String b,
      String flags,
      @Nullable Regex regex,
      int target) {
    Command to(int place) {
      return new Command(first, last, negated, verb, a, b, flags, regex, place);
    }
  }

  private final String text;
  private final boolean extended;
  private final List<Command> commands = new ArrayList<>();
  private @Nullable Regex latest;
  private int at;

  private SedScript(String text, boolean extended) {
    this.text = text;
    this.extended = extended;
  }

  /// @throws IllegalArgumentException with where and why it is wrong
  static List<Command> read(String text, boolean extended) {
    SedScript script = new SedScript(text, extended);
    script.skip(" \t\n;");
    while (script.at < text.length()) {
      script.commands.add(script.command());
      script.skip(" \t\n;");
    }
    return script.linked();
  }

  /// Every jump told where it goes.
  private List<Command> linked() {
    Map<String, Integer> labels = new HashMap<>();
    Deque<Integer> blocks = new ArrayDeque<>();
    for (int i = 0; i < commands.size(); i++) {
      Command command = commands.get(i);
      if (command.verb() == ':') {
        labels.put(command.a(), i);
      } else if (command.verb() == '{') {
        blocks.push(i);
      } else if (command.verb() == '}') {
        if (blocks.isEmpty()) {
          throw new IllegalArgumentException(at + ": unexpected `}'");
        }
        int begin = blocks.pop();
        commands.set(begin, commands.get(begin).to(i));
      }
    }
    if (!blocks.isEmpty()) {
      throw new IllegalArgumentException("0: unmatched `{'");
    }
    commands.replaceAll(command -> {
      if ("btT".indexOf(command.verb()) < 0) {
        return command;
      }
      Integer place =
          command.a().isEmpty() ? Integer.valueOf(commands.size()) : labels.get(command.a());
      if (place == null) {
        throw new IllegalArgumentException("0: can't find label for jump to `" + command.a() + "'");
      }
      return command.to(place);
    });
    return commands;
  }

  private void skip(String characters) {
    while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean accept(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private Command command() {
    Address first = address(false);
    Address last = null;
    if (first != null) {
      skip(" \t");
      if (accept(',')) {
        last = address(true);
        if (last == null) {
          throw new IllegalArgumentException(at + 1 + ": unexpected `,'");
        }
      }
    }
    skip(" \t");
    boolean negated = accept('!');
    skip(" \t");
    if (at >= text.length()) {
      throw new IllegalArgumentException(at + ": missing command");
    }
    char verb = text.charAt(at++);
    String a = "";
    String b = "";
    String flags = "";
    Regex regex = null;
    int target = 0;
    switch (verb) {
      case 's' -> {
        char mark = at < text.length() ? text.charAt(at++) : '/';
        a = until(mark, verb, true);
        b = until(mark, verb, false);
        flags = flags();
        regex = regex(a, flags.contains("I") || flags.contains("i"));
      }
      case 'y' -> {
        char mark = at < text.length() ? text.charAt(at++) : '/';
        a = plain(until(mark, verb, false));
        b = plain(until(mark, verb, false));
        if (a.length() != b.length()) {
          throw new IllegalArgumentException(
              at + ": strings for `y' command are different lengths");
        }
      }
      case 'a', 'i', 'c' -> a = addition();
      case ':', 'b', 't', 'T' -> a = rest("\n;}");
      case 'r', 'w' -> a = rest("\n");
      case 'q', 'Q' -> {
        String code = rest("\n;}");
        target = code.matches("\\d{1,3}") ? Integer.parseInt(code) : 0;
      }
      case '#' -> a = rest("\n");
      case '{', '}', '=', 'd', 'D', 'g', 'G', 'h', 'H', 'l', 'n', 'N', 'p', 'P', 'x', 'z', 'F' -> {}
      default -> throw new IllegalArgumentException(at + ": unknown command: `" + verb + "'");
    }
    if ("{}:#aic".indexOf(verb) < 0) {
      skip(" \t");
      if (at < text.length() && "\n;}#".indexOf(text.charAt(at)) < 0) {
        String what = verb == 's' ? "unknown option to `s'" : "extra characters after command";
        throw new IllegalArgumentException(at + 1 + ": " + what);
      }
    }
    return new Command(first, last, negated, verb, a, b, flags, regex, target);
  }

  private String rest(String ends) {
    skip(" \t");
    int start = at;
    while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(start, at).strip();
  }

  private String flags() {
    int start = at;
    while (at < text.length() && "gpiIemM0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    if (at < text.length() && text.charAt(at) == 'w') {
      String flags = text.substring(start, at++);
      return flags + "w " + rest("\n");
    }
    return text.substring(start, at);
  }

  /// The text of `a`, `i` and `c`: to the end of the line, on through lines that end in a
  /// backslash.
  private String addition() {
    skip(" \t");
    if (accept('\\')) {
      int text = at;
      skip(" \t");
      if (!accept('\n')) {
        // One-line form, `a\  text`, keeps its blanks.
        at = text;
      }
    }
    if (at >= text.length()) {
      throw new IllegalArgumentException(at + ": expected \\ after `a', `c' or `i'");
    }
    StringBuilder out = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '\n') {
      char c = text.charAt(at++);
      if (c == '\\' && at < text.length()) {
        c = text.charAt(at++);
      }
      out.append(c);
    }
    return out.toString();
  }

  private static String plain(String text) {
    return text.replace("\\\\", "\u0000")
        .replace("\\n", "\n")
        .replace("\\t", "\t")
        .replace("\u0000", "\\");
  }

  /// Up to the mark; what is escaped stays so, but for the mark itself.
  private String until(char mark, char verb, boolean isRegex) {
    StringBuilder out = new StringBuilder();
    boolean inside = false;
    while (at < text.length() && (inside || text.charAt(at) != mark)) {
      char c = text.charAt(at++);
      if (c == '\\' && at < text.length() && !inside) {
        char next = text.charAt(at++);
        if (next == 'x'
            && at + 2 <= text.length()
            && text.substring(at, at + 2).matches("[0-9A-Fa-f]{2}")) {
          char meant = (char) Integer.parseInt(text.substring(at, at + 2), 16);
          out.append(Character.isLetterOrDigit(meant) ? "" : "\\").append(meant);
          at += 2;
          continue;
        }
        out.append(next == mark ? String.valueOf(mark) : "\\" + next);
        continue;
      }
      out.append(c);
      if (isRegex && c == '[' && !inside && text.indexOf(']', at) > 0) {
        inside = true;
        if (at < text.length() && text.charAt(at) == '^') {
          out.append(text.charAt(at++));
        }
        if (at < text.length() && text.charAt(at) == ']') {
          out.append(text.charAt(at++));
        }
      } else if (c == ']') {
        inside = false;
      }
    }
    if (at >= text.length()) {
      throw new IllegalArgumentException(
          verb == '/'
              ? at + ": unterminated address regex"
              : at + ": unterminated `" + verb + "' command");
    }
    at++;
    return out.toString();
  }

  /// An empty one is the last one again.
  private Regex regex(String source, boolean ignoreCase) {
    Regex known = latest;
    if (source.isEmpty() && known != null) {
      return known;
    }
    if (source.isEmpty()) {
      throw new IllegalArgumentException(at + ": no previous regular expression");
    }
    try {
      Regex made = extended ? Regex.extended(source, ignoreCase) : Regex.basic(source, ignoreCase);
      latest = made;
      return made;
    } catch (Regex.Invalid e) {
      throw new IllegalArgumentException(at + ": " + e.getMessage(), e);
    }
  }

  private long number() {
    int start = at;
    while (at < text.length() && Character.isDigit(text.charAt(at)) && at - start < 9) {
      at++;
    }
    return at == start ? 0 : Long.parseLong(text.substring(start, at));
  }

  private @Nullable Address address(boolean second) {
    skip(" \t");
    if (at >= text.length()) {
      return null;
    }
    char c = text.charAt(at);
    if (Character.isDigit(c)) {
      long line = number();
      return accept('~')
          ? new Address(line, Math.max(1, number()), ' ', null)
          : new Address(line, 0, ' ', null);
    }
    if (second && (c == '+' || c == '~')) {
      at++;
      return new Address(number(), 0, c, null);
    }
    if (c == '$') {
      at++;
      return new Address(-1, 0, ' ', null);
    }
    if (c == '/' || c == '\\') {
      at += c == '/' ? 1 : 2;
      char mark = text.charAt(Math.min(at, text.length()) - 1);
      String source = until(mark, '/', true);
      boolean ignore = accept('I');
      return new Address(0, 0, ' ', regex(source, ignore));
    }
    return null;
  }
}
