package seodang.shell.language;

import java.util.Set;
import seodang.shell.language.Ast.Test;
import seodang.shell.language.Ast.Word;

/// What stands between `[[` and `]]`.
final class TestParser {
  private static final Set<String> BINARY =
      Set.of("=", "==", "!=", "=~", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef");

  private final Source source;
  private final WordReader words;

  TestParser(Source source) {
    this.source = source;
    this.words = new WordReader(source);
  }

  Test parse() {
    Test test = either();
    skip();
    if (!source.startsWith("]]")) {
      throw source.unexpected(source.ended() ? "end of file" : "word", "]]");
    }
    source.at += 2;
    return test;
  }

  private void skip() {
    source.skipBlanks();
    while (source.peek() == '\n') {
      source.passNewline();
      source.skipBlanks();
    }
  }

  private Test either() {
    Test left = both();
    skip();
    while (source.startsWith("||")) {
      source.at += 2;
      left = new Test.Either(left, both());
      skip();
    }
    return left;
  }

  private Test both() {
    Test left = primary();
    skip();
    while (source.startsWith("&&")) {
      source.at += 2;
      left = new Test.Both(left, primary());
      skip();
    }
    return left;
  }

  private Test primary() {
    source.enter();
    Test test = one();
    source.leave();
    return test;
  }

  private Test one() {
    skip();
    if (source.ended()) {
      throw source.unexpected("end of file", "]]");
    }
    if (source.peek() == '(') {
      source.at++;
      Test inner = either();
      skip();
      if (source.peek() != ')') {
        throw source.unexpected("word", ")");
      }
      source.at++;
      return inner;
    }
    Word first = word();
    String plain = first.plain();
    if ("!".equals(plain)) {
      return new Test.Not(primary());
    }
    skip();
    if (plain != null && plain.matches("-[abcdefghknoprstuvwxzGLNORS]") && !endsHere()) {
      return new Test.Unary(plain, word());
    }
    if (endsHere()) {
      return new Test.Unary("-n", first);
    }
    String operator = operator();
    skip();
    return new Test.Binary(first, operator, operator.equals("=~") ? words.regex() : word());
  }

  private boolean endsHere() {
    return source.startsWith("]]")
        || source.startsWith("&&")
        || source.startsWith("||")
        || source.peek() == ')'
        || source.ended();
  }

  private String operator() {
    char c = source.peek();
    if (c == '<' || c == '>') {
      source.at++;
      return String.valueOf(c);
    }
    String plain = word().plain();
    if (plain == null || !BINARY.contains(plain)) {
      throw source.unexpected("word", "conditional binary operator");
    }
    return plain;
  }

  private Word word() {
    if (source.ended() || "\n;&|<>()".indexOf(source.peek()) >= 0) {
      throw source.unexpected(source.ended() ? "end of file" : "newline", "]]");
    }
    return words.word();
  }
}
