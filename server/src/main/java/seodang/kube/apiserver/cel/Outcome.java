package seodang.kube.apiserver.cel;

/// What came of evaluating an expression.
public sealed interface Outcome {
  record Value(Object value) implements Outcome {}

  /// @param message as cel-go words it: `no such key: replicas`
  record Failed(String message) implements Outcome {}

  /// The budget of all expressions together is spent.
  record OverBudget() implements Outcome {
    public static final String MESSAGE =
        "validation failed due to running out of cost budget, no further validation rules will be"
            + " run";
  }

  default boolean isTrue() {
    return this instanceof Value v && Boolean.TRUE.equals(v.value());
  }
}
