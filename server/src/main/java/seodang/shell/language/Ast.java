package seodang.shell.language;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A parsed command.
sealed interface Ast {
  /// Commands one after another, each perhaps in the background.
  record Sequence(List<Item> items) implements Ast {}

  record Item(Ast command, boolean background) {}

  /// `first && second || third …`, from left to right.
  record AndOr(Ast first, List<Next> rest) implements Ast {}

  record Next(boolean and, Ast command) {}

  record Pipeline(List<Ast> commands, boolean negated) implements Ast {}

  record Simple(List<Assignment> assignments, List<Word> words, List<Redirect> redirects, int line)
      implements Ast {}

  record Assignment(String name, boolean append, Word value) {}

  /// A compound command with redirections of its own.
  record Redirected(Ast body, List<Redirect> redirects) implements Ast {}

  record Group(Sequence body) implements Ast {}

  record Subshell(Sequence body) implements Ast {}

  /// @param otherwise null without `else`; an `elif` is an If in it
  record If(Sequence condition, Sequence then, @Nullable Ast otherwise) implements Ast {}

  /// @param words null for the positional parameters
  record For(String name, @Nullable List<Word> words, Sequence body) implements Ast {}

  /// `for ((init; condition; step))`.
  record ForArithmetic(Word init, Word condition, Word step, Sequence body) implements Ast {}

  record While(boolean until, Sequence condition, Sequence body) implements Ast {}

  record Case(Word subject, List<Choice> choices) implements Ast {}

  /// @param fallThrough it ends in `;&`
  record Choice(List<Word> patterns, Sequence body, boolean fallThrough) {}

  record Function(String name, Ast body) implements Ast {}

  /// `(( … ))`.
  record Arithmetic(Word expression) implements Ast {}

  /// `[[ … ]]`.
  record Conditional(Test test) implements Ast {}

  /// What stands within `[[ ]]`.
  sealed interface Test {
    record Unary(String operator, Word operand) implements Test {}

    record Binary(Word left, String operator, Word right) implements Test {}

    record Not(Test inner) implements Test {}

    record Both(Test left, Test right) implements Test {}

    record Either(Test left, Test right) implements Test {}
  }

  /// A redirection.
  ///
  /// @param fd the descriptor, -1 for the operator's own
  /// @param operator `<`, `>`, `>>`, `>|`, `<>`, `<&`, `>&`, `&>`, `&>>`, `<<` (here-document, its
  ///   text in the word), `<<<`
  record Redirect(int fd, String operator, Word target) {}

  /// A word, before expansion.
  record Word(List<Part> parts) {
    static Word literal(String text) {
      return new Word(List.of(new Part.Literal(text, false)));
    }

    /// Its text when it is nothing but unquoted literal text, else null.
    @Nullable String plain() {
      StringBuilder text = new StringBuilder();
      for (Part part : parts) {
        if (!(part instanceof Part.Literal(String piece, boolean quoted)) || quoted) {
          return null;
        }
        text.append(piece);
      }
      return text.toString();
    }
  }

  /// A piece of a word.
  sealed interface Part {
    record Literal(String text, boolean quoted) implements Part {}

    /// `$name` or `${name op word}`.
    ///
    /// @param operator `""`, `length`, `-` `:-` `=` `:=` `?` `:?` `+` `:+`, `%` `%%` `#` `##`, `/`
    ///   `//` `/#` `/%`, `:` (slice), `^` `^^` `,` `,,`, `bad`
    /// @param words its operands
    record Parameter(String name, String operator, List<Word> words, boolean quoted)
        implements Part {}

    record Substitution(Sequence body, boolean quoted) implements Part {}

    record Arithmetic(Word expression, boolean quoted) implements Part {}
  }
}
