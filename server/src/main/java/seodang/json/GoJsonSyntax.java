package seodang.json;

/// Why a text is not JSON, in the words of Go's `encoding/json`.
public final class GoJsonSyntax {
  private static final int DEPTH = 1_000;

  private final String text;
  private int at;
  private int depth;

  private GoJsonSyntax(String text) {
    this.text = text;
  }

  private static final class Found extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Found(String message) {
      super(message, null, false, false);
    }
  }

  /// `""` when nothing is wrong.
  public static String problem(String text) {
    GoJsonSyntax scan = new GoJsonSyntax(text);
    try {
      scan.value("looking for beginning of value");
      scan.space();
      if (scan.at < text.length()) {
        throw scan.invalid("after top-level value");
      }
      return "";
    } catch (Found e) {
      return String.valueOf(e.getMessage());
    }
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private Found invalid(String where) {
    if (at >= text.length()) {
      return new Found("unexpected end of JSON input");
    }
    char c = text.charAt(at);
    String shown = c == '\'' ? "'\\''" : c == '"' ? "'\"'" : "'" + c + "'";
    return new Found("invalid character " + shown + " " + where);
  }

  private void value(String where) {
    if (++depth > DEPTH) {
      throw new Found("exceeded max depth");
    }
    open(where);
    depth--;
  }

  private void open(String where) {
    space();
    if (at >= text.length()) {
      throw invalid(where);
    }
    char c = text.charAt(at);
    switch (c) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> word("true");
      case 'f' -> word("false");
      case 'n' -> word("null");
      default -> {
        if (c != '-' && !Character.isDigit(c)) {
          throw invalid(where);
        }
        at++;
        while (at < text.length() && "0123456789.eE+-".indexOf(text.charAt(at)) >= 0) {
          at++;
        }
      }
    }
  }

  private void word(String word) {
    for (int i = 0; i < word.length(); i++, at++) {
      if (at >= text.length() || text.charAt(at) != word.charAt(i)) {
        throw invalid("in literal " + word + " (expecting '" + word.charAt(i) + "')");
      }
    }
  }

  private void string() {
    at++;
    while (at < text.length() && text.charAt(at) != '"') {
      if (text.charAt(at) < 0x20) {
        throw invalid("in string literal");
      }
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    if (at >= text.length()) {
      throw new Found("unexpected end of JSON input");
    }
    at++;
  }

  private void object() {
    at++;
    space();
    if (at < text.length() && text.charAt(at) == '}') {
      at++;
      return;
    }
    while (true) {
      space();
      if (at >= text.length() || text.charAt(at) != '"') {
        throw invalid("looking for beginning of object key string");
      }
      string();
      space();
      if (at >= text.length() || text.charAt(at) != ':') {
        throw invalid("after object key");
      }
      at++;
      value("looking for beginning of value");
      if (next('}', "after object key:value pair")) {
        return;
      }
    }
  }

  private void array() {
    at++;
    space();
    if (at < text.length() && text.charAt(at) == ']') {
      at++;
      return;
    }
    while (true) {
      value("looking for beginning of value");
      if (next(']', "after array element")) {
        return;
      }
    }
  }

  /// Takes a comma or the closing character; true for the latter.
  private boolean next(char close, String where) {
    space();
    if (at < text.length() && text.charAt(at) == close) {
      at++;
      return true;
    }
    if (at >= text.length() || text.charAt(at) != ',') {
      throw invalid(where);
    }
    at++;
    return false;
  }
}
