package seodang.kube.controller;

import java.util.NavigableSet;
import java.util.StringJoiner;
import java.util.TreeSet;

/// Completion indexes as a Job's status writes them: `0,2-5,7`; three or more in a row are joined.
final class Indexes {
  private Indexes() {}

  static NavigableSet<Integer> parse(String text) {
    NavigableSet<Integer> indexes = new TreeSet<>();
    for (String part : text.split(",")) {
      if (part.matches("\\d{1,6}")) {
        indexes.add(Integer.valueOf(part));
      } else if (part.matches("\\d{1,6}-\\d{1,6}")) {
        int dash = part.indexOf('-');
        int last = Integer.parseInt(part.substring(dash + 1));
        for (int i = Integer.parseInt(part.substring(0, dash)); i <= last; i++) {
          indexes.add(i);
        }
      }
    }
    return indexes;
  }

  static String format(NavigableSet<Integer> indexes) {
    StringJoiner text = new StringJoiner(",");
    Integer first = indexes.isEmpty() ? null : indexes.first();
    while (first != null) {
      int last = first;
      while (indexes.contains(last + 1)) {
        last++;
      }
      if (last - first >= 2) {
        text.add(first + "-" + last);
      } else {
        for (int i = first; i <= last; i++) {
          text.add(Integer.toString(i));
        }
      }
      first = indexes.higher(last);
    }
    return text.toString();
  }
}
