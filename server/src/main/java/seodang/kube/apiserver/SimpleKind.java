package seodang.kube.apiserver;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.engine.Run;

/// A kind whose defaults and first status are all there is to it.
///
/// @see KindDefaults
final class SimpleKind extends Kind {
  private final UnaryOperator<Json.Object> defaults;
  private final boolean generation;
  private final Json.@Nullable Object status;

  /// @param status what a new object has; null to leave out what was sent
  SimpleKind(
      UnaryOperator<Json.Object> defaults, boolean generation, Json.@Nullable Object status) {
    this.defaults = defaults;
    this.generation = generation;
    this.status = status;
  }

  @Override
  Json.Object defaults(Json.Object object) {
    return defaults.apply(object);
  }

  @Override
  boolean hasGeneration() {
    return generation;
  }

  @Override
  Json.Object prepareForCreate(Run run, Json.Object object) {
    return status == null ? super.prepareForCreate(run, object) : object.with("status", status);
  }
}
