package seodang.terminal.kubectl;

import java.util.Objects;
import seodang.json.Json;

/// What a typed struct prints though nobody set it is not sent.
final class Unset {
  private Unset() {}

  /// Without null members, at any depth.
  static Json.Object without(Json.Object object) {
    Json.Object result = object;
    for (String key : object.keys()) {
      Json value = Objects.requireNonNull(object.get(key));
      result =
          switch (value) {
            case Json.Null n -> result.without(key);
            case Json.Object o -> result.with(key, without(o));
            case Json.Array a ->
                result.with(key, a.map(i -> i instanceof Json.Object o ? without(o) : i));
            default -> result;
          };
    }
    return result;
  }
}
