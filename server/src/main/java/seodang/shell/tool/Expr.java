package seodang.shell.tool;

import java.math.BigInteger;
import java.util.List;
import seodang.shell.Regex;

/// `expr`: sums, comparisons and pieces of text, one word per argument.
final class Expr {
  private static final int MAX_DEPTH = 200;
  private static final List<List<String>> LEVELS =
      List.of(
          List.of("|"),
          List.of("&"),
          List.of("<", "<=", "=", "==", "!=", ">=", ">"),
          List.of("+", "-"),
          List.of("*", "/", "%"),
          List.of(":"));

  /// The expression is wrong, or cannot be worked out.
  private static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1;

    Wrong(String words) {
      super(words, null, false, false);
    }
  }

  private final List<String> words;
  private int at;
  private int depth;

  private Expr(List<String> words) {
    this.words = words;
  }

  static int run(Call call) {
    List<String> words = call.args();
    if (!words.isEmpty() && words.getFirst().equals("--")) {
      words = words.subList(1, words.size());
    }
    try {
      if (words.isEmpty()) {
        throw new Wrong("missing operand\nTry 'expr --help' for more information.");
      }
      Expr expr = new Expr(words);
      String value = expr.level(0);
      if (expr.at < words.size()) {
        throw new Wrong("syntax error: unexpected argument ‘" + words.get(expr.at) + "’");
      }
      call.out(value + "\n");
      return isTrue(value) ? 0 : 1;
    } catch (Wrong | Regex.Invalid | Regex.TooHard e) {
      call.fail(String.valueOf(e.getMessage()));
      return 2;
    }
  }

  private static boolean isTrue(String value) {
    return !value.isEmpty() && !value.matches("-?0+");
  }

  private String level(int level) {
    if (level == LEVELS.size()) {
      return word();
    }
    String left = level(level + 1);
    while (at < words.size() && LEVELS.get(level).contains(words.get(at))) {
      String operator = words.get(at++);
      left = apply(operator, left, level(level + 1));
    }
    return left;
  }

  private String next() {
    if (at >= words.size()) {
      throw new Wrong(
          at == 0
              ? "missing operand"
              : "syntax error: missing argument after ‘" + words.get(at - 1) + "’");
    }
    return words.get(at++);
  }

  private String word() {
    if (++depth > MAX_DEPTH) {
      throw new Wrong("syntax error: too deeply nested");
    }
    String word = next();
    String value =
        switch (word) {
          case "(" -> {
            String inner = level(0);
            if (at >= words.size()) {
              throw new Wrong("syntax error: expecting ')' after ‘" + words.get(at - 1) + "’");
            }
            if (!next().equals(")")) {
              throw new Wrong("syntax error: expecting ')' instead of ‘" + words.get(at - 1) + "’");
            }
            yield inner;
          }
          case ")" -> throw new Wrong("syntax error: unexpected ')'");
          case "+" -> next();
          case "length" -> {
            String text = word();
            yield Integer.toString(text.codePointCount(0, text.length()));
          }
          case "match" -> match(word(), word());
          case "index" -> index(word(), word());
          case "substr" -> substring(word(), word(), word());
          default -> word;
        };
    depth--;
    return value;
  }

  private static String apply(String operator, String left, String right) {
    return switch (operator) {
      case "|" -> isTrue(left) ? left : isTrue(right) ? right : "0";
      case "&" -> isTrue(left) && isTrue(right) ? left : "0";
      case ":" -> match(left, right);
      case "+" -> number(left).add(number(right)).toString();
      case "-" -> number(left).subtract(number(right)).toString();
      case "*" -> number(left).multiply(number(right)).toString();
      case "/" -> number(left).divide(divisor(right)).toString();
      case "%" -> number(left).remainder(divisor(right)).toString();
      default -> {
        int order =
            isNumber(left) && isNumber(right)
                ? number(left).compareTo(number(right))
                : left.compareTo(right);
        boolean holds =
            switch (operator) {
              case "<" -> order < 0;
              case "<=" -> order <= 0;
              case "=", "==" -> order == 0;
              case "!=" -> order != 0;
              case ">=" -> order >= 0;
              default -> order > 0;
            };
        yield holds ? "1" : "0";
      }
    };
  }

  private static boolean isNumber(String text) {
    return text.matches("-?[0-9]{1,1000}");
  }

  private static BigInteger number(String text) {
    if (!isNumber(text)) {
      throw new Wrong("non-integer argument");
    }
    return new BigInteger(text);
  }

  private static BigInteger divisor(String text) {
    BigInteger divisor = number(text);
    if (divisor.signum() == 0) {
      throw new Wrong("division by zero");
    }
    return divisor;
  }

  private static String match(String text, String regex) {
    Regex.Search m = Regex.basic(regex, false).search(text);
    boolean found = m.find() && m.start() == 0;
    if (m.groupCount() > 0) {
      String group = found ? m.group(1) : null;
      return group == null ? "" : group;
    }
    return Integer.toString(found ? m.end() : 0);
  }

  private static String index(String text, String characters) {
    for (int i = 0; i < text.length(); i++) {
      if (characters.indexOf(text.charAt(i)) >= 0) {
        return Integer.toString(i + 1);
      }
    }
    return "0";
  }

  private static String substring(String text, String from, String length) {
    if (!isNumber(from) || !isNumber(length)) {
      return "";
    }
    double start = number(from).doubleValue();
    double most = number(length).doubleValue();
    if (start < 1 || most < 1 || start > text.length()) {
      return "";
    }
    return text.substring((int) start - 1, (int) Math.min(text.length(), start - 1 + most));
  }
}
