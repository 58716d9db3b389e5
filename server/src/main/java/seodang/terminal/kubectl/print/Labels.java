package seodang.terminal.kubectl.print;

import java.util.Map;
import java.util.StringJoiner;

/// Labels in one cell.
public final class Labels {
  private Labels() {}

  /// `a=1,b=2` in the order of keys, or `<none>`.
  public static String format(Map<String, String> labels) {
    StringJoiner pairs = new StringJoiner(",").setEmptyValue("<none>");
    labels.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(e -> pairs.add(e.getKey() + "=" + e.getValue()));
    return pairs.toString();
  }
}
