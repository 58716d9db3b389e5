package seodang.json;

/// JSON Merge Patch (RFC 7386).
public final class MergePatch {
  private static final int MANY = 64;

  private MergePatch() {}

  /// What makes one object of another.
  public static Json.Object between(Json.Object from, Json.Object to) {
    ObjectBuilder patch = new ObjectBuilder();
    from.forEach((key, value) -> {
      if (!to.has(key)) {
        patch.put(key, Json.Null.NULL);
      }
    });
    to.forEach((key, value) -> {
      Json before = from.get(key);
      if (before instanceof Json.Object a && value instanceof Json.Object b) {
        if (!a.equals(b)) {
          patch.put(key, between(a, b));
        }
      } else if (!value.equals(before)) {
        patch.put(key, value);
      }
    });
    return patch.build();
  }

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
