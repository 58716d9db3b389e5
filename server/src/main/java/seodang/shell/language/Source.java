package seodang.shell.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.shell.Dialect;

/// Text under the parser's eye: a position in it, and the here-documents that the next line end has
/// to deliver.
final class Source {
  private static final int MAX_NESTING = 100;

  /// A here-document whose body stands after the present line.
  static final class Pending {
    final String end;
    final boolean stripTabs;
    final boolean quoted;
    final List<Ast.Part> body = new ArrayList<>();

    Pending(String end, boolean stripTabs, boolean quoted) {
      this.end = end;
      this.stripTabs = stripTabs;
      this.quoted = quoted;
    }
  }

  String text;
  int at;
  final int firstLine;
  final Dialect dialect;
  final Map<String, String> aliases;
  final boolean interactive;
  final List<Pending> pending = new ArrayList<>();
  int expandedUntil;
  private int nesting;
  private final int begin;

  /// @param aliases expanded while parsing, changing the text
  /// @param interactive somebody types: what is incomplete may still be completed
  Source(
      String text,
      int at,
      int firstLine,
      Dialect dialect,
      Map<String, String> aliases,
      boolean interactive) {
    this.text = text;
    this.at = at;
    this.begin = at;
    this.firstLine = firstLine;
    this.dialect = dialect;
    this.aliases = aliases;
    this.interactive = interactive;
  }

  boolean bash() {
    return dialect == Dialect.BASH;
  }

  boolean dash() {
    return dialect == Dialect.DASH;
  }

  boolean ended() {
    return at >= text.length();
  }

  /// The character `ahead` from here; 0 at the end.
  char look(int ahead) {
    int i = at + ahead;
    return i < text.length() ? text.charAt(i) : 0;
  }

  char peek() {
    return look(0);
  }

  boolean startsWith(String start) {
    return text.startsWith(start, at);
  }

  int line() {
    int line = firstLine;
    for (int i = begin; i < at && i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        line++;
      }
    }
    return line;
  }

  SyntaxError unexpected(String token, @Nullable String expecting) {
    boolean end = token.equals("end of file");
    String shown = isOperator(token) ? '"' + token + '"' : token;
    String message =
        shown + " unexpected" + (expecting == null ? "" : " (expecting \"" + expecting + "\")");
    return new SyntaxError(message, end, token, line());
  }

  SyntaxError unterminated(String what) {
    return new SyntaxError(what, true, "", line());
  }

  private static boolean isOperator(String token) {
    return !token.equals("end of file") && !token.equals("newline") && !token.equals("word");
  }

  void enter() {
    if (++nesting > MAX_NESTING) {
      throw new SyntaxError("too deeply nested", false, "", line());
    }
  }

  void leave() {
    nesting--;
  }

  /// Blanks, joined lines and a comment.
  void skipBlanks() {
    while (true) {
      char c = peek();
      if (c == ' ' || c == '\t' || c == '\r') {
        at++;
      } else if (c == '\\' && look(1) == '\n') {
        at += 2;
      } else if (c == '#') {
        while (!ended() && peek() != '\n') {
          at++;
        }
      } else {
        return;
      }
    }
  }

  /// Passes a line's end and reads the here-documents that belong to the line.
  void passNewline() {
    at++;
    List<Pending> bodies = List.copyOf(pending);
    pending.clear();
    for (Pending here : bodies) {
      readBody(here);
    }
  }

  /// What is still owed when the text ends: here-documents end with it.
  void finish() {
    List<Pending> bodies = List.copyOf(pending);
    pending.clear();
    for (Pending here : bodies) {
      readBody(here);
    }
  }

  private void readBody(Pending here) {
    StringBuilder body = new StringBuilder();
    boolean found = false;
    while (!ended()) {
      int end = text.indexOf('\n', at);
      String line = text.substring(at, end < 0 ? text.length() : end);
      at = end < 0 ? text.length() : end + 1;
      String compared = here.stripTabs ? line.replaceFirst("^\t+", "") : line;
      if (compared.equals(here.end)) {
        found = true;
        break;
      }
      body.append(compared);
      if (end >= 0) {
        body.append('\n');
      }
    }
    if (!found && interactive) {
      throw unterminated("here-document");
    }
    if (here.quoted) {
      here.body.add(new Ast.Part.Literal(body.toString(), true));
    } else {
      Source inner = new Source(body.toString(), 0, line(), dialect, Map.of(), false);
      here.body.addAll(new WordReader(inner).hereDocument().parts());
    }
  }
}
