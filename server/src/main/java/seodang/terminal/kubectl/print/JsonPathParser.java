package seodang.terminal.kubectl.print;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// Reads a JSONPath template with the grammar of client-go.
final class JsonPathParser {
  private static final Pattern KEY = Pattern.compile("^'([^']*)'$");
  private static final Pattern SLICE = Pattern.compile("^(-?[\\d]*)(:-?[\\d]*)?(:-?[\\d]*)?$");
  private static final Pattern COMPARISON = Pattern.compile("^([^!<>=]+)([!<>=]+)(.+?)$");

  private final String input;
  private int at;

  private JsonPathParser(String input) {
    this.input = input;
  }

  /// A template that cannot be read; the message is client-go's.
  static final class ParseException extends Exception {
    private static final long serialVersionUID = 1L;

    ParseException(String message) {
      super(message);
    }
  }

  static List<JsonPathNode> parse(String template) throws ParseException {
    return new JsonPathParser(template).template();
  }

  private List<JsonPathNode> template() throws ParseException {
    List<JsonPathNode> nodes = new ArrayList<>();
    while (at < input.length()) {
      int open = input.indexOf('{', at);
      if (open < 0) {
        nodes.add(constant(input.substring(at)));
        break;
      }
      if (open > at) {
        nodes.add(constant(input.substring(at, open)));
      }
      at = open + 1;
      nodes.add(action());
    }
    return nodes;
  }

  private static JsonPathNode constant(String text) {
    return new JsonPathNode.Constant(Json.text(text));
  }

  private static JsonPathNode.Action single(String text) throws ParseException {
    return new JsonPathParser("{" + text + "}").template().getFirst()
            instanceof JsonPathNode.Action action
        ? action
        : new JsonPathNode.Action(List.of());
  }

  private JsonPathNode.Action action() throws ParseException {
    List<JsonPathNode> parts = new ArrayList<>();
    while (true) {
      if (at >= input.length()) {
        throw new ParseException("unclosed action");
      }
      if (input.startsWith("[?(", at)) {
        parts.add(filter());
        continue;
      }
      if (input.startsWith("..", at)) {
        if (!parts.isEmpty() && parts.getLast() instanceof JsonPathNode.Recursive) {
          throw new ParseException("invalid multiple recursive descent");
        }
        at += 2;
        parts.add(new JsonPathNode.Recursive());
        if (at < input.length() && isWordCharacter(input.charAt(at))) {
          parts.add(field());
        }
        continue;
      }
      char c = input.charAt(at++);
      switch (c) {
        case '}' -> {
          return new JsonPathNode.Action(parts);
        }
        case '\n', '\r' -> throw new ParseException("unclosed action");
        case ' ', '@', '$' -> {}
        case '[' -> array(parts);
        case '"', '\'' -> parts.add(quoted(c));
        case '.' -> parts.add(field());
        default -> {
          at--;
          parts.add(other(c));
        }
      }
    }
  }

  private JsonPathNode other(char c) throws ParseException {
    if (c == '+' || c == '-' || Character.isDigit(c)) {
      return number();
    }
    if (isWordCharacter(c)) {
      int start = at;
      while (at < input.length() && !isTerminator(input.charAt(at))) {
        at++;
      }
      String word = input.substring(start, at);
      return word.equals("true") || word.equals("false")
          ? new JsonPathNode.Constant(Json.bool(word.equals("true")))
          : new JsonPathNode.Word(word);
    }
    throw new ParseException(
        String.format("unrecognized character in action: U+%04X '%c'", (int) c, c));
  }

  private JsonPathNode number() throws ParseException {
    int start = at++;
    while (at < input.length()
        && (input.charAt(at) == '.' || Character.isDigit(input.charAt(at)))) {
      at++;
    }
    String text = input.substring(start, at);
    try {
      return new JsonPathNode.Constant(
          text.contains(".")
              ? new Json.Number(new BigDecimal(text))
              : Json.number(Long.parseLong(text)));
    } catch (NumberFormatException e) {
      throw new ParseException("cannot parse number " + text);
    }
  }

