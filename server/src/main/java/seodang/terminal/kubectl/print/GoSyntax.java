package seodang.terminal.kubectl.print;

import java.util.StringJoiner;
import seodang.json.Json;
import seodang.terminal.kubectl.golang.GoText;

/// `%#v` and `%T` of decoded JSON values, as error texts of templates show them.
final class GoSyntax {
  private GoSyntax() {}

  static String of(Json value) {
    return switch (value) {
      case Json.Null n -> "interface {}(nil)";
      case Json.Text t -> GoText.quote(t.value());
      case Json.Bool b -> b.toString();
      case Json.Number n -> GoText.number(n);
      case Json.Array a -> {
        StringJoiner items = new StringJoiner(", ", "[]interface {}{", "}");
        a.forEach(item -> items.add(of(item)));
        yield items.toString();
      }
      case Json.Object o -> {
        StringJoiner items = new StringJoiner(", ", "map[string]interface {}{", "}");
        o.forEach((k, v) -> items.add(GoText.quote(k) + ":" + of(v)));
        yield items.toString();
      }
    };
  }

  static String typeName(Json value) {
    return switch (value) {
      case Json.Null n -> "<nil>";
      case Json.Text t -> "string";
      case Json.Bool b -> "bool";
      case Json.Number n -> n.isWhole() ? "int64" : "float64";
      case Json.Array a -> "[]interface {}";
      case Json.Object o -> "map[string]interface {}";
    };
  }
}
