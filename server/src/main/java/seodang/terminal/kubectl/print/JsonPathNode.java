package seodang.terminal.kubectl.print;

import java.util.List;
import seodang.json.Json;

/// A part of a JSONPath template, as client-go's `jsonpath` package names them.
sealed interface JsonPathNode {
  /// One action `{...}`: parts applied one after another.
  record Action(List<JsonPathNode> parts) implements JsonPathNode {}

  /// A constant: text outside of actions, a quoted string, a number, a truth value.
  record Constant(Json value) implements JsonPathNode {}

  record Field(String name) implements JsonPathNode {}

  record Wildcard() implements JsonPathNode {}

  record Recursive() implements JsonPathNode {}

  /// `[start:end:step]`; null where nothing was given.
  ///
  /// @param single a lone index, whose end follows from its start
  record Slice(
      @org.jspecify.annotations.Nullable Integer start,
      @org.jspecify.annotations.Nullable Integer end,
      @org.jspecify.annotations.Nullable Integer step,
      boolean single)
      implements JsonPathNode {}

  record Union(List<Action> branches) implements JsonPathNode {}

  /// `[?(left operator right)]`; the operator is `exists` when there is a left side alone.
  record Filter(Action left, String operator, Action right) implements JsonPathNode {}

  /// A bare word: `range`, `end`.
  record Word(String name) implements JsonPathNode {}
}
