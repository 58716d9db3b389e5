package seodang.kube.apiserver.cel;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelBuilder;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelStringExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Variables and their types; compiles expressions over them, and evaluates those.
public final class Environment {
  private static final int LONGEST = 100_000;
  private static final int KEPT = 1000;
  private static final CelOptions OPTIONS =
      CelOptions.current()
          .maxExpressionCodePointSize(LONGEST)
          .comprehensionMaxIterations(1_000_000)
          .enableHeterogeneousNumericComparisons(true)
          .enableRegexPartialMatch(true)
          .build();
  private static final List<Function> FUNCTIONS = functions();
  private static final Pattern MISSING =
      Pattern.compile("(?s).*key '(.*)' is not present in map\\.?.*");

  private final Cel cel;
  private final Map<String, Compiled> compiled = new ConcurrentHashMap<>();

  /// An expression, or why it does not compile.
  ///
  /// @param type null when it does not compile
  /// @param error `compilation failed: ERROR: …`; null when it compiles
  public record Compiled(
      CelRuntime.@Nullable Program program, @Nullable CelType type, @Nullable String error) {}

  public Environment(Map<String, CelType> variables, Types types) {
    CelBuilder builder =
        CelFactory.standardCelBuilder()
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .setOptions(OPTIONS)
            .setTypeProvider(types)
            .addCompilerLibraries(
                strings(),
                CelExtensions.sets(OPTIONS),
                CelExtensions.optional(),
                CelExtensions.comprehensions())
            .addRuntimeLibraries(
                strings(),
                CelExtensions.sets(OPTIONS),
                CelExtensions.optional(),
                CelExtensions.comprehensions())
            .addFunctionDeclarations(declarations())
            .addFunctionBindings(
                FUNCTIONS.stream().map(Function::binding).toArray(CelFunctionBinding[]::new));
    variables.forEach(builder::addVar);
    cel = builder.build();
  }

  private static List<Function> functions() {
    List<Function> all = new ArrayList<>();
    all.addAll(ListFunctions.all());
    all.addAll(TextFunctions.all());
    all.addAll(NetFunctions.all());
    all.addAll(AmountFunctions.all());
    all.addAll(NamedFormats.all());
    all.addAll(AuthorizerFunctions.all());
    return List.copyOf(all);
  }

  private static List<CelFunctionDecl> declarations() {
    Map<String, List<CelOverloadDecl>> named = new LinkedHashMap<>();
    for (Function function : FUNCTIONS) {
      named.computeIfAbsent(function.name(), _ -> new ArrayList<>()).add(function.declaration());
    }
    List<CelFunctionDecl> declarations = new ArrayList<>();
    named.forEach(
        (n, overloads) -> declarations.add(CelFunctionDecl.newFunctionDeclaration(n, overloads)));
    return declarations;
  }

  /// Without those that [TextFunctions] bounds.
  private static CelStringExtensions strings() {
    return CelExtensions.strings(
        CelStringExtensions.Function.CHAR_AT,
        CelStringExtensions.Function.INDEX_OF,
        CelStringExtensions.Function.LAST_INDEX_OF,
        CelStringExtensions.Function.LOWER_ASCII,
        CelStringExtensions.Function.SPLIT,
        CelStringExtensions.Function.SUBSTRING,
        CelStringExtensions.Function.TRIM,
        CelStringExtensions.Function.UPPER_ASCII);
  }

  public Compiled compile(String expression) {
    // Learners write expressions: what nobody uses any more must go some time.
    if (compiled.size() > KEPT) {
      compiled.clear();
    }
    return compiled.computeIfAbsent(expression, this::compiled);
  }

  private Compiled compiled(String expression) {
    CelValidationResult parsed = cel.parse(expression);
    if (parsed.hasError()) {
      return failed(expression, parsed.getErrors(), "Syntax error: ");
    }
    CelValidationResult checked = cel.check(ast(parsed));
    if (checked.hasError()) {
      return failed(expression, checked.getErrors(), "");
    }
    try {
      CelAbstractSyntaxTree ast = ast(checked);
      return new Compiled(cel.createProgram(ast), ast.getResultType(), null);
    } catch (CelEvaluationException e) {
      return new Compiled(null, null, "program instantiation failed: " + e.getMessage());
    }
  }

  private static CelAbstractSyntaxTree ast(CelValidationResult result) {
    try {
      return result.getAst();
    } catch (CelValidationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Compiled failed(String expression, List<CelIssue> issues, String prefix) {
    StringBuilder all = new StringBuilder("compilation failed: ");
    String[] lines = expression.split("\n", -1);
    for (int i = 0; i < issues.size(); i++) {
      CelIssue issue = issues.get(i);
      int line = Math.clamp(issue.getSourceLocation().getLine(), 1, lines.length);
      int column = Math.max(0, issue.getSourceLocation().getColumn());
      all.append(i == 0 ? "" : "\n")
          .append("ERROR: <input>:")
          .append(line)
          .append(':')
          .append(column + 1)
          .append(": ")
          .append(prefix)
          .append(issue.getMessage().replaceFirst(" \\(candidates: .*", ""))
          .append("\n | ")
          .append(lines[line - 1])
          .append("\n | ")
          .append(".".repeat(column))
          .append('^');
    }
    return new Compiled(null, null, all.toString());
  }

  /// @param variables every variable of this environment that the expression may ask for
  public Outcome evaluate(String expression, Map<String, ?> variables, Budget budget) {
    Compiled ready = compile(expression);
    CelRuntime.Program program = ready.program();
    if (program == null) {
      return new Outcome.Failed(String.valueOf(ready.error()));
    }
    if (budget.isSpent()) {
      return new Outcome.OverBudget();
    }
    budget.begin();
    try {
      return new Outcome.Value(program.trace(variables, budget));
    } catch (Budget.Exceeded e) {
      return over(budget, e);
    } catch (Function.Failure e) {
      return new Outcome.Failed(String.valueOf(e.getMessage()));
    } catch (CelEvaluationException e) {
      for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
        if (cause instanceof Budget.Exceeded exceeded) {
          return over(budget, exceeded);
        }
        if (cause instanceof Function.Failure failure) {
          return new Outcome.Failed(String.valueOf(failure.getMessage()));
        }
      }
      return new Outcome.Failed(worded(e));
    }
  }

  private static Outcome over(Budget budget, Budget.Exceeded e) {
    return budget.isSpent()
        ? new Outcome.OverBudget()
        : new Outcome.Failed(String.valueOf(e.getMessage()));
  }

  /// An evaluator's failure in cel-go's words.
  private static String worded(CelEvaluationException e) {
    String message =
        String.valueOf(e.getMessage()).replaceFirst("^evaluation error(?: at \\S+)?: ", "");
    Matcher missing = MISSING.matcher(message);
    return switch (e.getErrorCode()) {
      case ATTRIBUTE_NOT_FOUND -> missing.matches() ? "no such key: " + missing.group(1) : message;
      case INDEX_OUT_OF_BOUNDS ->
          message.replaceFirst("(?i)^index out of bounds: ", "index out of bounds: ");
      case DIVIDE_BY_ZERO -> message.contains("odulus") ? "modulus by zero" : "division by zero";
      case NUMERIC_OVERFLOW -> "integer overflow";
      case OVERLOAD_NOT_FOUND -> "no such overload";
      case ITERATION_BUDGET_EXCEEDED -> "operation cancelled: actual cost limit exceeded";
      default -> message;
    };
  }
}
