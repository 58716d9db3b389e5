package seodang.course;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import seodang.kube.ClusterState;

/// Evaluates checks: CEL over a view of the cluster ([ClusterView]).
public final class Checks {
  private static final Pattern HOLE = Pattern.compile("\\$\\{([^}|]+)(?:\\|([^}]+))?}");
  private static final Cel CEL = environment();
  private static final Map<String, CelRuntime.Program> PROGRAMS = new ConcurrentHashMap<>();

  /// @param message `""` when it passed
  public record Result(String name, boolean passed, String message) {}

  private Checks() {}

  /// One result per check, in order.
  ///
  /// @param since the trace id after which requests count
  public static List<Result> examine(Lesson.Step step, ClusterState state, long since) {
    Map<String, Object> view = ClusterView.of(state, since);
    List<Result> results = new ArrayList<>();
    for (Lesson.Check check : step.checks()) {
      boolean passed = holds(check.that(), view);
      results.add(new Result(check.name(), passed, passed ? "" : message(check, view)));
    }
    return results;
  }

  private static String message(Lesson.Check check, Map<String, Object> view) {
    for (Lesson.Saying saying : check.sayings()) {
      if (saying.when().isEmpty() || holds(saying.when(), view)) {
        return fill(saying.text(), view);
      }
    }
    return "";
  }

  private static String fill(String text, Map<String, Object> view) {
    Matcher m = HOLE.matcher(text);
    StringBuilder out = new StringBuilder();
    while (m.find()) {
      String value;
      try {
        value = String.valueOf(program(m.group(1)).eval(view));
      } catch (CelEvaluationException e) {
        value = "?";
      }
      String shown = m.group(2) == null ? value : Josa.pick(value, m.group(2));
      m.appendReplacement(out, Matcher.quoteReplacement(shown));
    }
    return m.appendTail(out).toString();
  }

  private static boolean holds(String expression, Map<String, Object> view) {
    try {
      return Boolean.TRUE.equals(program(expression).eval(view));
    } catch (CelEvaluationException e) {
      return false;
    }
  }

  /// Why a check's expressions cannot be compiled; null when they can.
  static @Nullable String mistake(Lesson.Check check) {
    List<String> expressions = new ArrayList<>();
    expressions.add(check.that());
    for (Lesson.Saying saying : check.sayings()) {
      if (!saying.when().isEmpty()) {
        expressions.add(saying.when());
      }
      Matcher m = HOLE.matcher(saying.text());
      while (m.find()) {
        expressions.add(m.group(1));
      }
    }
    for (String expression : expressions) {
      try {
        var _ = CEL.compile(expression).getAst();
      } catch (CelValidationException e) {
        return expression + ": " + e.getMessage();
      }
    }
    return null;
  }

  private static CelRuntime.Program program(String expression) {
    return PROGRAMS.computeIfAbsent(
        expression,
        e -> {
          try {
            return CEL.createProgram(CEL.compile(e).getAst());
          } catch (CelValidationException | CelEvaluationException x) {
            throw new IllegalArgumentException(e, x);
          }
        });
  }

  private static Cel environment() {
    var builder =
        CelFactory.standardCelBuilder()
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .setOptions(CelOptions.current().build());
    for (String name : ClusterView.NAMES) {
      builder.addVar(name, ListType.create(SimpleType.DYN));
    }
    return builder
        .addFunctionDeclarations(
            CelFunctionDecl.newFunctionDeclaration(
                "named",
                CelOverloadDecl.newMemberOverload(
                    "list_named",
                    SimpleType.DYN,
                    ListType.create(SimpleType.DYN),
                    SimpleType.STRING)))
        .addFunctionBindings(
            CelFunctionBinding.from("list_named", List.class, String.class, Checks::named))
        .build();
  }

  /// `deployments.named('web')`: the first object of that name; an empty map when there is none.
  private static Object named(List<?> objects, String name) {
    Optional<?> found =
        objects.stream()
            .filter(o ->
                o instanceof Map<?, ?> m
                    && m.get("metadata") instanceof Map<?, ?> meta
                    && name.equals(meta.get("name")))
            .findFirst();
    return found.isPresent() ? found.get() : Map.of();
  }
}
