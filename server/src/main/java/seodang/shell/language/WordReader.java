package seodang.shell.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import seodang.shell.language.Ast.Part;
import seodang.shell.language.Ast.Word;

/// Reads words: quotes, expansions, substitutions.
final class WordReader {
  private static final String OPERATOR_STARTS = " \t\n\r;&|<>()";

  private final Source source;

  WordReader(Source source) {
    this.source = source;
  }

  /// Parts under construction: literal text is gathered until something else comes.
  private static final class Parts {
    private final List<Part> list = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private boolean quoted;
    private boolean any;

    void add(char c, boolean isQuoted) {
      mark(isQuoted);
      text.append(c);
    }

    /// Makes a literal even if nothing follows: `""` is a word.
    void mark(boolean isQuoted) {
      if (any && quoted != isQuoted) {
        flush();
      }
      quoted = isQuoted;
      any = true;
    }

    void add(Part part) {
      flush();
      list.add(part);
    }

    private void flush() {
      if (any) {
        list.add(new Part.Literal(text.toString(), quoted));
        text.setLength(0);
        any = false;
      }
    }

    Word word() {
      flush();
      return new Word(List.copyOf(list));
    }
  }

  /// The word that begins here, up to an unquoted blank or operator.
  Word word() {
    Parts parts = new Parts();
    while (!source.ended() && OPERATOR_STARTS.indexOf(source.peek()) < 0) {
      piece(parts);
    }
    return parts.word();
  }

  /// A word of `[[ ]]` after `=~`: parentheses and bars belong to it.
  Word regex() {
    Parts parts = new Parts();
    int open = 0;
    while (!source.ended()) {
      char c = source.peek();
      if (c == ' ' && open == 0 || c == '\n') {
        break;
      }
      open += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (OPERATOR_STARTS.indexOf(c) >= 0) {
        parts.add(c, false);
        source.at++;
      } else {
        piece(parts);
      }
    }
    return parts.word();
  }

  private void piece(Parts parts) {
    char c = source.peek();
    switch (c) {
      case '\\' -> {
        if (source.look(1) == '\n') {
          source.at += 2;
        } else if (source.look(1) == 0) {
          if (source.interactive) {
            throw source.unterminated("line continuation");
          }
          parts.add('\\', true);
          source.at++;
        } else {
          parts.add(source.look(1), true);
          source.at += 2;
        }
      }
      case '\'' -> singleQuoted(parts);
      case '"' -> {
        source.at++;
        // `""` is a word of its own, but `"$@"` without parameters is none.
        if (source.peek() == '"') {
          parts.mark(true);
        }
        doubleQuoted(parts, '"');
        source.at++;
      }
      case '$' -> dollar(parts, false);
      case '`' -> backquoted(parts, false);
      default -> {
        parts.add(c, false);
        source.at++;
      }
    }
  }

  private void singleQuoted(Parts parts) {
    int end = source.text.indexOf('\'', source.at + 1);
    if (end < 0) {
      source.at = source.text.length();
      throw source.unterminated("Unterminated quoted string");
    }
    parts.mark(true);
    for (int i = source.at + 1; i < end; i++) {
      parts.add(source.text.charAt(i), true);
    }
    source.at = end + 1;
  }

  /// Up to the closing quote, which is left to be passed; `end` 0 means the end of the text.
  private void doubleQuoted(Parts parts, char end) {
    while (true) {
      if (source.ended()) {
        if (end == 0) {
          return;
        }
        throw source.unterminated("Unterminated quoted string");
      }
      char c = source.peek();
      if (c == end) {
        return;
      }
      switch (c) {
        case '\\' -> {
          char next = source.look(1);
          if (next == '\n') {
            source.at += 2;
          } else if (next == '$' || next == '`' || next == '\\' || next == '"' && end == '"') {
            parts.add(next, true);
            source.at += 2;
          } else {
            parts.add('\\', true);
            source.at++;
          }
        }
        case '$' -> dollar(parts, true);
        case '`' -> backquoted(parts, true);
        default -> {
          parts.add(c, true);
          source.at++;
        }
      }
    }
  }

  /// The whole source as the body of a here-document.
  Word hereDocument() {
    Parts parts = new Parts();
    parts.mark(true);
    doubleQuoted(parts, (char) 0);
    return parts.word();
  }

