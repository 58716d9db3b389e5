package seodang.json;

/// JSON Merge Patch (RFC 7386).
public final class MergePatch {
  private MergePatch() {}

  private static final int MANY = 64;

  public static Json.Object apply(Json.Object target, Json.Object patch) {
    return patch.size() > MANY ? rebuilt(target, patch) : changed(target, patch);
  }

  /// All members anew, which costs less than changing many one by one.
  private static Json.Object rebuilt(Json.Object target, Json.Object patch) {
    ObjectBuilder result = new ObjectBuilder();
    target.forEach((key, value) -> {
      if (!patch.has(key)) {
        result.put(key, value);
      }
    });
    patch.forEach((key, value) -> {
      switch (value) {
        case Json.Null _ -> {}
        case Json.Object o -> result.put(key, apply(target.object(key), o));
        default -> result.put(key, value);
      }
    });
    return result.build();
  }

  private static Json.Object changed(Json.Object target, Json.Object patch) {
    Json.Object[] result = {target};
    patch.forEach((key, value) -> {
      switch (value) {
        case Json.Null n -> result[0] = result[0].without(key);
        case Json.Object o -> result[0] = result[0].with(key, apply(result[0].object(key), o));
        default -> result[0] = result[0].with(key, value);
      }
    });
    return result[0];
  }
}
