// Longer than most: one grammar, whose rules call each other.
package seodang.shell.awk;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.shell.awk.Ast.Expr;
import seodang.shell.awk.Ast.Statement;
import seodang.shell.awk.Token.Kind;

/// Reads a program by POSIX awk's grammar.
final class Parser {
  private static final int MAX_DEPTH = 200;
  private static final List<String> ASSIGNMENTS = List.of("=", "+=", "-=", "*=", "/=", "%=", "^=");

  private final Lexer lexer;
  private final Map<String, Ast.Function> functions = new LinkedHashMap<>();
  private final Set<String> arrays = new HashSet<>();
  private List<String> parameters = List.of();
  private Set<String> ownArrays = new HashSet<>();
  private List<Ast.Pass> passes = new ArrayList<>();
  private Token token;
  // Inside `for (`, where `in` is not an operator, and in print's list, where `>` is not.
  private boolean noIn;
  private boolean noGreater;
  private int depth;

  private Parser(String text) {
    lexer = new Lexer(text);
    token = lexer.next();
  }

  static Ast parse(String text) {
    return new Parser(text).program();
  }

  // Tokens.

  private Token take() {
    Token taken = token;
    token = lexer.next();
    return taken;
  }

  private boolean accept(String operator) {
    if (token.is(operator)) {
      take();
      return true;
    }
    return false;
  }

  private void expect(String operator) {
    if (!accept(operator)) {
      throw wrong();
    }
  }

  private Failure wrong() {
    return new Failure(
        "line "
            + token.line()
            + (token.kind() == Kind.END
                ? ": unexpected end of program"
                : token.kind() == Kind.NEWLINE
                    ? ": syntax error at or near end of line"
                    : ": syntax error at or near " + token.text()));
  }

  private void newlines() {
    while (token.kind() == Kind.NEWLINE) {
      take();
    }
  }

  private void terminators() {
    while (token.kind() == Kind.NEWLINE || token.is(";")) {
      take();
    }
  }

  private String name() {
    if (token.kind() != Kind.NAME) {
      throw wrong();
    }
    return take().text();
  }

  // Program.

  private Ast program() {
    List<Ast.Rule> rules = new ArrayList<>();
    terminators();
    while (token.kind() != Kind.END) {
      if (accept("function")) {
        function();
      } else {
        rules.add(rule());
      }
      terminators();
    }
    return new Ast(rules, functions, arrays);
  }

  private void function() {
    String name = name();
    expect("(");
    parameters = new ArrayList<>();
    ownArrays = new HashSet<>();
    passes = new ArrayList<>();
    while (!accept(")")) {
      parameters.add(name());
      newlines();
      if (!token.is(")")) {
        expect(",");
        newlines();
      }
    }
    newlines();
    Statement body = block();
    functions.put(name, new Ast.Function(name, parameters, body, ownArrays, passes));
    parameters = List.of();
  }

  private Ast.Rule rule() {
    for (String when : List.of("BEGIN", "END")) {
      if (accept(when)) {
        return new Ast.Rule(when, null, null, block());
      }
    }
    if (token.is("{")) {
      return new Ast.Rule("", null, null, block());
    }
    Expr pattern = expression();
    Expr to = null;
    if (accept(",")) {
      newlines();
      to = expression();
    }
    return new Ast.Rule("", pattern, to, token.is("{") ? block() : null);
  }

  private Statement block() {
    expect("{");
    List<Statement> statements = new ArrayList<>();
    terminators();
    while (!accept("}")) {
      if (token.kind() == Kind.END) {
        throw new Failure("line " + token.line() + ": missing } near end of file");
      }
      statements.add(statement());
      terminators();
    }
    return new Statement.Block(statements);
  }

  // Statements.

  private Statement statement() {
    if (++depth > MAX_DEPTH) {
      throw new Failure("line " + token.line() + ": program too deeply nested");
    }
    Statement statement = statementOrLess();
    depth--;
    return statement;
  }

