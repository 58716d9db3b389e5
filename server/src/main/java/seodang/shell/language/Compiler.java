package seodang.shell.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import seodang.shell.Dialect;
import seodang.shell.language.Ast.Part;
import seodang.shell.language.Ast.Redirect;
import seodang.shell.language.Ast.Word;

/// Turns a parsed line into operations.
final class Compiler {
  private static final Set<String> DECLARATIONS =
      Set.of("export", "readonly", "local", "declare", "typeset", "alias");

  private final List<@Nullable Op> ops = new ArrayList<>();
  private final String text;
  private final WordCompiler words;
  private final Dialect dialect;

  Compiler(String text, Dialect dialect) {
    this.text = text;
    this.dialect = dialect;
    this.words = new WordCompiler(this);
  }

  Op[] compile(Ast.Sequence line) {
    sequence(line, false);
    emit(new Op.End());
    Op[] code = new Op[ops.size()];
    for (int i = 0; i < code.length; i++) {
      Op op = ops.get(i);
      code[i] = op == null ? new Op.End() : op;
    }
    return code;
  }

  int here() {
    return ops.size();
  }

  void emit(Op op) {
    ops.add(op);
  }

  /// Leaves room for an operation that needs a place not yet known.
  int reserve() {
    ops.add(null);
    return ops.size() - 1;
  }

  void fill(int reserved, IntFunction<Op> op) {
    ops.set(reserved, op.apply(here()));
  }

  /// Code that runs in a subshell of its own, jumped over here; answers its entry.
  int aside(Ast body) {
    int jump = reserve();
    int entry = here();
    if (body instanceof Ast.Sequence sequence) {
      sequence(sequence, true);
    } else {
      command(body, true);
    }
    emit(new Op.End());
    fill(jump, Op.Jump::new);
    return entry;
  }

  /// @param tail nothing follows in this subshell
  private void sequence(Ast.Sequence sequence, boolean tail) {
    List<Ast.Item> items = sequence.items();
    for (int i = 0; i < items.size(); i++) {
      Ast.Item item = items.get(i);
      if (item.background()) {
        // A subshell in the background is one process, not one that waits for another.
        Ast body = item.command() instanceof Ast.Subshell s ? s.body() : item.command();
        int entry = aside(body);
        emit(new Op.Background(entry, text.strip()));
      } else {
        command(item.command(), tail && i == items.size() - 1);
      }
    }
  }

  private void command(Ast command, boolean tail) {
    switch (command) {
      case Ast.Sequence s -> sequence(s, tail);
      case Ast.AndOr a -> andOr(a);
      case Ast.Pipeline p -> pipeline(p);
      case Ast.Simple s -> simple(s, tail);
      case Ast.Redirected r -> redirected(r);
      case Ast.Group g -> sequence(g.body(), tail);
      case Ast.Subshell s -> {
        emit(new Op.Subshell(aside(s.body())));
        emit(new Op.Check());
      }
      case Ast.If i -> conditional(i);
      case Ast.For f -> each(f);
      case Ast.ForArithmetic f -> counted(f);
      case Ast.While w -> loop(w);
      case Ast.Case c -> choice(c);
      case Ast.Function f -> function(f);
      case Ast.Arithmetic a -> {
        words.text(a.expression());
        emit(new Op.Evaluate());
        emit(new Op.Check());
      }
      case Ast.Conditional c -> {
        test(c.test());
        emit(new Op.Check());
      }
    }
  }

  private void andOr(Ast.AndOr list) {
    emit(new Op.Quiet(1));
    command(list.first(), false);
    emit(new Op.Quiet(-1));
    for (int i = 0; i < list.rest().size(); i++) {
      Ast.Next next = list.rest().get(i);
      int jump = reserve();
      boolean last = i == list.rest().size() - 1;
      if (!last) {
        emit(new Op.Quiet(1));
      }
      command(next.command(), false);
      if (!last) {
        emit(new Op.Quiet(-1));
      }
      fill(jump, next.and() ? Op.IfFailed::new : Op.IfOk::new);
    }
  }

