package seodang.kube.apiserver.validation;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import seodang.json.GoJsonSyntax;
import seodang.json.Json;
import seodang.json.JsonException;

/// How Go's own readers say what they cannot read.
public final class GoWords {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  private static final List<Element> TIME =
      elements(new Element("", Pattern.compile("([.,][0-9]+)?"), 0, 0, ""));
  private static final List<Element> MICRO_TIME =
      elements(new Element(".000000", Pattern.compile("[.,][0-9]{6}"), 0, 0, ""));

  private GoWords() {}

  /// A part of a time.
  ///
  /// @param layout as Go writes it
  /// @param name of a number with a range, else empty
  private record Element(String layout, Pattern pattern, int least, int most, String name) {
    static Element mark(String mark) {
      return new Element(mark, Pattern.compile(mark), 0, 0, "");
    }

    static Element number(String layout, int least, int most, String name) {
      Pattern digits = Pattern.compile("[0-9]{" + layout.length() + "}");
      return new Element(layout, digits, least, most, name);
    }
  }

  private static List<Element> elements(Element fraction) {
    return List.of(
        Element.number("2006", 0, 9999, ""),
        Element.mark("-"),
        Element.number("01", 1, 12, "month"),
        Element.mark("-"),
        Element.number("02", 1, 31, "day"),
        Element.mark("T"),
        Element.number("15", 0, 23, "hour"),
        Element.mark(":"),
        Element.number("04", 0, 59, "minute"),
        Element.mark(":"),
        Element.number("05", 0, 59, "second"),
        fraction,
        new Element("Z07:00", Pattern.compile("Z|[+-][0-9]{2}:[0-9]{2}"), 0, 0, ""));
  }

  /// The byte at which standard base64 ends to be such; negative when it is whole.
  public static int base64Error(String text) {
    int digits = 0;
    int i = 0;
    for (; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r') {
        continue;
      }
      if (c == '=') {
        break;
      }
      if (ALPHABET.indexOf(c) < 0) {
        return i;
      }
      digits++;
    }
    int open = digits % 4;
    if (i == text.length()) {
      return open == 0 ? -1 : text.length() - open;
    }
    if (open < 2) {
      return i;
    }
    String rest = text.substring(i).replaceAll("[\r\n]", "");
    if (rest.equals(open == 2 ? "==" : "=")) {
      return -1;
    }
    return open == 2 && rest.equals("=") ? text.length() : i + (open == 2 ? 2 : 1);
  }

  /// Why `time.Parse` refuses a text; null when it does not.
  ///
  /// @param layout RFC 3339, with fractions of seconds or without
  public static @Nullable String timeError(String text, String layout) {
    String rest = text;
    for (Element element : layout.contains(".") ? MICRO_TIME : TIME) {
      Matcher m = element.pattern().matcher(rest);
      if (!m.lookingAt()) {
        return head(text, layout)
            + ": cannot parse "
            + quote(rest)
            + " as \""
            + element.layout()
            + "\"";
      }
      String found = m.group();
      if (!element.name().isEmpty()) {
        int number = Integer.parseInt(found);
        if (number < element.least() || number > element.most()) {
          return "parsing time " + quote(text) + ": " + element.name() + " out of range";
        }
      }
      rest = rest.substring(found.length());
    }
    return rest.isEmpty() ? null : "parsing time " + quote(text) + ": extra text: " + quote(rest);
  }

  private static String head(String text, String layout) {
    return "parsing time " + quote(text) + " as \"" + layout + "\"";
  }

  /// A text as `%q` prints it.
  public static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '"' -> quoted.append("\\\"");
            case '\\' -> quoted.append("\\\\");
            case '\n' -> quoted.append("\\n");
            case '\t' -> quoted.append("\\t");
            case '\r' -> quoted.append("\\r");
            default -> {
              if (c < ' ' || c == 127) {
                quoted.append(String.format(java.util.Locale.ROOT, "\\x%02x", c));
              } else {
                quoted.appendCodePoint(c);
              }
            }
          }
        });
    return quoted.append('"').toString();
  }

  /// Why bytes are no JSON object, in Go's words; null when they are one.
  static @Nullable String objectError(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.isBlank()) {
      return "unexpected end of JSON input";
    }
    try {
      Json parsed = Json.parse(text);
      String found =
          switch (parsed) {
            case Json.Object o -> "";
            case Json.Null n -> "";
            case Json.Text t -> "string";
            case Json.Number n -> "number";
            case Json.Bool b -> "bool";
            case Json.Array a -> "array";
          };
      return found.isEmpty()
          ? null
          : "json: cannot unmarshal " + found + " into Go value of type map[string]interface {}";
    } catch (JsonException e) {
      return GoJsonSyntax.problem(text);
    }
  }
}
