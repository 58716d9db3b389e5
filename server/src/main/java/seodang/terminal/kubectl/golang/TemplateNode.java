package seodang.terminal.kubectl.golang;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The tree of a Go template.
sealed interface TemplateNode {
  record Text(String text) implements TemplateNode {}

  /// `{{pipeline}}`; prints its value unless it sets variables.
  record Action(Pipeline pipeline) implements TemplateNode {}

  /// `{{if}}`, `{{with}}` or `{{range}}`.
  record Block(
      String keyword,
      Pipeline pipeline,
      List<TemplateNode> body,
      @Nullable List<TemplateNode> otherwise)
      implements TemplateNode {}

  /// `{{template "name" pipeline}}`.
  record Call(String name, @Nullable Pipeline pipeline) implements TemplateNode {}

  /// `{{break}}` or `{{continue}}`.
  record Jump(String keyword) implements TemplateNode {}

  /// @param variables set by it, without `$`: at most two
  /// @param declares `:=` and not `=`
  record Pipeline(
      List<String> variables, boolean declares, List<Command> commands, String source) {}

  /// @param at its place
  /// @param source as written
  record Command(List<Operand> operands, String at, String source) {}

  sealed interface Operand {
    /// A string, number, truth value or `nil` (null).
    record Constant(@Nullable Object value) implements Operand {}

    record Dot() implements Operand {}

    /// `.a.b`.
    ///
    /// @param at its place, as Go tells it: of the second name, where there is one
    record Field(List<String> path, String at) implements Operand {}

    /// `$x.a.b`.
    record Variable(String name, List<String> path, String at) implements Operand {}

    record Function(String name) implements Operand {}

    /// `(pipeline).a.b`.
    record Nested(Pipeline pipeline, List<String> path, String at) implements Operand {}
  }
}
