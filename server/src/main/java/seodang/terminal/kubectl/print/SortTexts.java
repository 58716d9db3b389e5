package seodang.terminal.kubectl.print;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Strings in the order of `--sort-by`: quantities by their size, others as people sort them, with
/// numbers inside by value (`v2` before `v10`).
final class SortTexts {
  private static final Pattern QUANTITY =
      Pattern.compile("([+-]?[0-9.]+)(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|)");
  private static final Pattern RUN = Pattern.compile("[0-9]+|[^0-9]+");

  private SortTexts() {}

  static int compare(String left, String right) {
    Optional<BigDecimal> a = quantity(left);
    Optional<BigDecimal> b = quantity(right);
    return a.isPresent() && b.isPresent() ? a.get().compareTo(b.get()) : natural(left, right);
  }

  private static Optional<BigDecimal> quantity(String text) {
    Matcher matcher = QUANTITY.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new BigDecimal(matcher.group(1)).multiply(factor(matcher.group(2))));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static BigDecimal factor(String suffix) {
    if (suffix.endsWith("i")) {
      return BigDecimal.valueOf(1024).pow("KMGTPE".indexOf(suffix.charAt(0)) + 1);
    }
    return switch (suffix) {
      case "n" -> BigDecimal.valueOf(1, 9);
      case "u" -> BigDecimal.valueOf(1, 6);
      case "m" -> BigDecimal.valueOf(1, 3);
      case "" -> BigDecimal.ONE;
      default -> BigDecimal.TEN.pow(3 * ("kMGTPE".indexOf(suffix.charAt(0)) + 1));
    };
  }

  private static int natural(String left, String right) {
    Matcher a = RUN.matcher(left);
    Matcher b = RUN.matcher(right);
    while (true) {
      boolean more = a.find();
      if (!more || !b.find()) {
        return more ? 1 : b.find() ? -1 : 0;
      }
      String x = a.group();
      String y = b.group();
      boolean numbers = Character.isDigit(x.charAt(0)) && Character.isDigit(y.charAt(0));
      int order = numbers ? new BigDecimal(x).compareTo(new BigDecimal(y)) : x.compareTo(y);
      if (order != 0) {
        return order;
      }
    }
  }
}
