package seodang.terminal.kubectl.golang;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ScannerException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import org.snakeyaml.engine.v2.schema.Schema;
import seodang.json.Json;
import seodang.json.JsonException;
import seodang.json.ObjectBuilder;

/// YAML as kubectl's library (`sigs.k8s.io/yaml` over `goyaml.v2`) reads it: YAML 1.1 booleans, of
/// two equal keys the later wins, and its error texts.
public final class GoYaml {
  private static final Set<String> TRUE =
      Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
  private static final Set<String> FALSE =
      Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
  private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
  private static final Pattern INTEGER =
      Pattern.compile("[-+]?(0b[01_]+|0x[0-9a-fA-F_]+|0o?[0-7_]+|[0-9][0-9_]*)");
  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

  private GoYaml() {}

  /// The first document of a text; null when there is nothing in it.
  ///
  /// @throws JsonException its message is complete, as Go words it
  public static @Nullable Json parse(String text) {
    LoadSettings settings =
        LoadSettings.builder()
            .setSchema(new Yaml11())
            .setAllowDuplicateKeys(true)
            .setMaxAliasesForCollections(100)
            .setCodePointLimit(4 << 20)
            .build();
    try {
      for (Object document : new Load(settings).loadAllFromString(text)) {
        return document == null ? null : convert(document);
      }
      return null;
    } catch (MarkedYamlEngineException e) {
      throw new JsonException(message(e), 0, 0);
    } catch (YamlEngineException e) {
      throw new JsonException("yaml: " + e.getMessage(), 0, 0);
    }
  }

  /// Go counts the line from 0 and raises it by one for errors of the scanner alone.
  private static String message(MarkedYamlEngineException e) {
    int line =
        e.getProblemMark().map(m -> m.getLine()).orElse(0)
            + (e instanceof ScannerException ? 1 : 0);
    return "yaml: " + (line > 0 ? "line " + line + ": " : "") + problem(e);
  }

  private static String problem(MarkedYamlEngineException e) {
    String problem = String.valueOf(e.getProblem());
    if (problem.contains("that cannot start any token")) {
      return "found character that cannot start any token";
    }
    if (problem.startsWith("expected <block end>")) {
      String context = String.valueOf(e.getContext());
      return context.contains("collection")
          ? "did not find expected '-' indicator"
          : "did not find expected key";
    }
    if (problem.startsWith("expected ',' or ']'")) {
      return "did not find expected ',' or ']'";
    }
    if (problem.startsWith("expected ',' or '}'")) {
      return "did not find expected ',' or '}'";
    }
    if (problem.startsWith("expected '<document start>'")) {
      return "did not find expected <document start>";
    }
    if (problem.startsWith("could not find expected")) {
      return "could not find expected ':'";
    }
    if (problem.startsWith("expected the node content")) {
      return "did not find expected node content";
    }
    if (problem.equals("mapping values are not allowed here")) {
      return "mapping values are not allowed in this context";
    }
    if (problem.startsWith("found undefined alias")) {
      return "unknown anchor '" + problem.substring(problem.lastIndexOf(' ') + 1) + "' referenced";
    }
    return problem;
  }

  private static Json convert(@Nullable Object value) {
    return switch (value) {
      case null -> Json.Null.NULL;
      case Json j -> j;
      case List<?> list -> {
        Json[] items = new Json[list.size()];
        for (int i = 0; i < items.length; i++) {
          items[i] = convert(list.get(i));
        }
        yield Json.Array.of(items);
      }
      case Map<?, ?> map -> {
        ObjectBuilder builder = new ObjectBuilder();
        map.forEach((k, v) -> builder.put(key(k), convert(v)));
        yield builder.build();
      }
      default -> Json.text(value.toString());
    };
  }

  private static String key(@Nullable Object key) {
    return key instanceof Json j ? GoText.value(j) : String.valueOf(key);
  }

  /// Every scalar becomes a [Json] value here; a plain one is a string unless YAML 1.1 has a type.
  private static final class Yaml11 implements Schema {
    private final Schema core = new CoreSchema();

    @Override
    public ScalarResolver getScalarResolver() {
      return (value, implicit) -> implicit ? new Tag("tag:seodang,plain") : Tag.STR;
    }

    @Override
    public Map<Tag, ConstructNode> getSchemaTagConstructors() {
      Map<Tag, ConstructNode> all = new java.util.HashMap<>(core.getSchemaTagConstructors());
      all.put(new Tag("tag:seodang,plain"), new Plain());
      return all;
    }
  }

  private static final class Plain implements ConstructNode {
    @Override
    public @Nullable Object construct(@Nullable Node node) {
      return node instanceof ScalarNode scalar ? plain(scalar.getValue()) : null;
    }
  }

  private static @Nullable Json plain(String text) {
    if (NULL.contains(text)) {
      return null;
    }
    if (TRUE.contains(text)) {
      return Json.bool(true);
    }
    if (FALSE.contains(text)) {
      return Json.bool(false);
    }
    return number(text).orElse(Json.text(text));
  }

  private static Optional<Json> number(String text) {
    String digits = text.replace("_", "");
    try {
      if (INTEGER.matcher(text).matches()) {
        return Optional.of(whole(digits));
      }
      if (FLOAT.matcher(digits).matches() && Character.isDigit(text.charAt(text.length() - 1))
          || FLOAT.matcher(text).matches()) {
        BigDecimal value = new BigDecimal(digits);
        return Optional.of(
            value.stripTrailingZeros().scale() <= 0 && value.abs().longValue() < 1L << 53
                ? Json.number(value.longValueExact())
                : new Json.Number(value));
      }
    } catch (ArithmeticException | NumberFormatException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static Json whole(String text) {
    boolean negative = text.startsWith("-");
    String digits = negative || text.startsWith("+") ? text.substring(1) : text;
    BigInteger value;
    if (digits.startsWith("0x")) {
      value = new BigInteger(digits.substring(2), 16);
    } else if (digits.startsWith("0b")) {
      value = new BigInteger(digits.substring(2), 2);
    } else if (digits.startsWith("0o")) {
      value = new BigInteger(digits.substring(2), 8);
    } else if (digits.length() > 1 && digits.startsWith("0")) {
      value = new BigInteger(digits, 8);
    } else {
      value = new BigInteger(digits);
    }
    value = negative ? value.negate() : value;
    return value.bitLength() < 64
        ? Json.number(value.longValueExact())
        : new Json.Number(new BigDecimal(value));
  }
}
