package seodang.shell.awk;

import java.util.List;
import java.util.Set;
import seodang.shell.awk.Token.Kind;

/// A program's words. Whether `/` divides or begins a regular expression the parser knows.
final class Lexer {
  private static final Set<String> KEYWORDS =
      Set.of(
          "BEGIN",
          "END",
          "function",
          "func",
          "if",
          "else",
          "while",
          "for",
          "do",
          "break",
          "continue",
          "next",
          "nextfile",
          "exit",
          "return",
          "delete",
          "in",
          "getline",
          "print",
          "printf");
  private static final Set<String> BUILTINS =
      Set.of(
          "length", "substr", "index", "split", "sub", "gsub", "match", "sprintf", "sin", "cos",
          "atan2", "exp", "log", "sqrt", "int", "rand", "srand", "tolower", "toupper", "system",
          "close", "fflush", "systime");
  private static final List<String> OPERATORS =
      List.of(
          "**=", "&&", "||", "++", "--", "+=", "-=", "*=", "/=", "%=", "^=", "**", "==", "<=", ">=",
          "!=", "!~", ">>", "{", "}", "(", ")", "[", "]", ";", ",", "+", "-", "*", "/", "%", "^",
          "!", ">", "<", "|", "?", ":", "~", "$", "=");

  private final String text;
  private int at;
  private int line = 1;

  Lexer(String text) {
    this.text = text;
  }

  Token next() {
    skip();
    if (at >= text.length()) {
      return token(Kind.END, "");
    }
    char c = text.charAt(at);
    if (c == '\n') {
      Token token = token(Kind.NEWLINE, "\n");
      at++;
      line++;
      return token;
    }
    if (c == '"') {
      at++;
      return token(Kind.STRING, string());
    }
    int number = Character.isDigit(c) || c == '.' ? Numbers.end(text, at) : at;
    if (number > at) {
      String digits = text.substring(at, number);
      at = number;
      return token(Kind.NUMBER, digits);
    }
    if (Character.isLetter(c) || c == '_') {
      return word();
    }
    for (String operator : OPERATORS) {
      if (text.startsWith(operator, at)) {
        at += operator.length();
        return token(Kind.OPERATOR, operator.replace("**", "^"));
      }
    }
    throw new Failure("line " + line + ": unexpected character '" + c + "'");
  }

  /// Whether `getline` is what comes now.
  boolean isNextGetline() {
    skip();
    return text.startsWith("getline", at);
  }

  private Token token(Kind kind, String word) {
    return new Token(kind, word, line, false);
  }

  private void skip() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '#') {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (c == '\\' && text.startsWith("\n", at + 1)) {
        at += 2;
        line++;
      } else if (c == ' ' || c == '\t' || c == '\r') {
        at++;
      } else {
        return;
      }
    }
  }

  private Token word() {
    int start = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
      at++;
    }
    String word = text.substring(start, at);
    if (KEYWORDS.contains(word)) {
      return token(Kind.KEYWORD, word.equals("func") ? "function" : word);
    }
    boolean glued = text.startsWith("(", at);
    return new Token(BUILTINS.contains(word) ? Kind.BUILTIN : Kind.NAME, word, line, glued);
  }

  private String string() {
    int start = at;
    while (at < text.length() && text.charAt(at) != '"') {
      if (text.charAt(at) == '\n') {
        throw new Failure("line " + line + ": runaway string constant " + shown(start));
      }
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    if (at >= text.length()) {
      throw new Failure("line " + line + ": runaway string constant " + shown(start));
    }
    return unescape(text.substring(start, at++));
  }

  private String shown(int start) {
    String rest = text.substring(start, Math.min(text.length(), start + 10));
    return "\"" + rest.replace("\n", "") + " ...";
  }

  /// A regular expression, after its first slash, as it stands but for `\/`.
  ///
  /// @param begun what the parser already took of it beyond the slash: of `/=`
  String regex(String begun) {
    StringBuilder out = new StringBuilder(begun);
    boolean inside = false;
    while (at < text.length() && text.charAt(at) != '\n') {
      char c = text.charAt(at++);
      if (c == '/' && !inside) {
        return out.toString();
      }
      if (c == '\\' && at < text.length()) {
        char next = text.charAt(at++);
        out.append(next == '/' ? "/" : "\\" + next);
        continue;
      }
      out.append(c);
      if (c == '[' && !inside) {
        inside = true;
        // A bracket that comes first stands for itself.
        if (text.startsWith("^", at)) {
          out.append(text.charAt(at++));
        }
        if (text.startsWith("]", at)) {
          out.append(text.charAt(at++));
        }
      } else if (c == ']') {
        inside = false;
      }
    }
    throw new Failure("line " + line + ": runaway regular expression /" + out + " ...");
  }

  /// The backslashes of string constants and of `-v`.
  static String unescape(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\' || i + 1 == text.length()) {
        out.append(c);
        continue;
      }
      char next = text.charAt(++i);
      int simple = "abfnrtv\\\"/".indexOf(next);
      if (simple >= 0) {
        out.append("\u0007\b\f\n\r\t\u000b\\\"/".charAt(simple));
      } else if (next >= '0' && next <= '7') {
        int code = 0;
        int end = i;
        while (end < text.length() && end < i + 3 && "01234567".indexOf(text.charAt(end)) >= 0) {
          code = code * 8 + text.charAt(end++) - '0';
        }
        i = end - 1;
        out.append((char) (code & 0xFF));
      } else if (next != '\n') {
        out.append(c).append(next);
      }
    }
    return out.toString();
  }
}
