package seodang.terminal.kubectl.golang;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// One filling-in of a Go template.
///
/// Values are Java's `String`, `Boolean`, `Long`, `Double`, [Json.Object] and [Json.Array] (maps
/// and slices), null (`nil`), and [#MISSING] for a key that is not there.
final class TemplateRun {
  static final Object MISSING = new Object();
  private static final int OUTPUT_LIMIT = 4 << 20;
  private static final int DEPTH_LIMIT = 200;

  private final String name;
  private final Map<String, List<TemplateNode>> defined;
  private final boolean missingKeyIsError;
  private final StringBuilder out = new StringBuilder();
  private Map<String, @Nullable Object> variables = new HashMap<>();
  private int depth;

  TemplateRun(String name, Map<String, List<TemplateNode>> defined, boolean missingKeyIsError) {
    this.name = name;
    this.defined = defined;
    this.missingKeyIsError = missingKeyIsError;
  }

  /// A `{{break}}` or `{{continue}}` on its way out to its `range`.
  private enum Flow {
    ON,
    BREAK,
    CONTINUE
  }

  String start(List<TemplateNode> nodes, Json data) {
    Object dot = value(data);
    variables.put("", dot);
    run(nodes, dot);
    return out.toString();
  }

  static @Nullable Object value(@Nullable Json json) {
    return switch (json) {
      case null -> MISSING;
      case Json.Null n -> null;
      case Json.Text t -> t.value();
      case Json.Bool b -> b.value();
      case Json.Number n when n.isWhole() -> n.longValue();
      case Json.Number n -> n.value().doubleValue();
      case Json.Array a -> a;
      case Json.Object o -> o;
    };
  }

  private Flow run(List<TemplateNode> nodes, @Nullable Object dot) {
    for (TemplateNode node : nodes) {
      Flow flow =
          switch (node) {
            case TemplateNode.Text text -> {
              out.append(text.text());
              yield Flow.ON;
            }
            case TemplateNode.Action action -> {
              Object value = evaluate(action.pipeline(), dot);
              if (action.pipeline().variables().isEmpty()) {
                out.append(TemplateFunctions.text(value));
              }
              yield Flow.ON;
            }
            case TemplateNode.Jump jump ->
                jump.keyword().equals("break") ? Flow.BREAK : Flow.CONTINUE;
            case TemplateNode.Call call -> call(call, dot);
            case TemplateNode.Block block -> block(block, dot);
          };
      if (out.length() > OUTPUT_LIMIT) {
        throw new GoTemplate.ExecuteException("template: " + name + ": output is too long");
      }
      if (flow != Flow.ON) {
        return flow;
      }
    }
    return Flow.ON;
  }

  private Flow call(TemplateNode.Call call, @Nullable Object dot) {
    List<TemplateNode> body = defined.get(call.name());
    if (body == null) {
      throw error("template " + GoText.quote(call.name()) + " not defined", call.name());
    }
    if (++depth > DEPTH_LIMIT) {
      throw error("exceeded maximum template depth (" + DEPTH_LIMIT + ")", call.name());
    }
    TemplateNode.Pipeline pipeline = call.pipeline();
    Object inner = pipeline == null ? null : evaluate(pipeline, dot);
    Map<String, @Nullable Object> saved = variables;
    variables = new HashMap<>();
    variables.put("", inner);
    run(body, inner);
    variables = saved;
    depth--;
    return Flow.ON;
  }

  private Flow block(TemplateNode.Block block, @Nullable Object dot) {
    Map<String, @Nullable Object> saved = new HashMap<>(variables);
    Flow flow = block.keyword().equals("range") ? range(block, dot) : condition(block, dot);
    // What the block declared ends with it; what it assigned stays.
    variables.keySet().retainAll(saved.keySet());
    return flow;
  }

  private Flow condition(TemplateNode.Block block, @Nullable Object dot) {
    Object value = evaluate(block.pipeline(), dot);
    if (TemplateFunctions.isTrue(value)) {
      return run(block.body(), block.keyword().equals("with") ? value : dot);
    }
    List<TemplateNode> otherwise = block.otherwise();
    return otherwise == null ? Flow.ON : run(otherwise, dot);
  }

  private Flow range(TemplateNode.Block block, @Nullable Object dot) {
    List<@Nullable Object[]> items =
        items(evaluateWithoutSetting(block.pipeline(), dot), block.pipeline());
    List<String> names = block.pipeline().variables();
    for (@Nullable Object[] item : items) {
      if (!names.isEmpty()) {
        variables.put(names.getLast(), item[1]);
      }
      if (names.size() == 2) {
        variables.put(names.getFirst(), item[0]);
      }
      if (run(block.body(), item[1]) == Flow.BREAK) {
        break;
      }
    }
    List<TemplateNode> otherwise = block.otherwise();
    return items.isEmpty() && otherwise != null ? run(otherwise, dot) : Flow.ON;
  }

