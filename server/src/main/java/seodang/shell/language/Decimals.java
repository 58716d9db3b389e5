package seodang.shell.language;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/// Decimal numbers as C's printf writes them.
public final class Decimals {
  private Decimals() {}

  /// @param type `f`, `e`, `g` or their capitals
  public static String format(double value, char type, int precision) {
    if (Double.isNaN(value)) {
      return value < 0 ? "-nan" : "nan";
    }
    if (Double.isInfinite(value)) {
      return value < 0 ? "-inf" : "inf";
    }
    String text =
        switch (Character.toLowerCase(type)) {
          case 'f' -> fixed(value, precision);
          case 'e' -> scientific(value, precision);
          default -> general(value, Math.max(1, precision));
        };
    return Character.isUpperCase(type) ? text.toUpperCase(Locale.ROOT) : text;
  }

  private static String fixed(double value, int precision) {
    String text = new BigDecimal(value).setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
    boolean negativeZero = value < 0 && !text.startsWith("-");
    return negativeZero ? "-" + text : text;
  }

  private static String scientific(double value, int precision) {
    if (value == 0) {
      return fixed(0, precision) + "e+00";
    }
    BigDecimal exact = new BigDecimal(value);
    BigDecimal rounded =
        exact.round(new java.math.MathContext(precision + 1, RoundingMode.HALF_EVEN));
    int exponent = rounded.precision() - rounded.scale() - 1;
    String mantissa =
        rounded.movePointLeft(exponent).setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
    String digits = Integer.toString(Math.abs(exponent));
    return mantissa + "e" + (exponent < 0 ? "-" : "+") + (digits.length() < 2 ? "0" : "") + digits;
  }

  private static String general(double value, int precision) {
    if (value == 0) {
      return "0";
    }
    String scientific = scientific(value, precision - 1);
    int exponent = Integer.parseInt(scientific.substring(scientific.indexOf('e') + 1));
    if (exponent < -4 || exponent >= precision) {
      int e = scientific.indexOf('e');
      return trim(scientific.substring(0, e)) + scientific.substring(e);
    }
    return trim(fixed(value, precision - 1 - exponent));
  }

  private static String trim(String digits) {
    return digits.indexOf('.') < 0
        ? digits
        : digits.replaceFirst("0+$", "").replaceFirst("\\.$", "");
  }
}
