package seodang.kube;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// An amount of a resource as Kubernetes writes it: `100m`, `1Gi`, `2`, `1e3`.
///
/// Canonical form as of apimachinery's `resource.Quantity`: the largest suffix of its own family
/// that leaves a whole number.
public record Quantity(BigDecimal value, Format format) implements Comparable<Quantity> {
  /// The family of suffixes.
  public enum Format {
    BINARY,
    DECIMAL,
    EXPONENT
  }

  public static final Quantity ZERO = new Quantity(BigDecimal.ZERO, Format.DECIMAL);

  private static final Pattern FORM =
      Pattern.compile(
          "([+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+))([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?");
  private static final String[] BINARY = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
  private static final Map<Integer, String> DECIMAL =
      Map.of(-9, "n", -6, "u", -3, "m", 0, "", 3, "k", 6, "M", 9, "G", 12, "T", 15, "P", 18, "E");
  private static final BigDecimal KIBI = BigDecimal.valueOf(1024);

  /// Reads a quantity; null when the text is none.
  public static @Nullable Quantity parse(String text) {
    Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      return null;
    }
    BigDecimal number = new BigDecimal(m.group(1).endsWith(".") ? m.group(1) + "0" : m.group(1));
    String suffix = m.group(2) == null ? "" : m.group(2);
    if (suffix.endsWith("i")) {
      int power = java.util.Arrays.asList(BINARY).indexOf(suffix);
      return new Quantity(number.multiply(KIBI.pow(power)), Format.BINARY);
    }
    if (suffix.length() > 1 || suffix.equals("e")) {
      int exponent = Integer.parseInt(suffix.substring(1));
      return Math.abs(exponent) > 30
          ? null
          : new Quantity(number.scaleByPowerOfTen(exponent), Format.EXPONENT);
    }
    for (var entry : DECIMAL.entrySet()) {
      if (entry.getValue().equals(suffix)) {
        return new Quantity(number.scaleByPowerOfTen(entry.getKey()), Format.DECIMAL);
      }
    }
    return null;
  }

  /// The quantity of a JSON string or number; zero when it is none.
  public static Quantity of(@Nullable Json json) {
    Quantity parsed =
        switch (json) {
          case Json.Text t -> parse(t.value());
          case Json.Number n -> parse(n.toString());
          case null, default -> null;
        };
    return parsed == null ? ZERO : parsed;
  }

  public Quantity plus(Quantity other) {
    return new Quantity(
        value.add(other.value),
        value.signum() == 0 && format == Format.DECIMAL ? other.format : format);
  }

  public Quantity minus(Quantity other) {
    return new Quantity(value.subtract(other.value), format);
  }

  /// In thousandths, rounded up: CPU as millicores.
  public long milli() {
    return value.movePointRight(3).setScale(0, RoundingMode.CEILING).longValue();
  }

  /// As a whole number, rounded up: bytes.
  public long whole() {
    return value.setScale(0, RoundingMode.CEILING).longValue();
  }

  @Override
  public int compareTo(Quantity other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    if (value.signum() == 0) {
      return "0";
    }
    if (format == Format.BINARY && value.abs().compareTo(KIBI) >= 0 && isWhole(value)) {
      BigInteger whole = value.toBigIntegerExact();
      int power = 0;
      BigInteger kibi = BigInteger.valueOf(1024);
      while (power < 6 && whole.mod(kibi).signum() == 0) {
        whole = whole.divide(kibi);
        power++;
      }
      return whole + BINARY[power];
    }
    BigDecimal rounded = value.setScale(9, RoundingMode.CEILING).stripTrailingZeros();
    int exponent = -rounded.scale();
    int multiple = Math.clamp(Math.floorDiv(exponent, 3) * 3L, -9, 18);
    String number = rounded.movePointLeft(multiple).toBigInteger().toString();
    if (format == Format.EXPONENT) {
      return multiple == 0 ? number : number + "e" + multiple;
    }
    return number + DECIMAL.get(multiple);
  }

  private static boolean isWhole(BigDecimal number) {
    return number.stripTrailingZeros().scale() <= 0;
  }
}
