package seodang.json;

/// JSON Merge Patch (RFC 7386).
public final class MergePatch {
  private MergePatch() {}

  public static Json.Object apply(Json.Object target, Json.Object patch) {
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
