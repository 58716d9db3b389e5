package seodang.diagram;

import java.util.ArrayDeque;
import java.util.Deque;

/// Writes SVG: elements, attributes, text, all escaped. Never a `style`: the page's policy forbids
/// it, and the style sheet owns every colour.
final class Svg {
  private final StringBuilder out = new StringBuilder(16_384);
  private final Deque<String> open = new ArrayDeque<>();

  /// @param namesAndValues attributes in turn
  Svg open(String tag, Object... namesAndValues) {
    out.append('<').append(tag);
    attributes(namesAndValues);
    out.append('>');
    open.push(tag);
    return this;
  }

  Svg close() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  Svg empty(String tag, Object... namesAndValues) {
    out.append('<').append(tag);
    attributes(namesAndValues);
    out.append("/>");
    return this;
  }

  Svg text(int x, int y, String type, String content) {
    open("text", "x", x, "y", y, "class", type);
    escape(content);
    return close();
  }

  Svg textEnd(int x, int y, String type, String content) {
    open("text", "x", x, "y", y, "class", type + " end");
    escape(content);
    return close();
  }

  Svg textMiddle(int x, int y, String type, String content) {
    open("text", "x", x, "y", y, "class", type + " middle");
    escape(content);
    return close();
  }

  Svg title(String content) {
    open("title");
    escape(content);
    return close();
  }

  Svg rect(int x, int y, int width, int height, int radius, String type) {
    return empty(
        "rect", "x", x, "y", y, "width", width, "height", height, "rx", radius, "class", type);
  }

  Svg path(String d, String type) {
    return empty("path", "d", d, "class", type);
  }

  private void attributes(Object... namesAndValues) {
    for (int i = 0; i < namesAndValues.length; i += 2) {
      out.append(' ').append(namesAndValues[i]).append("=\"");
      escape(String.valueOf(namesAndValues[i + 1]));
      out.append('"');
    }
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '&' -> out.append("&amp;");
        case '"' -> out.append("&quot;");
        default -> {
          // Control characters have no place in XML at all.
          if (c >= ' ' || c == '\n' || c == '\t') {
            out.append(c);
          }
        }
      }
    }
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
