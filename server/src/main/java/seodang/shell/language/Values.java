package seodang.shell.language;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;

/// What stands on the machine's value stack.
sealed interface Values {
  /// A finished text.
  record Text(String text) implements Values {}

  /// The fields of a command so far.
  record Fields(List<String> list) implements Values {}

  /// A word in the making.
  record Building(List<Piece> pieces) implements Values {
    int length() {
      int length = 0;
      for (Piece piece : pieces) {
        length += piece.text().length();
      }
      return length;
    }
  }

  /// What a `for` goes through.
  record Each(List<String> items, int at) implements Values {}

  /// How a piece of a word came to be.
  enum Kind {
    /// Taken literally.
    QUOTED,
    /// Unquoted text of the script: its pattern characters count.
    PLAIN,
    /// Result of an unquoted expansion: split into fields, its pattern characters count.
    EXPANDED,
    /// Between two parameters of `$@`.
    BREAK
  }

  record Piece(String text, Kind kind) {}

  default Json toJson() {
    return switch (this) {
      case Text t -> Json.text(t.text());
      case Fields f -> Json.object("f", f.list());
      case Each e -> Json.object("e", e.items(), "at", e.at());
      case Building b -> {
        List<Json> pieces = new ArrayList<>();
        for (Piece piece : b.pieces()) {
          pieces.add(Json.array(piece.text(), piece.kind().name()));
        }
        yield Json.Array.of(pieces);
      }
    };
  }

  static Values fromJson(Json json) {
    return switch (json) {
      case Json.Text t -> new Text(t.value());
      case Json.Array a -> {
        List<Piece> pieces = new ArrayList<>();
        for (Json item : a) {
          if (item instanceof Json.Array p
              && p.get(0) instanceof Json.Text t
              && p.get(1) instanceof Json.Text kind) {
            pieces.add(new Piece(t.value(), Kind.valueOf(kind.value())));
          }
        }
        yield new Building(pieces);
      }
      case Json.Object o ->
          o.has("f")
              ? new Fields(new ArrayList<>(o.array("f").texts()))
              : new Each(o.array("e").texts(), (int) o.number("at", 0));
      case Json.Number _, Json.Bool _, Json.Null _ ->
          throw new IllegalArgumentException("no value of a shell: " + json);
    };
  }
}
