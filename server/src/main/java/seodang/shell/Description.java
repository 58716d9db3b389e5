package seodang.shell;

import seodang.json.Json;

/// An open file: what a descriptor stands for.
sealed interface Description {
  /// The tree's own standard stream: 0, 1 or 2.
  record Standard(int stream) implements Description {}

  record File(String path, long offset, boolean append) implements Description {}

  record PipeEnd(int pipe, boolean writer) implements Description {}

  record Text(String text, int offset) implements Description {}

  /// `null`, `zero` or `urandom`.
  record Device(String name) implements Description {}

  default Json.Object toJson() {
    return switch (this) {
      case Standard s -> Json.object("s", s.stream());
      case File f -> Json.object("f", f.path(), "o", f.offset(), "a", f.append());
      case PipeEnd p -> Json.object("p", p.pipe(), "w", p.writer());
      case Text t -> Json.object("t", t.text(), "o", t.offset());
      case Device d -> Json.object("d", d.name());
    };
  }

  static Description fromJson(Json.Object json) {
    if (json.has("s")) {
      return new Standard((int) json.number("s", 0));
    }
    if (json.has("f")) {
      return new File(json.text("f"), json.number("o", 0), json.bool("a"));
    }
    if (json.has("p")) {
      return new PipeEnd((int) json.number("p", 0), json.bool("w"));
    }
    return json.has("t")
        ? new Text(json.text("t"), (int) json.number("o", 0))
        : new Device(json.text("d"));
  }
}