  private void dollar(Parts parts, boolean quoted) {
    char next = source.look(1);
    if (next == '(') {
      if (source.look(2) == '(' && arithmetic(parts, quoted)) {
        return;
      }
      source.at += 2;
      parts.add(new Part.Substitution(new Parser(source).until(")"), quoted));
    } else if (next == '{') {
      source.at += 2;
      parts.add(braced(quoted));
    } else if (isNameStart(next)) {
      int end = source.at + 1;
      while (end < source.text.length() && isName(source.text.charAt(end))) {
        end++;
      }
      parts.add(parameter(source.text.substring(source.at + 1, end), quoted));
      source.at = end;
    } else if (next != 0 && "0123456789#?$!@*-".indexOf(next) >= 0) {
      parts.add(parameter(String.valueOf(next), quoted));
      source.at += 2;
    } else if (next == '\'' && !quoted && source.bash()) {
      source.at += 2;
      escaped(parts);
    } else if (next == '"' && !quoted && source.bash()) {
      source.at++;
    } else {
      parts.add('$', quoted);
      source.at++;
    }
  }

  private static Part parameter(String name, boolean quoted) {
    return new Part.Parameter(name, "", List.of(), quoted);
  }

  /// `$'…'` of bash.
  private void escaped(Parts parts) {
    int start = source.at;
    while (!source.ended() && source.peek() != '\'') {
      source.at += source.peek() == '\\' ? 2 : 1;
    }
    if (source.ended()) {
      throw source.unterminated("Unterminated quoted string");
    }
    parts.mark(true);
    for (char c : Escapes.bash(source.text.substring(start, source.at)).toCharArray()) {
      parts.add(c, true);
    }
    source.at++;
  }

  /// `$(( … ))`, unless the parentheses do not close together: then it is a substitution that
  /// begins with a subshell.
  private boolean arithmetic(Parts parts, boolean quoted) {
    int end = closing(source.at + 3);
    if (end < 0) {
      return false;
    }
    Source inner =
        new Source(
            source.text.substring(source.at + 3, end),
            0,
            source.line(),
            source.dialect,
            Map.of(),
            false);
    parts.add(new Part.Arithmetic(new WordReader(inner).expression(), quoted));
    source.at = end + 2;
    return true;
  }

  /// Where the `))` that closes an arithmetic expression stands; -1 when there is none.
  int closing(int from) {
    int open = 0;
    for (int i = from; i < source.text.length(); i++) {
      char c = source.text.charAt(i);
      if (c == '(') {
        open++;
      } else if (c == ')') {
        if (open == 0) {
          return i + 1 < source.text.length() && source.text.charAt(i + 1) == ')' ? i : -1;
        }
        open--;
      } else if (c == '\\') {
        i++;
      }
    }
    return -1;
  }

  /// The whole source as an arithmetic expression: quotes mean nothing, expansions do.
  Word expression() {
    Parts parts = new Parts();
    parts.mark(true);
    while (!source.ended()) {
      char c = source.peek();
      if (c == '$') {
        dollar(parts, true);
      } else if (c == '`') {
        backquoted(parts, true);
      } else {
        if (c != '"') {
          parts.add(c, true);
        }
        source.at++;
      }
    }
    return parts.word();
  }

  private void backquoted(Parts parts, boolean quoted) {
    StringBuilder inner = new StringBuilder();
    source.at++;
    while (source.peek() != '`') {
      if (source.ended()) {
        throw source.unterminated("EOF in backquote substitution");
      }
      char c = source.peek();
      char next = source.look(1);
      if (c == '\\' && (next == '`' || next == '\\' || next == '$' || quoted && next == '"')) {
        inner.append(next);
        source.at += 2;
      } else {
        inner.append(c);
        source.at++;
      }
    }
    source.at++;
    int line = source.line() - (int) inner.chars().filter(c -> c == '\n').count();
    source.enter();
    Source nested =
        new Source(inner.toString(), 0, Math.max(line, 1), source.dialect, Map.of(), false);
    parts.add(new Part.Substitution(new Parser(nested).whole(), quoted));
    source.leave();
  }

  /// After `${`.
  private Part braced(boolean quoted) {
    source.enter();
    Part part = bracedParameter(quoted);
    source.leave();
    return part;
  }

