package seodang.shell.language;

import java.util.List;

/// One step of compiled shell code. Words in the making, values and what is to be undone live on
/// the machine's stacks; `at` and `entry` are places in the same code.
sealed interface Op {
  // Words.

  /// Begins a list of fields: a command's words.
  record Fields() implements Op {}

  /// Begins a word.
  record Begin() implements Op {}

  /// Text of a default that is not quoted: it is split as a value is.
  record Default(String text) implements Op {}

  record Literal(String text, boolean quoted) implements Op {}

  /// A tilde and a user's name at the start of a word.
  record Tilde(String user) implements Op {}

  record Parameter(String name, boolean quoted) implements Op {}

  record Length(String name, boolean quoted) implements Op {}

  /// Adds the parameter and goes to `at` when it is set (and, with `colon`, not empty).
  record IfSet(String name, boolean colon, boolean quoted, int at) implements Op {}

  /// Goes to `at` when the parameter is not set (or, with `colon`, empty).
  record IfUnset(String name, boolean colon, int at) implements Op {}

  /// Pops a text, assigns it and adds it.
  record AssignDefault(String name, boolean quoted) implements Op {}

  /// Pops a text: the complaint about a parameter that must be set.
  record Complain(String name, boolean colon, int line) implements Op {}

  /// Pops a pattern.
  record Trim(String name, String operator, boolean quoted) implements Op {}

  /// Pops a pattern and what replaces it.
  record Replace(String name, String operator, boolean quoted) implements Op {}

  /// Pops an offset and, perhaps, a length.
  record Slice(String name, boolean withLength, boolean quoted) implements Op {}

  record ChangeCase(String name, String operator, boolean quoted) implements Op {}

  record BadSubstitution(String text, int line) implements Op {}

  /// Runs the code at `entry` in a subshell and adds what it prints.
  record Substitute(int entry, boolean quoted) implements Op {}

  /// Pops an expression and adds its value.
  record Compute(boolean quoted) implements Op {}

  /// Ends a word: its fields join the list below.
  record EndWord() implements Op {}

  /// Ends a word as one text, neither split nor matched with file names, and pushes it.
  record EndText() implements Op {}

  /// Ends a word as one field of the list below, unsplit: `export x=$y`.
  record EndField() implements Op {}

  /// Ends a word as a pattern in which quoted characters are escaped, and pushes it.
  record EndPattern() implements Op {}

  // Commands.

  /// Runs a simple command from its fields and the texts of its assignments and redirections.
  ///
  /// @param tail nothing follows: a subshell may become the program
  record Execute(List<Target> assignments, List<Redirection> redirections, int line, boolean tail)
      implements Op {}

  record Target(String name, boolean append) {}

  /// Pops a text and assigns it: a command of assignments alone makes them one after another.
  record Assign(Target target) implements Op {}

  record Redirection(int fd, String operator) {}

  /// Redirects until [Restore]; goes to `at` when that fails.
  record Redirect(List<Redirection> redirections, int line, int at) implements Op {}

  record Restore() implements Op {}

  /// Runs the code at `entry` in a subshell and waits for it.
  record Subshell(int entry) implements Op {}

  record Background(int entry, String text) implements Op {}

  /// Runs the pieces of code side by side, joined by pipes, and waits for them.
  record Pipeline(List<Integer> entries) implements Op {}

  record Jump(int at) implements Op {}

  record IfFailed(int at) implements Op {}

  record IfOk(int at) implements Op {}

  record Not() implements Op {}

  record Status(int status) implements Op {}

  /// Begins or ends a stretch in which a failure does not end the shell under `set -e`.
  record Quiet(int change) implements Op {}

  record Check() implements Op {}

  /// Remembers the status in the innermost loop.
  record KeepStatus() implements Op {}

  /// The status that the innermost loop remembers.
  record LoopStatus() implements Op {}

  record Loop(int end, int again) implements Op {}

  record EndLoop() implements Op {}

  /// Pops the fields: what a `for` goes through.
  record Each() implements Op {}

  record Next(String name, int end) implements Op {}

  /// Pops a pattern; goes to `at` when the text below matches.
  record Match(int at) implements Op {}

  record Pop() implements Op {}

  record Define(String name, int entry, int end) implements Op {}

  /// Pops an expression; status 0 when its value is not 0.
  record Evaluate() implements Op {}

  record TestUnary(String operator) implements Op {}

  record TestBinary(String operator, int line) implements Op {}

  /// The end of a line, a subshell or a function's body.
  record End() implements Op {}
}
