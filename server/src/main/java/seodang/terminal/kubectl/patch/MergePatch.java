package seodang.terminal.kubectl.patch;

import java.util.Objects;
import seodang.json.Json;

/// JSON merge patches (RFC 7386): made, and applied.
public final class MergePatch {
  private MergePatch() {}

  /// What turns `original` into `modified`.
  public static Json.Object twoWay(Json.Object original, Json.Object modified) {
    return diff(original, modified, true, true);
  }

  /// As a three-way strategic patch, but with lists replaced as a whole.
  public static Json.Object threeWay(
      Json.Object original, Json.Object modified, Json.Object current) {
    Json.Object additions = diff(current, modified, true, false);
    Json.Object deletions = diff(original, modified, false, true);
    return union(deletions, additions);
  }

  private static Json.Object diff(
      Json.Object original, Json.Object modified, boolean additions, boolean deletions) {
    Json.Object patch = Json.object();
    for (String key : modified.keys()) {
      Json after = Objects.requireNonNull(modified.get(key));
      Json before = original.get(key);
      if (before instanceof Json.Object a && after instanceof Json.Object b) {
        Json.Object inner = diff(a, b, additions, deletions);
        patch = inner.isEmpty() ? patch : patch.with(key, inner);
      } else if (additions && !after.equals(before)) {
        patch = patch.with(key, after);
      }
    }
    if (deletions) {
      for (String key : original.keys()) {
        patch = modified.has(key) ? patch : patch.with(key, Json.Null.NULL);
      }
    }
    return patch;
  }

  private static Json.Object union(Json.Object first, Json.Object second) {
    Json.Object result = first;
    for (String key : second.keys()) {
      Json more = Objects.requireNonNull(second.get(key));
      result =
          result.with(
              key,
              result.get(key) instanceof Json.Object a && more instanceof Json.Object b
                  ? union(a, b)
                  : more);
    }
    return result;
  }

  /// The object with a merge patch applied.
  public static Json.Object apply(Json.Object target, Json.Object patch) {
    Json.Object result = target;
    for (String key : patch.keys()) {
      Json value = Objects.requireNonNull(patch.get(key));
      result =
          switch (value) {
            case Json.Null n -> result.without(key);
            case Json.Object o -> result.with(key, apply(result.object(key), o));
            default -> result.with(key, value);
          };
    }
    return result;
  }
}
