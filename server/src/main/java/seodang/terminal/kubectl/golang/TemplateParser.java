package seodang.terminal.kubectl.golang;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import seodang.terminal.kubectl.golang.TemplateLexer.Kind;
import seodang.terminal.kubectl.golang.TemplateLexer.Token;

/// Reads the pipeline inside an action of a Go template.
final class TemplateParser {
  private final List<Token> tokens;
  private final String source;
  private final IntFunction<String> place;
  private int at;

  private TemplateParser(String source, IntFunction<String> place)
      throws GoTemplate.ParseException {
    this.source = source;
    this.place = place;
    this.tokens = TemplateLexer.tokens(source);
  }

  /// @param place of an offset in the source, as `line:column` of the template
  static TemplateNode.Pipeline pipeline(String source, IntFunction<String> place)
      throws GoTemplate.ParseException {
    TemplateParser parser = new TemplateParser(source, place);
    TemplateNode.Pipeline pipeline = parser.pipeline();
    if (parser.peek().kind() != Kind.END) {
      throw parser.unexpected("command");
    }
    return pipeline;
  }

  /// The quoted string at the start of a text, with its quotes; `""` when there is none.
  static String firstString(String text) throws GoTemplate.ParseException {
    Token first = TemplateLexer.tokens(text).getFirst();
    return first.kind() == Kind.STRING ? first.text() : "";
  }

  private Token peek() {
    return tokens.get(at);
  }

  private boolean isSymbol(String symbol) {
    return peek().kind() == Kind.SYMBOL && peek().text().equals(symbol);
  }

  private void skipSpace() {
    while (peek().kind() == Kind.SPACE) {
      at++;
    }
  }

  private GoTemplate.ParseException unexpected(String context) {
    return new GoTemplate.ParseException(
        "unexpected " + GoText.quote(peek().text()) + " in " + context);
  }

  private TemplateNode.Pipeline pipeline() throws GoTemplate.ParseException {
    skipSpace();
    List<String> variables = new ArrayList<>();
    boolean declares = false;
    int start = at;
    while (peek().kind() == Kind.VARIABLE) {
      variables.add(peek().text());
      at++;
      skipSpace();
      if (isSymbol(",")) {
        at++;
        skipSpace();
        continue;
      }
      break;
    }
    if (!variables.isEmpty() && (isSymbol(":=") || isSymbol("="))) {
      declares = isSymbol(":=");
      at++;
    } else {
      variables.clear();
      at = start;
    }
    List<TemplateNode.Command> commands = new ArrayList<>();
    do {
      if (isSymbol("|")) {
        at++;
      }
      commands.add(command());
    } while (isSymbol("|"));
    return new TemplateNode.Pipeline(variables, declares, commands, source);
  }

  private TemplateNode.Command command() throws GoTemplate.ParseException {
    List<TemplateNode.Operand> operands = new ArrayList<>();
    skipSpace();
    int start = peek().at();
    while (peek().kind() != Kind.END && !isSymbol("|") && !isSymbol(")")) {
      operands.add(operand());
      if (peek().kind() != Kind.SPACE
          && peek().kind() != Kind.END
          && !isSymbol("|")
          && !isSymbol(")")) {
        throw unexpected("operand");
      }
      skipSpace();
    }
    if (operands.isEmpty()) {
      throw new GoTemplate.ParseException("missing value for command");
    }
    return new TemplateNode.Command(
        operands, place.apply(start), source.substring(start, peek().at()).strip());
  }

  private List<String> path() {
    List<String> path = new ArrayList<>();
    while (peek().kind() == Kind.FIELD) {
      path.add(peek().text());
      at++;
    }
    return path;
  }

  private TemplateNode.Operand operand() throws GoTemplate.ParseException {
    Token token = peek();
    return switch (token.kind()) {
      case FIELD -> {
        Token second = tokens.get(at + 1);
        int where = second.kind() == Kind.FIELD ? second.at() : token.at();
        yield new TemplateNode.Operand.Field(path(), place.apply(where));
      }
      case VARIABLE -> {
        at++;
        yield new TemplateNode.Operand.Variable(token.text(), path(), place.apply(token.at()));
      }
      case STRING -> {
        at++;
        Object value = TemplateLexer.unquote(token.text());
        if (value == null) {
          throw new GoTemplate.ParseException("invalid syntax");
        }
        yield new TemplateNode.Operand.Constant(value);
      }
      case NUMBER -> {
        at++;
        yield new TemplateNode.Operand.Constant(number(token.text()));
      }
      case WORD -> {
        at++;
        yield word(token.text());
      }
      case SYMBOL -> symbol(token.text());
      case SPACE, END -> throw unexpected("operand");
    };
  }

  private TemplateNode.Operand symbol(String symbol) throws GoTemplate.ParseException {
    if (symbol.equals(".")) {
      at++;
      return new TemplateNode.Operand.Dot();
    }
    if (!symbol.equals("(")) {
      throw unexpected("operand");
    }
    at++;
    TemplateNode.Pipeline inner = pipeline();
    if (!isSymbol(")")) {
      throw new GoTemplate.ParseException("unclosed left paren");
    }
    at++;
    return new TemplateNode.Operand.Nested(inner, path(), place.apply(peek().at()));
  }

  private static TemplateNode.Operand word(String word) throws GoTemplate.ParseException {
    return switch (word) {
      case "true" -> new TemplateNode.Operand.Constant(true);
      case "false" -> new TemplateNode.Operand.Constant(false);
      case "nil" -> new TemplateNode.Operand.Constant(null);
      default -> {
        if (!TemplateFunctions.NAMES.contains(word)) {
          throw new GoTemplate.ParseException("function " + GoText.quote(word) + " not defined");
        }
        yield new TemplateNode.Operand.Function(word);
      }
    };
  }

  private static Object number(String text) throws GoTemplate.ParseException {
    try {
      return GoNumbers.parseInt(text, 64);
    } catch (GoNumbers.SyntaxException e) {
      try {
        return Double.valueOf(text);
      } catch (NumberFormatException f) {
        throw new GoTemplate.ParseException("bad number syntax: " + GoText.quote(text));
      }
    }
  }
}
