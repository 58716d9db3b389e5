package seodang.kube.apiserver.validation;

import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// Whether an expression compiles, told as cel-go tells it.
///
/// Kubernetes' own functions are not known here, so of what the checker finds only syntax, unknown
/// variables and unknown fields count.
final class CelRules {
  private static final Set<String> NAMES =
      Set.of(
          "self",
          "oldSelf",
          "object",
          "oldObject",
          "request",
          "params",
          "namespaceObject",
          "variables",
          "authorizer");
  private static final CelCompiler COMPILER = compiler();
  private static final Pattern UNKNOWN = Pattern.compile("undeclared reference to '([^']*)'.*");

  private CelRules() {}

  private static CelCompiler compiler() {
    var builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .setOptions(CelOptions.current().build())
            .addLibraries(CelExtensions.strings(), CelExtensions.optional());
    NAMES.forEach(n -> builder.addVar(n, SimpleType.DYN));
    return builder.build();
  }

  /// Why an expression does not compile; null when it does.
  ///
  /// @param typed the variable whose fields are known
  /// @param schema of that variable; where it has no properties nothing is known
  static @Nullable String error(String expression, String typed, Json.Object schema) {
    CelValidationResult parsed = COMPILER.parse(expression);
    if (parsed.hasError()) {
      CelIssue first = parsed.getErrors().getFirst();
      return told(
          expression,
          first.getSourceLocation().getLine(),
          first.getSourceLocation().getColumn(),
          "Syntax error: " + first.getMessage());
    }
    CelValidationResult checked = COMPILER.compile(expression);
    for (CelIssue issue : checked.hasError() ? checked.getErrors() : List.<CelIssue>of()) {
      Matcher m = UNKNOWN.matcher(issue.getMessage());
      boolean called =
          m.matches()
              && Pattern.compile("\\b" + Pattern.quote(m.group(1)) + "\\s*\\(")
                  .matcher(expression)
                  .find();
      if (m.matches() && !called) {
        return told(
            expression,
            issue.getSourceLocation().getLine(),
            issue.getSourceLocation().getColumn(),
            issue.getMessage());
      }
    }
    return unknownField(expression, typed, schema);
  }

  private static @Nullable String unknownField(
      String expression, String typed, Json.Object schema) {
    boolean open =
        schema.bool("x-kubernetes-preserve-unknown-fields") || schema.has("additionalProperties");
    if (open || schema.text("type", "object").isEmpty()) {
      return null;
    }
    Matcher m =
        Pattern.compile("(?<![\\w.\"'])" + typed + "\\.([A-Za-z_]\\w*)(?!\\w*\\s*\\()")
            .matcher(expression);
    while (m.find()) {
      String field = m.group(1);
      if (!schema.object("properties").has(unescaped(field))) {
        return told(expression, 1, m.start() + typed.length(), "undefined field '" + field + "'");
      }
    }
    return null;
  }

  private static String unescaped(String name) {
    return name.replace("__dot__", ".")
        .replace("__dash__", "-")
        .replace("__slash__", "/")
        .replaceAll("^__(\\w+)__$", "$1")
        .replace("__underscores__", "__");
  }

  /// @param column counted from zero
  private static String told(String expression, int line, int column, String message) {
    String[] lines = expression.split("\n", -1);
    String source = lines[Math.min(line, lines.length) - 1];
    return "compilation failed: ERROR: <input>:"
        + line
        + ":"
        + (column + 1)
        + ": "
        + message
        + "\n | "
        + source
        + "\n | "
        + ".".repeat(column)
        + "^";
  }
}
