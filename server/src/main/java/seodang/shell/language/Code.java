package seodang.shell.language;

import java.util.Map;
import seodang.shell.Dialect;

/// A compiled line of a script. Written down it is its text; two compilations of one text are
/// alike.
final class Code {
  private final String text;
  private final int line;
  private final Op[] ops;

  Code(String text, int line, Op[] ops) {
    this.text = text;
    this.line = line;
    this.ops = ops;
  }

  static Code compile(String text, int line, Dialect dialect) {
    Source source = new Source(text, 0, line, dialect, Map.of(), false);
    return new Code(text, line, new Compiler(text, dialect).compile(new Parser(source).whole()));
  }

  String text() {
    return text;
  }

  int line() {
    return line;
  }

  Op at(int pc) {
    return ops[pc];
  }

  int size() {
    return ops.length;
  }
}
