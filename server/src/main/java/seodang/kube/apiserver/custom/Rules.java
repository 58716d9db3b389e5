package seodang.kube.apiserver.custom;

import dev.cel.common.types.SimpleType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.apiserver.cel.Budget;
import seodang.kube.apiserver.cel.Environment;
import seodang.kube.apiserver.cel.Outcome;
import seodang.kube.apiserver.cel.Types;
import seodang.kube.apiserver.cel.Values;

/// The rules of `x-kubernetes-validations`: CEL over `self`, and over `oldSelf` when an object
/// changes.
public final class Rules {
  private static final String NAME = "x-kubernetes-validations";
  private static final int LONGEST_MESSAGE = 5 * 1024;
  private static final Environment ENVIRONMENT =
      new Environment(Map.of("self", SimpleType.DYN, "oldSelf", SimpleType.DYN), new Types());

  private final List<Validation.Fault> faults = new ArrayList<>();
  private final Budget budget = new Budget();
  private boolean stopped;

  private Rules() {}

  /// Whether a schema has rules anywhere.
  public static boolean isIn(Json schema) {
    return switch (schema) {
      case Json.Object o ->
          o.has(NAME)
              || o.keys().stream().map(k -> Objects.requireNonNull(o.get(k))).anyMatch(Rules::isIn);
      case Json.Array a -> a.stream().anyMatch(Rules::isIn);
      default -> false;
    };
  }

  /// @param before the object as it was; null for a new one
  public static List<Validation.Fault> of(
      Json.Object schema, Json.Object object, Json.@Nullable Object before) {
    Rules rules = new Rules();
    rules.check(schema, object, before, "");
    return rules.faults;
  }

  private void check(Json.Object schema, Json value, @Nullable Json before, String path) {
    if (value instanceof Json.Null) {
      return;
    }
    for (Json.Object rule : schema.array(NAME).objects()) {
      check(schema, rule, value, before, path);
    }
    switch (value) {
      case Json.Object o -> {
        Json.Object old = before instanceof Json.Object b ? b : Json.object();
        o.forEach((key, member) -> {
          Json below =
              schema.object("properties").has(key)
                  ? schema.object("properties").get(key)
                  : schema.get("additionalProperties");
          if (below instanceof Json.Object property) {
            check(property, member, old.get(key), path.isEmpty() ? key : path + "." + key);
          }
        });
      }
      case Json.Array a -> {
        for (int i = 0; i < a.size(); i++) {
          check(
              schema.object("items"),
              a.get(i),
              counterpart(schema, a.get(i), before),
              path + "[" + i + "]");
        }
      }
      default -> {}
    }
  }

  /// The old item of the same keys; items of other lists have none.
  private static @Nullable Json counterpart(Json.Object schema, Json item, @Nullable Json before) {
    List<String> keys = schema.array("x-kubernetes-list-map-keys").texts();
    if (keys.isEmpty() || !(before instanceof Json.Array old) || !(item instanceof Json.Object o)) {
      return null;
    }
    return old.objects().stream()
        .filter(b -> keys.stream().allMatch(k -> Objects.equals(b.get(k), o.get(k))))
        .findFirst()
        .orElse(null);
  }

  private void check(
      Json.Object schema, Json.Object rule, Json value, @Nullable Json before, String path) {
    String expression = rule.text("rule");
    boolean transition = expression.matches("(?s).*\\boldSelf\\b.*");
    boolean unchanged = !transition && value.equals(before);
    if (unchanged || transition && before == null && !rule.bool("optionalOldSelf")) {
      return;
    }
    boolean optional = rule.bool("optionalOldSelf");
    Map<String, Object> variables = new LinkedHashMap<>();
    variables.put("self", Values.of(value, schema));
    if (optional) {
      variables.put(
          "oldSelf", before == null ? Optional.empty() : Optional.of(Values.of(before, schema)));
    } else if (before != null) {
      variables.put("oldSelf", Values.of(before, schema));
    }
    Outcome outcome = ENVIRONMENT.evaluate(expression, variables, budget);
    if (stopped || outcome.isTrue()) {
      return;
    }
    String type = schema.text("type", "object");
    String called = rule.text("message", expression).strip();
    switch (outcome) {
      case Outcome.OverBudget _ -> {
        stopped = true;
        invalid(path, type, Outcome.OverBudget.MESSAGE);
      }
      case Outcome.Failed(String why) when why.startsWith("no such overload") ->
          invalid(
              path,
              type,
              "'"
                  + why
                  + "': call arguments did not match a supported operator, function or macro"
                  + " signature for rule: "
                  + called);
      case Outcome.Failed(String why) when why.startsWith("operation cancelled") -> {
        stopped = true;
        invalid(
            path,
            type,
            "'"
                + why
                + "': no further validation rules will be run due to call cost exceeds limit for"
                + " rule: "
                + called);
      }
      case Outcome.Failed(String why) -> invalid(path, type, why + " evaluating rule: " + called);
      case Outcome.Value _ -> broken(rule, type, path, message(rule, variables));
    }
  }

  private void invalid(String path, String type, String message) {
    faults.add(
        new Validation.Fault(
            path, "FieldValueInvalid", "Invalid value: \"" + type + "\": " + message, false));
  }

  private void broken(Json.Object rule, String type, String path, String message) {
    String at = path + rule.text("fieldPath");
    String reason = rule.text("reason", "FieldValueInvalid");
    String head =
        switch (reason) {
          case "FieldValueForbidden" -> "Forbidden: ";
          case "FieldValueRequired" -> "Required value: ";
          case "FieldValueDuplicate" -> "Duplicate value: \"" + type + "\"";
          default -> "Invalid value: \"" + type + "\": ";
        };
    faults.add(
        new Validation.Fault(
            at, reason, reason.equals("FieldValueDuplicate") ? head : head + message, false));
  }

  private String message(Json.Object rule, Map<String, Object> variables) {
    String expression = rule.text("messageExpression");
    if (!expression.isEmpty()
        && ENVIRONMENT.evaluate(expression, variables, budget) instanceof Outcome.Value(String text)
        && !text.isBlank()
        && text.indexOf('\n') < 0
        && text.length() <= LONGEST_MESSAGE) {
      return text.strip();
    }
    String message = rule.text("message").strip();
    return message.isEmpty() ? "failed rule: " + rule.text("rule").strip() : message;
  }
}
