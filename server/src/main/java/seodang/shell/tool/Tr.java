package seodang.shell.tool;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// `tr`: characters for characters.
final class Tr {
  private static final Options.Spec SPEC =
      Options.Spec.of("+cCdst", "complement=c delete=d squeeze-repeats=s truncate-set1=t");

  private final Call call;
  private final Options options;
  private @Nullable String wrong;

  private Tr(Call call, Options options) {
    this.call = call;
    this.options = options;
  }

  static EachLine.@Nullable Work of(Call call) {
    Options options = Options.read(call, SPEC);
    return options == null ? null : new Tr(call, options).work();
  }

  private boolean deletes() {
    return options.has("d");
  }

  private boolean squeezes() {
    return options.has("s");
  }

  private @Nullable String misuse() {
    List<String> sets = options.operands();
    int least = deletes() == squeezes() ? 2 : 1;
    if (sets.size() < least) {
      return sets.isEmpty()
          ? "missing operand"
          : "missing operand after ‘"
              + sets.getLast()
              + "’\nTwo strings must be given when "
              + (squeezes() ? "both deleting and squeezing repeats." : "translating.");
    }
    int most = deletes() && !squeezes() ? 1 : 2;
    if (sets.size() <= most) {
      return null;
    }
    String only =
        sets.size() == 2
            ? "\nOnly one string may be given when deleting without squeezing repeats."
            : "";
    return "extra operand ‘" + sets.get(most) + "’" + only;
  }

  private EachLine.@Nullable Work work() {
    String misuse = misuse();
    if (misuse != null) {
      call.usage(misuse);
      return null;
    }
    List<String> sets = options.operands();
    String from = set(sets.getFirst(), 0);
    String to = sets.size() > 1 ? set(sets.get(1), from.length()) : "";
    if (wrong != null) {
      call.fail(wrong);
      return null;
    }
    boolean complement = options.has("c", "C");
    boolean translates = !deletes() && sets.size() > 1;
    if (translates && to.isEmpty() && !from.isEmpty() && !options.has("t")) {
      call.fail("when not truncating set1, string2 must be non-empty");
      return null;
    }
    Set<Character> first = members(from);
    Map<Character, Character> mapped = translates && !complement ? table(from, to) : Map.of();
    Character other = complement && translates ? (Character) to.charAt(to.length() - 1) : null;
    Set<Character> squeezed = members(sets.size() > 1 ? to : from);
    boolean squeezesOthers = complement && sets.size() == 1;
    return new EachLine.Work(
        List.of(),
        '\n',
        (c, line, memory) -> {
          StringBuilder out = new StringBuilder();
          String last = memory.text("last");
          for (int i = 0; i < line.length(); i++) {
            char letter = line.charAt(i);
            boolean in = first.contains(letter) != complement;
            if (deletes() && in) {
              continue;
            }
            if (translates && in) {
              letter = other != null ? other : mapped.getOrDefault(letter, letter);
            }
            boolean same = last.length() == 1 && last.charAt(0) == letter;
            if (squeezes() && same && squeezed.contains(letter) != squeezesOthers) {
              continue;
            }
            out.append(letter);
            last = String.valueOf(letter);
          }
          c.out(out.toString());
          return squeezes() ? memory.with("last", last) : Json.object();
        });
  }

  private static Set<Character> members(String set) {
    Set<Character> members = new HashSet<>();
    set.chars().forEach(c -> members.add((char) c));
    return members;
  }

  private Map<Character, Character> table(String from, String to) {
    Map<Character, Character> table = new HashMap<>();
    for (int i = 0; i < from.length(); i++) {
      if (i < to.length() || !options.has("t")) {
        table.put(from.charAt(i), to.charAt(Math.min(i, to.length() - 1)));
      }
    }
    return table;
  }

  // Sets.

  /// A set spelled out: ranges, escapes, `[:lower:]`, `[x*3]`.
  ///
  /// @param length that `[x*]` fills up to
  private String set(String text, int length) {
    StringBuilder out = new StringBuilder();
    int[] at = {0};
    while (at[0] < text.length()) {
      if (text.startsWith("[:", at[0]) && text.indexOf(":]", at[0]) > 0) {
        int end = text.indexOf(":]", at[0]);
        out.append(named(text.substring(at[0] + 2, end)));
        at[0] = end + 2;
        continue;
      }
      java.util.regex.Matcher repeat =
          java.util.regex.Pattern.compile("\\[(.)\\*(\\d*)]").matcher(text);
      if (repeat.find(at[0]) && repeat.start() == at[0]) {
        String digits = repeat.group(2);
        int times =
            digits.isEmpty()
                ? length - out.length()
                : Integer.parseInt(digits, digits.startsWith("0") ? 8 : 10);
        out.repeat(repeat.group(1), Math.clamp(times, 0, 65_536));
        at[0] = repeat.end();
        continue;
      }
      int start = at[0];
      char low = letter(text, at);
      if (at[0] + 1 < text.length() && text.charAt(at[0]) == '-') {
        at[0]++;
        char high = letter(text, at);
        if (high < low) {
          wrong =
              "range-endpoints of '"
                  + text.substring(start, at[0])
                  + "' are in reverse collating sequence order";
        }
        for (int c = low; c <= high; c++) {
          out.append((char) c);
        }
      } else {
        out.append(low);
      }
    }
    return out.toString();
  }

  private static char letter(String text, int[] at) {
    char c = text.charAt(at[0]++);
    if (c != '\\' || at[0] == text.length()) {
      return c;
    }
    char next = text.charAt(at[0]++);
    int simple = "abfnrtv".indexOf(next);
    if (simple >= 0) {
      return "\u0007\b\f\n\r\t\u000b".charAt(simple);
    }
    if (next < '0' || next > '7') {
      return next;
    }
    int value = next - '0';
    for (int i = 0; i < 2 && at[0] < text.length(); i++) {
      int digit = text.charAt(at[0]) - '0';
      if (digit < 0 || digit > 7) {
        break;
      }
      value = value * 8 + digit;
      at[0]++;
    }
    return (char) (value & 0xFF);
  }

  private String named(String name) {
    StringBuilder out = new StringBuilder();
    for (char c = 0; c < 128; c++) {
      boolean in =
          switch (name) {
            case "alpha" -> Character.isLetter(c);
            case "digit" -> Character.isDigit(c);
            case "alnum" -> Character.isLetterOrDigit(c);
            case "upper" -> Character.isUpperCase(c);
            case "lower" -> Character.isLowerCase(c);
            case "space" -> c == ' ' || c >= 9 && c <= 13;
            case "blank" -> c == ' ' || c == '\t';
            case "punct" -> c > 32 && c < 127 && !Character.isLetterOrDigit(c);
            case "xdigit" -> Character.digit(c, 16) >= 0;
            case "cntrl" -> c < 32 || c == 127;
            case "print" -> c >= 32 && c < 127;
            case "graph" -> c > 32 && c < 127;
            default -> false;
          };
      out.append(in ? String.valueOf(c) : "");
    }
    if (out.isEmpty()) {
      wrong = "invalid character class ‘" + name + "’";
    }
    return out.toString();
  }
}
