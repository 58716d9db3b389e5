package seodang.kube.apiserver;

import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.User;
import seodang.kube.apiserver.validation.FieldError;
import seodang.kube.engine.Run;
import seodang.kube.schema.ResourceType;

/// What one kind has of its own: defaults, what a writer may not set, validation, table cells.
///
/// The methods here are what a kind without peculiarities does.
class Kind {
  static final Kind PLAIN = new Kind();

  /// Fills what is absent, as `SetDefaults_…` does.
  Json.Object defaults(Json.Object object) {
    return object;
  }

  /// Whether `metadata.generation` counts changes of what is not metadata and status.
  boolean hasGeneration() {
    return false;
  }

  /// Whether an update is one that the generation counts.
  boolean isNewGeneration(Json.Object before, Json.Object after) {
    return hasGeneration() && !substance(before).equals(substance(after));
  }

  /// Why an object that fits its type still cannot be read; null when it can.
  @Nullable String unreadable(Json.Object object) {
    return null;
  }

  /// Whether only the `status` subresource may write `status`.
  boolean hasStatus(ResourceType type) {
    return type.subresources().containsKey("status");
  }

  /// What a new object begins with: usually no status.
  Json.Object prepareForCreate(Run run, Json.Object object) {
    return object.without("status");
  }

  /// The same where it tells who asks.
  Json.Object prepareForCreate(Run run, User user, Json.Object object) {
    return prepareForCreate(run, object);
  }

  /// Carries over what an update may not change.
  Json.Object prepareForUpdate(Run run, Json.Object before, Json.Object after) {
    return after;
  }

  /// Refuses a new object that asks for what another has: an address, a port. Its other faults are
  /// looked at afterwards.
  void refuseTaken(Run run, Json.Object object) {}

  /// What the store adds at creation: addresses drawn from a range.
  ///
  /// @param dryRun when nothing is taken from the range, and so nothing refused
  Json.Object allocate(Run run, Json.Object object, Json.@Nullable Object before, boolean dryRun) {
    return object;
  }

  /// Carries over what a change of the status may not change.
  ///
  /// @param subresource `status`, `approval`
  Json.Object prepareStatus(Run run, String subresource, Json.Object before, Json.Object after) {
    return after;
  }

  /// Appends what is wrong with a change of the status.
  void validateStatus(
      String subresource, Json.Object object, Json.Object before, List<FieldError> errors) {}

  /// The cells of a table row, in the order of the columns; null for name and age alone.
  @Nullable List<Object> cells(Run run, Json.Object object) {
    return null;
  }

  /// Spec and everything else that counts for the generation.
  static Json.Object substance(Json.Object object) {
    return object.without("metadata").without("status");
  }

  /// Seconds a deletion waits; negative for at once.
  long gracePeriod(Json.Object object, long asked) {
    return -1;
  }

  static String age(Run run, Json.Object object) {
    java.time.Instant created = Meta.instant(object.at("metadata", "creationTimestamp"));
    return created == null ? "<unknown>" : HumanDuration.since(created, run.now());
  }
}