  private Statement statementOrLess() {
    if (token.is("{")) {
      return block();
    }
    if (accept("if")) {
      return condition();
    }
    if (accept("while")) {
      expect("(");
      Expr condition = expression();
      expect(")");
      return new Statement.While(condition, body());
    }
    if (accept("do")) {
      Statement body = body();
      terminators();
      expect("while");
      expect("(");
      Expr condition = expression();
      expect(")");
      end();
      return new Statement.Do(body, condition);
    }
    if (accept("for")) {
      return loop();
    }
    if (accept(";")) {
      return new Statement.Block(List.of());
    }
    Statement simple = simple();
    end();
    return simple;
  }

  /// What ends a simple statement.
  private void end() {
    if (!accept(";")
        && token.kind() != Kind.NEWLINE
        && token.kind() != Kind.END
        && !token.is("}")) {
      throw wrong();
    }
  }

  /// The statement a loop or condition has.
  private Statement body() {
    newlines();
    return statement();
  }

  private Statement condition() {
    expect("(");
    Expr condition = expression();
    expect(")");
    Statement yes = body();
    while (token.kind() == Kind.NEWLINE || token.is(";")) {
      take();
    }
    return new Statement.If(condition, yes, accept("else") ? body() : null);
  }

  private Statement loop() {
    expect("(");
    Statement first = null;
    if (!token.is(";")) {
      noIn = true;
      Statement head = simple();
      noIn = false;
      if (accept("in")) {
        String array = name();
        useArray(array);
        expect(")");
        if (!(head instanceof Statement.Run(Expr.Variable(String variable)))) {
          throw wrong();
        }
        return new Statement.ForIn(variable, array, body());
      }
      first = head;
    }
    expect(";");
    newlines();
    Expr condition = token.is(";") ? null : expression();
    expect(";");
    newlines();
    Statement step = token.is(")") ? null : simple();
    expect(")");
    return new Statement.For(first, condition, step, body());
  }

  private Statement simple() {
    if (token.kind() != Kind.KEYWORD || token.is("getline")) {
      return new Statement.Run(expression());
    }
    String word = take().text();
    return switch (word) {
      case "print", "printf" -> print(word.equals("printf"));
      case "next", "nextfile", "break", "continue" -> new Statement.Leave(word);
      case "exit" -> new Statement.Exit(endsHere() ? null : expression());
      case "return" -> new Statement.Return(endsHere() ? null : expression());
      case "delete" -> {
        String array = name();
        useArray(array);
        yield new Statement.Delete(array, token.is("[") ? index() : List.of());
      }
      default -> throw new Failure("line " + token.line() + ": syntax error at or near " + word);
    };
  }

  private boolean endsHere() {
    return token.kind() == Kind.NEWLINE
        || token.kind() == Kind.END
        || token.is(";")
        || token.is("}");
  }

  private Statement print(boolean formatted) {
    boolean outer = noGreater;
    noGreater = true;
    List<Expr> args = new ArrayList<>();
    if (!endsHere() && !token.is(">") && !token.is(">>") && !token.is("|")) {
      Expr only = expression();
      if (only instanceof Expr.Group(List<Expr> items)) {
        args.addAll(items);
      } else {
        args.add(only);
        while (accept(",")) {
          newlines();
          args.add(expression());
        }
      }
    }
    String redirect = "";
    Expr target = null;
    for (String way : List.of(">", ">>", "|")) {
      if (accept(way)) {
        redirect = way;
        target = concatenation();
        break;
      }
    }
    noGreater = outer;
    return new Statement.Print(formatted, args, redirect, target);
  }

  // Expressions, from the weakest to the strongest.

  private Expr expression() {
    if (++depth > MAX_DEPTH) {
      throw new Failure("line " + token.line() + ": program too deeply nested");
    }
    Expr condition = or();
    if (accept("?")) {
      newlines();
      Expr yes = expression();
      newlines();
      expect(":");
      newlines();
      condition = new Expr.Conditional(condition, yes, expression());
    }
    depth--;
    return condition;
  }

