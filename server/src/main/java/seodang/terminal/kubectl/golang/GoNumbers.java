package seodang.terminal.kubectl.golang;

import java.math.BigInteger;

/// Reading of numbers and truth values as Go's `strconv` does, with its error texts.
public final class GoNumbers {
  private GoNumbers() {}

  /// A text that `strconv` refuses; the message is Go's.
  public static final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    SyntaxException(String function, String text, String problem) {
      super("strconv." + function + ": parsing " + GoText.quote(text) + ": " + problem);
    }
  }

  /// `strconv.ParseInt` with base 0: also `0x1f`, `0b11`, `0o17`, `017`.
  public static long parseInt(String text, int bits) throws SyntaxException {
    return parse("ParseInt", text, bits, true).longValue();
  }

  /// `strconv.ParseUint` with base 10.
  public static long parseUint(String text, int bits) throws SyntaxException {
    return parse("ParseUint", text, bits, false).longValue();
  }

  /// `strconv.Atoi`.
  public static int atoi(String text) throws SyntaxException {
    try {
      return (int) parse("Atoi", text, 64, true).longValue();
    } catch (ArithmeticException e) {
      throw new SyntaxException("Atoi", text, "value out of range");
    }
  }

  private static BigInteger parse(String function, String text, int bits, boolean signed)
      throws SyntaxException {
    String digits = text;
    boolean negative = false;
    if (signed && !digits.isEmpty() && (digits.charAt(0) == '-' || digits.charAt(0) == '+')) {
      negative = digits.charAt(0) == '-';
      digits = digits.substring(1);
    }
    int base = 10;
    if (function.equals("ParseInt") && digits.length() > 1 && digits.charAt(0) == '0') {
      base =
          switch (Character.toLowerCase(digits.charAt(1))) {
            case 'x' -> 16;
            case 'b' -> 2;
            default -> 8;
          };
      digits = digits.substring(Character.isDigit(digits.charAt(1)) ? 1 : 2);
    }
    BigInteger value;
    try {
      if (digits.isEmpty() || digits.charAt(0) == '-' || digits.charAt(0) == '+') {
        throw new SyntaxException(function, text, "invalid syntax");
      }
      value = new BigInteger(digits, base);
    } catch (NumberFormatException e) {
      throw new SyntaxException(function, text, "invalid syntax");
    }
    value = negative ? value.negate() : value;
    boolean fits = signed ? value.bitLength() < bits : value.bitLength() <= bits;
    if (!fits) {
      throw new SyntaxException(function, text, "value out of range");
    }
    return value;
  }

  /// `strconv.ParseBool`.
  public static boolean parseBool(String text) throws SyntaxException {
    return switch (text) {
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      case "0", "f", "F", "false", "FALSE", "False" -> false;
      default -> throw new SyntaxException("ParseBool", text, "invalid syntax");
    };
  }
}
