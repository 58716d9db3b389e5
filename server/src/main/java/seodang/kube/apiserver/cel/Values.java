package seodang.kube.apiserver.cel;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.cel.common.values.NullValue;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import seodang.json.Json;
import seodang.kube.Meta;

/// JSON as expressions see it.
public final class Values {
  private Values() {}

  /// Without a schema: whole numbers are integers, texts stay texts.
  public static Object of(Json value) {
    return of(value, Json.object(), false);
  }

  /// By a schema: its properties' names escaped, numbers and times of its types.
  public static Object of(Json value, Json.Object schema) {
    return of(value, schema, true);
  }

  private static Object of(Json value, Json.Object schema, boolean typed) {
    return switch (value) {
      case Json.Object o -> {
        Map<String, Object> map = new LinkedHashMap<>();
        Json.Object properties = schema.object("properties");
        o.forEach((key, member) -> {
          Json.Object below =
              properties.has(key) ? properties.object(key) : schema.object("additionalProperties");
          boolean field = typed && !schema.has("additionalProperties");
          map.put(field ? Types.escaped(key) : key, of(member, below, typed && !below.isEmpty()));
        });
        yield map;
      }
      case Json.Array a -> a.stream().map(item -> of(item, schema.object("items"), typed)).toList();
      case Json.Text t -> text(t.value(), schema);
      case Json.Bool b -> b.value();
      case Json.Number n ->
          n.isWhole() && !schema.text("type").equals("number")
              ? (Object) n.longValue()
              : n.value().doubleValue();
      case Json.Null _ -> NullValue.NULL_VALUE;
    };
  }

  private static Object text(String text, Json.Object schema) {
    try {
      return switch (schema.text("type").equals("string") ? schema.text("format") : "") {
        case "date-time" -> {
          Instant instant = Meta.instant(Json.text(text));
          yield instant == null ? text : timestamp(instant);
        }
        case "date" -> timestamp(LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
        case "duration" -> {
          java.time.Duration length = TextFunctions.duration(text);
          yield Duration.newBuilder()
              .setSeconds(length.getSeconds())
              .setNanos(length.getNano())
              .build();
        }
        case "byte" -> ByteString.copyFrom(Base64.getDecoder().decode(text));
        default -> text;
      };
    } catch (DateTimeParseException | IllegalArgumentException e) {
      return text;
    }
  }

  private static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }
}
