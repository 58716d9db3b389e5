package seodang.shell.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import seodang.shell.FileTree;

/// `sed`: `s`, `d`, `p`, `q`, `y`, `a`, `i`, `c`, `=` with line, `$` and pattern addresses, `-n -e
/// -i -E`.
final class Sed {
  private Sed() {}

  /// @param first an address, or null; `last` ends a range
  private record Command(
      @Nullable Address first,
      @Nullable Address last,
      boolean negated,
      char verb,
      String a,
      String b,
      String flags) {}

  private record Address(long line, @Nullable Regex regex) {
    boolean matches(String text, long number, boolean end) {
      return regex != null ? regex.matcher(text).find() : line < 0 ? end : line == number;
    }
  }

  static List<String> operands(Call call) {
    Call.Flags flags = call.flags("e");
    List<String> operands = new ArrayList<>(flags.operands());
    if (flags.values("-e").isEmpty() && !operands.isEmpty()) {
      operands.removeFirst();
    }
    return operands;
  }

  static int run(Call call, List<String> files, List<String> texts) {
    Call.Flags flags = call.flags("e");
    List<String> scripts = new ArrayList<>(flags.values("-e"));
    if (scripts.isEmpty()) {
      if (flags.operands().isEmpty()) {
        call.io()
            .write(2, "Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n");
        return 1;
      }
      scripts.add(flags.operands().getFirst());
    }
    List<Command> commands;
    try {
      commands = new Reader(String.join("\n", scripts), flags.has("-E", "-r")).read();
    } catch (PatternSyntaxException e) {
      return call.fail("-e expression #1, char 0: " + e.getDescription());
    } catch (IllegalArgumentException e) {
      return call.fail("-e expression #1, char " + e.getMessage());
    }
    boolean quiet = flags.has("-n", "--quiet");
    boolean inPlace =
        flags.given().stream().anyMatch(f -> f.startsWith("-i") || f.startsWith("--in-place"));
    if (!inPlace) {
      call.out(edit(commands, String.join("", texts), quiet));
      return 0;
    }
    for (int i = 0; i < files.size(); i++) {
      String path = call.path(files.get(i));
      FileTree files2 =
          call.files()
              .write(path, edit(commands, texts.get(i), quiet), call.io().user(), call.io().now());
      call.io().files(files2);
    }
    return 0;
  }

  private static String edit(List<Command> commands, String text, boolean quiet) {
    List<String> lines = Slurp.lines(text);
    boolean open = !text.endsWith("\n");
    boolean[] inside = new boolean[commands.size()];
    StringBuilder out = new StringBuilder();
    for (int n = 1; n <= lines.size(); n++) {
      String line = lines.get(n - 1);
      boolean end = n == lines.size();
      boolean deleted = false;
      boolean quit = false;
      StringBuilder after = new StringBuilder();
      for (int c = 0; c < commands.size() && !deleted && !quit; c++) {
        Command command = commands.get(c);
        if (selected(command, inside, c, line, n, end) == command.negated()) {
          continue;
        }
        switch (command.verb()) {
          case 's' -> {
            String changed = substitute(command, line);
            if (changed != null) {
              line = changed;
              if (command.flags().contains("p")) {
                out.append(line).append('\n');
              }
            }
          }
          case 'd' -> deleted = true;
          case 'p' -> out.append(line).append('\n');
          case 'q' -> quit = true;
          case '=' -> out.append(n).append('\n');
          case 'a' -> after.append(command.a()).append('\n');
          case 'i' -> out.append(command.a()).append('\n');
          case 'c' -> {
            out.append(command.a()).append('\n');
            deleted = true;
          }
          case 'y' -> line = transliterate(command, line);
          default -> {}
        }
      }
      if (!deleted && !quiet) {
        out.append(line).append(end && open ? "" : "\n");
      }
      out.append(after);
      if (quit) {
        break;
      }
    }
    return out.toString();
  }

  private static boolean selected(
      Command command, boolean[] inside, int at, String line, long n, boolean end) {
    Address first = command.first();
    Address last = command.last();
    if (first == null) {
      return true;
    }
    if (last == null) {
      return first.matches(line, n, end);
    }
    if (inside[at]) {
      inside[at] =
          !last.matches(line, n, end)
              && !(last.regex() == null && last.line() > 0 && n >= last.line());
      return true;
    }
    if (first.matches(line, n, end)) {
      inside[at] = last.regex() != null || last.line() < 0 || n < last.line();
      return true;
    }
    return false;
  }

