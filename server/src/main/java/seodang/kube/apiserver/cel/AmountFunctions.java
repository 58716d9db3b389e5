package seodang.kube.apiserver.cel;

import static dev.cel.common.types.SimpleType.BOOL;
import static dev.cel.common.types.SimpleType.DOUBLE;
import static dev.cel.common.types.SimpleType.INT;
import static dev.cel.common.types.SimpleType.STRING;
import static seodang.kube.apiserver.cel.Function.global;
import static seodang.kube.apiserver.cel.Function.member;

import dev.cel.common.types.CelType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import seodang.kube.Quantity;

/// Quantities and semantic versions.
final class AmountFunctions {
  private AmountFunctions() {}

  static List<Function> all() {
    List<Function> all = new ArrayList<>(quantities());
    all.addAll(versions());
    all.addAll(ordered(Types.QUANTITY));
    all.addAll(ordered(Types.SEMVER));
    return all;
  }

  private static List<Function> quantities() {
    CelType type = Types.QUANTITY;
    return List.of(
        global("isQuantity", BOOL, a -> Quantity.parse((String) a[0]) != null, STRING),
        global("quantity", type, a -> quantity((String) a[0]), STRING),
        member("sign", INT, a -> (long) ((Quantity) a[0]).value().signum(), type),
        member("isInteger", BOOL, a -> isInteger((Quantity) a[0]), type),
        member("asInteger", INT, a -> integer((Quantity) a[0]), type),
        member("asApproximateFloat", DOUBLE, a -> ((Quantity) a[0]).value().doubleValue(), type),
        member("add", type, a -> plain(((Quantity) a[0]).plus((Quantity) a[1])), type, type),
        member("add", type, a -> plain(((Quantity) a[0]).plus(whole(a[1]))), type, INT),
        member("sub", type, a -> plain(((Quantity) a[0]).minus((Quantity) a[1])), type, type),
        member("sub", type, a -> plain(((Quantity) a[0]).minus(whole(a[1]))), type, INT));
  }

  private static Quantity quantity(String text) {
    Quantity parsed = Quantity.parse(text);
    if (parsed == null) {
      throw new Function.Failure(
          "quantities must match the regular expression"
              + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    }
    return plain(parsed);
  }

  /// In the one form that makes equal amounts equal.
  private static Quantity plain(Quantity quantity) {
    return new Quantity(quantity.value().stripTrailingZeros(), Quantity.Format.DECIMAL);
  }

  private static Quantity whole(Object number) {
    return new Quantity(BigDecimal.valueOf((Long) number), Quantity.Format.DECIMAL);
  }

  private static boolean isInteger(Quantity quantity) {
    BigDecimal plain = quantity.value().stripTrailingZeros();
    return plain.scale() <= 0 && plain.precision() - plain.scale() < 19;
  }

  private static Object integer(Quantity quantity) {
    if (!isInteger(quantity)) {
      throw new Function.Failure("cannot convert value to integer");
    }
    return quantity.value().longValue();
  }

  private static List<Function> versions() {
    CelType type = Types.SEMVER;
    return List.of(
        global("isSemver", BOOL, a -> Semver.parse((String) a[0]) != null, STRING),
        global("isSemver", BOOL, a -> Semver.parse(text(a)) != null, STRING, BOOL),
        global("semver", type, a -> semver((String) a[0]), STRING),
        global("semver", type, a -> semver(text(a)), STRING, BOOL),
        member("major", INT, a -> ((Semver) a[0]).major(), type),
        member("minor", INT, a -> ((Semver) a[0]).minor(), type),
        member("patch", INT, a -> ((Semver) a[0]).patch(), type));
  }

  private static String text(Object[] arguments) {
    String text = (String) arguments[0];
    return Boolean.TRUE.equals(arguments[1]) ? Semver.normalized(text) : text;
  }

  private static Semver semver(String text) {
    Semver parsed = Semver.parse(text);
    if (parsed == null) {
      throw new Function.Failure("No Major.Minor.Patch elements found");
    }
    return parsed;
  }

  private static List<Function> ordered(CelType type) {
    return List.of(
        member("compareTo", INT, a -> (long) compare(a), type, type),
        member("isLessThan", BOOL, a -> compare(a) < 0, type, type),
        member("isGreaterThan", BOOL, a -> compare(a) > 0, type, type));
  }

  private static int compare(Object[] arguments) {
    return Integer.signum(
        arguments[0] instanceof Quantity q
            ? q.compareTo((Quantity) arguments[1])
            : ((Semver) arguments[0]).compareTo((Semver) arguments[1]));
  }
}
