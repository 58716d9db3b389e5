package seodang.shell.awk;

import seodang.shell.language.Decimals;

/// Numbers in text, as `strtod` reads and `CONVFMT` writes them.
final class Numbers {
  private Numbers() {}

  /// The number a text begins with, else 0.
  static double prefix(String text) {
    int start = blanks(text, 0);
    int end = end(text, start);
    return end == start ? 0 : Double.parseDouble(text.substring(start, end));
  }

  /// Whether the text is a number with nothing but blanks around.
  static boolean isNumber(String text) {
    int start = blanks(text, 0);
    int end = end(text, start);
    return end > start && blanks(text, end) == text.length();
  }

  private static int blanks(String text, int from) {
    int at = from;
    while (at < text.length() && " \t\n\r\f\u000b".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }

  /// Where a decimal number beginning here ends; the same place when there is none.
  static int end(String text, int from) {
    int at = from;
    if (at < text.length() && "+-".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    int whole = digits(text, at);
    int count = whole - at;
    at = whole;
    if (at < text.length() && text.charAt(at) == '.') {
      int fraction = digits(text, at + 1);
      count += fraction - at - 1;
      at = fraction;
    }
    if (count == 0) {
      return from;
    }
    if (at < text.length() && (text.charAt(at) | 32) == 'e') {
      int sign = at + 1;
      if (sign < text.length() && "+-".indexOf(text.charAt(sign)) >= 0) {
        sign++;
      }
      int exponent = digits(text, sign);
      at = exponent > sign ? exponent : at;
    }
    return at;
  }

  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  /// Whole numbers in full, others by the format.
  static String text(double number, String format) {
    if (number == Math.rint(number) && Math.abs(number) < 9e18) {
      return Long.toString((long) number);
    }
    if (format.equals("%.6g")) {
      return Decimals.format(number, 'g', 6);
    }
    return Format.of(format, java.util.List.of(Value.of(number)), "%.6g");
  }
}
