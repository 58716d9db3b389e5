package seodang.kube.apiserver;

import seodang.json.Json;

/// Values as Go's `%v` writes them: `map[a:1 b:[x y]]`.
final class GoText {
  private GoText() {}

  static String of(Json value) {
    return switch (value) {
      case Json.Text t -> t.value();
      case Json.Null _ -> "<nil>";
      case Json.Object o -> {
        StringBuilder text = new StringBuilder("map[");
        o.forEach((key, member) ->
            text.append(text.length() == 4 ? "" : " ").append(key).append(':').append(of(member)));
        yield text.append(']').toString();
      }
      case Json.Array a -> {
        StringBuilder text = new StringBuilder("[");
        a.forEach(item -> text.append(text.length() == 1 ? "" : " ").append(of(item)));
        yield text.append(']').toString();
      }
      case Json.Number _, Json.Bool _ -> value.toString();
    };
  }
}
