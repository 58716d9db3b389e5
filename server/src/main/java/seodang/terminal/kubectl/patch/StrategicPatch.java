package seodang.terminal.kubectl.patch;

import seodang.json.Json;

/// Makes strategic merge patches, as apimachinery's `strategicpatch` does.
public final class StrategicPatch {
  private StrategicPatch() {}

  /// The object with a patch applied.
  public static Json.Object apply(Json.Object target, Json.Object patch, PatchSchema schema) {
    return StrategicApply.apply(target, patch, schema);
  }

  /// What turns `original` into `modified`.
  public static Json.Object twoWay(Json.Object original, Json.Object modified, PatchSchema schema) {
    return new StrategicDiff(true, true).maps(original, modified, schema, false);
  }

  /// What brings `current` to `modified`, and takes away what was in `original` and is not in
  /// `modified`; what others have added to `current` stays.
  public static Json.Object threeWay(
      Json.Object original, Json.Object modified, Json.Object current, PatchSchema schema) {
    Json.Object additions = new StrategicDiff(true, false).maps(current, modified, schema, false);
    Json.Object deletions = new StrategicDiff(false, true).maps(original, modified, schema, false);
    return PatchUnion.of(deletions, additions, schema);
  }
}
