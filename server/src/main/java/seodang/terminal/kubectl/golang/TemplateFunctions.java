package seodang.terminal.kubectl.golang;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// The functions of Go templates, and how their values print.
final class TemplateFunctions {
  static final Set<String> NAMES =
      Set.of(
          "and",
          "or",
          "not",
          "eq",
          "ne",
          "lt",
          "le",
          "gt",
          "ge",
          "len",
          "index",
          "slice",
          "print",
          "printf",
          "println",
          "html",
          "js",
          "urlquery",
          "call",
          "exists",
          "base64decode");

  private TemplateFunctions() {}

  /// @throws IllegalArgumentException with Go's message
  static @Nullable Object call(String name, List<@Nullable Object> arguments) {
    return switch (name) {
      case "and", "or" -> last(arguments);
      case "not" -> !isTrue(last(arguments));
      case "eq" -> equal(arguments);
      case "ne" -> !equal(arguments);
      case "lt" -> compare(arguments) < 0;
      case "le" -> compare(arguments) <= 0;
      case "gt" -> compare(arguments) > 0;
      case "ge" -> compare(arguments) >= 0;
      case "len" -> length(last(arguments));
      case "index" -> index(arguments);
      case "slice" -> slice(arguments);
      case "print" -> GoPrintf.print(arguments);
      case "println" -> GoPrintf.println(arguments);
      case "printf" ->
          GoPrintf.format(
              text(arguments.isEmpty() ? "" : arguments.getFirst()),
              arguments.isEmpty() ? arguments : arguments.subList(1, arguments.size()));
      case "html" -> html(GoPrintf.print(arguments));
      case "js" -> GoPrintf.print(arguments).replace("'", "\\'").replace("\"", "\\\"");
      case "urlquery" -> URLEncoder.encode(GoPrintf.print(arguments), StandardCharsets.UTF_8);
      case "exists" -> exists(arguments);
      case "base64decode" -> decode(text(last(arguments)));
      default -> throw new IllegalArgumentException("call of nil");
    };
  }

  private static @Nullable Object last(List<@Nullable Object> arguments) {
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException("wrong number of args: want at least 1 got 0");
    }
    return arguments.getLast();
  }

  static boolean isTrue(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Boolean b -> b;
      case String s -> !s.isEmpty();
      case Long l -> l != 0;
      case Double d -> d != 0;
      case Json.Array a -> !a.isEmpty();
      case Json.Object o -> !o.isEmpty();
      default -> false;
    };
  }

  static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "<no value>";
      case String s -> s;
      case Double d -> GoText.value(new Json.Number(java.math.BigDecimal.valueOf(d)));
      case Json json -> GoText.value(json);
      default -> value == TemplateRun.MISSING ? "<no value>" : value.toString();
    };
  }

  static String typeName(@Nullable Object value) {
    return switch (value) {
      case null -> "nil";
      case String s -> "string";
      case Boolean b -> "bool";
      case Long l -> "int";
      case Double d -> "float64";
      case Json.Array a -> "[]interface {}";
      case Json.Object o -> "map[string]interface {}";
      default -> "interface {}";
    };
  }

  private static boolean equal(List<@Nullable Object> arguments) {
    if (arguments.size() < 2) {
      throw new IllegalArgumentException("missing argument for comparison");
    }
    Object first = arguments.getFirst();
    for (Object other : arguments.subList(1, arguments.size())) {
      if (isNothing(first) || isNothing(other)) {
        if (isNothing(first) && isNothing(other)) {
          return true;
        }
        continue;
      }
      if (first instanceof Json || other instanceof Json) {
        throw new IllegalArgumentException(
            "non-comparable type " + text(first) + ": " + typeName(first));
      }
      if (!typeName(first).equals(typeName(other))) {
        throw new IllegalArgumentException("incompatible types for comparison");
      }
      if (first != null && first.equals(other)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isNothing(@Nullable Object value) {
    return value == null || value == TemplateRun.MISSING;
  }

  private static int compare(List<@Nullable Object> arguments) {
    if (arguments.size() != 2) {
      throw new IllegalArgumentException("wrong number of args: want 2 got " + arguments.size());
    }
    Object left = arguments.getFirst();
    Object right = arguments.getLast();
    return switch (left) {
      case String a when right instanceof String b -> a.compareTo(b);
      case Long a when right instanceof Long b -> a.compareTo(b);
      case Double a when right instanceof Double b -> a.compareTo(b);
      case null, default -> throw new IllegalArgumentException("incompatible types for comparison");
    };
  }

  private static long length(@Nullable Object value) {
    return switch (value) {
      case String s -> s.getBytes(StandardCharsets.UTF_8).length;
      case Json.Array a -> a.size();
      case Json.Object o -> o.size();
      case null -> throw new IllegalArgumentException("len of nil pointer");
      default -> throw new IllegalArgumentException("len of type " + typeName(value));
    };
  }

  private static @Nullable Object index(List<@Nullable Object> arguments) {
    Object here = arguments.isEmpty() ? null : arguments.getFirst();
    for (Object key : arguments.subList(Math.min(1, arguments.size()), arguments.size())) {
      here =
          switch (here) {
            case Json.Object o when key instanceof String s -> {
              Json member = o.get(s);
              yield member == null ? TemplateRun.MISSING : TemplateRun.value(member);
            }
            case Json.Array a when key instanceof Long i -> {
              if (i < 0 || i >= a.size()) {
                throw new IllegalArgumentException("index out of range: " + i);
              }
              yield TemplateRun.value(a.get((int) (long) i));
            }
            case Json.Object o ->
                throw new IllegalArgumentException(
                    "value has type " + typeName(key) + "; should be string");
            case Json.Array a ->
                throw new IllegalArgumentException(
                    "cannot index slice/array with type " + typeName(key));
            case null -> throw new IllegalArgumentException("index of untyped nil");
            default ->
                throw new IllegalArgumentException("can't index item of type " + typeName(here));
          };
    }
    return here;
  }

  private static Object slice(List<@Nullable Object> arguments) {
    Object value = arguments.isEmpty() ? null : arguments.getFirst();
    int size =
        value instanceof String s ? s.length() : value instanceof Json.Array a ? a.size() : -1;
    if (size < 0) {
      throw new IllegalArgumentException("can't slice item of type " + typeName(value));
    }
    int from = arguments.size() > 1 && arguments.get(1) instanceof Long l ? (int) (long) l : 0;
    int to = arguments.size() > 2 && arguments.get(2) instanceof Long l ? (int) (long) l : size;
    if (from < 0 || to > size || from > to) {
      throw new IllegalArgumentException("index out of range: " + (to > size ? to : from));
    }
    if (value instanceof String s) {
      return s.substring(from, to);
    }
    List<Json> part = new ArrayList<>();
    if (value instanceof Json.Array array) {
      for (int i = from; i < to; i++) {
        part.add(array.get(i));
      }
    }
    return Json.Array.of(part);
  }

  /// kubectl's own: whether all keys can be followed.
  private static boolean exists(List<@Nullable Object> arguments) {
    try {
      return !isNothing(index(arguments));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String decode(String text) {
    try {
      return new String(Base64.getDecoder().decode(text.strip()), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("base64 decode failed: illegal base64 data", e);
    }
  }

  private static String html(String text) {
    return text.replace("&", "&amp;")
        .replace("'", "&#39;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&#34;");
  }
}
