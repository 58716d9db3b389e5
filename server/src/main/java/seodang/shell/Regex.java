package seodang.shell;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// POSIX regular expressions, basic and extended, that cannot run forever: matching one text looks
/// at a bounded number of characters.
public final class Regex {
  private static final int BUDGET = 2_000_000;

  /// The group of what is found after `\\K`.
  private static final String KEPT = "kept";

  /// The expression is wrong; the message is the real tools'.
  public static final class Invalid extends RuntimeException {
    private static final long serialVersionUID = 1;

    Invalid(String message) {
      super(message, null, false, false);
    }
  }

  /// Matching took too long.
  public static final class TooHard extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooHard() {
      super("regular expression too complex", null, false, false);
    }
  }

  private final Pattern pattern;

  /// Of several that begin at the same place the longest match counts.
  private final boolean longest;

  private Regex(Pattern pattern, boolean longest) {
    this.pattern = pattern;
    this.longest = longest;
  }

  public static Regex extended(String text, boolean ignoreCase) {
    return compile(Translator.extended(text), ignoreCase, true);
  }

  /// Extended, with backslashes that escape in brackets too.
  public static Regex awk(String text) {
    return compile(Translator.awk(text), false, true);
  }

  /// Perl's, of which the first alternative that fits counts; `\\K` begins what is found.
  public static Regex perl(String text, boolean ignoreCase) {
    int keep = text.indexOf("\\K");
    String java =
        keep < 0
            ? text
            : "(?:"
                + text.substring(0, keep)
                + ")(?<"
                + KEPT
                + ">"
                + text.substring(keep + 2)
                + ")";
    return compile(java, ignoreCase, false);
  }

  public static Regex basic(String text, boolean ignoreCase) {
    return compile(Translator.basic(text), ignoreCase, true);
  }

  public static Regex literal(String text, boolean ignoreCase) {
    return compile(Pattern.quote(text), ignoreCase, false);
  }

  /// The expression as a whole word, or a whole line.
  public Regex surrounded(String before, String after) {
    return new Regex(
        Pattern.compile(before + "(?:" + pattern.pattern() + ")" + after, pattern.flags()),
        longest);
  }

  private static Regex compile(String java, boolean ignoreCase, boolean longest) {
    int flags = ignoreCase ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
    try {
      // Only choices make a first match other than the longest.
      boolean choices = longest && (java.indexOf('|') >= 0 || java.contains(")?"));
      return new Regex(Pattern.compile(java, flags), choices);
    } catch (PatternSyntaxException e) {
      throw new Invalid("Invalid regular expression");
    } catch (StackOverflowError e) {
      throw new TooHard();
    }
  }

  /// Whether it matches anywhere in the text.
  public boolean isIn(CharSequence text) {
    return Search.advance(pattern.matcher(counted(text)), 0);
  }

  /// What it matches in the text, from left to right.
  public Search search(String text) {
    return new Search(pattern, longest, text, counted(text));
  }

  private static CharSequence counted(CharSequence text) {
    return new Counted(text, new Budget(), 0, text.length());
  }

  /// The matches in one text.
  public static final class Search {
    private final Pattern pattern;
    private final boolean longest;
    private final String text;
    private final CharSequence counted;
    private Matcher found;
    private int next;

    private Search(Pattern pattern, boolean longest, String text, CharSequence counted) {
      this.pattern = pattern;
      this.longest = longest;
      this.text = text;
      this.counted = counted;
      found = pattern.matcher(counted);
    }

    private static boolean advance(Matcher matcher, int from) {
      try {
        return matcher.find(from);
      } catch (StackOverflowError e) {
        throw new TooHard();
      }
    }

    /// The next match; behind an empty one a character is left out.
    public boolean find() {
      return find(next);
    }

    /// The first match that begins there or later.
    public boolean find(int from) {
      found = pattern.matcher(counted);
      if (from > text.length() || !advance(found, from)) {
        next = text.length() + 1;
        return false;
      }
      if (longest) {
        lengthen();
      }
      next = found.end() > found.start() ? found.end() : found.end() + 1;
      return true;
    }

    /// POSIX takes the longest of the matches that begin where the first was found.
    private void lengthen() {
      while (found.end() < text.length()) {
        int length = found.end() - found.start();
        Matcher more =
            Pattern.compile(
                    "(?:" + pattern.pattern() + ")(?<!\\G[\\s\\S]{0," + length + "})",
                    pattern.flags())
                .matcher(counted)
                .useAnchoringBounds(false)
                .useTransparentBounds(true)
                .region(found.start(), text.length());
        try {
          if (!more.lookingAt()) {
            return;
          }
        } catch (TooHard | StackOverflowError e) {
          return;
        }
        found = more;
      }
    }

    public int start() {
      return found.namedGroups().containsKey(KEPT) ? found.start(KEPT) : found.start();
    }

    public int end() {
      return found.end();
    }

    public String group() {
      return text.substring(start(), end());
    }

    /// A group's text; null when it took no part.
    public @Nullable String group(int number) {
      int from = found.start(number);
      return from < 0 ? null : text.substring(from, found.end(number));
    }

    public int groupCount() {
      return found.groupCount();
    }
  }

  /// How many looks are left, for a text and all parts of it.
  private static final class Budget {
    private int left = BUDGET;

    void spend() {
      if (--left < 0) {
        throw new TooHard();
      }
    }
  }

  /// A text that can only be looked at so often.
  private record Counted(CharSequence text, Budget budget, int from, int to)
      implements CharSequence {
    @Override
    public int length() {
      return to - from;
    }

    @Override
    public char charAt(int index) {
      budget.spend();
      return text.charAt(from + index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Counted(text, budget, from + start, from + end);
    }

    @Override
    public String toString() {
      return text.subSequence(from, to).toString();
    }
  }

  /// POSIX syntax to Java's.
  private static final class Translator {
    private final String text;
    private final boolean extended;
    private final boolean escapes;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private int open;

    private Translator(String text, boolean extended, boolean escapes) {
      this.text = text;
      this.extended = extended;
      this.escapes = escapes;
    }

    static String extended(String text) {
      return new Translator(text, true, false).translate();
    }

    static String awk(String text) {
      return new Translator(text, true, true).translate();
    }

    static String basic(String text) {
      return new Translator(text, false, false).translate();
    }

    private String translate() {
      boolean start = true;
      while (at < text.length()) {
        char c = text.charAt(at++);
        boolean wasStart = start;
        start = false;
        switch (c) {
          case '\\' -> start = escaped();
          case '[' -> bracket();
          case '*' -> out.append(wasStart ? "\\*" : "*");
          case '^' -> {
            out.append(extended || wasStart ? "^" : "\\^");
            start = true;
          }
          case '$' -> out.append(extended || endsHere() ? "$" : "\\$");
          case '.' -> out.append('.');
          case '+', '?' -> out.append(extended && !wasStart ? "" : "\\").append(c);
          case '|', '(' -> {
            out.append(extended ? "" : "\\").append(c);
            start = extended;
            open += extended && c == '(' ? 1 : 0;
          }
          case ')' -> {
            boolean closes = extended && (open > 0 || escapes);
            out.append(closes ? "" : "\\").append(c);
            open -= closes ? 1 : 0;
          }
          case '{' -> {
            boolean bound =
                extended && !wasStart && text.substring(at).matches("(?s)\\d*,?\\d*}.*");
            out.append(bound ? boundStart() : "\\{");
          }
          case '}' -> out.append("\\}");
          default -> literal(c);
        }
      }
      if (open > 0) {
        throw new Invalid("Unmatched ( or \\(");
      }
      return out.toString();
    }

    /// A bound up to its brace, with a missing minimum as 0.
    private String boundStart() {
      int end = text.indexOf('}', at);
      String bound = text.substring(at, end);
      at = end + 1;
      return "{" + (bound.startsWith(",") ? "0" : "") + bound + "}";
    }

    private void literal(char c) {
      if ("\\^$.|?*+()[]{}".indexOf(c) >= 0) {
        out.append('\\');
      }
      out.append(c);
    }

    private boolean endsHere() {
      return at == text.length() || text.startsWith("\\)", at) || text.startsWith("\\|", at);
    }

    /// After a backslash; true when a new expression begins.
    private boolean escaped() {
      if (at == text.length()) {
        throw new Invalid("Trailing backslash");
      }
      char c = text.charAt(at++);
      switch (c) {
        case '(', '|' -> {
          out.append(extended ? "\\" : "").append(c);
          open += !extended && c == '(' ? 1 : 0;
          return !extended;
        }
        case ')' -> {
          if (!extended && --open < 0) {
            throw new Invalid("Unmatched ) or \\)");
          }
          out.append(extended ? "\\" : "").append(c);
        }
        case '+', '?' -> out.append(extended ? "\\" : "").append(c);
        case '{' -> {
          if (extended) {
            out.append("\\{");
          } else {
            int end = text.indexOf("\\}", at);
            if (end < 0) {
              throw new Invalid("Unmatched \\{");
            }
            String bound = text.substring(at, end);
            out.append('{').append(bound.startsWith(",") ? "0" : "").append(bound).append('}');
            at = end + 2;
          }
        }
        case '<' -> out.append("\\b(?=\\w)");
        case '>' -> out.append("\\b(?<=\\w)");
        case 'w', 'W', 's', 'S', 'b', 'B' -> out.append('\\').append(c);
        case '`' -> out.append("\\A");
        case '\'' -> out.append("\\z");
        case 'n' -> out.append("\\n");
        case 't' -> out.append("\\t");
        default -> {
          if (c >= '1' && c <= '9') {
            out.append('\\').append(c);
          } else {
            literal(c);
          }
        }
      }
      return false;
    }

    private void bracket() {
      int end = at;
      if (end < text.length() && text.charAt(end) == '^') {
        end++;
      }
      if (end < text.length() && text.charAt(end) == ']') {
        end++;
      }
      while (end < text.length() && text.charAt(end) != ']') {
        boolean named = text.startsWith("[:", end) && text.indexOf(":]", end + 2) > 0;
        boolean escaped = escapes && text.charAt(end) == '\\';
        end = named ? text.indexOf(":]", end + 2) + 2 : end + (escaped ? 2 : 1);
      }
      if (end >= text.length()) {
        throw new Invalid("Unmatched [, [^, [:, [., or [=");
      }
      String inner = text.substring(at, end);
      at = end + 1;
      boolean negated = inner.startsWith("^");
      out.append(negated ? "[^" : "[")
          .append(set(negated ? inner.substring(1) : inner))
          .append(']');
    }

    private String set(String inner) {
      StringBuilder set = new StringBuilder();
      for (int i = 0; i < inner.length(); i++) {
        char c = inner.charAt(i);
        if (c == '[' && inner.startsWith("[:", i) && inner.indexOf(":]", i) > 0) {
          int end = inner.indexOf(":]", i);
          set.append(named(inner.substring(i + 2, end)));
          i = end + 1;
        } else if (c == '\\' && escapes && i + 1 < inner.length()) {
          char next = inner.charAt(++i);
          int simple = "abfnrtv".indexOf(next);
          char meant = simple >= 0 ? "\u0007\b\f\n\r\t\u000b".charAt(simple) : next;
          set.append("\\^&[]-~".indexOf(meant) >= 0 ? "\\" : "").append(meant);
        } else if (c == '-' && i > 0 && i < inner.length() - 1) {
          set.append('-');
        } else {
          set.append("\\^&[]-~".indexOf(c) >= 0 ? "\\" : "").append(c);
        }
      }
      return set.toString();
    }

    private static String named(String name) {
      return switch (name) {
        case "alpha" -> "\\p{IsAlphabetic}";
        case "digit" -> "0-9";
        case "alnum" -> "\\p{IsAlphabetic}0-9";
        case "upper" -> "\\p{Lu}";
        case "lower" -> "\\p{Ll}";
        case "space" -> "\\s";
        case "blank" -> " \\t";
        case "punct" -> "\\p{Punct}";
        case "xdigit" -> "0-9A-Fa-f";
        case "cntrl" -> "\\p{Cntrl}";
        case "print", "graph" -> "\\x20-\\x7E\\x{80}-\\x{10FFFF}";
        default -> throw new Invalid("Invalid character class name");
      };
    }
  }
}
