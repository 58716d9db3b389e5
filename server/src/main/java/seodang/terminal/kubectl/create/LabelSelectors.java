package seodang.terminal.kubectl.create;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.golang.GoText;

/// A selector of the command line as a `LabelSelector` object.
public final class LabelSelectors {
  private static final Pattern SET =
      Pattern.compile("\\s*(\\S+)\\s+(in|notin)\\s+\\(([^)]*)\\)\\s*");

  private LabelSelectors() {}

  public static Json.Object parse(String text) {
    Json.Object labels = Json.object();
    List<Json> expressions = new ArrayList<>();
    for (String part : split(text)) {
      Matcher set = SET.matcher(part);
      if (set.matches()) {
        List<String> values =
            List.of(set.group(3).split(",", -1)).stream().map(String::strip).sorted().toList();
        expressions.add(
            expression(set.group(1), set.group(2).equals("in") ? "In" : "NotIn", values));
      } else if (part.contains("!=")) {
        throw new KubectlError("\"!=\" is not a valid label selector operator");
      } else if (part.contains("=")) {
        int equals = part.indexOf('=');
        labels =
            labels.with(
                part.substring(0, equals).strip(),
                part.substring(equals + 1).replaceFirst("^=", "").strip());
      } else if (part.strip().startsWith("!")) {
        expressions.add(expression(part.strip().substring(1), "DoesNotExist", List.of()));
      } else if (part.contains("(")) {
        throw new KubectlError(
            "couldn't parse the selector string "
                + GoText.quote(text)
                + ": unable to parse requirement: found '', expected: ',' or ')'");
      } else {
        expressions.add(expression(part.strip(), "Exists", List.of()));
      }
    }
    return Json.object(
        "matchLabels", labels.isEmpty() ? null : labels,
        "matchExpressions", expressions.isEmpty() ? null : Json.Array.of(expressions));
  }

  private static Json.Object expression(String key, String operator, List<String> values) {
    return Json.object(
        "key", key, "operator", operator, "values", values.isEmpty() ? null : values);
  }

  /// At the commas outside of parentheses.
  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }
}
