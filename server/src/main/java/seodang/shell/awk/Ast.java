package seodang.shell.awk;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A program as it was read.
///
/// @param arrays names used as arrays outside functions
record Ast(List<Rule> rules, Map<String, Function> functions, Set<String> arrays) {
  /// @param when `BEGIN`, `END` or `""`
  /// @param to the end of a range
  /// @param body null: print the record
  record Rule(String when, @Nullable Expr pattern, @Nullable Expr to, @Nullable Statement body) {}

  /// @param arrays those of its parameters that are arrays
  /// @param passes parameters handed on, each as (own name, function, position)
  record Function(
      String name,
      List<String> parameters,
      Statement body,
      Set<String> arrays,
      List<Pass> passes) {}

  record Pass(String own, String function, int position) {}

  sealed interface Statement {
    record Block(List<Statement> statements) implements Statement {}

    record Run(Expr expr) implements Statement {}

    /// @param redirect `""`, `>`, `>>` or `|`
    record Print(boolean formatted, List<Expr> args, String redirect, @Nullable Expr target)
        implements Statement {}

    record If(Expr condition, Statement yes, @Nullable Statement no) implements Statement {}

    record While(Expr condition, Statement body) implements Statement {}

    record Do(Statement body, Expr condition) implements Statement {}

    record For(
        @Nullable Statement first,
        @Nullable Expr condition,
        @Nullable Statement step,
        Statement body)
        implements Statement {}

    record ForIn(String variable, String array, Statement body) implements Statement {}

    /// @param index empty: the whole array
    record Delete(String array, List<Expr> index) implements Statement {}

    /// `next`, `nextfile`, `break`, `continue`.
    record Leave(String how) implements Statement {}

    record Exit(@Nullable Expr code) implements Statement {}

    record Return(@Nullable Expr value) implements Statement {}
  }

  sealed interface Expr {
    record Constant(Value value) implements Expr {}

    record Regex(String text) implements Expr {}

    /// What can be assigned to.
    sealed interface Place extends Expr {}

    record Variable(String name) implements Place {}

    record Field(Expr number) implements Place {}

    record Element(String array, List<Expr> index) implements Place {}

    /// @param operator `""` for a plain `=`
    record Assign(Place place, String operator, Expr value) implements Expr {}

    record Step(Place place, String operator, boolean before) implements Expr {}

    record Unary(String operator, Expr operand) implements Expr {}

    record Binary(String operator, Expr left, Expr right) implements Expr {}

    record Conditional(Expr condition, Expr yes, Expr no) implements Expr {}

    record In(List<Expr> index, String array) implements Expr {}

    /// `(a, b)`: of `print`, or before `in`.
    record Group(List<Expr> items) implements Expr {}

    record Call(String name, List<Expr> args) implements Expr {}

    record Builtin(String name, List<Expr> args) implements Expr {}

    /// @param kind `main`, `file` or `command`
    record Getline(String kind, @Nullable Expr source, @Nullable Place place) implements Expr {}
  }
}
