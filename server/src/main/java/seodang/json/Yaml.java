package seodang.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// YAML text to [Json] and back; written as `kubectl -o yaml` writes it (see [YamlWriter]).
public final class Yaml {
  /// As deep as JSON may be nested.
  private static final int DEEPEST = 200;

  /// Values that a text's aliases may unfold to.
  private static final int MOST = 1_000_000;

  private int converted;

  private Yaml() {}

  /// All documents of the text, the empty ones left out.
  ///
  /// @throws JsonException with line and column when the text is not YAML
  public static List<Json> parseAll(String text) {
    LoadSettings settings =
        LoadSettings.builder()
            .setSchema(new CoreSchema())
            .setAllowDuplicateKeys(false)
            .setMaxAliasesForCollections(50)
            .setCodePointLimit(4 << 20)
            .build();
    List<Json> documents = new ArrayList<>();
    try {
      checkDepth(settings, text);
      for (Object document : new Load(settings).loadAllFromString(text)) {
        if (document != null) {
          documents.add(new Yaml().convert(document, 0));
        }
      }
    } catch (MarkedYamlEngineException e) {
      Optional<org.snakeyaml.engine.v2.exceptions.Mark> mark = e.getProblemMark();
      throw new JsonException(
          e.getProblem() == null ? "not YAML" : e.getProblem(),
          mark.map(m -> m.getLine() + 1).orElse(0),
          mark.map(m -> m.getColumn() + 1).orElse(0));
    } catch (YamlEngineException e) {
      throw new JsonException(String.valueOf(e.getMessage()), 0, 0);
    }
    return documents;
  }

  /// The one document of the text; an empty object when there is none.
  public static Json parse(String text) {
    List<Json> documents = parseAll(text);
    return documents.isEmpty() ? Json.object() : documents.getFirst();
  }

  /// Block style, two spaces, sequences not indented, strings quoted only where YAML needs it.
  public static String write(Json value) {
    return YamlWriter.write(value);
  }

  /// The composer goes down the nodes by recursion: a text nested too deep must not come to it.
  private static void checkDepth(LoadSettings settings, String text) {
    int depth = 0;
    for (Event event : new Parse(settings).parseString(text)) {
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        default -> {}
      }
      if (depth > DEEPEST) {
        throw new JsonException("exceeded max depth", 0, 0);
      }
    }
  }

  private static String name(@Nullable Object key) {
    if (key instanceof Collection<?> || key instanceof Map<?, ?>) {
      throw new JsonException("invalid map key", 0, 0);
    }
    return String.valueOf(key);
  }

  private Json convert(@Nullable Object value, int depth) {
    if (depth > DEEPEST || ++converted > MOST) {
      throw new JsonException("document contains excessive aliasing", 0, 0);
    }
    return switch (value) {
      case null -> Json.Null.NULL;
      case String s -> Json.text(s);
      case Boolean b -> Json.bool(b);
      case Integer i -> Json.number(i);
      case Long l -> Json.number(l);
      case BigInteger big -> new Json.Number(new BigDecimal(big));
      case Double d ->
          d.isNaN() || d.isInfinite()
              ? Json.text(d.toString())
              : d == Math.rint(d) && Math.abs(d) < 1e15
                  ? Json.number(d.longValue())
                  : new Json.Number(BigDecimal.valueOf(d));
      case List<?> list -> {
        List<Json> items = new ArrayList<>(list.size());
        for (Object item : list) {
          items.add(convert(item, depth + 1));
        }
        yield Json.Array.of(items);
      }
      case Map<?, ?> map -> {
        ObjectBuilder builder = new ObjectBuilder();
        map.forEach((k, v) -> builder.put(name(k), convert(v, depth + 1)));
        yield builder.build();
      }
      default -> Json.text(value.toString());
    };
  }
}
