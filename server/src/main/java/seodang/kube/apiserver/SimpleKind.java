package seodang.kube.apiserver;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.engine.Run;

/// A kind whose defaults and first status are all there is to it.
///
/// @see KindDefaults
final class SimpleKind extends Kind {
  /// What `metadata.generation` counts.
  enum Generation {
    NONE,
    /// One, whatever changes.
    FIXED,
    CHANGES,
    /// Labels' changes too.
    CHANGES_AND_LABELS,
    /// A new object has none.
    CHANGES_FROM_ZERO
  }

  private final UnaryOperator<Json.Object> defaults;
  private final Generation generation;
  private final Json.@Nullable Object status;

  /// @param status what a new object has; null to leave out what was sent
  SimpleKind(
      UnaryOperator<Json.Object> defaults, Generation generation, Json.@Nullable Object status) {
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
    return generation != Generation.NONE && generation != Generation.CHANGES_FROM_ZERO;
  }

  @Override
  boolean isNewGeneration(Json.Object before, Json.Object after) {
    boolean changed = !substance(before).equals(substance(after));
    return switch (generation) {
      case NONE, FIXED -> false;
      case CHANGES, CHANGES_FROM_ZERO -> changed;
      case CHANGES_AND_LABELS ->
          changed
              || !before
                  .object("metadata")
                  .object("labels")
                  .equals(after.object("metadata").object("labels"));
    };
  }

  @Override
  Json.Object prepareForCreate(Run run, Json.Object object) {
    return status == null ? super.prepareForCreate(run, object) : object.with("status", status);
  }
}