  private static @Nullable String substitute(Command command, String line) {
    Regex regex =
        command.first() == null || command.first().regex() == null ? null : command.first().regex();
    boolean ignore = command.flags().contains("I") || command.flags().contains("i");
    Regex own =
        command.a().isEmpty() && regex != null
            ? regex
            : Regex.of(command.a(), command.flags().contains("E"), ignore);
    Matcher m = own.matcher(line);
    String digits = command.flags().replaceAll("\\D", "");
    int nth =
        digits.isEmpty() ? 1 : Integer.parseInt(digits.substring(0, Math.min(6, digits.length())));
    boolean all = command.flags().contains("g");
    StringBuilder out = new StringBuilder();
    int from = 0;
    int count = 0;
    while (m.find()) {
      count++;
      if (count < nth) {
        continue;
      }
      out.append(line, from, m.start()).append(replacement(command.b(), m));
      from = m.end();
      if (!all) {
        break;
      }
    }
    return count < nth ? null : out.append(line.substring(from)).toString();
  }

  private static String replacement(String text, Matcher m) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '&') {
        out.append(m.group());
      } else if (c == '\\' && i + 1 < text.length()) {
        char next = text.charAt(++i);
        if (Character.isDigit(next)) {
          int group = next - '0';
          String found = group <= m.groupCount() ? m.group(group) : null;
          out.append(found == null ? "" : found);
        } else {
          out.append(next == 'n' ? '\n' : next == 't' ? '\t' : next);
        }
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static String transliterate(Command command, String line) {
    StringBuilder out = new StringBuilder();
    for (char c : line.toCharArray()) {
      int at = command.a().indexOf(c);
      out.append(at >= 0 && at < command.b().length() ? command.b().charAt(at) : c);
    }
    return out.toString();
  }

  /// Reads a script.
  private static final class Reader {
    private final String text;
    private final boolean extended;
    private int at;

    Reader(String text, boolean extended) {
      this.text = text;
      this.extended = extended;
    }

    List<Command> read() {
      List<Command> commands = new ArrayList<>();
      skip(" \t\n;");
      while (at < text.length()) {
        commands.add(command());
        skip(" \t\n;");
      }
      return commands;
    }

    private void skip(String characters) {
      while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }

    private Command command() {
      Address first = address();
      Address last = null;
      if (first != null && at < text.length() && text.charAt(at) == ',') {
        at++;
        last = address();
      }
      skip(" ");
      boolean negated = at < text.length() && text.charAt(at) == '!';
      if (negated) {
        at++;
      }
      if (at >= text.length()) {
        throw new IllegalArgumentException(at + ": missing command");
      }
      char verb = text.charAt(at++);
      switch (verb) {
        case 's', 'y' -> {
          char mark = at < text.length() ? text.charAt(at++) : '/';
          String a = until(mark, verb);
          String b = until(mark, verb);
          int start = at;
          while (at < text.length() && "gpiIe0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
          }
          String flags = text.substring(start, at) + (extended ? "E" : "");
          if (verb == 's') {
            var _ = Regex.of(a, extended, false);
          }
          return new Command(first, last, negated, verb, a, b, flags);
        }
        case 'a', 'i', 'c' -> {
          skip(" \\");
          skip("\n");
          int end = text.indexOf('\n', at) < 0 ? text.length() : text.indexOf('\n', at);
          String line = text.substring(at, end);
          at = end;
          return new Command(first, last, negated, verb, line, "", "");
        }
        case 'd', 'p', 'q', '=' -> {
          return new Command(first, last, negated, verb, "", "", "");
        }
        default -> throw new IllegalArgumentException(at + ": unknown command: `" + verb + "'");
      }
    }

    private String until(char mark, char verb) {
      StringBuilder out = new StringBuilder();
      while (at < text.length() && text.charAt(at) != mark) {
        if (text.charAt(at) == '\\' && at + 1 < text.length()) {
          char next = text.charAt(at + 1);
          out.append(next == mark ? String.valueOf(mark) : "\\" + next);
          at += 2;
        } else {
          out.append(text.charAt(at++));
        }
      }
      if (at >= text.length()) {
        throw new IllegalArgumentException(at + ": unterminated `" + verb + "' command");
      }
      at++;
      return out.toString();
    }

    private @Nullable Address address() {
      skip(" ");
      if (at >= text.length()) {
        return null;
      }
      char c = text.charAt(at);
      if (Character.isDigit(c)) {
        int start = at;
        while (at < text.length() && Character.isDigit(text.charAt(at)) && at - start < 9) {
          at++;
        }
        return new Address(Long.parseLong(text.substring(start, at)), null);
      }
      if (c == '$') {
        at++;
        return new Address(-1, null);
      }
      if (c == '/') {
        at++;
        return new Address(0, Regex.of(until('/', '/'), extended, false));
      }
      return null;
    }
  }
}
