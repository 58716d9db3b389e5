package seodang.shell.tool;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.shell.Program;

/// `xargs`: runs a command with the words it reads, as many at once as a command line takes.
final class Xargs implements Program {
  /// The longest command line, in characters.
  private static final int LONGEST = 128 << 10;

  private static final Options.Spec SPEC =
      Options.Spec.of(
          "+0a:d:E:I:i::L:l::n:oP:prs:tx",
          "null=0 arg-file=a delimiter=d replace=i max-lines=l max-args=n max-procs=P"
              + " interactive=p no-run-if-empty=r max-chars=s verbose=t exit=x");

  @Override
  public Running start(List<String> argv) {
    return new Process(argv, Json.object());
  }

  @Override
  public Running thaw(List<String> argv, Json.Object frozen) {
    return new Process(argv, frozen);
  }

  /// @param mark what is replaced, or null
  private record Asked(
      Options options,
      List<String> command,
      @Nullable String mark,
      int lines,
      int most,
      @Nullable String delimiter) {}

  private static final class Process implements Running {
    private final List<String> argv;
    private final StringBuilder text;
    private final List<String> items;
    private @Nullable Asked asked;
    private boolean ended;
    private boolean ran;
    private int lines;
    private int length;
    private int child;
    private int code;

    Process(List<String> argv, Json.Object frozen) {
      this.argv = argv;
      text = new StringBuilder(frozen.text("text"));
      items = new ArrayList<>(frozen.array("items").texts());
      ended = frozen.bool("ended");
      ran = frozen.bool("ran");
      lines = (int) frozen.number("lines", 0);
      items.forEach(item -> length += item.length() + 1);
      child = (int) frozen.number("child", 0);
      code = (int) frozen.number("code", 0);
    }

    @Override
    public Json.Object freeze() {
      return Json.object("text", text.toString(), "items", items, "ended", ended, "ran", ran)
          .with("lines", lines)
          .with("child", child)
          .with("code", code);
    }

    private static @Nullable Asked configure(Call call) {
      Options options = Options.read(call, SPEC);
      if (options == null) {
        return null;
      }
      for (String letter : List.of("n", "L", "P", "s")) {
        String given = options.value(letter, "1");
        if (!given.matches("\\d{1,9}")) {
          call.usage("invalid number \"" + given + "\" for -" + letter + " option");
          return null;
        }
        if (given.matches("0+") && !letter.equals("P")) {
          call.usage("value 0 for -" + letter + " option should be >= 1");
          return null;
        }
      }
      String mark = options.has("i") ? options.value("i", "{}") : options.value("I");
      int lines =
          Integer.parseInt(options.value("L", options.has("l") ? options.value("l", "1") : "0"));
      int most = Integer.parseInt(options.value("n", "0"));
      // Of those that exclude each other the last one counts.
      for (Options.Given one : options.given()) {
        switch (one.name()) {
          case "n" -> {
            lines = 0;
            boolean both = options.has("I", "i") && one == options.given().getLast();
            mark = both && most != 1 ? null : mark;
          }
          case "L", "l" -> most = 0;
          case "I", "i" -> most = 0;
          default -> {}
        }
      }
      if (options.has("n") && mark != null) {
        call.fail(
            "warning: options --max-args and --replace/-I/-i are mutually exclusive, ignoring"
                + " previous --max-args value");
      }
      String delimiter = options.has("0") ? "\0" : options.value("d");
      if (delimiter != null && delimiter.length() > 1) {
        delimiter = delimiter.replace("\\n", "\n").replace("\\t", "\t").replace("\\0", "\0");
      }
      List<String> command = options.operands().isEmpty() ? List.of("echo") : options.operands();
      return new Asked(options, command, mark, lines, most, delimiter);
    }

    @Override
    public Outcome resume(Io io) {
      Call call = new Call("xargs", argv.subList(1, argv.size()), io);
      Asked known = asked == null ? configure(call) : asked;
      asked = known;
      if (known == null) {
        return new Outcome.Exit(1);
      }
      if (child > 0) {
        int result = io.exitCode(child);
        if (result < 0) {
          return new Outcome.Child(child);
        }
        child = 0;
        if (result == 255) {
          call.fail(known.command().getFirst() + ": exited with status 255; aborting");
          return new Outcome.Exit(124);
        }
        code = result == 0 ? code : 123;
      }
      while (!full(known)) {
        String wrong = take(known);
        if (wrong != null) {
          call.fail(wrong);
          return new Outcome.Exit(1);
        }
        if (full(known) || ended && text.isEmpty()) {
          break;
        }
        String piece = ended ? null : more(call, known);
        if (piece == null) {
          ended = true;
        } else if (piece.isEmpty()) {
          return new Outcome.Read(0);
        } else {
          text.append(piece);
        }
      }
      if (items.isEmpty() && (ran || known.mark() != null || known.options().has("r"))) {
        return new Outcome.Exit(code);
      }
      return run(call, known);
    }

