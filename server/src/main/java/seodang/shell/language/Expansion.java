package seodang.shell.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import seodang.shell.Dialect;
import seodang.shell.Regex;
import seodang.shell.Syscalls;
import seodang.shell.language.Values.Kind;
import seodang.shell.language.Values.Piece;

/// The operations that make words.
final class Expansion {
  private static final int MOST_FIELDS = 50_000;

  /// Names that the patterns of one word may be compared with.
  private static final int MOST_LOOKED = 500_000;

  private final ShellState state;
  private final Syscalls io;
  private int globbed;

  Expansion(ShellState state, Syscalls io) {
    this.state = state;
    this.io = io;
  }

  void push(Values value) {
    state.values.add(value);
  }

  String popText() {
    return ((Values.Text) state.values.removeLast()).text();
  }

  void begin() {
    push(new Values.Building(new ArrayList<>()));
  }

  private Values.Building building() {
    return (Values.Building) state.values.getLast();
  }

  void add(String text, Kind kind) {
    Values.Building word = building();
    if (word.length() + text.length() > io.limits().textBytes()) {
      throw new ShellFailure("Out of memory", 2, true);
    }
    word.pieces().add(new Piece(text, kind));
  }

  private void addExpanded(String text, boolean quoted) {
    add(text, quoted ? Kind.QUOTED : Kind.EXPANDED);
  }

  void tilde(String user) {
    String home =
        switch (user) {
          case "" -> state.variables.get("HOME", "~");
          case "root" -> "/root";
          case "+" -> io.directory();
          case "-" -> state.variables.get("OLDPWD", "~-");
          default -> user.equals(io.user()) ? state.variables.get("HOME", "~") : "~" + user;
        };
    add(home, Kind.QUOTED);
  }

  // Parameters.

  /// A parameter's value; null when it is not set.
  @Nullable String value(String name) {
    if (name.length() == 1) {
      switch (name.charAt(0)) {
        case '?' -> {
          return Integer.toString(state.status);
        }
        case '#' -> {
          return Integer.toString(state.parameters.size());
        }
        case '$' -> {
          return Integer.toString(state.shellPid);
        }
        case '!' -> {
          return state.lastBackground == 0 ? null : Integer.toString(state.lastBackground);
        }
        case '-' -> {
          return OptionBuiltins.letters(state);
        }
        case '0' -> {
          return state.name;
        }
        case '@', '*' -> {
          return state.parameters.isEmpty() ? null : String.join(separator(), state.parameters);
        }
        default -> {}
      }
    }
    if (Character.isDigit(name.charAt(0))) {
      int index = name.length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(name);
      if (index == 0) {
        return state.name;
      }
      return index <= state.parameters.size() ? state.parameters.get(index - 1) : null;
    }
    String value = state.variables.get(name);
    if (value != null) {
      return value;
    }
    return switch (name) {
      case "RANDOM" -> state.dialect == Dialect.DASH ? null : Integer.toString(io.random(32768));
      case "PPID" -> Integer.toString(io.parent());
      case "LINENO" -> "1";
      case "HOSTNAME" -> state.dialect == Dialect.DASH ? null : io.hostname();
      case "UID", "EUID" ->
          state.dialect == Dialect.BASH ? io.user().equals("root") ? "0" : "1000" : null;
      case "EPOCHSECONDS" ->
          state.dialect == Dialect.BASH ? Long.toString(io.now().getEpochSecond()) : null;
      case "BASH_VERSION" -> state.dialect == Dialect.BASH ? "5.2.15(1)-release" : null;
      default -> null;
    };
  }

  private String separator() {
    String ifs = state.variables.get("IFS", " \t\n");
    return ifs.isEmpty() ? "" : ifs.substring(0, 1);
  }

  private void requireSet(String name, @Nullable String value) {
    if (value == null && state.has('u') && !name.equals("@") && !name.equals("*")) {
      boolean bash = state.dialect == Dialect.BASH;
      throw new ShellFailure(
          name + ": " + (bash ? "unbound variable" : "parameter not set"), bash ? 1 : 2, true);
    }
  }

  void parameter(String name, boolean quoted) {
    if (name.equals("@") || name.equals("*") && !quoted) {
      boolean first = true;
      for (String parameter : state.parameters) {
        if (!first) {
          add("", Kind.BREAK);
        }
        addExpanded(parameter, quoted);
        first = false;
      }
      return;
    }
    String value = value(name);
    requireSet(name, value);
    addExpanded(value == null ? "" : value, quoted);
  }