  private Part bracedParameter(boolean quoted) {
    int start = source.at;
    if (source.peek() == '#' && source.look(1) != '}' && isParameterStart(source.look(1))) {
      source.at++;
      String name = name();
      if (source.peek() == '}') {
        source.at++;
        return new Part.Parameter(name, "length", List.of(), quoted);
      }
      source.at = start;
    }
    String name = name();
    if (name.isEmpty()) {
      return bad(start, quoted);
    }
    char c = source.peek();
    if (c == '}') {
      source.at++;
      return parameter(name, quoted);
    }
    char next = source.look(1);
    if (c == ':' && next != 0 && "-=?+".indexOf(next) >= 0) {
      source.at += 2;
      return operand(name, ":" + next, quoted);
    }
    if (c != 0 && "-=?+".indexOf(c) >= 0) {
      source.at++;
      return operand(name, String.valueOf(c), quoted);
    }
    if (c == '%' || c == '#') {
      source.at += next == c ? 2 : 1;
      return operand(name, next == c ? "" + c + c : String.valueOf(c), quoted);
    }
    return source.bash() ? bashOperator(name, c, next, start, quoted) : bad(start, quoted);
  }

  private Part bashOperator(String name, char c, char next, int start, boolean quoted) {
    if (c == '/') {
      boolean more = next == '/' || next == '#' || next == '%';
      source.at += more ? 2 : 1;
      Word pattern = until("/}", quoted);
      Word with = new Word(List.of());
      if (source.peek() == '/') {
        source.at++;
        with = until("}", quoted);
      }
      source.at++;
      return new Part.Parameter(name, more ? "/" + next : "/", List.of(pattern, with), quoted);
    }
    if (c == ':') {
      source.at++;
      Word offset = until(":}", quoted);
      if (source.peek() == '}') {
        source.at++;
        return new Part.Parameter(name, ":", List.of(offset), quoted);
      }
      source.at++;
      Word length = until("}", quoted);
      source.at++;
      return new Part.Parameter(name, ":", List.of(offset, length), quoted);
    }
    if (c == '^' || c == ',') {
      source.at += next == c ? 2 : 1;
      if (source.peek() == '}') {
        source.at++;
        return new Part.Parameter(
            name, next == c ? "" + c + c : String.valueOf(c), List.of(), quoted);
      }
    }
    return bad(start, quoted);
  }

  private Part operand(String name, String operator, boolean quoted) {
    boolean pattern = operator.startsWith("%") || operator.startsWith("#");
    Word word = until("}", quoted && !pattern);
    source.at++;
    return new Part.Parameter(name, operator, List.of(word), quoted);
  }

  /// A substitution nobody understands: an error when it is expanded, not before.
  private Part bad(int start, boolean quoted) {
    until("}", quoted);
    String text = source.text.substring(start, source.at);
    source.at++;
    return new Part.Parameter(text, "bad", List.of(), quoted);
  }

  /// The operand within braces, up to one of the ends, which is left to be passed.
  private Word until(String ends, boolean quoted) {
    Parts parts = new Parts();
    while (true) {
      if (source.ended()) {
        throw source.unterminated("Missing '}'");
      }
      char c = source.peek();
      if (ends.indexOf(c) >= 0) {
        return parts.word();
      }
      if (!quoted) {
        piece(parts);
      } else if (c == '\\') {
        char next = source.look(1);
        if (next != 0 && "$`\"\\}".indexOf(next) >= 0) {
          parts.add(next, true);
          source.at += 2;
        } else {
          parts.add('\\', true);
          source.at++;
        }
      } else if (c == '$') {
        dollar(parts, true);
      } else if (c == '`') {
        backquoted(parts, true);
      } else if (c == '"') {
        source.at++;
      } else {
        parts.add(c, true);
        source.at++;
      }
    }
  }

  private String name() {
    int start = source.at;
    char c = source.peek();
    if (isNameStart(c)) {
      while (isName(source.peek())) {
        source.at++;
      }
    } else if (Character.isDigit(c)) {
      while (Character.isDigit(source.peek())) {
        source.at++;
      }
    } else if (c != 0 && "#?$!@*-".indexOf(c) >= 0) {
      source.at++;
    }
    return source.text.substring(start, source.at);
  }

  private static boolean isParameterStart(char c) {
    return isName(c) || c != 0 && "#?$!@*-".indexOf(c) >= 0;
  }

  static boolean isNameStart(char c) {
    return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  static boolean isName(char c) {
    return isNameStart(c) || c >= '0' && c <= '9';
  }
}
