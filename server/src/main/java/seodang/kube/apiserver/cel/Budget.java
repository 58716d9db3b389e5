package seodang.kube.apiserver.cel;

import dev.cel.common.ast.CelExpr;
import dev.cel.runtime.CelEvaluationListener;

/// What may still be spent: each evaluated part of an expression costs 1, each text a tenth of its
/// length besides. One expression may cost a million, all that belong together ten million.
public final class Budget implements CelEvaluationListener {
  private static final long ALL = 10_000_000;
  private static final long EACH = 1_000_000;

  private long left = ALL;
  private long call = EACH;

  /// Thrown through the evaluator when nothing is left.
  static final class Exceeded extends RuntimeException {
    private static final long serialVersionUID = 1;

    Exceeded() {
      super("operation cancelled: actual cost limit exceeded", null, false, false);
    }
  }

  void begin() {
    call = Math.min(EACH, left);
  }

  /// Whether nothing more may be evaluated.
  public boolean isSpent() {
    return left <= 0;
  }

  @Override
  public void callback(CelExpr expression, Object result) {
    long cost = result instanceof CharSequence text ? 1 + text.length() / 10 : 1;
    left -= cost;
    call -= cost;
    if (call < 0) {
      throw new Exceeded();
    }
  }
}
