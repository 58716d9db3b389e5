package seodang.shell.awk;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import seodang.shell.Regex;

/// Regular expressions, each compiled once, and what is cut with them.
final class Splitter {
  private static final int KEPT = 100;

  private final Map<String, Regex> compiled = new LinkedHashMap<>();

  Regex.Search search(String regex, String text) {
    return compiled(regex).search(text);
  }

  private Regex compiled(String regex) {
    Regex known = compiled.get(regex);
    if (known == null) {
      if (compiled.size() >= KEPT) {
        compiled.clear();
      }
      try {
        known = Regex.awk(regex);
      } catch (Regex.Invalid e) {
        throw new Failure("regular expression compile failed (" + e.getMessage() + ")\n" + regex);
      }
      compiled.put(regex, known);
    }
    return known;
  }

  /// Whether the expression matches anywhere in the text.
  boolean isIn(String regex, String text) {
    try {
      return compiled(regex).isIn(text);
    } catch (Regex.TooHard e) {
      throw new Failure(String.valueOf(e.getMessage()));
    }
  }

  boolean find(Regex.Search search) {
    try {
      return search.find();
    } catch (Regex.TooHard e) {
      throw new Failure(String.valueOf(e.getMessage()));
    }
  }

  /// The fields of a text.
  ///
  /// @param separator a blank: runs of blanks; one other character: itself; else an expression
  /// @param isRegex it was written between slashes
  /// @param lines line ends separate as well
  List<String> split(String text, String separator, boolean isRegex, boolean lines) {
    List<String> fields = new ArrayList<>();
    if (text.isEmpty()) {
      return fields;
    }
    if (separator.equals(" ") && !isRegex) {
      return words(text);
    }
    if (separator.isEmpty()) {
      text.codePoints().forEach(c -> fields.add(Character.toString(c)));
      return fields;
    }
    if (separator.length() == 1 && !isRegex && !lines && !separator.equals("\\")) {
      int from = 0;
      for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
        fields.add(text.substring(from, at));
        from = at + 1;
      }
      fields.add(text.substring(from));
      return fields;
    }
    String regex = separator.length() == 1 && !isRegex ? "[" + separator + "]" : separator;
    Regex.Search m = search(lines ? "(" + regex + ")|\n" : regex, text);
    int from = 0;
    while (find(m)) {
      if (m.end() > m.start()) {
        fields.add(text.substring(from, m.start()));
        from = m.end();
      }
    }
    fields.add(text.substring(from));
    return fields;
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= text.length(); i++) {
      boolean blank = i == text.length() || " \t\n".indexOf(text.charAt(i)) >= 0;
      if (!blank && start < 0) {
        start = i;
      } else if (blank && start >= 0) {
        words.add(text.substring(start, i));
        start = -1;
      }
    }
    return words;
  }
}
