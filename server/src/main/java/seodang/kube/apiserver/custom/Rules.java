package seodang.kube.apiserver.custom;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// The rules of `x-kubernetes-validations`: CEL over `self`, and over `oldSelf` when an object
/// changes.
public final class Rules {
  private static final String NAME = "x-kubernetes-validations";
  private static final Cel CEL =
      CelFactory.standardCelBuilder()
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .setOptions(CelOptions.current().comprehensionMaxIterations(100_000).build())
          .addCompilerLibraries(CelExtensions.strings())
          .addRuntimeLibraries(CelExtensions.strings())
          .addVar("self", SimpleType.DYN)
          .addVar("oldSelf", SimpleType.DYN)
          .build();
  private static final int PROGRAMS_KEPT = 2000;
  private static final Map<String, CelRuntime.Program> PROGRAMS = new ConcurrentHashMap<>();

  private final List<Validation.Fault> faults = new ArrayList<>();

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
    if (transition && before == null && !rule.bool("optionalOldSelf")) {
      return;
    }
    Map<String, Object> variables = new LinkedHashMap<>();
    variables.put("self", java(value));
    if (before != null) {
      variables.put("oldSelf", java(before));
    }
    String message = "";
    try {
      if (Boolean.TRUE.equals(program(expression).eval(variables))) {
        return;
      }
      message = message(rule, variables);
    } catch (CelEvaluationException | IllegalArgumentException e) {
      message = e.getMessage() + " evaluating rule: " + text(rule, expression);
    }
    String at = path + rule.text("fieldPath");
    String reason = rule.text("reason", "FieldValueInvalid");
    String type = schema.text("type", "object");
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

  private static String message(Json.Object rule, Map<String, Object> variables) {
    String expression = rule.text("messageExpression");
    if (!expression.isEmpty()) {
      try {
        Object said = program(expression).eval(variables);
        if (said instanceof String text && !text.isBlank() && !text.contains("\n")) {
          return text;
        }
      } catch (CelEvaluationException | IllegalArgumentException e) {
        return text(rule, rule.text("rule"));
      }
    }
    return text(rule, rule.text("rule"));
  }

  private static String text(Json.Object rule, String expression) {
    String message = rule.text("message").strip();
    return message.isEmpty() ? "failed rule: " + expression.strip() : message;
  }

  /// Why a rule cannot be compiled; null when it can.
  public static @Nullable String mistake(String expression) {
    try {
      var _ = CEL.compile(expression).getAst();
      return null;
    } catch (CelValidationException e) {
      return e.getMessage();
    }
  }

  private static CelRuntime.Program program(String expression) {
    // Learners write rules: what nobody uses any more must go some time.
    if (PROGRAMS.size() > PROGRAMS_KEPT) {
      PROGRAMS.clear();
    }
    return PROGRAMS.computeIfAbsent(
        expression,
        e -> {
          try {
            return CEL.createProgram(CEL.compile(e).getAst());
          } catch (CelValidationException | CelEvaluationException x) {
            throw new IllegalArgumentException(x.getMessage(), x);
          }
        });
  }

  private static Object java(Json value) {
    return switch (value) {
      case Json.Object o -> {
        Map<String, Object> map = new LinkedHashMap<>();
        o.forEach((key, member) -> map.put(key, java(member)));
        yield map;
      }
      case Json.Array a -> a.stream().map(Rules::java).toList();
      case Json.Text t -> t.value();
      case Json.Bool b -> b.value();
      case Json.Number n -> n.isWhole() ? (Object) n.longValue() : n.value().doubleValue();
      case Json.Null _ -> dev.cel.common.values.NullValue.NULL_VALUE;
    };
  }
}
