package seodang.shell.language;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// `$(( … ))`: C's integer expressions over the shell's variables.
final class Arithmetic {
  /// Something is wrong with the expression.
  static final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1;

    Problem(String message) {
      super(message, null, false, false);
    }
  }

  /// Where variables come from and go to.
  interface Names {
    @Nullable String get(String name);

    void set(String name, String value);
  }

  private static final int MAX_DEPTH = 100;
  private static final List<List<String>> BINARY =
      List.of(
          List.of("|"),
          List.of("^"),
          List.of("&"),
          List.of("==", "!="),
          List.of("<=", ">=", "<", ">"),
          List.of("<<", ">>"),
          List.of("+", "-"),
          List.of("*", "/", "%"));
  private static final List<String> ASSIGNMENTS =
      List.of("<<=", ">>=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "=");

  private final String text;
  private final Names names;
  private final int depth;
  private final boolean steps;
  private int at;
  private int nesting;
  // Counts the operands that are parsed but must have no effect: 0 && x=1.
  private int unused;

  private Arithmetic(String text, boolean steps, Names names, int depth) {
    this.text = text;
    this.steps = steps;
    this.names = names;
    this.depth = depth;
  }

  /// @param steps `++` and `--` are known, as dash does not
  static long evaluate(String text, boolean steps, Names names) {
    return evaluate(text, steps, names, 0);
  }

  private static long evaluate(String text, boolean steps, Names names, int depth) {
    if (text.isBlank()) {
      return 0;
    }
    if (depth > 20) {
      throw new Problem("expression recursion level exceeded");
    }
    Arithmetic parser = new Arithmetic(text, steps, names, depth);
    long value = parser.comma();
    parser.skip();
    if (parser.at < text.length()) {
      throw parser.wrong();
    }
    return value;
  }

  private Problem wrong() {
    return new Problem("expecting EOF: \"" + text + "\"");
  }

  private void skip() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private boolean take(String token) {
    skip();
    if (text.startsWith(token, at)) {
      at += token.length();
      return true;
    }
    return false;
  }

  private long comma() {
    long value = ternary();
    while (take(",")) {
      value = ternary();
    }
    return value;
  }

  private long ternary() {
    if (++nesting > MAX_DEPTH) {
      throw new Problem("expression too deeply nested");
    }
    long value = ternaryOrLess();
    nesting--;
    return value;
  }

  private long ternaryOrLess() {
    long condition = or();
    if (!take("?")) {
      return condition;
    }
    unused += condition == 0 ? 1 : 0;
    long yes = ternary();
    unused -= condition == 0 ? 1 : 0;
    if (!take(":")) {
      throw new Problem("expecting ':': \"" + text + "\"");
    }
    unused += condition != 0 ? 1 : 0;
    long no = ternary();
    unused -= condition != 0 ? 1 : 0;
    return condition != 0 ? yes : no;
  }

  private long or() {
    long left = and();
    while (take("||")) {
      boolean known = left != 0;
      unused += known ? 1 : 0;
      long right = and();
      unused -= known ? 1 : 0;
      left = known || right != 0 ? 1 : 0;
    }
    return left;
  }

  private long and() {
    long left = binary(0);
    while (take("&&")) {
      boolean known = left == 0;
      unused += known ? 1 : 0;
      long right = binary(0);
      unused -= known ? 1 : 0;
      left = !known && right != 0 ? 1 : 0;
    }
    return left;
  }

  private long binary(int level) {
    if (level == BINARY.size()) {
      return unary();
    }
    long left = binary(level + 1);
    while (true) {
      String operator = operator(level);
      if (operator == null) {
        return left;
      }
      left = apply(operator, left, binary(level + 1));
    }
  }

  private @Nullable String operator(int level) {
    skip();
    for (String candidate : BINARY.get(level)) {
      if (!text.startsWith(candidate, at)) {
        continue;
      }
      String next =
          text.substring(
              at + candidate.length(), Math.min(text.length(), at + candidate.length() + 1));
      boolean longer =
          candidate.length() == 1
              && (candidate.equals(next) && "|&<>".contains(candidate)
                  || next.equals("=") && !"<>".contains(candidate));
      boolean shiftAssign =
          candidate.length() == 2 && "<<>>".contains(candidate) && next.equals("=");
      if (!longer && !shiftAssign) {
        at += candidate.length();
        return candidate;
      }
    }
    return null;
  }

  private long apply(String operator, long left, long right) {
    return switch (operator) {
      case "|" -> left | right;
      case "^" -> left ^ right;
      case "&" -> left & right;
      case "==" -> left == right ? 1 : 0;
      case "!=" -> left != right ? 1 : 0;
      case "<=" -> left <= right ? 1 : 0;
      case ">=" -> left >= right ? 1 : 0;
      case "<" -> left < right ? 1 : 0;
      case ">" -> left > right ? 1 : 0;
      case "<<" -> left << right;
      case ">>" -> left >> right;
      case "+" -> left + right;
      case "-" -> left - right;
      case "*" -> left * right;
      default -> divide(operator, left, right);
    };
  }

  private long divide(String operator, long left, long right) {
    if (right == 0) {
      if (unused > 0) {
        return 0;
      }
      throw new Problem("division by zero: \"" + text + "\"");
    }
    return operator.equals("/") ? left / right : left % right;
  }

  private long unary() {
    skip();
    if (++nesting > MAX_DEPTH) {
      throw new Problem("expression too deeply nested");
    }
    try {
      if (steps && (text.startsWith("++", at) || text.startsWith("--", at))) {
        return increment();
      }
      if (take("!")) {
        return unary() == 0 ? 1 : 0;
      }
      if (take("~")) {
        return ~unary();
      }
      if (take("-")) {
        return -unary();
      }
      if (take("+")) {
        return unary();
      }
      return power();
    } finally {
      nesting--;
    }
  }

  private long power() {
    long base = primary();
    if (!text.startsWith("**", at) || text.startsWith("**=", at)) {
      return base;
    }
    at += 2;
    long exponent = unary();
    if (exponent < 0) {
      throw new Problem("exponent less than 0: \"" + text + "\"");
    }
    long result = 1;
    for (long e = exponent, b = base; e > 0; e >>= 1, b *= b) {
      result = (e & 1) == 1 ? result * b : result;
    }
    return result;
  }

  private long increment() {
    long by = text.charAt(at) == '+' ? 1 : -1;
    at += 2;
    skip();
    String name = name();
    if (name.isEmpty()) {
      // `--5` is a double sign.
      long value = unary();
      return value;
    }
    return assign(name, value(name) + by);
  }

  private long primary() {
    skip();
    if (take("(")) {
      long value = comma();
      if (!take(")")) {
        throw new Problem("expecting ')': \"" + text + "\"");
      }
      skip();
      return value;
    }
    String name = name();
    if (!name.isEmpty()) {
      long value = variable(name);
      skip();
      return value;
    }
    int start = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '#')) {
      at++;
    }
    if (start == at) {
      throw new Problem("expecting primary: \"" + text + "\"");
    }
    long value = number(text.substring(start, at));
    skip();
    return value;
  }

  private String name() {
    if (at >= text.length() || !WordReader.isNameStart(text.charAt(at))) {
      return "";
    }
    int start = at;
    while (at < text.length() && WordReader.isName(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  private long variable(String name) {
    skip();
    for (String operator : ASSIGNMENTS) {
      if (text.startsWith(operator, at) && !(operator.equals("=") && text.startsWith("==", at))) {
        at += operator.length();
        long right = ternary();
        return operator.equals("=")
            ? assign(name, right)
            : assign(name, apply(operator.substring(0, operator.length() - 1), value(name), right));
      }
    }
    if (steps && (text.startsWith("++", at) || text.startsWith("--", at))) {
      long by = text.charAt(at) == '+' ? 1 : -1;
      at += 2;
      long before = value(name);
      assign(name, before + by);
      return before;
    }
    return value(name);
  }

  private long assign(String name, long value) {
    if (unused == 0) {
      names.set(name, Long.toString(value));
    }
    return value;
  }

  private long value(String name) {
    String value = names.get(name);
    if (value == null || value.isBlank()) {
      return 0;
    }
    String trimmed = value.strip();
    if (trimmed.matches("[-+]?[0-9][0-9a-zA-Z#]*")) {
      boolean negative = trimmed.startsWith("-");
      long number = number(trimmed.replaceFirst("^[-+]", ""));
      return negative ? -number : number;
    }
    return evaluate(trimmed, steps, names, depth + 1);
  }

  private long number(String digits) {
    try {
      int hash = digits.indexOf('#');
      if (hash > 0) {
        return Long.parseLong(
            digits.substring(hash + 1), Integer.parseInt(digits.substring(0, hash)));
      }
      if (digits.startsWith("0x") || digits.startsWith("0X")) {
        return Long.parseUnsignedLong(digits.substring(2), 16);
      }
      if (digits.length() > 1 && digits.startsWith("0")) {
        return Long.parseLong(digits, 8);
      }
      return digits.matches("[0-9]{19,}") && digits.compareTo("9223372036854775807") > 0
          ? Long.MAX_VALUE
          : Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw new Problem("expecting EOF: \"" + text + "\"");
    }
  }
}