  void length(String name, boolean quoted) {
    if ((name.equals("@") || name.equals("*")) && state.dialect != Dialect.DASH) {
      addExpanded(Integer.toString(state.parameters.size()), quoted);
      return;
    }
    String value = value(name);
    requireSet(name, value);
    addExpanded(
        Integer.toString(value == null ? 0 : value.codePointCount(0, value.length())), quoted);
  }

  boolean isSet(String name, boolean colon) {
    String value = value(name);
    return value != null && !(colon && value.isEmpty());
  }

  void assign(Op.Target target, String value) {
    String before = target.append() ? state.variables.get(target.name(), "") : "";
    assign(target.name(), before + value);
  }

  void assign(String name, String value) {
    if (state.variables.isReadOnly(name)) {
      boolean bash = state.dialect == Dialect.BASH;
      throw new ShellFailure(
          name + ": " + (bash ? "readonly variable" : "is read only"), bash ? 1 : 2, true);
    }
    if (value.length() > io.limits().textBytes()) {
      throw new ShellFailure("Out of memory", 2, true);
    }
    state.variables.set(name, value);
    if (state.has('a')) {
      state.variables.mark(name, true, false);
    }
  }

  void assignDefault(String name, boolean quoted) {
    String value = popText();
    if (!WordReader.isNameStart(name.charAt(0))) {
      throw new ShellFailure(name + ": bad variable name", 2, true);
    }
    assign(name, value);
    addExpanded(value, quoted);
  }

  void complain(String name, boolean colon) {
    String text = popText();
    String otherwise =
        state.dialect == Dialect.BASH
            ? colon ? "parameter null or not set" : "parameter not set"
            : colon ? "parameter not set or null" : "parameter not set";
    throw new ShellFailure(
        name + ": " + (text.isEmpty() ? otherwise : text),
        state.dialect == Dialect.BASH ? 127 : 2,
        true);
  }

  void trim(String name, String operator, boolean quoted) {
    Pattern pattern = Pattern.of(popText(), state.dialect);
    String value = value(name);
    requireSet(name, value);
    addExpanded(value == null ? "" : trimmed(value, pattern, operator), quoted);
  }

  private static String trimmed(String value, Pattern pattern, String operator) {
    int n = value.length();
    for (int i = 0; i <= n; i++) {
      // The shortest match comes first for one sign, the longest for two.
      int cut =
          switch (operator) {
            case "#", "%%" -> i;
            default -> n - i;
          };
      boolean start = operator.startsWith("#");
      if (pattern.matches(start ? value.substring(0, cut) : value.substring(cut))) {
        return start ? value.substring(cut) : value.substring(0, cut);
      }
    }
    return value;
  }

  void replace(String name, String operator, boolean quoted) {
    String with = popText();
    Pattern pattern = Pattern.of(popText(), state.dialect);
    String found = value(name);
    String value = found == null ? "" : found;
    StringBuilder result = new StringBuilder();
    int i = 0;
    boolean done = false;
    while (i <= value.length()) {
      int end = done ? -1 : match(value, i, pattern, operator);
      if (end > i) {
        result.append(with);
        i = end;
        done = !operator.equals("//");
      } else {
        if (i < value.length()) {
          result.append(value.charAt(i));
        }
        i++;
      }
      io.spend(1);
    }
    addExpanded(result.toString(), quoted);
  }

  private static int match(String value, int from, Pattern pattern, String operator) {
    if (operator.equals("/#") && from > 0) {
      return -1;
    }
    for (int end = value.length(); end > from; end--) {
      if (pattern.matches(value.substring(from, end))) {
        return end;
      }
      if (operator.equals("/%")) {
        return -1;
      }
    }
    return -1;
  }

  void slice(String name, boolean withLength, boolean quoted) {
    long length = withLength ? evaluate(popText()) : Integer.MAX_VALUE;
    long offset = evaluate(popText());
    if (name.equals("@") || name.equals("*")) {
      int size = state.parameters.size() + 1;
      int from = Math.clamp(offset < 0 ? size + offset : offset, 0, size);
      List<String> all = new ArrayList<>(List.of(state.name));
      all.addAll(state.parameters);
      List<String> part = all.subList(from, Math.clamp(from + length, from, size));
      for (int i = 0; i < part.size(); i++) {
        if (i > 0) {
          add("", Kind.BREAK);
        }
        addExpanded(part.get(i), quoted);
      }
      return;
    }
    String found = value(name);
    String value = found == null ? "" : found;
    int n = value.length();
    int from = Math.clamp(offset < 0 ? n + offset : offset, 0, n);
    int to = length < 0 ? (int) Math.max(from, n + length) : Math.clamp(from + length, from, n);
    addExpanded(offset < -n ? "" : value.substring(from, to), quoted);
  }

