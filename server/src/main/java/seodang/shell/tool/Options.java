package seodang.shell.tool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A tool's arguments as `getopt_long` reads them: options in any order among the operands, letters
/// in one word, long names cut short, `--` before what is only operands.
final class Options {
  /// What a tool takes.
  ///
  /// @param shorts letters; `:` behind one that takes a value, `::` where the value may be missing;
  ///   a leading `+` when the first operand ends the options
  /// @param longs long names, with the letter each stands for or themselves; `:` as above
  record Spec(String shorts, Map<String, String> longs) {
    /// @param longs `lines=n quiet=q include: color::`
    static Spec of(String shorts, String longs) {
      Map<String, String> named = new LinkedHashMap<>();
      for (String one : longs.isEmpty() ? new String[0] : longs.split(" ", -1)) {
        int at = one.indexOf('=');
        named.put(
            at < 0 ? one.replace(":", "") : one.substring(0, at),
            at < 0 ? one : one.substring(at + 1));
      }
      return new Spec(shorts, named);
    }

    /// Of a tool that reads its arguments itself: all are operands.
    static final Spec UNREAD = of("+", "");

    /// 0 without a value, 1 with one, 2 when it may have one, -1 when there is no such letter.
    private int values(char letter) {
      int at = letter == ':' || letter == '+' ? -1 : shorts.indexOf(letter);
      return at < 0
          ? -1
          : shorts.startsWith("::", at + 1) ? 2 : shorts.startsWith(":", at + 1) ? 1 : 0;
    }

    private int values(String meaning) {
      return meaning.endsWith("::")
          ? 2
          : meaning.endsWith(":") ? 1 : meaning.length() == 1 ? values(meaning.charAt(0)) : 0;
    }

    /// The long names that begin so, one alone when it is whole.
    private List<String> beginning(String start) {
      return longs.containsKey(start)
          ? List.of(start)
          : longs.keySet().stream().filter(l -> l.startsWith(start)).toList();
    }
  }

  /// @param name a letter, or a long name that has none
  record Given(String name, @Nullable String value) {}

  private final Spec spec;
  private final List<Given> given = new ArrayList<>();
  private final List<String> operands = new ArrayList<>();

  private Options(Spec spec) {
    this.spec = spec;
  }

  /// The arguments read, or null after complaining.
  static @Nullable Options read(Call call, Spec spec) {
    Options options = new Options(spec);
    if (spec == Spec.UNREAD) {
      options.operands.addAll(call.args());
      return options;
    }
    String wrong = options.read(call.args());
    if (wrong == null) {
      return options;
    }
    call.usage(wrong);
    return null;
  }

  private @Nullable String read(List<String> args) {
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      if (arg.equals("--")) {
        operands.addAll(args.subList(i + 1, args.size()));
        return null;
      }
      if (arg.length() < 2 || arg.charAt(0) != '-') {
        if (spec.shorts().startsWith("+")) {
          operands.addAll(args.subList(i, args.size()));
          return null;
        }
        operands.add(arg);
        continue;
      }
      String next = i + 1 < args.size() ? args.get(i + 1) : null;
      int before = taken;
      String wrong = arg.startsWith("--") ? longOption(arg.substring(2), next) : letters(arg, next);
      if (wrong != null) {
        return wrong;
      }
      i += taken - before;
    }
    return null;
  }

  /// How many values stood in words of their own.
  private int taken;

  private @Nullable String letters(String word, @Nullable String next) {
    for (int c = 1; c < word.length(); c++) {
      char letter = word.charAt(c);
      int values = spec.values(letter);
      if (values < 0) {
        return "invalid option -- '" + letter + "'";
      }
      if (values == 0) {
        given.add(new Given(String.valueOf(letter), null));
        continue;
      }
      String value = c + 1 < word.length() ? word.substring(c + 1) : null;
      if (value == null && values == 1) {
        if (next == null) {
          return "option requires an argument -- '" + letter + "'";
        }
        value = next;
        taken++;
      }
      given.add(new Given(String.valueOf(letter), value));
      return null;
    }
    return null;
  }

  private @Nullable String longOption(String text, @Nullable String next) {
    int equals = text.indexOf('=');
    String start = equals < 0 ? text : text.substring(0, equals);
    List<String> names = spec.beginning(start);
    if (names.isEmpty()) {
      return "unrecognized option '--" + text + "'";
    }
    if (names.size() > 1) {
      return "option '--"
          + text
          + "' is ambiguous; possibilities: '--"
          + String.join("' '--", names)
          + "'";
    }
    String meaning = spec.longs().getOrDefault(names.getFirst(), "");
    int values = spec.values(meaning);
    String value = equals < 0 ? null : text.substring(equals + 1);
    if (value != null && values == 0) {
      return "option '--" + names.getFirst() + "' doesn't allow an argument";
    }
    if (value == null && values == 1) {
      if (next == null) {
        return "option '--" + names.getFirst() + "' requires an argument";
      }
      value = next;
      taken++;
    }
    given.add(new Given(meaning.replace(":", ""), value));
    return null;
  }

  List<Given> given() {
    return given;
  }

  List<String> operands() {
    return operands;
  }

  boolean has(String... names) {
    return given.stream().anyMatch(g -> List.of(names).contains(g.name()));
  }

  /// The last value given, or null.
  @Nullable String value(String name) {
    String found = null;
    for (Given one : given) {
      found = one.name().equals(name) && one.value() != null ? one.value() : found;
    }
    return found;
  }

  String value(String name, String otherwise) {
    String found = value(name);
    return found == null ? otherwise : found;
  }

  List<String> values(String name) {
    List<String> all = new ArrayList<>();
    for (Given one : given) {
      String value = one.value();
      if (one.name().equals(name) && value != null) {
        all.add(value);
      }
    }
    return all;
  }
}
