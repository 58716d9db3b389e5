package seodang.shell.tool;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.shell.Program;
import seodang.shell.Regex;

/// Tools that look at one line at a time: `cut tr rev nl fold expand unexpand`.
final class LineTools {
  /// A line that is longer keeps its tabs.
  private static final int WIDEST = 1 << 20;

  private LineTools() {}

  static Map<String, Program> all() {
    return Map.of(
        "cut", new EachLine("cut", Cut::of),
        "tr", new EachLine("tr", Tr::of),
        "rev", new EachLine("rev", LineTools::rev),
        "nl", new EachLine("nl", LineTools::nl),
        "fold", new EachLine("fold", LineTools::fold),
        "expand", new EachLine("expand", LineTools::expand),
        "unexpand", new EachLine("unexpand", LineTools::unexpand));
  }

  private static EachLine.@Nullable Work rev(Call call) {
    Options options = Options.read(call, Options.Spec.of("", ""));
    return options == null
        ? null
        : EachLine.Work.plain(options, line -> new StringBuilder(line).reverse().toString());
  }

  /// A number given as an option; -1 after complaining.
  private static int number(Call call, Options options, String letter, int otherwise, String what) {
    String given = options.value(letter);
    if (given == null) {
      return otherwise;
    }
    if (!given.matches("-?\\d{1,4}")) {
      call.fail(what + ": ‘" + given + "’");
      return -1;
    }
    return Integer.parseInt(given);
  }

  private static final Options.Spec NL =
      Options.Spec.of(
          "b:d:f:h:i:l:n:ps:v:w:",
          "body-numbering=b line-increment=i number-format=n number-separator=s"
              + " starting-line-number=v number-width=w");

  private static EachLine.@Nullable Work nl(Call call) {
    Options options = Options.read(call, NL);
    if (options == null) {
      return null;
    }
    int width = number(call, options, "w", 6, "invalid line number field width");
    int step = number(call, options, "i", 1, "invalid line number increment");
    int first = number(call, options, "v", 1, "invalid starting line number");
    if (width < 0 || step == -1 && options.has("i") && !options.value("i", "").equals("-1")) {
      return null;
    }
    String separator = options.value("s", "\t");
    String format =
        switch (options.value("n", "rn")) {
          case "ln" -> "%-" + width + "d";
          case "rz" -> "%0" + width + "d";
          default -> "%" + width + "d";
        };
    String style = options.value("b", "t");
    Regex only = style.startsWith("p") ? Regex.basic(style.substring(1), false) : null;
    return EachLine.Work.of(
        options,
        (c, text, memory) -> {
          String line = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
          boolean numbered =
              only != null
                  ? only.isIn(line)
                  : style.equals("a") || style.equals("t") && !line.isEmpty();
          if (!numbered) {
            c.out(" ".repeat(width + separator.length()) + line + "\n");
            return memory;
          }
          long n = memory.number("n", first);
          c.out(String.format(format, n) + separator + line + "\n");
          return memory.with("n", n + step);
        });
  }

  private static EachLine.@Nullable Work fold(Call call) {
    Options options = Options.read(call, Options.Spec.of("bsw:", "bytes=b spaces=s width=w"));
    int width = options == null ? -1 : number(call, options, "w", 80, "invalid number of columns");
    if (options == null || width < 1) {
      return null;
    }
    return EachLine.Work.plain(options, line -> folded(line, width, options.has("s")));
  }

  private static String folded(String line, int width, boolean spaces) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    while (line.length() - from > width) {
      int end = from + width;
      int space = spaces ? line.lastIndexOf(' ', end - 1) : -1;
      end = space >= from ? space + 1 : end;
      out.append(line, from, end).append('\n');
      from = end;
    }
    return out.append(line, from, line.length()).toString();
  }

  private static int stops(Call call, Options options) {
    String given = options.value("t", "8");
    if (given.matches("[1-9]\\d{0,4}")) {
      return Integer.parseInt(given);
    }
    call.fail(
        given.matches("0+")
            ? "tab size cannot be 0"
            : "tab size contains invalid character(s): ‘" + given + "’");
    return -1;
  }

  private static EachLine.@Nullable Work expand(Call call) {
    Options options = Options.read(call, Options.Spec.of("it:", "initial=i tabs=t"));
    int stop = options == null ? -1 : stops(call, options);
    if (options == null || stop < 1) {
      return null;
    }
    return EachLine.Work.plain(
        options,
        line -> {
          StringBuilder out = new StringBuilder();
          boolean initial = true;
          for (char c : line.toCharArray()) {
            initial &= c == ' ' || c == '\t';
            if (c == '\t' && (initial || !options.has("i")) && out.length() < WIDEST) {
              out.repeat(' ', stop - out.length() % stop);
            } else {
              out.append(c);
            }
          }
          return out.toString();
        });
  }

  private static EachLine.@Nullable Work unexpand(Call call) {
    Options options = Options.read(call, Options.Spec.of("at:", "all=a tabs=t first-only"));
    int stop = options == null ? -1 : stops(call, options);
    if (options == null || stop < 1) {
      return null;
    }
    boolean all = options.has("a", "t") && !options.has("first-only");
    return EachLine.Work.plain(options, line -> unexpanded(line, stop, all));
  }

  /// Blanks that reach a tab stop become a tab; a single one before a stop stays.
  private static String unexpanded(String line, int stop, boolean all) {
    StringBuilder out = new StringBuilder();
    int column = 0;
    int pending = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\t') {
        out.append('\t');
        column += stop - column % stop;
        pending = 0;
        continue;
      }
      column++;
      if (c != ' ') {
        out.repeat(' ', pending).append(c);
        pending = 0;
        if (!all) {
          return out.append(line.substring(i + 1)).toString();
        }
        continue;
      }
      pending++;
      if (column % stop == 0 && pending > 1) {
        out.append('\t');
        pending = 0;
      }
    }
    return out.repeat(' ', pending).toString();
  }
}