  private Expr or() {
    Expr left = and();
    while (accept("||")) {
      newlines();
      left = new Expr.Binary("||", left, and());
    }
    return left;
  }

  private Expr and() {
    Expr left = in();
    while (accept("&&")) {
      newlines();
      left = new Expr.Binary("&&", left, in());
    }
    return left;
  }

  private Expr in() {
    Expr left = match();
    while (!noIn && accept("in")) {
      String array = name();
      useArray(array);
      left = new Expr.In(left instanceof Expr.Group(List<Expr> key) ? key : List.of(left), array);
    }
    return left;
  }

  private Expr match() {
    Expr left = comparison();
    while (token.is("~") || token.is("!~")) {
      String operator = take().text();
      left = new Expr.Binary(operator, left, comparison());
    }
    return left;
  }

  private Expr comparison() {
    Expr left = concatenation();
    while (true) {
      if (token.is("|") && !peekGetline()) {
        return left;
      }
      if (accept("|")) {
        left = getline("command", left);
        continue;
      }
      boolean compares =
          List.of("<", "<=", "==", "!=", ">=").contains(token.text())
                  && token.kind() == Kind.OPERATOR
              || token.is(">") && !noGreater;
      if (!compares) {
        return left;
      }
      String operator = take().text();
      left = new Expr.Binary(operator, left, concatenation());
    }
  }

  /// `|` in print's list begins a command unless `getline` follows.
  private boolean peekGetline() {
    return lexer.isNextGetline();
  }

  private Expr getline(String kind, @Nullable Expr source) {
    expect("getline");
    Expr.Place place = place();
    if (source == null && accept("<")) {
      return new Expr.Getline("file", primary(), place);
    }
    return new Expr.Getline(kind, source, place);
  }

  /// The place that getline reads to, if one follows.
  private Expr.@Nullable Place place() {
    boolean begins = token.kind() == Kind.NAME && !token.glued() || token.is("$");
    return begins && primary() instanceof Expr.Place place ? place : null;
  }

  private Expr concatenation() {
    Expr left = sum();
    while (beginsOperand()) {
      left = new Expr.Binary(" ", left, sum());
    }
    return left;
  }

  private boolean beginsOperand() {
    return switch (token.kind()) {
      case NUMBER, STRING, NAME, BUILTIN -> true;
      case OPERATOR -> List.of("$", "!", "(", "++", "--").contains(token.text());
      case KEYWORD, NEWLINE, END -> false;
    };
  }

  private Expr sum() {
    Expr left = product();
    while (token.is("+") || token.is("-")) {
      String operator = take().text();
      left = new Expr.Binary(operator, left, product());
    }
    return left;
  }

  private Expr product() {
    Expr left = unary();
    while (token.is("*") || token.is("/") || token.is("%")) {
      String operator = take().text();
      left = new Expr.Binary(operator, left, unary());
    }
    return left;
  }

  private Expr unary() {
    for (String operator : List.of("!", "-", "+")) {
      if (token.is(operator)) {
        take();
        if (++depth > MAX_DEPTH) {
          throw new Failure("line " + token.line() + ": program too deeply nested");
        }
        Expr operand = unary();
        depth--;
        return new Expr.Unary(operator, operand);
      }
    }
    return power();
  }

  private Expr power() {
    Expr base = postfix();
    if (accept("^")) {
      boolean minus = token.is("-");
      Expr exponent = minus || token.is("+") || token.is("!") ? unary() : power();
      return new Expr.Binary("^", base, exponent);
    }
    return base;
  }

  private Expr postfix() {
    Expr operand = primary();
    if (!(operand instanceof Expr.Place place)) {
      return operand;
    }
    if (token.is("++") || token.is("--")) {
      return new Expr.Step(place, take().text().substring(1), false);
    }
    for (String assignment : ASSIGNMENTS) {
      if (accept(assignment)) {
        newlines();
        String operator = assignment.substring(0, assignment.length() - 1);
        return new Expr.Assign(place, operator, expression());
      }
    }
    return operand;
  }

