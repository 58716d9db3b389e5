package seodang.kube.apiserver.cel;

import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A policy's `variables`: each is evaluated when it is first asked for.
public final class LazyVariables extends AbstractMap<String, Object> {
  private final Map<String, String> expressions = new LinkedHashMap<>();
  private final Map<String, Object> known = new LinkedHashMap<>();
  private final Environment environment;
  private final Map<String, Object> others;
  private final Budget budget;

  /// @param names what the variables' expressions may name besides each other
  public static void add(
      Environment environment,
      List<PolicyEnvironment.Variable> variables,
      Map<String, Object> names,
      Budget budget) {
    names.put("variables", new LazyVariables(environment, variables, names, budget));
  }

  private LazyVariables(
      Environment environment,
      List<PolicyEnvironment.Variable> variables,
      Map<String, Object> others,
      Budget budget) {
    this.environment = environment;
    this.others = others;
    this.budget = budget;
    variables.forEach(v -> expressions.put(v.name(), v.expression()));
  }

  @Override
  public boolean containsKey(Object name) {
    return expressions.containsKey(name);
  }

  @Override
  public @Nullable Object get(Object name) {
    String expression = expressions.get(name);
    Object value = known.get(name);
    if (value != null || expression == null) {
      return value;
    }
    switch (environment.evaluate(expression, others, budget)) {
      case Outcome.Value(Object found) -> value = found;
      case Outcome.OverBudget _ -> throw new Budget.Exceeded();
      case Outcome.Failed(String why) ->
          throw new Function.Failure(
              "composited variable \"" + name + "\" fails to evaluate: " + why);
    }
    known.put((String) name, value);
    return value;
  }

  /// Asked for by nobody: expressions name variables one by one.
  @Override
  public Set<Entry<String, Object>> entrySet() {
    return Set.copyOf(known.entrySet());
  }
}
