package seodang.kube;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import seodang.json.Json;
import seodang.kube.Selector.Malformed;
import seodang.kube.Selector.Requirement;

/// The grammar and the words of `apimachinery/pkg/labels`.
final class SelectorParser {
  private static final String OPERATORS = "in, notin, =, ==, !=, gt, lt";
  private static final String SPECIAL = "=!(),><";
  private static final Set<String> SYMBOLS = Set.of(")", ",", "!", "==", "=", ">", "<", "!=", "(");
  private static final Pattern NAME = Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
  private static final Pattern DOMAIN =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final String NAME_RULE =
      "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
          + " alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for"
          + " validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

  /// @param kind a symbol, `id` for anything else, `` at the end
  private record Token(String kind, String text) {}

  private final List<Token> tokens = new ArrayList<>();
  private int at;

  SelectorParser(String text) {
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      int start = i;
      if (isBlank(c)) {
        i++;
      } else if (SPECIAL.indexOf(c) >= 0) {
        i++;
        boolean two = i < text.length() && SYMBOLS.contains(text.substring(start, i + 1));
        i += two ? 1 : 0;
        tokens.add(new Token(text.substring(start, i), text.substring(start, i)));
      } else {
        while (i < text.length()
            && !isBlank(text.charAt(i))
            && SPECIAL.indexOf(text.charAt(i)) < 0) {
          i++;
        }
        tokens.add(new Token("id", text.substring(start, i)));
      }
    }
    tokens.add(new Token("", ""));
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  private Token peek() {
    return tokens.get(at);
  }

  private Token take() {
    Token token = tokens.get(at);
    at = Math.min(at + 1, tokens.size() - 1);
    return token;
  }

  List<Requirement> parse() throws Malformed {
    List<Requirement> found = new ArrayList<>();
    while (true) {
      Token token = peek();
      if (token.kind().isEmpty()) {
        return found;
      }
      if (!token.kind().equals("id") && !token.kind().equals("!")) {
        throw new Malformed(
            "found '" + token.text() + "', expected: !, identifier, or 'end of string'");
      }
      try {
        found.add(requirement());
      } catch (Malformed e) {
        throw new Malformed("unable to parse requirement: " + e.getMessage());
      }
      Token after = take();
      if (after.kind().isEmpty()) {
        return found;
      }
      if (!after.kind().equals(",")) {
        throw new Malformed("found '" + after.text() + "', expected: ',' or 'end of string'");
      }
      if (!peek().kind().equals("id") && !peek().kind().equals("!")) {
        throw new Malformed("found '" + peek().text() + "', expected: identifier after ','");
      }
    }
  }

  private Requirement requirement() throws Malformed {
    boolean not = peek().kind().equals("!");
    if (not) {
      take();
    }
    Token key = take();
    if (!key.kind().equals("id")) {
      throw new Malformed("found '" + key.text() + "', expected: identifier");
    }
    checkKey(key.text());
    if (not || peek().kind().isEmpty() || peek().kind().equals(",")) {
      return new Requirement(key.text(), not ? "!" : "exists", List.of());
    }
    Token operator = take();
    return switch (operator.text()) {
      case "in", "notin" -> {
        List<String> values = List.copyOf(values());
        if (values.isEmpty()) {
          throw new Malformed(
              "values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty");
        }
        yield checked(key.text(), operator.text(), values);
      }
      case "=", "==", "!=", ">", "<" ->
          checked(
              key.text(), operator.text().equals("==") ? "=" : operator.text(), List.of(value()));
      default -> throw new Malformed("found '" + operator.text() + "', expected: " + OPERATORS);
    };
  }

  private String value() throws Malformed {
    if (peek().kind().isEmpty() || peek().kind().equals(",")) {
      return "";
    }
    Token value = take();
    if (!value.kind().equals("id")) {
      throw new Malformed("found '" + value.text() + "', expected: identifier");
    }
    return value.text();
  }

  private Set<String> values() throws Malformed {
    Token open = take();
    if (!open.kind().equals("(")) {
      throw new Malformed("found '" + open.text() + "' expected: '('");
    }
    Set<String> values = new TreeSet<>();
    boolean empty = true;
    while (true) {
      Token token = take();
      switch (token.kind()) {
        case ")" -> {
          if (!values.isEmpty() && empty) {
            values.add("");
          }
          return values;
        }
        case "," -> {
          if (empty) {
            values.add("");
          }
          empty = true;
        }
        case "id" -> {
          values.add(token.text());
          empty = false;
          if (!peek().kind().equals(",") && !peek().kind().equals(")")) {
            throw new Malformed("found '" + peek().text() + "', expected: ',' or ')'");
          }
        }
        default ->
            throw new Malformed(
                values.isEmpty() && empty
                    ? "found '" + token.text() + "', expected: ',', ')' or identifier"
                    : "found '" + token.text() + "', expected: ',', or identifier");
      }
    }
  }

  private static Requirement checked(String key, String operator, List<String> values)
      throws Malformed {
    for (int i = 0; i < values.size(); i++) {
      String value = values.get(i);
      if ((operator.equals(">") || operator.equals("<")) && !value.matches("[+-]?[0-9]{1,18}")) {
        throw new Malformed(
            "values["
                + i
                + "]: Invalid value: "
                + Json.text(value)
                + ": for 'Gt', 'Lt' operators, the value must be an integer");
      }
      String wrong =
          value.length() > 63
              ? "must be no more than 63 characters"
              : value.isEmpty() || NAME.matcher(value).matches()
                  ? ""
                  : "a valid label must be an empty string or consist of alphanumeric characters,"
                      + " '-', '_' or '.', and must start and end with an alphanumeric character"
                      + " (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation"
                      + " is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
      if (!wrong.isEmpty()) {
        throw new Malformed(
            "values[" + i + "][" + key + "]: Invalid value: " + Json.text(value) + ": " + wrong);
      }
    }
    return new Requirement(key, operator, values);
  }

  private static void checkKey(String key) throws Malformed {
    String[] parts = key.split("/", -1);
    List<String> wrong = new ArrayList<>();
    String name = parts[parts.length - 1];
    if (parts.length > 2) {
      wrong.add(
          "a qualified name "
              + NAME_RULE
              + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
    } else {
      if (parts.length == 2 && parts[0].isEmpty()) {
        wrong.add("prefix part must be non-empty");
      } else if (parts.length == 2 && parts[0].length() > 253) {
        wrong.add("prefix part must be no more than 253 characters");
      } else if (parts.length == 2 && !DOMAIN.matcher(parts[0]).matches()) {
        wrong.add(
            "prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric"
                + " characters, '-' or '.', and must start and end with an alphanumeric character"
                + " (e.g. 'example.com', regex used for validation is '"
                + DOMAIN.pattern()
                + "')");
      }
      if (name.isEmpty()) {
        wrong.add("name part must be non-empty");
      } else if (name.length() > 63) {
        wrong.add("name part must be no more than 63 characters");
      }
      if (name.length() <= 63 && !NAME.matcher(name).matches()) {
        wrong.add("name part " + NAME_RULE);
      }
    }
    if (!wrong.isEmpty()) {
      throw new Malformed(
          "key: Invalid value: " + Json.text(key) + ": " + String.join("; ", wrong));
    }
  }
}
