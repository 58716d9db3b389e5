package seodang.terminal.kubectl;

import java.util.regex.Pattern;

/// Names with `*` for any characters, as `-c` of the `set` commands takes them.
final class Wildcards {
  private Wildcards() {}

  static boolean matches(String pattern, String name) {
    StringBuilder regex = new StringBuilder();
    for (String part : pattern.split("\\*", -1)) {
      regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(part));
    }
    return pattern.equals("*") || name.matches(regex.toString());
  }
}