  private Expr primary() {
    if (token.is("/") || token.is("/=")) {
      String regex = lexer.regex(token.text().substring(1));
      take();
      return new Expr.Regex(regex);
    }
    if (token.is("getline")) {
      return getline("main", null);
    }
    if (accept("(")) {
      return group();
    }
    if (accept("$")) {
      return new Expr.Field(step());
    }
    if (token.is("++") || token.is("--")) {
      return step();
    }
    if (token.is("-") || token.is("+") || token.is("!")) {
      return unary();
    }
    Token taken = token;
    return switch (token.kind()) {
      case NUMBER -> new Expr.Constant(Value.of(Numbers.prefix(take().text())));
      case STRING -> new Expr.Constant(Value.of(take().text()));
      case BUILTIN -> {
        take();
        yield builtin(taken.text());
      }
      case NAME -> {
        take();
        yield named(taken);
      }
      case KEYWORD, OPERATOR, NEWLINE, END -> throw wrong();
    };
  }

  /// What `$` takes, and `++` before a place.
  private Expr step() {
    if (token.is("++") || token.is("--")) {
      String operator = take().text().substring(1);
      if (primary() instanceof Expr.Place place) {
        return new Expr.Step(place, operator, true);
      }
      throw wrong();
    }
    return primary();
  }

  private Expr group() {
    boolean outerIn = noIn;
    boolean outerGreater = noGreater;
    noIn = false;
    noGreater = false;
    newlines();
    List<Expr> items = list();
    noIn = outerIn;
    noGreater = outerGreater;
    expect(")");
    if (items.size() != 1) {
      return new Expr.Group(items);
    }
    // In brackets a place is a value: (x)++ is none.
    return items.getFirst() instanceof Expr.Place place && !token.is("++") && !token.is("--")
        ? new Expr.Unary("(", place)
        : items.getFirst();
  }

  private List<Expr> list() {
    List<Expr> items = new ArrayList<>();
    do {
      newlines();
      items.add(expression());
      newlines();
    } while (accept(","));
    return items;
  }

  private List<Expr> arguments() {
    boolean outerIn = noIn;
    boolean outerGreater = noGreater;
    noIn = false;
    noGreater = false;
    expect("(");
    newlines();
    List<Expr> args = token.is(")") ? List.of() : list();
    noIn = outerIn;
    noGreater = outerGreater;
    expect(")");
    return args;
  }

  private List<Expr> index() {
    boolean outerIn = noIn;
    boolean outerGreater = noGreater;
    noIn = false;
    noGreater = false;
    expect("[");
    List<Expr> key = list();
    noIn = outerIn;
    noGreater = outerGreater;
    expect("]");
    return key;
  }

  private Expr builtin(String name) {
    if (!token.is("(")) {
      if (name.equals("length")) {
        return new Expr.Builtin(name, List.of());
      }
      throw wrong();
    }
    List<Expr> args = arguments();
    if (name.equals("split")
        && args.size() > 1
        && args.get(1) instanceof Expr.Variable(String array)) {
      useArray(array);
    }
    return new Expr.Builtin(name, args);
  }

  private Expr named(Token word) {
    String name = word.text();
    if (word.glued()) {
      List<Expr> args = arguments();
      for (int i = 0; i < args.size(); i++) {
        if (args.get(i) instanceof Expr.Variable(String own)) {
          passes.add(new Ast.Pass(own, name, i));
        }
      }
      return new Expr.Call(name, args);
    }
    if (token.is("[")) {
      useArray(name);
      return new Expr.Element(name, index());
    }
    return new Expr.Variable(name);
  }

  private void useArray(String name) {
    (parameters.contains(name) ? ownArrays : arrays).add(name);
  }
}
