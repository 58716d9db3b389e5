package seodang.shell;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// POSIX regular expressions, basic and extended, that cannot run forever: matching one text looks
/// at a bounded number of characters.
public final class Regex {
  private static final int BUDGET = 2_000_000;

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

  private Regex(Pattern pattern) {
    this.pattern = pattern;
  }

  public static Regex extended(String text, boolean ignoreCase) {
    return compile(Translator.extended(text), ignoreCase);
  }

  /// Extended, with backslashes that escape in brackets too.
  public static Regex awk(String text) {
    return compile(Translator.awk(text), false);
  }

  /// The matcher's next match. Use this, not [Matcher#find]: Java's own recursion is bounded too.
  public static boolean find(Matcher matcher) {
    try {
      return matcher.find();
    } catch (StackOverflowError e) {
      throw new TooHard();
    }
  }

  public static Regex basic(String text, boolean ignoreCase) {
    return compile(Translator.basic(text), ignoreCase);
  }

  public static Regex literal(String text, boolean ignoreCase) {
    return compile(Pattern.quote(text), ignoreCase);
  }

  /// The expression as a whole word, or a whole line.
  public Regex surrounded(String before, String after) {
    return new Regex(
        Pattern.compile(before + "(?:" + pattern.pattern() + ")" + after, pattern.flags()));
  }

  /// Any of the expressions.
  public static Regex any(java.util.List<Regex> all) {
    StringBuilder joined = new StringBuilder();
    for (Regex one : all) {
      joined.append(joined.isEmpty() ? "" : "|").append("(?:").append(one.pattern).append(')');
    }
    return new Regex(Pattern.compile(joined.toString(), all.getFirst().pattern.flags()));
  }

  private static Regex compile(String java, boolean ignoreCase) {
    int flags = ignoreCase ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
    try {
      return new Regex(Pattern.compile(java, flags));
    } catch (PatternSyntaxException e) {
      throw new Invalid("Invalid regular expression");
    } catch (StackOverflowError e) {
      throw new TooHard();
    }
  }

  public Matcher matcher(CharSequence text) {
    return pattern.matcher(new Counted(text, new Budget(), 0, text.length()));
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
          }
          case ')' -> out.append(extended ? "" : "\\").append(c);
          case '{' -> {
            boolean bound =
                extended && !wasStart && text.substring(at).matches("(?s)\\d*,?\\d*}.*");
            out.append(bound ? boundStart() : "\\{");
          }
          case '}' -> out.append("\\}");
          default -> literal(c);
        }
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
          return !extended;
        }
        case ')', '+', '?' -> out.append(extended ? "\\" : "").append(c);
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
