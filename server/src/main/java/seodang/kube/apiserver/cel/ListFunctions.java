package seodang.kube.apiserver.cel;

import static dev.cel.common.types.SimpleType.BOOL;
import static dev.cel.common.types.SimpleType.INT;
import static seodang.kube.apiserver.cel.Function.member;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.TypeParamType;
import java.util.Comparator;
import java.util.List;

/// The lists library: order, sums, positions.
final class ListFunctions {
  private ListFunctions() {}

  static List<Function> all() {
    CelType item = TypeParamType.create("T");
    CelType list = ListType.create(item);
    return List.of(
        member("isSorted", BOOL, a -> isSorted((List<?>) a[0]), list),
        member("sum", item, a -> sum((List<?>) a[0]), list),
        member("min", item, a -> extreme((List<?>) a[0], "min", -1), list),
        member("max", item, a -> extreme((List<?>) a[0], "max", 1), list),
        member("indexOf", INT, a -> (long) ((List<?>) a[0]).indexOf(a[1]), list, item),
        member("lastIndexOf", INT, a -> (long) ((List<?>) a[0]).lastIndexOf(a[1]), list, item));
  }

  private static boolean isSorted(List<?> list) {
    for (int i = 1; i < list.size(); i++) {
      if (compare(list.get(i - 1), list.get(i)) > 0) {
        return false;
      }
    }
    return true;
  }

  private static Object extreme(List<?> list, String name, int sign) {
    if (list.isEmpty()) {
      throw new Function.Failure(name + " called on empty list");
    }
    Object best = list.getFirst();
    for (Object item : list) {
      best = compare(item, best) * sign > 0 ? item : best;
    }
    return best;
  }

  private static Object sum(List<?> list) {
    Object sum = 0L;
    try {
      for (Object item : list) {
        sum =
            switch (item) {
              case Long n -> sum instanceof Double d ? d + n : Math.addExact((Long) sum, n);
              case Double n -> n + ((Number) sum).doubleValue();
              case Duration d -> sum instanceof Duration before ? plus(before, d) : d;
              default -> throw new Function.Failure("no such overload");
            };
      }
    } catch (ArithmeticException e) {
      throw new Function.Failure("integer overflow");
    }
    return sum;
  }

  private static Duration plus(Duration a, Duration b) {
    long nanos = (long) a.getNanos() + b.getNanos();
    return Duration.newBuilder()
        .setSeconds(Math.addExact(a.getSeconds(), b.getSeconds()) + nanos / 1_000_000_000)
        .setNanos((int) (nanos % 1_000_000_000))
        .build();
  }

  @SuppressWarnings("unchecked")
  private static int compare(Object a, Object b) {
    if (a instanceof Number x && b instanceof Number y) {
      return x instanceof Long m && y instanceof Long n
          ? Long.compare(m, n)
          : Double.compare(x.doubleValue(), y.doubleValue());
    }
    if (a instanceof ByteString x && b instanceof ByteString y) {
      return ByteString.unsignedLexicographicalComparator().compare(x, y);
    }
    if (a instanceof Timestamp x && b instanceof Timestamp y) {
      return Comparator.comparingLong(Timestamp::getSeconds)
          .thenComparingInt(Timestamp::getNanos)
          .compare(x, y);
    }
    if (a instanceof Duration x && b instanceof Duration y) {
      return Comparator.comparingLong(Duration::getSeconds)
          .thenComparingInt(Duration::getNanos)
          .compare(x, y);
    }
    if (a.getClass() != b.getClass() || !(a instanceof Comparable<?>)) {
      throw new Function.Failure("no such overload");
    }
    return ((Comparable<Object>) a).compareTo(b);
  }
}
