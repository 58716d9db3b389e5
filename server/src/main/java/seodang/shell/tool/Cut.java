package seodang.shell.tool;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `cut`: characters or fields of each line.
final class Cut {
  private static final Options.Spec SPEC =
      Options.Spec.of(
          "b:c:d:f:nsz",
          "bytes=b characters=c delimiter=d fields=f only-delimited=s complement"
              + " output-delimiter: zero-terminated=z");

  /// No line is longer.
  private static final int LONGEST = 4 << 20;

  private record Range(int low, int high) {}

  private Cut() {}

  static EachLine.@Nullable Work of(Call call) {
    Options options = Options.read(call, SPEC);
    if (options == null) {
      return null;
    }
    List<Range> ranges = new ArrayList<>();
    String wrong = misuse(options);
    if (wrong == null) {
      wrong = ranges(options, ranges);
    }
    if (wrong != null) {
      call.usage(wrong);
      return null;
    }
    boolean complement = options.has("complement");
    Chosen chosen = Chosen.of(ranges, complement);
    String output = options.value("output-delimiter");
    if (!options.has("f")) {
      return EachLine.Work.plain(
          options, line -> letters(line, chosen, output == null ? "" : output));
    }
    String given = options.value("d", "\t");
    String delimiter = given.isEmpty() ? "\0" : given;
    String between = output == null ? delimiter : output;
    return EachLine.Work.of(
        options,
        (c, text, memory) -> {
          String end = String.valueOf(options.has("z") ? '\0' : '\n');
          String line = text.endsWith(end) ? text.substring(0, text.length() - 1) : text;
          if (line.contains(delimiter)) {
            c.out(fields(line, chosen, delimiter, between) + end);
          } else if (!options.has("s")) {
            c.out(line + end);
          }
          return memory;
        });
  }

  private static @Nullable String misuse(Options options) {
    long lists = options.given().stream().filter(g -> "bcf".contains(g.name())).count();
    if (lists != 1) {
      return lists == 0
          ? "you must specify a list of bytes, characters, or fields"
          : "only one list may be specified";
    }
    if (options.value("d", "").length() > 1) {
      return "the delimiter must be a single character";
    }
    if (!options.has("f") && options.has("d", "s")) {
      return options.has("d")
          ? "an input delimiter may be specified only when operating on fields"
          : "suppressing non-delimited lines makes sense\n\tonly when operating on fields";
    }
    return null;
  }

  private static @Nullable String ranges(Options options, List<Range> ranges) {
    boolean fields = options.has("f");
    String list = options.value("f", options.value("c", options.value("b", "")));
    for (String part : list.split("[, ]", -1)) {
      if (!part.matches("\\d*-?\\d*")) {
        return (fields ? "invalid field value ‘" : "invalid byte/character position ‘")
            + part
            + "’";
      }
      if (part.equals("-")) {
        return "invalid range with no endpoint: -";
      }
      int dash = part.indexOf('-');
      int low = number(dash < 0 ? part : part.substring(0, dash), 1);
      int high = dash < 0 ? low : number(part.substring(dash + 1), Integer.MAX_VALUE);
      if (low == 0 || part.isEmpty()) {
        return (fields ? "fields" : "byte/character positions") + " are numbered from 1";
      }
      if (high < low) {
        return "invalid decreasing range";
      }
      ranges.add(new Range(low, high));
    }
    return null;
  }

  private static int number(String digits, int otherwise) {
    return digits.isEmpty()
        ? otherwise
        : digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
  }

  /// The places that are wanted.
  ///
  /// @param places up to where all are told one by one
  /// @param from which all are in the list
  private record Chosen(BitSet places, int from, boolean complement) {
    static Chosen of(List<Range> ranges, boolean complement) {
      BitSet places = new BitSet();
      int from = Integer.MAX_VALUE;
      for (Range range : ranges) {
        if (range.high() == Integer.MAX_VALUE || range.high() > LONGEST) {
          from = Math.min(from, range.low());
        } else {
          places.set(range.low(), range.high() + 1);
        }
      }
      return new Chosen(places, from, complement);
    }

    boolean has(int n) {
      return (n >= from || places.get(n)) != complement;
    }
  }

  private static String letters(String line, Chosen chosen, String between) {
    StringBuilder out = new StringBuilder();
    boolean before = true;
    for (int i = 0; i < line.length(); i++) {
      boolean in = chosen.has(i + 1);
      if (in) {
        out.append(before || out.isEmpty() ? "" : between).append(line.charAt(i));
      }
      before = in;
    }
    return out.toString();
  }

  private static String fields(String line, Chosen chosen, String delimiter, String between) {
    String[] parts = line.split(java.util.regex.Pattern.quote(delimiter), -1);
    List<String> kept = new ArrayList<>();
    for (int i = 0; i < parts.length; i++) {
      if (chosen.has(i + 1)) {
        kept.add(parts[i]);
      }
    }
    return String.join(between, kept);
  }
}
