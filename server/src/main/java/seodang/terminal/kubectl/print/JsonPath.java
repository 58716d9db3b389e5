package seodang.terminal.kubectl.print;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.golang.GoJson;
import seodang.terminal.kubectl.golang.GoText;

/// A JSONPath template as `-o jsonpath`, custom columns, `--sort-by` and `wait` use it, evaluated
/// as client-go's `util/jsonpath` does. Maps are walked in the order of their keys.
public final class JsonPath {
  private static final Pattern RELAXED = Pattern.compile("^\\{\\.?([^{}]+)\\}$|^\\.?([^{}]+)$");

  private final List<JsonPathNode> nodes;
  private final boolean allowMissingKeys;

  private JsonPath(List<JsonPathNode> nodes, boolean allowMissingKeys) {
    this.nodes = nodes;
    this.allowMissingKeys = allowMissingKeys;
  }

  /// @throws KubectlError with client-go's message when it cannot be read
  public static JsonPath parse(String template, boolean allowMissingKeys) {
    try {
      return new JsonPath(JsonPathParser.parse(template), allowMissingKeys);
    } catch (JsonPathParser.ParseException e) {
      throw new KubectlError(String.valueOf(e.getMessage()));
    }
  }

  /// `.a.b`, `a.b` and `{a.b}` all as `{.a.b}`.
  public static String relaxed(String path) {
    if (path.isEmpty()) {
      return path;
    }
    Matcher matcher = RELAXED.matcher(path);
    if (!matcher.matches()) {
      throw new KubectlError(
          "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}'"
              + " or '{.name1.name2}'");
    }
    return "{." + (matcher.group(1) != null ? matcher.group(1) : matcher.group(2)) + "}";
  }

  /// The found values, one list for each text and action of the template.
  public List<List<Json>> find(Json data) {
    List<List<Json>> results = new ArrayList<>();
    walk(data, 0, false, results);
    return results;
  }

  /// Walks the template's nodes from an index on.
  ///
  /// @param data null where a range found nothing and is only passed over
  /// @return the index of the `end` this block came to, or the number of nodes
  private int walk(@Nullable Json data, int from, boolean inRange, List<List<Json>> results) {
    List<Json> here = data == null ? List.of() : List.of(data);
    for (int i = from; i < nodes.size(); i++) {
      String[] word = {""};
      List<Json> found = evaluate(here, nodes.get(i), word);
      if (word[0].equals("end")) {
        if (inRange) {
          return i;
        }
        throw new KubectlError("not in range, nothing to end");
      }
      if (!word[0].equals("range")) {
        results.add(found);
        continue;
      }
      int end = i + 1;
      if (found.isEmpty()) {
        end = walk(null, i + 1, true, new ArrayList<>());
      }
      for (Json item : found) {
        end = walk(item, i + 1, true, results);
      }
      // Without an `end` the rest is taken once more, with the outer data.
      i = end < nodes.size() ? end : i;
    }
    return nodes.size();
  }

  private List<Json> evaluate(List<Json> input, JsonPathNode node, String[] word) {
    return switch (node) {
      case JsonPathNode.Action action -> {
        List<Json> here = input;
        for (JsonPathNode part : action.parts()) {
          here = evaluate(here, part, word);
        }
        yield here;
      }
      case JsonPathNode.Constant constant -> List.of(constant.value());
      case JsonPathNode.Field field -> field(input, field.name());
      case JsonPathNode.Wildcard wildcard -> {
        List<Json> found = new ArrayList<>();
        input.forEach(value -> found.addAll(children(value)));
        yield found;
      }
      case JsonPathNode.Recursive recursive -> recursive(input);
      case JsonPathNode.Slice slice -> slice(input, slice);
      case JsonPathNode.Union union -> {
        List<Json> found = new ArrayList<>();
        union.branches().forEach(branch -> found.addAll(evaluate(input, branch, word)));
        yield found;
      }
      case JsonPathNode.Filter filter -> filter(input, filter, word);
      case JsonPathNode.Word w -> {
        if (!w.name().equals("range") && !w.name().equals("end")) {
          throw new KubectlError("unrecognized identifier " + w.name());
        }
        word[0] = w.name();
        yield input;
      }
    };
  }

  private List<Json> field(List<Json> input, String name) {
    if (input.isEmpty()) {
      return input;
    }
    List<Json> found = new ArrayList<>();
    for (Json value : input) {
      if (value instanceof Json.Object object) {
        Json member = name.isEmpty() ? object : object.get(name);
        if (member != null) {
          found.add(member);
        }
      }
    }
    if (found.isEmpty() && !allowMissingKeys) {
      throw new KubectlError(name + " is not found");
    }
    return found;
  }

  private static List<Json> children(Json value) {
    List<Json> found = new ArrayList<>();
    if (value instanceof Json.Object object) {
      object.forEach((k, v) -> found.add(v));
    } else if (value instanceof Json.Array array) {
      array.forEach(found::add);
    }
    return found;
  }