  private List<@Nullable Object[]> items(@Nullable Object value, TemplateNode.Pipeline pipeline) {
    List<@Nullable Object[]> items = new ArrayList<>();
    switch (value) {
      case Json.Array array -> {
        long i = 0;
        for (Json item : array) {
          items.add(new @Nullable Object[] {i++, value(item)});
        }
      }
      case Json.Object object ->
          object.forEach((k, v) -> items.add(new @Nullable Object[] {k, value(v)}));
      case Long n -> {
        for (long i = 0; i < Math.min(n, 10_000); i++) {
          items.add(new @Nullable Object[] {i, i});
        }
      }
      case null -> {}
      default -> {
        if (value != MISSING) {
          throw error(
              "range can't iterate over " + TemplateFunctions.text(value), pipeline.source());
        }
      }
    }
    return items;
  }

  private @Nullable Object evaluate(TemplateNode.Pipeline pipeline, @Nullable Object dot) {
    Object value = evaluateWithoutSetting(pipeline, dot);
    for (String variable : pipeline.variables()) {
      if (!pipeline.declares() && !variables.containsKey(variable)) {
        throw error("undefined variable: $" + variable, pipeline.source());
      }
      variables.put(variable, value);
    }
    return value;
  }

  private @Nullable Object evaluateWithoutSetting(
      TemplateNode.Pipeline pipeline, @Nullable Object dot) {
    Object value = null;
    boolean first = true;
    for (TemplateNode.Command command : pipeline.commands()) {
      value = command(command, pipeline, dot, value, first);
      first = false;
    }
    return value;
  }

  private @Nullable Object command(
      TemplateNode.Command command,
      TemplateNode.Pipeline pipeline,
      @Nullable Object dot,
      @Nullable Object piped,
      boolean first) {
    TemplateNode.Operand head = command.operands().getFirst();
    if (!(head instanceof TemplateNode.Operand.Function function)) {
      if (command.operands().size() > 1 || !first) {
        throw error("can't give argument to non-function " + pipeline.source(), pipeline.source());
      }
      return operand(head, pipeline, dot);
    }
    List<@Nullable Object> arguments = new ArrayList<>();
    for (TemplateNode.Operand operand : command.operands().subList(1, command.operands().size())) {
      Object argument = operand(operand, pipeline, dot);
      arguments.add(argument);
      // `and` and `or` stop at the first argument that decides.
      if ((function.name().equals("and") && !TemplateFunctions.isTrue(argument))
          || (function.name().equals("or") && TemplateFunctions.isTrue(argument))) {
        return argument;
      }
    }
    if (!first) {
      arguments.add(piped);
    }
    try {
      return TemplateFunctions.call(function.name(), arguments);
    } catch (IllegalArgumentException e) {
      throw error("error calling " + function.name() + ": " + e.getMessage(), function.name());
    }
  }

  private @Nullable Object operand(
      TemplateNode.Operand operand, TemplateNode.Pipeline pipeline, @Nullable Object dot) {
    return switch (operand) {
      case TemplateNode.Operand.Constant constant -> constant.value();
      case TemplateNode.Operand.Dot d -> dot;
      case TemplateNode.Operand.Field field -> fields(dot, field.path(), field.at(), "");
      case TemplateNode.Operand.Variable variable -> {
        if (!variables.containsKey(variable.name())) {
          throw error("undefined variable \"$" + variable.name() + "\"", pipeline.source());
        }
        yield fields(
            variables.get(variable.name()), variable.path(), variable.at(), "$" + variable.name());
      }
      case TemplateNode.Operand.Function function ->
          TemplateFunctions.call(function.name(), List.of());
      case TemplateNode.Operand.Nested nested ->
          fields(
              evaluateWithoutSetting(nested.pipeline(), dot),
              nested.path(),
              nested.at(),
              "(" + nested.pipeline().source() + ")");
    };
  }

  private @Nullable Object fields(
      @Nullable Object from, List<String> path, String at, String before) {
    Object here = from;
    String context = before + "." + String.join(".", path);
    for (String field : path) {
      if (here == null || here == MISSING) {
        if (here == MISSING && !missingKeyIsError) {
          return MISSING;
        }
        throw error("nil pointer evaluating interface {}." + field, context, at);
      }
      if (!(here instanceof Json.Object object)) {
        throw error("can't evaluate field " + field + " in type interface {}", context, at);
      }
      Json member = object.get(field);
      if (member == null && missingKeyIsError) {
        throw error("map has no entry for key " + GoText.quote(field), context, at);
      }
      here = value(member);
    }
    return here;
  }

  private GoTemplate.ExecuteException error(String message, String context) {
    return error(message, context, "1");
  }

  private GoTemplate.ExecuteException error(String message, String context, String at) {
    return new GoTemplate.ExecuteException(
        "template: "
            + name
            + ":"
            + at
            + ": executing "
            + GoText.quote(name)
            + " at <"
            + context
            + ">: "
            + message);
  }
}
