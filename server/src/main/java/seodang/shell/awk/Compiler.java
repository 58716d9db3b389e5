// Longer than most: one case per kind of statement and expression.
package seodang.shell.awk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.shell.awk.Ast.Expr;
import seodang.shell.awk.Ast.Statement;
import seodang.shell.awk.Code.Op;
import seodang.shell.awk.Code.Step;

/// A program's tree to steps.
final class Compiler {
  private static final Set<String> OWN_ARRAYS = Set.of("ENVIRON", "ARGV");

  /// Where `break` and `continue` of a loop go: steps to be told once the places are known.
  private record Loop(List<Integer> breaks, List<Integer> continues) {}

  private final Ast ast;
  private final List<Step> steps = new ArrayList<>();
  private final Map<String, Code.Function> functions = new HashMap<>();
  private final Deque<Loop> loops = new ArrayDeque<>();
  private Ast.@Nullable Function function;
  private int ranges;

  private Compiler(Ast ast) {
    this.ast = ast;
  }

  static Code compile(Ast ast) {
    return new Compiler(ast).program();
  }

  // Steps.

  private int emit(Op op, int number, String text) {
    steps.add(new Step(op, number, text, Value.UNSET));
    return steps.size() - 1;
  }

  private int emit(Op op) {
    return emit(op, 0, "");
  }

  private void push(Value value) {
    steps.add(new Step(Op.PUSH, 0, "", value));
  }

  private int here() {
    return steps.size();
  }

  /// Tells a jump where to go: here.
  private void land(int jump) {
    land(jump, here());
  }

  private void land(int jump, int place) {
    Step step = steps.get(jump);
    steps.set(jump, new Step(step.op(), place, step.text(), step.value()));
  }

  // Names.

