package seodang.shell.tool;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.shell.Bytes;
import seodang.shell.Regex;

/// Runs a `sed` script over lines: a pattern space, a hold space, and a bounded number of commands.
final class Sed {
  private static final int MAX_COMMANDS = 2_000_000;
  private static final int MAX_TEXT = 4 << 20;

  private final Call call;
  private final List<SedScript.Command> script;
  private final List<String> lines;
  private final boolean quiet;
  private final boolean open;
  private final boolean[] inside;
  private final long[] ends;
  private final StringBuilder out = new StringBuilder();
  private final Map<String, StringBuilder> written = new HashMap<>();
  private StringBuilder after = new StringBuilder();
  private String space = "";
  private String hold = "";
  private int number;
  private int left = MAX_COMMANDS;
  private int code;

  private Sed(Call call, List<SedScript.Command> script, String text, boolean quiet) {
    this.call = call;
    this.script = script;
    this.quiet = quiet;
    lines = Slurp.lines(text);
    open = !text.isEmpty() && !text.endsWith("\n");
    inside = new boolean[script.size()];
    ends = new long[script.size()];
  }

  /// The script asks for too much.
  private static final class TooMuch extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooMuch() {
      super("couldn't re-allocate memory", null, false, false);
    }
  }

  private static final Options.Spec SPEC =
      Options.Spec.of(
          "bEe:f:i::l:nrsuz",
          "quiet=n silent=n expression=e file=f in-place=i regexp-extended=E separate=s"
              + " unbuffered=u null-data=z line-length=l debug posix sandbox follow-symlinks");

  static Slurp tool() {
    return new Slurp("sed", SPEC, 2, Sed::operands, Sed::run);
  }

  private static @Nullable List<String> operands(Call call, Options options) {
    List<String> operands = options.operands();
    if (options.has("e", "f")) {
      return operands;
    }
    if (operands.isEmpty()) {
      call.io()
          .write(2, "Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n");
      return null;
    }
    return operands.subList(1, operands.size());
  }

  private static int run(Call call, Options options, List<String> files, List<String> texts) {
    List<String> scripts = new ArrayList<>();
    for (Options.Given one : options.given()) {
      if (one.name().equals("e")) {
        scripts.add(String.valueOf(one.value()));
      } else if (one.name().equals("f")) {
        String text = call.read(String.valueOf(one.value()));
        if (text == null) {
          return 1;
        }
        scripts.add(text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
      }
    }
    if (scripts.isEmpty()) {
      scripts.add(options.operands().getFirst());
    }
    try {
      List<SedScript.Command> script =
          SedScript.read(String.join("\n", scripts), options.has("E", "r"));
      return edit(call, script, files, texts, options);
    } catch (Regex.TooHard | TooMuch e) {
      return call.fail(String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      return call.fail("-e expression #1, char " + e.getMessage());
    }
  }

  private static int edit(
      Call call,
      List<SedScript.Command> script,
      List<String> files,
      List<String> texts,
      Options options) {
    boolean quiet = options.has("n") || scriptIsQuiet(options);
    boolean inPlace = options.has("i");
    if (!inPlace && !options.has("s")) {
      StringBuilder all = new StringBuilder();
      for (String text : texts) {
        all.append(all.isEmpty() || all.charAt(all.length() - 1) == '\n' ? "" : "\n").append(text);
      }
      Sed sed = new Sed(call, script, all.toString(), quiet);
      call.out(sed.all());
      return sed.code;
    }
    int code = 0;
    for (int i = 0; i < files.size(); i++) {
      Sed sed = new Sed(call, script, texts.get(i), quiet);
      String edited = sed.all();
      if (inPlace) {
        String suffix = options.value("i", "");
        if (!suffix.isEmpty()) {
          String kept =
              suffix.contains("*") ? suffix.replace("*", files.get(i)) : files.get(i) + suffix;
          sed.save(kept, texts.get(i));
        }
        sed.save(files.get(i), edited);
      } else {
        call.out(edited);
      }
      code = sed.code;
    }
    return code;
  }

  /// A script that begins with `#n` prints nothing of itself.
  private static boolean scriptIsQuiet(Options options) {
    List<String> given = options.values("e");
    String first =
        given.isEmpty()
            ? options.operands().isEmpty() ? "" : options.operands().getFirst()
            : given.getFirst();
    return first.equals("#n") || first.startsWith("#n\n");
  }

  private void save(String file, String text) {
    call.io().files(call.files().write(call.path(file), text, call.io().user(), call.io().now()));
  }

  private String all() {
    for (SedScript.Command command : script) {
      int w = command.verb() == 's' ? command.flags().indexOf('w') : -1;
      String file =
          command.verb() == 'w'
              ? command.a()
              : w < 0 ? "" : command.flags().substring(w + 1).strip();
      if (!file.isEmpty() && !file.startsWith("/dev/std")) {
        written.putIfAbsent(file, new StringBuilder());
      }
    }
    boolean goesOn = true;
    while (goesOn && next()) {
      goesOn = cycle();
    }
    written.forEach((file, text) -> save(file, text.toString()));
    return open && !out.isEmpty() && number == lines.size()
        ? out.substring(0, out.length() - 1)
        : out.toString();
  }

  private boolean next() {
    if (number >= lines.size()) {
      return false;
    }
    space = lines.get(number++);
    return true;
  }

  private void print(String text) {
    out.append(text).append('\n');
    if (out.length() > MAX_TEXT) {
      throw new TooMuch();
    }
  }

  private void finish(boolean prints) {
    if (prints && !quiet) {
      print(space);
    }
    out.append(after);
    after = new StringBuilder();
  }

  /// Runs the script over one line; false when it is to be the last.
  private boolean cycle() {
    boolean substituted = false;
    int at = 0;
    while (at < script.size()) {
      if (--left < 0 || space.length() + hold.length() > MAX_TEXT) {
        throw new TooMuch();
      }
      SedScript.Command command = script.get(at++);
      if (selected(command, at - 1) == command.negated()) {
        at = command.verb() == '{' ? command.target() : at;
        continue;
      }
      switch (command.verb()) {
        case 's' -> substituted |= substitute(command);
        case 'y' -> space = transliterate(command);
        case 'p' -> print(space);
        case 'P' -> print(first());
        case '=' -> print(Integer.toString(number));
        case 'l' -> print(shown() + "$");
        case 'a' -> after.append(command.a()).append('\n');
        case 'i' -> print(command.a());
        case 'r' -> {
          if (call.files().isFile(call.path(command.a()))) {
            after.append(call.files().read(call.path(command.a())));
          }
        }
        case 'w' -> write(command.a());
        case 'z' -> space = "";
        case 'F' -> print("-");
        case 'c' -> {
          // A range is replaced as one.
          if (command.last() == null || command.negated() || !inside[at - 1]) {
            print(command.a());
          }
          finish(false);
          return true;
        }
        case 'd' -> {
          finish(false);
          return true;
        }
        case 'D' -> {
          int end = space.indexOf('\n');
          finish(false);
          if (end < 0) {
            return true;
          }
          space = space.substring(end + 1);
          at = 0;
        }
        case 'h' -> hold = space;
        case 'H' -> hold += "\n" + space;
        case 'g' -> space = hold;
        case 'G' -> space += "\n" + hold;
        case 'x' -> {
          String held = hold;
          hold = space;
          space = held;
        }
        case 'n' -> {
          if (number >= lines.size()) {
            finish(true);
            return false;
          }
          finish(true);
          var _ = next();
        }
        case 'N' -> {
          if (number >= lines.size()) {
            finish(true);
            return false;
          }
          space += "\n" + lines.get(number++);
        }
        case 'b' -> at = command.target();
        case 't' -> {
          at = substituted ? command.target() : at;
          substituted = false;
        }
        case 'T' -> {
          at = substituted ? at : command.target();
          substituted = false;
        }
        case 'q', 'Q' -> {
          code = command.target();
          finish(command.verb() == 'q');
          return false;
        }
        // `{` only guards what follows; `:` and `}` only mark places.
        default -> {}
      }
    }
    finish(true);
    return true;
  }

  private String first() {
    int end = space.indexOf('\n');
    return end < 0 ? space : space.substring(0, end);
  }

  private String shown() {
    StringBuilder out = new StringBuilder();
    for (byte b : Bytes.encode(space)) {
      int simple = "\\\u0007\b\f\n\r\t\u000b".indexOf(b);
      out.append(
          simple >= 0
              ? "\\" + "\\abfnrtv".charAt(simple)
              : b < 32 || b == 127 ? "\\%03o".formatted(b & 0xFF) : String.valueOf((char) b));
    }
    return out.toString();
  }

  private void write(String file) {
    switch (file) {
      case "/dev/stdout" -> print(space);
      case "/dev/stderr" -> call.io().write(2, space + "\n");
      default -> written.computeIfAbsent(file, f -> new StringBuilder()).append(space).append('\n');
    }
  }

  private boolean matches(SedScript.Address address) {
    Regex regex = address.regex();
    if (regex != null) {
      return regex.isIn(space);
    }
    long line = address.line();
    if (address.step() > 0) {
      return number >= line && (number - line) % address.step() == 0;
    }
    return line < 0 ? number == lines.size() : line == number;
  }

  private boolean selected(SedScript.Command command, int at) {
    SedScript.Address first = command.first();
    SedScript.Address last = command.last();
    if (first == null) {
      return true;
    }
    if (last == null) {
      return matches(first);
    }
    if (!inside[at]) {
      boolean fromStart = first.line() == 0 && first.regex() == null && first.step() == 0;
      if (!(fromStart && number == 1) && !matches(first)) {
        return false;
      }
      ends[at] =
          switch (last.relative()) {
            case '+' -> number + last.line();
            case '~' -> last.line() == 0 ? number : Math.ceilDiv(number, last.line()) * last.line();
            default -> last.line() < 0 ? lines.size() : last.line();
          };
      boolean ended = last.regex() == null ? ends[at] <= number : fromStart && matches(last);
      inside[at] = !ended;
      return true;
    }
    inside[at] = last.regex() == null ? number < ends[at] : !matches(last);
    // A line number that was passed by `N` or `n` ends the range without this line.
    return last.regex() != null || number <= ends[at];
  }

  private boolean substitute(SedScript.Command command) {
    Regex regex = command.regex();
    if (regex == null) {
      return false;
    }
    Regex.Search m = regex.search(space);
    String flags = command.flags();
    String digits = flags.replaceAll("\\D", "");
    int nth =
        digits.isEmpty() ? 1 : Integer.parseInt(digits.substring(0, Math.min(6, digits.length())));
    boolean all = flags.contains("g");
    StringBuilder made = new StringBuilder();
    int from = 0;
    int count = 0;
    int last = -1;
    while (m.find()) {
      // Nothing, right behind a match, is none.
      if (m.end() == m.start() && m.start() == last) {
        continue;
      }
      last = m.end();
      if (++count < nth) {
        continue;
      }
      made.append(space, from, m.start());
      replace(made, command.b(), m);
      from = m.end();
      if (made.length() > MAX_TEXT) {
        throw new TooMuch();
      }
      if (!all) {
        break;
      }
    }
    if (count < nth) {
      return false;
    }
    space = made.append(space.substring(from)).toString();
    if (flags.contains("p")) {
      print(space);
    }
    int w = flags.indexOf('w');
    if (w >= 0) {
      write(flags.substring(w + 1).strip());
    }
    return true;
  }

  /// `&`, groups, line ends, and GNU's changes of case.
  private static void replace(StringBuilder out, String text, Regex.Search m) {
    char wanted = 'E';
    char once = 'E';
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      String piece = String.valueOf(c);
      if (c == '&') {
        piece = m.group();
      } else if (c == '\\' && i + 1 < text.length()) {
        char next = text.charAt(++i);
        if ("ULE".indexOf(next) >= 0) {
          wanted = next;
          continue;
        }
        if ("ul".indexOf(next) >= 0) {
          once = next;
          continue;
        }
        if (Character.isDigit(next)) {
          int group = next - '0';
          String found = group <= m.groupCount() ? m.group(group) : null;
          piece = found == null ? "" : found;
        } else {
          piece = next == 'n' ? "\n" : next == 't' ? "\t" : String.valueOf(next);
        }
      }
      if (wanted != 'E') {
        piece =
            wanted == 'U'
                ? piece.toUpperCase(java.util.Locale.ROOT)
                : piece.toLowerCase(java.util.Locale.ROOT);
      }
      if (once != 'E' && !piece.isEmpty()) {
        char first = piece.charAt(0);
        piece =
            (once == 'u' ? Character.toUpperCase(first) : Character.toLowerCase(first))
                + piece.substring(1);
        once = 'E';
      }
      out.append(piece);
    }
  }

  private String transliterate(SedScript.Command command) {
    StringBuilder made = new StringBuilder();
    for (char c : space.toCharArray()) {
      int at = command.a().indexOf(c);
      made.append(at >= 0 && at < command.b().length() ? command.b().charAt(at) : c);
    }
    return made.toString();
  }
}
