package seodang.shell.language;

import java.util.ArrayList;
import java.util.List;
import seodang.shell.Dialect;

/// A shell pattern: `*`, `?`, `[…]`, a backslash before what is meant literally.
public final class Pattern {
  private static final String SPECIAL = "*?[\\";

  /// One position of the pattern.
  private sealed interface Item {
    record Star() implements Item {}

    record Any() implements Item {}

    record Char(char c) implements Item {}

    record Set(boolean negated, String single, List<char[]> ranges, List<String> classes)
        implements Item {
      boolean contains(char c) {
        return negated != within(c);
      }

      private boolean within(char c) {
        if (single.indexOf(c) >= 0) {
          return true;
        }
        for (char[] range : ranges) {
          if (c >= range[0] && c <= range[1]) {
            return true;
          }
        }
        for (String name : classes) {
          if (inClass(name, c)) {
            return true;
          }
        }
        return false;
      }
    }
  }

  private final Item[] items;

  private Pattern(List<Item> items) {
    this.items = items.toArray(new Item[0]);
  }

  /// As a shell of this dialect reads it: to dash a `^` within brackets is itself.
  static Pattern of(String text, Dialect dialect) {
    return of(dialect == Dialect.DASH ? text.replace("[^", "[\\^") : text);
  }

  public static Pattern of(String text) {
    List<Item> items = new ArrayList<>();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '*') {
        if (items.isEmpty() || !(items.getLast() instanceof Item.Star)) {
          items.add(new Item.Star());
        }
        i++;
      } else if (c == '?') {
        items.add(new Item.Any());
        i++;
      } else if (c == '[' && setEnd(text, i) > 0) {
        int end = setEnd(text, i);
        items.add(set(text, i + 1, end));
        i = end + 1;
      } else if (c == '\\' && i + 1 < text.length()) {
        items.add(new Item.Char(text.charAt(i + 1)));
        i += 2;
      } else {
        items.add(new Item.Char(c));
        i++;
      }
    }
    return new Pattern(items);
  }

  private static int setEnd(String text, int open) {
    int i = open + 1;
    if (i < text.length() && (text.charAt(i) == '!' || text.charAt(i) == '^')) {
      i++;
    }
    if (i < text.length() && text.charAt(i) == ']') {
      i++;
    }
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == ']') {
        return i;
      }
      if (c == '[' && i + 1 < text.length() && text.charAt(i + 1) == ':') {
        int end = text.indexOf(":]", i + 2);
        i = end < 0 ? i + 1 : end + 2;
      } else {
        i += c == '\\' ? 2 : 1;
      }
    }
    return -1;
  }

  private static Item set(String text, int from, int end) {
    int i = from;
    boolean negated = text.charAt(i) == '!' || text.charAt(i) == '^';
    if (negated) {
      i++;
    }
    StringBuilder single = new StringBuilder();
    List<char[]> ranges = new ArrayList<>();
    List<String> classes = new ArrayList<>();
    while (i < end) {
      char c = text.charAt(i);
      if (c == '[' && text.startsWith("[:", i) && text.indexOf(":]", i) > 0) {
        int close = text.indexOf(":]", i);
        classes.add(text.substring(i + 2, close));
        i = close + 2;
        continue;
      }
      if (c == '\\' && i + 1 < end) {
        c = text.charAt(++i);
      }
      if (i + 2 < end && text.charAt(i + 1) == '-') {
        ranges.add(new char[] {c, text.charAt(i + 2)});
        i += 3;
      } else {
        single.append(c);
        i++;
      }
    }
    return new Item.Set(negated, single.toString(), ranges, classes);
  }

  static boolean inClass(String name, char c) {
    return switch (name) {
      case "alpha" -> Character.isLetter(c);
      case "digit" -> c >= '0' && c <= '9';
      case "alnum" -> Character.isLetterOrDigit(c);
      case "upper" -> Character.isUpperCase(c);
      case "lower" -> Character.isLowerCase(c);
      case "space" -> c == ' ' || c >= '\t' && c <= '\r';
      case "blank" -> c == ' ' || c == '\t';
      case "punct" -> c > ' ' && c < 127 && !Character.isLetterOrDigit(c);
      case "print" -> c >= ' ' && c != 127;
      case "graph" -> c > ' ' && c != 127;
      case "cntrl" -> c < ' ' || c == 127;
      case "xdigit" -> Character.digit(c, 16) >= 0;
      default -> false;
    };
  }

  /// Whether the whole text matches. Takes at most length times length steps.
  public boolean matches(CharSequence text) {
    int t = 0;
    int p = 0;
    int star = -1;
    int resume = 0;
    while (t < text.length()) {
      if (p < items.length && items[p] instanceof Item.Star) {
        star = p++;
        resume = t;
      } else if (p < items.length && matches(items[p], text.charAt(t))) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++resume;
      } else {
        return false;
      }
    }
    while (p < items.length && items[p] instanceof Item.Star) {
      p++;
    }
    return p == items.length;
  }

  private static boolean matches(Item item, char c) {
    return switch (item) {
      case Item.Star s -> true;
      case Item.Any a -> true;
      case Item.Char(char wanted) -> wanted == c;
      case Item.Set set -> set.contains(c);
    };
  }

  /// The text with everything that a pattern would take specially escaped.
  static String escape(String text) {
    StringBuilder escaped = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (SPECIAL.indexOf(c) >= 0 || c == ']' || c == '-' || c == '!' || c == '^') {
        if (escaped == null) {
          escaped = new StringBuilder(text.substring(0, i));
        }
        escaped.append('\\');
      }
      if (escaped != null) {
        escaped.append(c);
      }
    }
    return escaped == null ? text : escaped.toString();
  }

  /// Whether a pattern could match anything but one text.
  static boolean isPattern(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '*' || c == '?' || c == '[' && setEnd(text, i) > 0) {
        return true;
      }
    }
    return false;
  }

  static String unescape(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\' && i + 1 < text.length()) {
        i++;
      }
      plain.append(text.charAt(i));
    }
    return plain.toString();
  }
}