  private void inferArrays() {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Ast.Function each : ast.functions().values()) {
        for (Ast.Pass pass : each.passes()) {
          if (each.parameters().contains(pass.own()) && isArray(pass)) {
            changed |= each.arrays().add(pass.own());
          }
        }
      }
    }
  }

  private boolean isArray(Ast.Pass pass) {
    Ast.Function called = ast.functions().get(pass.function());
    return called != null
        && pass.position() < called.parameters().size()
        && called.arrays().contains(called.parameters().get(pass.position()));
  }

  private int local(String name) {
    return function == null ? -1 : function.parameters().indexOf(name);
  }

  private boolean isArray(String name) {
    if (function != null && local(name) >= 0) {
      return function.arrays().contains(name);
    }
    return ast.arrays().contains(name) || OWN_ARRAYS.contains(name);
  }

  private void array(Op op, String name) {
    emit(op, local(name), name);
  }

  // Program.

  private Code program() {
    inferArrays();
    rules("BEGIN");
    boolean reads = ast.rules().stream().anyMatch(rule -> !rule.when().equals("BEGIN"));
    int main = here();
    int read = reads ? emit(Op.READ_RECORD) : emit(Op.JUMP);
    rules("");
    if (reads) {
      emit(Op.JUMP, main, "");
    }
    land(read);
    int end = emit(Op.BEGIN_END);
    rules("END");
    int finish = emit(Op.FINISH);
    for (Ast.Function each : ast.functions().values()) {
      function = each;
      functions.put(each.name(), new Code.Function(here(), each.parameters().size()));
      statement(each.body());
      push(Value.UNSET);
      emit(Op.RETURN);
    }
    for (Step step : steps) {
      if (step.op() == Op.CALL && !functions.containsKey(step.text())) {
        throw new Failure("function " + step.text() + " never defined");
      }
    }
    return new Code(steps, functions, main, end, finish);
  }

  private void rules(String when) {
    for (Ast.Rule rule : ast.rules()) {
      if (!rule.when().equals(when)) {
        continue;
      }
      List<Integer> skips = new ArrayList<>();
      if (rule.pattern() != null && rule.to() != null) {
        int range = ranges++;
        int inside = emit(Op.RANGE, 0, Integer.toString(range));
        expr(rule.pattern());
        skips.add(emit(Op.JUMP_FALSE));
        emit(Op.RANGE_SET, range, "on");
        land(inside);
        expr(rule.to());
        int goesOn = emit(Op.JUMP_FALSE);
        emit(Op.RANGE_SET, range, "");
        land(goesOn);
      } else if (rule.pattern() != null) {
        expr(rule.pattern());
        skips.add(emit(Op.JUMP_FALSE));
      }
      if (rule.body() == null) {
        emit(Op.PRINT, 0, "");
      } else {
        statement(rule.body());
      }
      skips.forEach(this::land);
    }
  }

  // Statements.

  private void statement(Statement statement) {
    switch (statement) {
      case Statement.Block(List<Statement> all) -> all.forEach(this::statement);
      case Statement.Run(Expr expr) -> {
        expr(expr);
        emit(Op.POP);
      }
      case Statement.Print print -> print(print);
      case Statement.If(Expr condition, Statement yes, Statement no) -> {
        expr(condition);
        int skip = emit(Op.JUMP_FALSE);
        statement(yes);
        if (no != null) {
          int end = emit(Op.JUMP);
          land(skip);
          statement(no);
          land(end);
        } else {
          land(skip);
        }
      }
      case Statement.While(Expr condition, Statement body) ->
          loop(null, condition, null, body, false);
      case Statement.Do(Statement body, Expr condition) -> loop(null, condition, null, body, true);
      case Statement.For(Statement first, Expr condition, Statement step, Statement body) ->
          loop(first, condition, step, body, false);
      case Statement.ForIn each -> forIn(each);
      case Statement.Delete(String array, List<Expr> index) -> {
        if (index.isEmpty()) {
          array(Op.CLEAR, array);
        } else {
          key(index);
          array(Op.DELETE_ELEMENT, array);
        }
      }
      case Statement.Leave(String how) -> leave(how);
      case Statement.Exit(Expr code) -> {
        if (code != null) {
          expr(code);
        }
        emit(Op.EXIT, code == null ? 0 : 1, "");
      }
      case Statement.Return(Expr value) -> {
        if (function == null) {
          throw new Failure("return outside function body");
        }
        if (value == null) {
          push(Value.UNSET);
        } else {
          expr(value);
        }
        emit(Op.RETURN);
      }
    }
  }

  private void leave(String how) {
    Loop loop = loops.peek();
    switch (how) {
      case "break", "continue" -> {
        if (loop == null) {
          throw new Failure(how + " statement outside of loop");
        }
        (how.equals("break") ? loop.breaks() : loop.continues()).add(emit(Op.JUMP));
      }
      default -> emit(Op.NEXT, how.equals("next") ? 0 : 1, "");
    }
  }

  private void loop(
      @Nullable Statement first,
      @Nullable Expr condition,
      @Nullable Statement step,
      Statement body,
      boolean bodyFirst) {
    Loop loop = new Loop(new ArrayList<>(), new ArrayList<>());
    if (first != null) {
      statement(first);
    }
    int top = here();
    int out = -1;
    if (!bodyFirst && condition != null) {
      expr(condition);
      out = emit(Op.JUMP_FALSE);
    }
    loops.push(loop);
    statement(body);
    loops.pop();
    loop.continues().forEach(this::land);
    if (step != null) {
      statement(step);
    }
    if (bodyFirst && condition != null) {
      expr(condition);
      emit(Op.JUMP_TRUE, top, "");
    } else {
      emit(Op.JUMP, top, "");
    }
    if (out >= 0) {
      land(out);
    }
    loop.breaks().forEach(this::land);
  }

  private void forIn(Statement.ForIn each) {
    Loop loop = new Loop(new ArrayList<>(), new ArrayList<>());
    array(Op.KEYS, each.array());
    int top = emit(Op.NEXT_KEY);
    emit(Op.SET, local(each.variable()), each.variable());
    emit(Op.POP);
    loops.push(loop);
    statement(each.body());
    loops.pop();
    loop.continues().forEach(jump -> land(jump, top));
    emit(Op.JUMP, top, "");
    loop.breaks().forEach(this::land);
    land(top);
    emit(Op.DROP_KEYS);
  }

  private void print(Statement.Print print) {
    if (print.formatted() && print.args().isEmpty()) {
      throw new Failure("no arguments in call to printf");
    }
    print.args().forEach(this::expr);
    if (print.target() != null) {
      expr(print.target());
    }
    String kind = (print.formatted() ? "f" : "") + print.redirect();
    emit(Op.PRINT, print.args().size(), kind);
  }

  // Expressions.

  private void expr(Expr expr) {
    switch (expr) {
      case Expr.Constant(Value value) -> push(value);
      case Expr.Regex(String text) -> {
        push(Value.of(0));
        emit(Op.GET_FIELD);
        push(Value.of(text));
        emit(Op.MATCH, 1, "");
      }
      case Expr.Place place -> {
        if (place instanceof Expr.Variable(String name) && isArray(name)) {
          throw new Failure("type error in arg: " + name + " is an array");
        }
        address(place);
        load(place);
      }
      case Expr.Assign(Expr.Place place, String operator, Expr value) -> {
        address(place);
        if (operator.isEmpty()) {
          expr(value);
        } else {
          keep(place);
          expr(value);
          emit(Op.BINARY, 0, operator);
        }
        store(place);
      }
      case Expr.Step(Expr.Place place, String operator, boolean before) -> {
        address(place);
        keep(place);
        push(Value.of(1));
        emit(Op.BINARY, 0, operator);
        store(place);
        if (!before) {
          push(Value.of(1));
          emit(Op.BINARY, 0, operator.equals("+") ? "-" : "+");
        }
      }
      case Expr.Unary(String operator, Expr operand) -> {
        expr(operand);
        if (!operator.equals("(")) {
          emit(Op.UNARY, 0, operator);
        }
      }
      case Expr.Binary binary -> binary(binary);
      case Expr.Conditional(Expr condition, Expr yes, Expr no) -> {
        expr(condition);
        int skip = emit(Op.JUMP_FALSE);
        expr(yes);
        int end = emit(Op.JUMP);
        land(skip);
        expr(no);
        land(end);
      }
      case Expr.In(List<Expr> index, String array) -> {
        key(index);
        array(Op.HAS_ELEMENT, array);
      }
      case Expr.Group _ -> throw new Failure("syntax error at or near ,");
      case Expr.Call(String name, List<Expr> args) -> call(name, args);
      case Expr.Builtin(String name, List<Expr> args) -> builtin(name, args);
      case Expr.Getline(String kind, Expr source, Expr.Place place) -> {
        Expr.Place to = place == null ? new Expr.Field(new Expr.Constant(Value.of(0))) : place;
        address(to);
        if (source != null) {
          expr(source);
        }
        emit(Op.GETLINE, 0, kind);
        storeFound(to);
      }
    }
  }

  private void key(List<Expr> index) {
    index.forEach(this::expr);
    emit(Op.KEY, index.size(), "");
  }

  /// What must be worked out once to read and write a place.
  private void address(Expr.Place place) {
    switch (place) {
      case Expr.Variable _ -> {}
      case Expr.Field(Expr number) -> expr(number);
      case Expr.Element(String _, List<Expr> index) -> key(index);
    }
  }

  private void load(Expr.Place place) {
    switch (place) {
      case Expr.Variable(String name) -> emit(Op.GET, local(name), name);
      case Expr.Field _ -> emit(Op.GET_FIELD);
      case Expr.Element(String array, List<Expr> _) -> array(Op.GET_ELEMENT, array);
    }
  }

  /// Reads a place whose address is needed again.
  private void keep(Expr.Place place) {
    if (!(place instanceof Expr.Variable)) {
      emit(Op.DUPLICATE);
    }
    load(place);
  }

  private void store(Expr.Place place) {
    switch (place) {
      case Expr.Variable(String name) -> {
        if (isArray(name)) {
          throw new Failure("illegal reference to array " + name);
        }
        emit(Op.SET, local(name), name);
      }
      case Expr.Field _ -> emit(Op.SET_FIELD);
      case Expr.Element(String array, List<Expr> _) -> array(Op.SET_ELEMENT, array);
    }
  }

  /// Stores what a substitution or getline found, if it did, and leaves its count.
  private void storeFound(Expr.Place place) {
    int nothing = emit(Op.JUMP_UNLESS_FOUND);
    emit(Op.PUSH_FOUND);
    store(place);
    emit(Op.POP);
    int end = emit(Op.JUMP);
    land(nothing);
    if (!(place instanceof Expr.Variable)) {
      emit(Op.POP);
    }
    land(end);
    emit(Op.PUSH_COUNT);
  }

  private void binary(Expr.Binary binary) {
    String operator = binary.operator();
    switch (operator) {
      case "&&", "||" -> {
        expr(binary.left());
        int known = emit(operator.equals("&&") ? Op.JUMP_FALSE : Op.JUMP_TRUE);
        expr(binary.right());
        emit(Op.UNARY, 0, "truth");
        int end = emit(Op.JUMP);
        land(known);
        push(Value.of(operator.equals("||")));
        land(end);
      }
      case "~", "!~" -> {
        expr(binary.left());
        regex(binary.right());
        emit(Op.MATCH, operator.equals("~") ? 1 : 0, "");
      }
      case " " -> {
        expr(binary.left());
        expr(binary.right());
        emit(Op.CONCAT);
      }
      default -> {
        expr(binary.left());
        expr(binary.right());
        emit(Op.BINARY, 0, operator);
      }
    }
  }

  /// An expression where a regular expression is wanted.
  private void regex(Expr expr) {
    if (expr instanceof Expr.Regex(String text)) {
      push(Value.of(text));
    } else {
      expr(expr);
    }
  }

  private void call(String name, List<Expr> args) {
    Ast.Function called = ast.functions().get(name);
    if (called == null) {
      throw new Failure("function " + name + " never defined");
    }
    if (args.size() > called.parameters().size()) {
      throw new Failure("too many arguments in call to " + name);
    }
    int fresh = 0;
    for (int i = 0; i < called.parameters().size(); i++) {
      boolean array = called.arrays().contains(called.parameters().get(i));
      Expr arg = i < args.size() ? args.get(i) : null;
      if (arg == null) {
        if (array) {
          emit(Op.FRESH_ARRAY);
          fresh++;
        } else {
          push(Value.UNSET);
        }
      } else if (!array && !(arg instanceof Expr.Variable(String own) && isArray(own))) {
        expr(arg);
      } else if (arg instanceof Expr.Variable(String own)) {
        array(Op.PUSH_ARRAY, own);
      } else {
        throw new Failure("type error in arg(" + (i + 1) + ") in call to " + name);
      }
    }
    emit(Op.CALL, fresh, name);
  }

  private void builtin(String name, List<Expr> args) {
    int count = args.size();
    int least = Builtins.least(name);
    if (count < least || count > Builtins.most(name)) {
      throw new Failure(
          (count < least ? "not enough" : "too many") + " arguments in call to " + name);
    }
    switch (name) {
      case "length" -> {
        if (count == 1 && args.getFirst() instanceof Expr.Variable(String own) && isArray(own)) {
          array(Op.LENGTH, own);
          return;
        }
        expr(count == 1 ? args.getFirst() : new Expr.Field(new Expr.Constant(Value.of(0))));
        emit(Op.BUILTIN, 1, name);
      }
      case "split" -> {
        expr(args.getFirst());
        if (!(args.get(1) instanceof Expr.Variable(String array))) {
          throw new Failure("type error in arg(2) in call to split");
        }
        boolean isRegex = count == 3 && args.get(2) instanceof Expr.Regex;
        if (count == 3) {
          regex(args.get(2));
        } else {
          emit(Op.GET, -1, "FS");
        }
        push(Value.of(isRegex));
        array(Op.SPLIT, array);
      }
      case "sub", "gsub" -> {
        Expr target = count == 3 ? args.get(2) : new Expr.Field(new Expr.Constant(Value.of(0)));
        Expr.Place place = target instanceof Expr.Place p ? p : new Expr.Variable(" lost");
        address(place);
        if (target instanceof Expr.Place) {
          keep(place);
        } else {
          expr(target);
        }
        regex(args.get(0));
        expr(args.get(1));
        emit(Op.SUBSTITUTE, name.equals("gsub") ? 1 : 0, "");
        storeFound(place);
      }
      case "match" -> {
        expr(args.get(0));
        regex(args.get(1));
        emit(Op.BUILTIN, count, name);
      }
      case "system", "close" -> {
        expr(args.getFirst());
        emit(name.equals("close") ? Op.CLOSE : Op.SYSTEM);
      }
      default -> {
        args.forEach(this::expr);
        emit(Op.BUILTIN, count, name);
      }
    }
  }
}
