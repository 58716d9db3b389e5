package seodang.terminal.kubectl.golang;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Splits the inside of one `{{action}}` into tokens, as `text/template/parse` does.
final class TemplateLexer {
  enum Kind {
    WORD,
    FIELD,
    VARIABLE,
    STRING,
    NUMBER,
    SYMBOL,
    SPACE,
    END
  }

  /// @param at where it begins in the action
  record Token(Kind kind, String text, int at) {}

  private TemplateLexer() {}

  static List<Token> tokens(String action) throws GoTemplate.ParseException {
    List<Token> tokens = new ArrayList<>();
    int at = 0;
    while (at < action.length()) {
      char c = action.charAt(at);
      int start = at;
      if (Character.isWhitespace(c)) {
        while (at < action.length() && Character.isWhitespace(action.charAt(at))) {
          at++;
        }
        tokens.add(new Token(Kind.SPACE, " ", start));
      } else if (c == '"' || c == '`' || c == '\'') {
        at = endOfString(action, at);
        tokens.add(new Token(Kind.STRING, action.substring(start, at), start));
      } else if (c == '.'
          && at + 1 < action.length()
          && isWord(action.charAt(at + 1))
          && !Character.isDigit(action.charAt(at + 1))) {
        at = endOfWord(action, at + 1);
        tokens.add(new Token(Kind.FIELD, action.substring(start + 1, at), start));
      } else if (c == '$') {
        at = endOfWord(action, at + 1);
        tokens.add(new Token(Kind.VARIABLE, action.substring(start + 1, at), start));
      } else if (Character.isDigit(c)
          || ((c == '-' || c == '+')
              && at + 1 < action.length()
              && Character.isDigit(action.charAt(at + 1)))) {
        at++;
        while (at < action.length() && (isWord(action.charAt(at)) || action.charAt(at) == '.')) {
          at++;
        }
        tokens.add(new Token(Kind.NUMBER, action.substring(start, at), start));
      } else if (isWord(c)) {
        at = endOfWord(action, at);
        tokens.add(new Token(Kind.WORD, action.substring(start, at), start));
      } else if (c == ':' && action.startsWith(":=", at)) {
        at += 2;
        tokens.add(new Token(Kind.SYMBOL, ":=", start));
      } else if ("().|,=".indexOf(c) >= 0) {
        at++;
        tokens.add(new Token(Kind.SYMBOL, String.valueOf(c), start));
      } else {
        throw new GoTemplate.ParseException(
            String.format("unrecognized character in action: U+%04X '%c'", (int) c, c));
      }
    }
    tokens.add(new Token(Kind.END, "", at));
    return tokens;
  }

  private static int endOfWord(String action, int from) {
    int at = from;
    while (at < action.length() && isWord(action.charAt(at))) {
      at++;
    }
    return at;
  }

  private static int endOfString(String action, int from) throws GoTemplate.ParseException {
    char quote = action.charAt(from);
    for (int at = from + 1; at < action.length(); at++) {
      char c = action.charAt(at);
      if (c == '\\' && quote != '`') {
        at++;
      } else if (c == quote) {
        return at + 1;
      }
    }
    throw new GoTemplate.ParseException(
        quote == '`'
            ? "unterminated raw quoted string"
            : quote == '"' ? "unterminated quoted string" : "unterminated character constant");
  }

  private static boolean isWord(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }

  /// The value of a quoted string or character constant; null when it is malformed.
  static @Nullable Object unquote(String token) {
    String body = token.substring(1, token.length() - 1);
    if (token.charAt(0) == '`') {
      return body;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < body.length(); i++) {
      char c = body.charAt(i);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      if (++i >= body.length()) {
        return null;
      }
      switch (body.charAt(i)) {
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case 'r' -> out.append('\r');
        case 'a' -> out.append('\u0007');
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'v' -> out.append('\u000b');
        case '\\', '"', '\'' -> out.append(body.charAt(i));
        case 'x' -> i = hex(body, i, 2, out);
        case 'u' -> i = hex(body, i, 4, out);
        default -> {
          return null;
        }
      }
    }
    return token.charAt(0) == '\'' ? (Object) (long) out.codePointAt(0) : out.toString();
  }

  private static int hex(String body, int at, int digits, StringBuilder out) {
    int end = Math.min(body.length(), at + 1 + digits);
    out.appendCodePoint(Integer.parseInt(body.substring(at + 1, end), 16));
    return end - 1;
  }
}
