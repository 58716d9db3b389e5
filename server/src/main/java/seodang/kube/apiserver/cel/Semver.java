package seodang.kube.apiserver.cel;

import java.math.BigInteger;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A semantic version as of semver.org 2.0.
///
/// @param before the parts of its pre-release
record Semver(long major, long minor, long patch, List<String> before)
    implements Comparable<Semver> {
  private static final String NUMBER = "(0|[1-9][0-9]{0,17})";
  private static final Pattern FORM =
      Pattern.compile(
          NUMBER
              + "\\."
              + NUMBER
              + "\\."
              + NUMBER
              + "(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?"
              + "(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?");

  static @Nullable Semver parse(String text) {
    Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      return null;
    }
    List<String> before = m.group(4) == null ? List.of() : List.of(m.group(4).split("\\."));
    if (before.stream().anyMatch(p -> p.matches("0[0-9]+"))) {
      return null;
    }
    return new Semver(
        Long.parseLong(m.group(1)), Long.parseLong(m.group(2)), Long.parseLong(m.group(3)), before);
  }

  /// The text with a leading `v` dropped, missing parts 0 and leading zeros gone.
  static String normalized(String text) {
    String plain = text.startsWith("v") ? text.substring(1) : text;
    int end = 0;
    while (end < plain.length() && "-+".indexOf(plain.charAt(end)) < 0) {
      end++;
    }
    String[] parts = plain.substring(0, end).split("\\.", -1);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < Math.max(3, parts.length); i++) {
      String part = i < parts.length ? parts[i].replaceFirst("^0+(?=[0-9])", "") : "0";
      out.append(i == 0 ? "" : ".").append(part);
    }
    return out + plain.substring(end);
  }

  @Override
  public int compareTo(Semver other) {
    int order = Long.compare(major, other.major);
    order = order != 0 ? order : Long.compare(minor, other.minor);
    order = order != 0 ? order : Long.compare(patch, other.patch);
    if (order != 0 || before.equals(other.before)) {
      return order;
    }
    if (before.isEmpty() || other.before.isEmpty()) {
      return before.isEmpty() ? 1 : -1;
    }
    for (int i = 0; i < Math.min(before.size(), other.before.size()); i++) {
      int part = compare(before.get(i), other.before.get(i));
      if (part != 0) {
        return part;
      }
    }
    return Integer.compare(before.size(), other.before.size());
  }

  private static int compare(String a, String b) {
    boolean x = a.matches("[0-9]+");
    boolean y = b.matches("[0-9]+");
    return x != y
        ? x ? -1 : 1
        : x ? new BigInteger(a).compareTo(new BigInteger(b)) : a.compareTo(b);
  }
}