  void changeCase(String name, String operator, boolean quoted) {
    String found = value(name);
    String value = found == null ? "" : found;
    boolean upper = operator.startsWith("^");
    int end = operator.length() == 2 ? value.length() : Math.min(1, value.length());
    String changed =
        upper
            ? value.substring(0, end).toUpperCase(Locale.ROOT)
            : value.substring(0, end).toLowerCase(Locale.ROOT);
    addExpanded(changed + value.substring(end), quoted);
  }

  long evaluate(String expression) {
    io.spend(expression.length() >> 4);
    try {
      return Arithmetic.evaluate(
          expression,
          state.dialect != Dialect.DASH,
          new Arithmetic.Names() {
            @Override
            public @Nullable String get(String name) {
              String value = value(name);
              requireSet(name, value);
              boolean dash = state.dialect == Dialect.DASH;
              if (dash && value != null && !value.matches("\\s*([-+]?\\d\\w*)?\\s*")) {
                throw new ShellFailure("Illegal number: " + value, 2, true);
              }
              return value;
            }

            @Override
            public void set(String name, String value) {
              assign(name, value);
            }
          });
    } catch (Arithmetic.Problem e) {
      throw new ShellFailure(
          "arithmetic expression: " + e.getMessage(), state.dialect == Dialect.BASH ? 1 : 2, true);
    }
  }

  void compute(boolean quoted) {
    addExpanded(Long.toString(evaluate(popText())), quoted);
  }

  // Ends of words.

  private Values.Building popWord() {
    return (Values.Building) state.values.removeLast();
  }

  private List<String> fields() {
    return ((Values.Fields) state.values.getLast()).list();
  }

  void endText() {
    push(new Values.Text(plain(popWord())));
  }

  void endField() {
    String text = plain(popWord());
    fields().add(text);
  }

  private String plain(Values.Building word) {
    StringBuilder text = new StringBuilder();
    for (Piece piece : word.pieces()) {
      text.append(piece.kind() == Kind.BREAK ? separatorOfBreak() : piece.text());
    }
    return text.toString();
  }

  private String separatorOfBreak() {
    return " ";
  }

  void endPattern() {
    StringBuilder pattern = new StringBuilder();
    for (Piece piece : popWord().pieces()) {
      pattern.append(
          switch (piece.kind()) {
            case QUOTED -> Pattern.escape(piece.text());
            case BREAK -> " ";
            case PLAIN, EXPANDED -> piece.text();
          });
    }
    push(new Values.Text(pattern.toString()));
  }

  void endWord() {
    Values.Building word = popWord();
    List<String> result = new ArrayList<>();
    globbed = 0;
    FieldSplitter splitter =
        new FieldSplitter(state.variables.get("IFS", " \t\n"), field -> glob(field, result));
    for (Piece piece : word.pieces()) {
      switch (piece.kind()) {
        case QUOTED -> splitter.quoted(piece.text());
        case PLAIN -> splitter.plain(piece.text());
        case EXPANDED -> splitter.expanded(piece.text());
        case BREAK -> splitter.end();
      }
    }
    splitter.end();
    fields().addAll(result);
    io.spend(result.size() >> 2);
    if (fields().size() > MOST_FIELDS) {
      throw new ShellFailure("Argument list too long", 126, true);
    }
  }

  private void glob(FieldSplitter.Field field, List<String> result) {
    if (!state.has('f') && field.special() && Pattern.isPattern(field.pattern())) {
      // Each looks at whole directories: that is the work to be paid for, and a bound to it.
      int looked = 1 + io.files().root().count() / 8;
      io.spend(looked);
      globbed += looked;
      if (result.size() > MOST_FIELDS || globbed > MOST_LOOKED) {
        throw new ShellFailure("Argument list too long", 126, true);
      }
      List<String> found = Glob.expand(field.pattern(), io.files(), io.directory(), state.dialect);
      if (!found.isEmpty()) {
        result.addAll(found);
        return;
      }
    }
    result.add(field.text());
  }

  /// `=~`: whether the text matches the extended regular expression.
  static boolean matchesRegex(String text, String regex) {
    try {
      return Regex.extended(regex, false).isIn(text);
    } catch (Regex.TooHard e) {
      throw new ShellFailure(String.valueOf(e.getMessage()), 2, false);
    } catch (Regex.Invalid e) {
      throw new ShellFailure("syntax error in regular expression", 2, false);
    }
  }
}