  private void pipeline(Ast.Pipeline pipeline) {
    if (pipeline.negated()) {
      emit(new Op.Quiet(1));
    }
    if (pipeline.commands().size() == 1) {
      command(pipeline.commands().getFirst(), false);
    } else {
      List<Integer> entries = new ArrayList<>();
      for (Ast command : pipeline.commands()) {
        entries.add(aside(command));
      }
      emit(new Op.Pipeline(entries));
    }
    if (pipeline.negated()) {
      emit(new Op.Quiet(-1));
      emit(new Op.Not());
    } else {
      emit(new Op.Check());
    }
  }

  private void simple(Ast.Simple simple, boolean tail) {
    emit(new Op.Fields());
    String name = simple.words().isEmpty() ? null : simple.words().getFirst().plain();
    boolean declares = name != null && DECLARATIONS.contains(name);
    for (Word word : simple.words()) {
      if (declares && isAssignment(word)) {
        words.assigned(word);
        emit(new Op.EndField());
        continue;
      }
      for (Word expanded : dialect == Dialect.BASH ? Braces.expand(word) : List.of(word)) {
        words.word(expanded);
        emit(new Op.EndWord());
      }
    }
    List<Op.Redirection> redirections = redirections(simple.redirects());
    List<Op.Target> targets = new ArrayList<>();
    for (Ast.Assignment assignment : simple.assignments()) {
      words.assigned(assignment.value());
      emit(new Op.EndText());
      Op.Target target = new Op.Target(assignment.name(), assignment.append());
      if (simple.words().isEmpty() && simple.redirects().isEmpty()) {
        emit(new Op.Assign(target));
      } else {
        targets.add(target);
      }
    }
    emit(new Op.Execute(targets, redirections, simple.line(), tail));
  }

  private static boolean isAssignment(Word word) {
    return !word.parts().isEmpty()
        && word.parts().getFirst() instanceof Part.Literal(String start, boolean quoted)
        && !quoted
        && start.matches("(?s)[A-Za-z_][A-Za-z0-9_]*=.*");
  }

  private List<Op.Redirection> redirections(List<Redirect> redirects) {
    List<Op.Redirection> list = new ArrayList<>();
    for (Redirect redirect : redirects) {
      words.word(redirect.target());
      emit(new Op.EndText());
      list.add(new Op.Redirection(redirect.fd(), redirect.operator()));
    }
    return list;
  }

  private void redirected(Ast.Redirected redirected) {
    List<Op.Redirection> list = redirections(redirected.redirects());
    int redirect = reserve();
    command(redirected.body(), false);
    emit(new Op.Restore());
    fill(redirect, at -> new Op.Redirect(list, 1, at));
  }

  private void conditional(Ast.If conditional) {
    emit(new Op.Quiet(1));
    sequence(conditional.condition(), false);
    emit(new Op.Quiet(-1));
    int otherwise = reserve();
    sequence(conditional.then(), false);
    int end = reserve();
    fill(otherwise, Op.IfFailed::new);
    if (conditional.otherwise() == null) {
      emit(new Op.Status(0));
    } else {
      command(conditional.otherwise(), false);
    }
    fill(end, Op.Jump::new);
  }

  private void each(Ast.For loop) {
    emit(new Op.Fields());
    if (loop.words() == null) {
      words.word(new Word(List.of(new Part.Parameter("@", "", List.of(), true))));
      emit(new Op.EndWord());
    } else {
      for (Word word : loop.words()) {
        for (Word expanded : dialect == Dialect.BASH ? Braces.expand(word) : List.of(word)) {
          words.word(expanded);
          emit(new Op.EndWord());
        }
      }
    }
    emit(new Op.Each());
    emit(new Op.Status(0));
    int enter = reserve();
    int again = here();
    int next = reserve();
    sequence(loop.body(), false);
    emit(new Op.Jump(again));
    fill(next, at -> new Op.Next(loop.name(), at));
    fill(enter, at -> new Op.Loop(at, again));
    emit(new Op.EndLoop());
    emit(new Op.Pop());
  }

