package seodang.shell.tool;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Counts as coreutils take them: `12`, `2K`, `1MB`, `1b`.
final class Sizes {
  private static final Pattern FORM = Pattern.compile("(\\d+)(b|[kKMGTPE](?:B|iB)?)?");

  private Sizes() {}

  /// The count, at most [Long#MAX_VALUE]; -1 when the text is none.
  static long read(String text) {
    Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      return -1;
    }
    BigInteger value = new BigInteger(m.group(1)).multiply(unit(m.group(2)));
    return value.bitLength() > 62 ? Long.MAX_VALUE : value.longValue();
  }

  private static BigInteger unit(@org.jspecify.annotations.Nullable String suffix) {
    if (suffix == null) {
      return BigInteger.ONE;
    }
    if (suffix.equals("b")) {
      return BigInteger.valueOf(512);
    }
    int power = "KMGTPE".indexOf(Character.toUpperCase(suffix.charAt(0))) + 1;
    return BigInteger.valueOf(suffix.length() == 2 ? 1000 : 1024).pow(power);
  }
}