  private JsonPathNode field() {
    StringBuilder name = new StringBuilder();
    while (at < input.length()) {
      char c = input.charAt(at);
      if (c == '\\' && at + 1 < input.length()) {
        name.append(input.charAt(at + 1));
        at += 2;
      } else if (isTerminator(c)) {
        break;
      } else {
        name.append(c);
        at++;
      }
    }
    return name.toString().equals("*")
        ? new JsonPathNode.Wildcard()
        : new JsonPathNode.Field(name.toString());
  }

  private JsonPathNode quoted(char quote) throws ParseException {
    int start = at;
    while (true) {
      if (at >= input.length() || input.charAt(at) == '\n') {
        throw new ParseException("unterminated quoted string");
      }
      if (input.charAt(at) == quote && input.charAt(at - 1) != '\\') {
        break;
      }
      at++;
    }
    return constant(unquote(input.substring(start, at++)));
  }

  private static String unquote(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\' || i + 1 == text.length()) {
        out.append(c);
        continue;
      }
      char next = text.charAt(++i);
      out.append(
          switch (next) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'a' -> '\u0007';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'v' -> '\u000b';
            default -> next;
          });
    }
    return out.toString();
  }

  private void array(List<JsonPathNode> parts) throws ParseException {
    int close = input.indexOf(']', at);
    int newline = input.indexOf('\n', at);
    if (close < 0 || (newline >= 0 && newline < close)) {
      throw new ParseException("unterminated array");
    }
    String text = input.substring(at, close);
    at = close + 1;
    if (text.equals("*")) {
      text = ":";
    }
    String[] branches = text.split(",", -1);
    if (branches.length > 1) {
      List<JsonPathNode.Action> union = new ArrayList<>();
      for (String branch : branches) {
        union.add(single("[" + branch.strip() + "]"));
      }
      parts.add(new JsonPathNode.Union(union));
      return;
    }
    Matcher key = KEY.matcher(text);
    if (key.matches()) {
      parts.addAll(single("." + key.group(1)).parts());
      return;
    }
    Matcher slice = SLICE.matcher(text);
    if (!slice.matches()) {
      throw new ParseException("invalid array index " + text);
    }
    parts.add(
        new JsonPathNode.Slice(
            bound(slice.group(1)),
            bound(slice.group(2)),
            bound(slice.group(3)),
            slice.group(2) == null));
  }

  private static @Nullable Integer bound(@Nullable String text) throws ParseException {
    String digits = text == null || !text.startsWith(":") ? text : text.substring(1);
    if (digits == null || digits.isEmpty()) {
      return null;
    }
    try {
      return Integer.valueOf(digits);
    } catch (NumberFormatException e) {
      throw new ParseException("array index " + digits + " is not a number");
    }
  }

  private JsonPathNode filter() throws ParseException {
    at += 3;
    int start = at;
    char quote = 0;
    boolean closed = false;
    for (; ; at++) {
      if (at >= input.length() || input.charAt(at) == '\n') {
        throw new ParseException("unterminated filter");
      }
      char c = input.charAt(at);
      if (c == '"' || c == '\'') {
        if (quote == 0) {
          quote = c;
        } else if (c == quote && input.charAt(at - 1) != '\\') {
          closed = true;
        }
      } else if (c == ')' && (quote != 0) == closed) {
        break;
      }
    }
    String text = input.substring(start, at++);
    if (at >= input.length() || input.charAt(at++) != ']') {
      throw new ParseException("unclosed array expect ]");
    }
    Matcher comparison = COMPARISON.matcher(text);
    return comparison.matches()
        ? new JsonPathNode.Filter(
            single(comparison.group(1)), comparison.group(2), single(comparison.group(3)))
        : new JsonPathNode.Filter(single(text), "exists", new JsonPathNode.Action(List.of()));
  }

  private static boolean isWordCharacter(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }

  private static boolean isTerminator(char c) {
    return " \t\r\n.,[]$@{}".indexOf(c) >= 0;
  }
}
