package seodang.shell.tool;

/// The order of version numbers in texts, as `sort -V` has it.
final class Versions {
  private Versions() {}

  static int compare(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() || j < b.length()) {
      // What is no digit, character by character; `~` comes before all else, even the end.
      while (i < a.length() && !digit(a, i) || j < b.length() && !digit(b, j)) {
        int left = weight(a, i);
        int right = weight(b, j);
        if (left != right) {
          return Integer.compare(left, right);
        }
        i++;
        j++;
      }
      int[] from = {i, j};
      i = digits(a, i);
      j = digits(b, j);
      String left = a.substring(Math.min(from[0], i), i).replaceFirst("^0+", "");
      String right = b.substring(Math.min(from[1], j), j).replaceFirst("^0+", "");
      int compared =
          left.length() != right.length()
              ? Integer.compare(left.length(), right.length())
              : left.compareTo(right);
      if (compared != 0) {
        return compared;
      }
    }
    return 0;
  }

  private static boolean digit(String text, int at) {
    return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }

  private static int digits(String text, int from) {
    int at = Math.min(from, text.length());
    while (digit(text, at)) {
      at++;
    }
    return at;
  }

  private static int weight(String text, int at) {
    if (at >= text.length() || digit(text, at)) {
      return 0;
    }
    char c = text.charAt(at);
    return c == '~' ? -1 : Character.isLetter(c) ? c : c + 0x10000;
  }
}
