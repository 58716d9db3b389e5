package seodang.kube;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  private static final Pattern SET =
      Pattern.compile("\\s*(\\S+)\\s+(in|notin)\\s*\\(([^)]*)\\)\\s*");
  private static final Pattern COMPARE =
      Pattern.compile("\\s*([^=!<>\\s]+)\\s*(==|=|!=|<|>)\\s*(\\S*)\\s*");
  private static final Pattern EXISTS = Pattern.compile("\\s*(!?)\\s*([^=!<>\\s(),]+)\\s*");

  /// Reads the form of `kubectl -l`; null when it is none.
  public static @Nullable Selector parse(String text) {
    List<Requirement> found = new ArrayList<>();
    for (String part : split(text)) {
      if (part.isBlank()) {
        continue;
      }
      Matcher m = SET.matcher(part);
      if (m.matches()) {
        List<String> values = new ArrayList<>();
        for (String value : m.group(3).split(",")) {
          values.add(value.strip());
        }
        found.add(new Requirement(m.group(1), m.group(2), values));
        continue;
      }
      m = COMPARE.matcher(part);
      if (m.matches()) {
        String operator = m.group(2).equals("==") ? "=" : m.group(2);
        found.add(new Requirement(m.group(1), operator, List.of(m.group(3))));
        continue;
      }
      m = EXISTS.matcher(part);
      if (!m.matches()) {
        return null;
      }
      found.add(new Requirement(m.group(2), m.group(1).isEmpty() ? "exists" : "!", List.of()));
    }
    return new Selector(found);
  }

  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      } else if (c == ',' && depth == 0) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
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
