package seodang.kube;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// Chooses objects by their labels.
///
/// @param requirements all must hold; none chooses everything
public record Selector(List<Requirement> requirements) {
  public static final Selector EVERYTHING = new Selector(List.of());

  /// @param operator `=`, `!=`, `in`, `notin`, `exists`, `!`, `>`, `<`
  public record Requirement(String key, String operator, List<String> values) {
    boolean matches(Json.Object labels) {
      @Nullable Json found = labels.get(key);
      String value = found instanceof Json.Text t ? t.value() : "";
      return switch (operator) {
        case "=", "in" -> found != null && values.contains(value);
        case "!=", "notin" -> found == null || !values.contains(value);
        case "exists" -> found != null;
        case "!" -> found == null;
        case ">" -> found != null && number(value) > number(values.getFirst());
        case "<" -> found != null && number(value) < number(values.getFirst());
        default -> false;
      };
    }

    private static long number(String text) {
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException e) {
        return Long.MIN_VALUE;
      }
    }
  }

  /// A text that is no selector; its message is the API server's.
  public static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message, null, false, false);
    }
  }

  /// Reads the form of `kubectl -l`.
  public static Selector read(String text) throws Malformed {
    return new Selector(new SelectorParser(text).parse());
  }

  /// Reads the form of `kubectl -l`; null when it is none.
  public static @Nullable Selector parse(String text) {
    try {
      return read(text);
    } catch (Malformed e) {
      return null;
    }
  }

  /// A LabelSelector object: `matchLabels` and `matchExpressions`.
  public static Selector of(Json.Object selector) {
    List<Requirement> found = new ArrayList<>();
    selector
        .object("matchLabels")
        .texts()
        .forEach((k, v) -> found.add(new Requirement(k, "=", List.of(v))));
    for (Json.Object e : selector.array("matchExpressions").objects()) {
      String operator =
          switch (e.text("operator")) {
            case "In" -> "in";
            case "NotIn" -> "notin";
            case "Exists" -> "exists";
            case "DoesNotExist" -> "!";
            case "Gt" -> ">";
            case "Lt" -> "<";
            default -> e.text("operator");
          };
      found.add(new Requirement(e.text("key"), operator, e.array("values").texts()));
    }
    return new Selector(found);
  }

  /// A plain map of labels: a Service's or ReplicationController's selector.
  public static Selector ofLabels(Json.Object labels) {
    List<Requirement> found = new ArrayList<>();
    labels.texts().forEach((k, v) -> found.add(new Requirement(k, "=", List.of(v))));
    return new Selector(found);
  }

  public boolean matches(Json.Object labels) {
    for (Requirement requirement : requirements) {
      if (!requirement.matches(labels)) {
        return false;
      }
    }
    return true;
  }

  /// Whether the object's labels match.
  public boolean matchesObject(Json.Object object) {
    return requirements.isEmpty() || matches(object.object("metadata").object("labels"));
  }
}