  private static List<Json> recursive(List<Json> input) {
    List<Json> found = new ArrayList<>();
    for (Json value : input) {
      List<Json> children = children(value);
      if (!children.isEmpty()) {
        found.add(value);
        found.addAll(recursive(children));
      }
    }
    return found;
  }

  private static List<Json> slice(List<Json> input, JsonPathNode.Slice slice) {
    List<Json> found = new ArrayList<>();
    for (Json value : input) {
      if (value instanceof Json.Null) {
        continue;
      }
      if (!(value instanceof Json.Array array)) {
        throw new KubectlError(GoSyntax.typeName(value) + " is not array or slice");
      }
      int size = array.size();
      int first = slice.start() == null ? 0 : slice.start();
      int last =
          slice.single()
              ? (slice.start() == null ? 0 : slice.start()) + 1
              : slice.end() == null ? size : slice.end();
      first = first < 0 ? first + size : first;
      last = last < 0 || (last == 0 && slice.single()) ? last + size : last;
      if (first == last) {
        continue;
      }
      check(first, last, size);
      int step = slice.step() == null ? 1 : slice.step();
      if (step <= 0) {
        throw new KubectlError("step must be > 0");
      }
      for (int i = first; i < last; i += step) {
        found.add(array.get(i));
      }
    }
    return found;
  }

  private static void check(int first, int last, int size) {
    int wrong = first >= size || first < 0 ? first : last > size || last < 0 ? last - 1 : -1;
    if (first >= size || first < 0 || last > size || last < 0) {
      throw new KubectlError("array index out of bounds: index " + wrong + ", length " + size);
    }
    if (first > last) {
      throw new KubectlError("starting index " + first + " is greater than ending index " + last);
    }
  }

  private List<Json> filter(List<Json> input, JsonPathNode.Filter filter, String[] word) {
    List<Json> found = new ArrayList<>();
    for (Json value : input) {
      if (!(value instanceof Json.Array array)) {
        throw new KubectlError(
            GoText.value(value) + " is not array or slice and cannot be filtered");
      }
      for (Json item : array) {
        if (passes(item, filter, word)) {
          found.add(item);
        }
      }
    }
    return found;
  }

  private boolean passes(Json item, JsonPathNode.Filter filter, String[] word) {
    List<Json> lefts = evaluate(List.of(item), filter.left(), word);
    if (filter.operator().equals("exists")) {
      return !lefts.isEmpty();
    }
    List<Json> rights = lefts.isEmpty() ? lefts : evaluate(List.of(item), filter.right(), word);
    if (lefts.isEmpty() || rights.isEmpty()) {
      return false;
    }
    if (lefts.size() > 1 || rights.size() > 1) {
      throw new KubectlError("can only compare one element at a time");
    }
    Json left = lefts.getFirst();
    Json right = rights.getFirst();
    return switch (filter.operator()) {
      case "==" -> compare(left, right) == 0;
      case "!=" -> compare(left, right) != 0;
      case "<" -> compare(left, right) < 0;
      case "<=" -> compare(left, right) <= 0;
      case ">" -> compare(left, right) > 0;
      case ">=" -> compare(left, right) >= 0;
      default -> throw new KubectlError("unrecognized filter operator " + filter.operator());
    };
  }

  private static int compare(Json left, Json right) {
    return switch (left) {
      case Json.Text a when right instanceof Json.Text b -> a.value().compareTo(b.value());
      case Json.Number a when right instanceof Json.Number b && a.isWhole() == b.isWhole() ->
          decimal(a).compareTo(decimal(b));
      case Json.Bool a when right instanceof Json.Bool b -> a.compareTo(b);
      case Json.Object o -> throw new KubectlError("invalid type for comparison");
      case Json.Array a -> throw new KubectlError("invalid type for comparison");
      default -> throw new KubectlError("incompatible types for comparison");
    };
  }

  private static BigDecimal decimal(Json.Number number) {
    return number.value() instanceof BigDecimal d ? d : BigDecimal.valueOf(number.longValue());
  }

  /// The template filled in: values of one action apart by blanks, maps and lists as JSON.
  public String print(Json data) {
    StringBuilder out = new StringBuilder();
    for (List<Json> values : find(data)) {
      for (int i = 0; i < values.size(); i++) {
        out.append(i > 0 ? " " : "").append(text(values.get(i)));
      }
    }
    return out.toString();
  }

  /// What was found as one indented JSON list for each text and action: `-o jsonpath-as-json`.
  public String printAsJson(Json data) {
    StringBuilder out = new StringBuilder();
    for (List<Json> values : find(data)) {
      out.append(GoJson.indented(Json.Array.of(values), "    ")).append('\n');
    }
    return out.toString();
  }

  private static String text(Json value) {
    return switch (value) {
      case Json.Object o -> GoJson.compact(o);
      case Json.Array a -> GoJson.compact(a);
      case Json.Null n -> "null";
      case Json.Text t -> t.value();
      case Json.Number n -> GoText.number(n);
      case Json.Bool b -> b.toString();
    };
  }
}
