package seodang.course;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.json.JsonException;
import seodang.json.Yaml;

/// Members of a YAML block in a content file, read strictly: what is missing, wrong or unknown is a
/// [ContentException].
record Fields(String file, int line, String where, Json.Object json) {

  /// @param line of the block's first line in the file
  static Json parse(String file, int line, String yaml) {
    try {
      return Yaml.parse(yaml);
    } catch (JsonException e) {
      throw new ContentException(
          file, line + Math.max(0, e.line() - 1), "YAML을 읽을 수 없습니다: " + e.getMessage());
    }
  }

  static Fields of(String file, int line, String where, Json json) {
    if (json instanceof Json.Object o) {
      return new Fields(file, line, where, o);
    }
    throw new ContentException(file, line, where + "에는 이름과 값의 쌍이 와야 합니다.");
  }

  ContentException mistake(String what) {
    return new ContentException(file, line, where + ": " + what);
  }

  Fields only(String... known) {
    for (String key : json.keys()) {
      if (!Set.of(known).contains(key)) {
        throw mistake("'" + key + "'라는 항목은 없습니다. 쓸 수 있는 항목: " + String.join(", ", known));
      }
    }
    return this;
  }

  String text(String key) {
    return switch (json.get(key)) {
      case Json.Text t when !t.value().isBlank() -> t.value().strip();
      case Json.Number n -> n.toString();
      case null, default -> throw mistake("'" + key + "' 항목에 글이 있어야 합니다.");
    };
  }

  String text(String key, String otherwise) {
    return json.has(key) ? text(key) : otherwise;
  }

  int number(String key) {
    if (json.get(key) instanceof Json.Number n && n.isWhole()) {
      return (int) n.longValue();
    }
    throw mistake("'" + key + "' 항목에 수가 있어야 합니다.");
  }

  List<String> texts(String key) {
    @Nullable Json value = json.get(key);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof Json.Array a) || a.texts().size() != a.size()) {
      throw mistake("'" + key + "' 항목은 글의 목록이어야 합니다.");
    }
    return a.texts();
  }

  List<Fields> list(String key) {
    @Nullable Json value = json.get(key);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof Json.Array a)) {
      throw mistake("'" + key + "' 항목은 목록이어야 합니다.");
    }
    List<Fields> found = new ArrayList<>();
    for (int i = 0; i < a.size(); i++) {
      found.add(of(file, line, where + " › " + key + "[" + (i + 1) + "]", a.get(i)));
    }
    return found;
  }
}