    private @Nullable String more(Call call, Asked known) {
      String file = known.options().value("a");
      if (file == null) {
        return call.io().read(0);
      }
      ended = true;
      return call.read(file);
    }

    private boolean full(Asked known) {
      if (known.mark() != null) {
        return !items.isEmpty();
      }
      return known.lines() > 0 && lines >= known.lines()
          || known.most() > 0 && items.size() >= known.most()
          || length > Math.min(LONGEST, Integer.parseInt(known.options().value("s", "999999999")));
    }

    /// Takes whole items out of the text until there are enough: null, or what is wrong with it.
    private @Nullable String take(Asked known) {
      while (!full(known) && !text.isEmpty()) {
        String delimiter = known.delimiter();
        if (delimiter != null || known.mark() != null) {
          int end = text.indexOf(delimiter == null ? "\n" : delimiter);
          if (end < 0 && !ended) {
            return null;
          }
          String item = text.substring(0, end < 0 ? text.length() : end);
          text.delete(0, end < 0 ? text.length() : end + 1);
          String line = delimiter == null ? unquoted(item.replaceFirst("^[ \t]+", "")) : item;
          if (line == null) {
            return UNMATCHED;
          }
          if (delimiter != null || !line.isEmpty()) {
            items.add(line);
            length += line.length() + 1;
            lines++;
          }
          continue;
        }
        int end = word();
        if (end < 0) {
          return ended ? UNMATCHED : null;
        }
        if (end == 0) {
          return null;
        }
      }
      return null;
    }

    private static final String UNMATCHED =
        "unmatched single quote; by default quotes are special to xargs unless you use the -0 option";

    /// Takes one word: 1 when that was done, 0 when there is no whole one yet, -1 inside a quote.
    private int word() {
      int at = 0;
      while (at < text.length() && " \t\n".indexOf(text.charAt(at)) >= 0) {
        lines += text.charAt(at) == '\n' && !items.isEmpty() && at == 0 ? 1 : 0;
        at++;
      }
      text.delete(0, at);
      if (at > 0 || text.isEmpty()) {
        return text.isEmpty() && at == 0 ? 0 : 1;
      }
      char quote = 0;
      StringBuilder out = new StringBuilder();
      for (; at < text.length(); at++) {
        char c = text.charAt(at);
        if (quote != 0) {
          if (c == '\n') {
            return -1;
          }
          if (c == quote) {
            quote = 0;
          } else {
            out.append(c);
          }
        } else if (c == '\'' || c == '"') {
          quote = c;
        } else if (c == '\\' && at + 1 < text.length()) {
          out.append(text.charAt(++at));
        } else if (" \t\n".indexOf(c) >= 0) {
          break;
        } else {
          out.append(c);
        }
      }
      if (at == text.length() && (!ended || quote != 0)) {
        return ended ? -1 : 0;
      }
      items.add(out.toString());
      length += out.length() + 1;
      text.delete(0, at);
      return 1;
    }

    /// A line without its quotes, or null when one is open.
    private static @Nullable String unquoted(String line) {
      StringBuilder out = new StringBuilder();
      char quote = 0;
      for (int i = 0; i < line.length(); i++) {
        char c = line.charAt(i);
        if (quote != 0) {
          if (c == quote) {
            quote = 0;
          } else {
            out.append(c);
          }
        } else if (c == '\'' || c == '"') {
          quote = c;
        } else if (c == '\\' && i + 1 < line.length()) {
          out.append(line.charAt(++i));
        } else {
          out.append(c);
        }
      }
      return quote == 0 ? out.toString() : null;
    }

    private Outcome run(Call call, Asked known) {
      List<String> line = new ArrayList<>(known.command());
      String mark = known.mark();
      if (mark == null) {
        line.addAll(items);
      } else {
        line.replaceAll(word -> word.replace(mark, items.getFirst()));
      }
      items.clear();
      length = 0;
      lines = 0;
      ran = true;
      if (known.options().has("t")) {
        call.io().write(2, String.join(" ", line) + "\n");
      }
      child = call.io().spawn(line, call.io().env());
      if (child >= 0) {
        return new Outcome.Child(child);
      }
      String why =
          child == -1
              ? "cannot fork: Resource temporarily unavailable"
              : line.getFirst()
                  + ": "
                  + (child == -3 ? "Permission denied" : "No such file or directory");
      call.fail(why);
      return new Outcome.Exit(child == -1 ? 1 : child == -3 ? 126 : 127);
    }
  }
}
