package seodang.shell.awk;

import java.util.List;
import java.util.Locale;
import seodang.shell.Regex;

/// The functions that need nothing but their arguments and the machine's variables.
final class Builtins {
  private Builtins() {}

  static int least(String name) {
    return switch (name) {
      case "length", "rand", "srand", "fflush", "systime" -> 0;
      case "substr", "index", "split", "sub", "gsub", "match", "atan2" -> 2;
      default -> 1;
    };
  }

  static int most(String name) {
    return switch (name) {
      case "rand", "systime" -> 0;
      case "index", "match", "atan2" -> 2;
      case "substr", "split", "sub", "gsub" -> 3;
      case "sprintf" -> 1000;
      default -> 1;
    };
  }

  static Value call(Machine machine, String name, List<Value> args) {
    String format = machine.text("CONVFMT");
    return switch (name) {
      case "length" -> Value.of(args.getFirst().toText(format).length());
      case "substr" ->
          Value.of(
              substring(
                  args.get(0).toText(format),
                  args.get(1).toNumber(),
                  args.size() > 2 ? args.get(2).toNumber() : Double.POSITIVE_INFINITY));
      case "index" -> Value.of(args.get(0).toText(format).indexOf(args.get(1).toText(format)) + 1);
      case "match" -> match(machine, args.get(0).toText(format), args.get(1).toText(format));
      case "sprintf" ->
          Value.of(Format.of(args.getFirst().toText(format), args.subList(1, args.size()), format));
      case "tolower" -> Value.of(args.getFirst().toText(format).toLowerCase(Locale.ROOT));
      case "toupper" -> Value.of(args.getFirst().toText(format).toUpperCase(Locale.ROOT));
      case "sin" -> Value.of(Math.sin(args.getFirst().toNumber()));
      case "cos" -> Value.of(Math.cos(args.getFirst().toNumber()));
      case "atan2" -> Value.of(Math.atan2(args.get(0).toNumber(), args.get(1).toNumber()));
      case "exp" -> Value.of(Math.exp(args.getFirst().toNumber()));
      case "log" -> Value.of(Math.log(args.getFirst().toNumber()));
      case "sqrt" -> Value.of(Math.sqrt(args.getFirst().toNumber()));
      case "int" -> {
        double number = args.getFirst().toNumber();
        yield Value.of(number < 0 ? Math.ceil(number) : Math.floor(number));
      }
      case "rand" -> Value.of(machine.random());
      case "srand" -> machine.seed(args.isEmpty() ? null : args.getFirst());
      case "systime" -> Value.of(machine.seconds());
      // What is written is never held back.
      case "fflush" -> Value.of(0);
      default -> throw new Failure("function " + name + " never defined");
    };
  }

  /// Positions are rounded, and those outside of the text count as if they were there.
  private static String substring(String text, double from, double length) {
    double start = Math.rint(from);
    double end = Double.isInfinite(length) ? length : start + Math.rint(length);
    int first = (int) Math.clamp(start, 1, text.length() + 1.0);
    int last = (int) Math.clamp(end, 1, text.length() + 1.0);
    return Double.isNaN(start) || Double.isNaN(end) || last <= first
        ? ""
        : text.substring(first - 1, last - 1);
  }

  private static Value match(Machine machine, String text, String regex) {
    Regex.Search m = machine.regexes().search(regex, text);
    boolean found = machine.regexes().find(m);
    machine.set("RSTART", Value.of(found ? m.start() + 1 : 0));
    machine.set("RLENGTH", Value.of(found ? m.end() - m.start() : -1));
    return Value.of(found ? m.start() + 1 : 0);
  }

  /// What `sub` and `gsub` make of a text.
  record Substituted(String text, int count) {}

  static Substituted substitute(
      Machine machine, String text, String regex, String replacement, boolean all) {
    Splitter regexes = machine.regexes();
    Regex.Search m = regexes.search(regex, text);
    StringBuilder out = new StringBuilder();
    int from = 0;
    int count = 0;
    int last = -1;
    while (regexes.find(m)) {
      // Nothing, right behind a match, is none.
      if (m.end() == m.start() && m.start() == last) {
        continue;
      }
      last = m.end();
      count++;
      out.append(text, from, m.start());
      append(out, replacement, m.group());
      from = m.end();
      machine.fits(out.length());
      if (!all) {
        break;
      }
    }
    return new Substituted(out.append(text.substring(from)).toString(), count);
  }

  private static void append(StringBuilder out, String replacement, String found) {
    for (int i = 0; i < replacement.length(); i++) {
      char c = replacement.charAt(i);
      boolean escape =
          c == '\\'
              && i + 1 < replacement.length()
              && "&\\".indexOf(replacement.charAt(i + 1)) >= 0;
      if (escape) {
        out.append(replacement.charAt(++i));
      } else if (c == '&') {
        out.append(found);
      } else {
        out.append(c);
      }
    }
  }
}
