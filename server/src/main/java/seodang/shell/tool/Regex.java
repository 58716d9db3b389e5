package seodang.shell.tool;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// POSIX regular expressions by way of Java's, with a bound on the work a match may do.
final class Regex {
  private static final int BUDGET = 2_000_000;
  private final Pattern pattern;

  private Regex(Pattern pattern) {
    this.pattern = pattern;
  }

  /// A text too hard to match against an expression.
  static final class TooHard extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooHard() {
      super("exceeded PCRE's backtracking limit", null, false, false);
    }
  }

  /// @param extended whether `+ ? | ( ) { }` are operators without a backslash
  /// @throws PatternSyntaxException when it is none
  static Regex of(String text, boolean extended, boolean ignoreCase) {
    int flags = ignoreCase ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
    return new Regex(Pattern.compile(translate(text, extended), flags));
  }

  static Regex literal(String text, boolean ignoreCase) {
    int flags = ignoreCase ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
    return new Regex(Pattern.compile(Pattern.quote(text), flags));
  }

  Regex wholeWords() {
    return new Regex(
        Pattern.compile("(?<!\\w)(?:" + pattern.pattern() + ")(?!\\w)", pattern.flags()));
  }

  Regex wholeLines() {
    return new Regex(Pattern.compile("^(?:" + pattern.pattern() + ")$", pattern.flags()));
  }

  Matcher matcher(CharSequence text) {
    return pattern.matcher(new Metered(text));
  }

  private static String translate(String text, boolean extended) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        char next = text.charAt(++i);
        boolean operator = "+?|(){}".indexOf(next) >= 0;
        if (operator) {
          out.append(extended ? "\\" : "").append(next);
        } else if (next == '<' || next == '>') {
          out.append("\\b");
        } else {
          out.append('\\').append(next);
        }
      } else if (c == '[') {
        i = bracket(text, i, out);
      } else if ("+?|(){}".indexOf(c) >= 0) {
        out.append(extended ? "" : "\\").append(c);
      } else if (c == '*'
          && (out.isEmpty() || out.charAt(out.length() - 1) == '(' || out.toString().equals("^"))) {
        out.append("\\*");
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static int bracket(String text, int at, StringBuilder out) {
    int i = at + 1;
    out.append('[');
    if (i < text.length() && text.charAt(i) == '^') {
      out.append('^');
      i++;
    }
    boolean first = true;
    for (; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ']' && !first) {
        out.append(']');
        return i;
      }
      if (text.startsWith("[:", i) && text.indexOf(":]", i) > 0) {
        int end = text.indexOf(":]", i);
        out.append(named(text.substring(i + 2, end)));
        i = end + 1;
      } else {
        if ("[]\\&".indexOf(c) >= 0) {
          out.append('\\');
        }
        out.append(c);
      }
      first = false;
    }
    throw new PatternSyntaxException("Unmatched [", text, at);
  }

  private static String named(String name) {
    return switch (name) {
      case "alpha" -> "\\p{IsAlphabetic}";
      case "digit" -> "0-9";
      case "alnum" -> "\\p{IsAlphabetic}0-9";
      case "space" -> "\\s";
      case "upper" -> "\\p{Lu}";
      case "lower" -> "\\p{Ll}";
      case "punct" -> "\\p{Punct}";
      case "blank" -> " \\t";
      case "xdigit" -> "0-9A-Fa-f";
      default -> "";
    };
  }

  /// Counts the characters a match looks at, so that no expression can hang.
  private static final class Metered implements CharSequence {
    private final CharSequence text;
    private int looked;

    Metered(CharSequence text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (++looked > BUDGET) {
        throw new TooHard();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