  private void counted(Ast.ForArithmetic loop) {
    words.text(loop.init());
    emit(new Op.Evaluate());
    emit(new Op.Status(0));
    int enter = reserve();
    int skip = reserve();
    int again = here();
    words.text(loop.step());
    emit(new Op.Evaluate());
    fill(skip, Op.Jump::new);
    words.text(loop.condition());
    emit(new Op.Evaluate());
    int leave = reserve();
    sequence(loop.body(), false);
    emit(new Op.Jump(again));
    fill(leave, Op.IfFailed::new);
    emit(new Op.Status(0));
    fill(enter, at -> new Op.Loop(at, again));
    emit(new Op.EndLoop());
  }

  private void loop(Ast.While loop) {
    // The status of a loop is that of its last body, kept while the condition runs.
    int enter = reserve();
    int again = here();
    emit(new Op.Quiet(1));
    sequence(loop.condition(), false);
    emit(new Op.Quiet(-1));
    int leave = reserve();
    sequence(loop.body(), false);
    emit(new Op.KeepStatus());
    emit(new Op.Jump(again));
    fill(leave, loop.until() ? Op.IfOk::new : Op.IfFailed::new);
    emit(new Op.LoopStatus());
    fill(enter, at -> new Op.Loop(at, again));
    emit(new Op.EndLoop());
  }

  private void choice(Ast.Case choice) {
    words.word(choice.subject());
    emit(new Op.EndText());
    emit(new Op.Status(0));
    List<Integer> ends = new ArrayList<>();
    int through = -1;
    for (Ast.Choice branch : choice.choices()) {
      List<Integer> hits = new ArrayList<>();
      for (Word pattern : branch.patterns()) {
        words.word(pattern);
        emit(new Op.EndPattern());
        hits.add(reserve());
      }
      int miss = reserve();
      for (int hit : hits) {
        fill(hit, Op.Match::new);
      }
      if (through >= 0) {
        fill(through, Op.Jump::new);
        through = -1;
      }
      sequence(branch.body(), false);
      if (branch.fallThrough()) {
        through = reserve();
      } else {
        ends.add(reserve());
      }
      fill(miss, Op.Jump::new);
    }
    if (through >= 0) {
      fill(through, Op.Jump::new);
    }
    for (int end : ends) {
      fill(end, Op.Jump::new);
    }
    emit(new Op.Pop());
  }

  private void function(Ast.Function function) {
    int define = reserve();
    int entry = here();
    command(function.body(), false);
    emit(new Op.End());
    fill(define, at -> new Op.Define(function.name(), entry, at));
  }

  private void test(Ast.Test test) {
    switch (test) {
      case Ast.Test.Unary(String operator, Word operand) -> {
        words.text(operand);
        emit(new Op.TestUnary(operator));
      }
      case Ast.Test.Binary(Word left, String operator, Word right) -> {
        words.text(left);
        words.word(right);
        boolean pattern = operator.equals("=") || operator.equals("==") || operator.equals("!=");
        emit(pattern ? new Op.EndPattern() : new Op.EndText());
        emit(new Op.TestBinary(operator, 1));
      }
      case Ast.Test.Not(Ast.Test inner) -> {
        test(inner);
        emit(new Op.Not());
      }
      case Ast.Test.Both(Ast.Test left, Ast.Test right) -> {
        test(left);
        int jump = reserve();
        test(right);
        fill(jump, Op.IfFailed::new);
      }
      case Ast.Test.Either(Ast.Test left, Ast.Test right) -> {
        test(left);
        int jump = reserve();
        test(right);
        fill(jump, Op.IfOk::new);
      }
    }
  }
}
