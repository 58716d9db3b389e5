package seodang.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// JSON text to [Json], by Jackson's streaming parser.
final class JsonReader {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(200).maxStringLength(4 << 20).build())
          .build();

  private JsonReader() {}

  static Json parse(String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        throw new JsonException("unexpected end of JSON input", 1, 1);
      }
      Json value = read(parser);
      if (parser.nextToken() != null) {
        throw at(parser, "invalid character after top-level value");
      }
      return value;
    } catch (JsonProcessingException e) {
      var where = e.getLocation();
      throw new JsonException(
          e.getOriginalMessage(),
          where == null ? 0 : where.getLineNr(),
          where == null ? 0 : where.getColumnNr());
    } catch (IOException e) {
      throw new JsonException(String.valueOf(e.getMessage()), 0, 0);
    }
  }

  private static JsonException at(JsonParser parser, String message) {
    var where = parser.currentLocation();
    return new JsonException(message, where.getLineNr(), where.getColumnNr());
  }

  private static Json read(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> {
        ObjectBuilder builder = new ObjectBuilder();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String key = parser.currentName();
          parser.nextToken();
          builder.put(key, read(parser));
        }
        yield builder.build();
      }
      case START_ARRAY -> {
        List<Json> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(read(parser));
        }
        yield Json.Array.of(items);
      }
      case VALUE_STRING -> Json.text(parser.getText());
      case VALUE_NUMBER_INT ->
          parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? new Json.Number(new java.math.BigDecimal((BigInteger) parser.getNumberValue()))
              : Json.number(parser.getLongValue());
      case VALUE_NUMBER_FLOAT -> new Json.Number(parser.getDecimalValue());
      case VALUE_TRUE -> Json.Bool.TRUE;
      case VALUE_FALSE -> Json.Bool.FALSE;
      case VALUE_NULL -> Json.Null.NULL;
      default -> throw at(parser, "unexpected " + token);
    };
  }
}
