package seodang.shell.tool;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.shell.Bytes;
import seodang.shell.FileTree;
import seodang.shell.Node;
import seodang.shell.Regex;

/// `grep`, `egrep` and `fgrep`.
final class Grep extends LineByLine<Grep.Asked> {
  private static final Options.Spec SPEC =
      Options.Spec.of(
          "EFGPe:f:ivwxcoqsbHhlLnm:A:B:C:rRazyUZ0123456789V",
          "extended-regexp=E fixed-strings=F basic-regexp=G perl-regexp=P regexp=e file=f"
              + " ignore-case=i no-ignore-case invert-match=v word-regexp=w line-regexp=x count=c"
              + " only-matching=o quiet=q silent=q no-messages=s byte-offset=b with-filename=H"
              + " no-filename=h files-with-matches=l files-without-match=L line-number=n"
              + " max-count=m after-context=A before-context=B context=C recursive=r"
              + " dereference-recursive=R text=a null-data=z color:: colour:: include: exclude:"
              + " exclude-dir: binary-files: line-buffered label: version=V null=Z");

  private static final int MOST_BEFORE = 1000;

  private final String always;

  /// @param always a letter that is as if given: `E`, `F` or `""`
  Grep(String name, String always) {
    super(name);
    this.always = always;
  }

  /// What the arguments ask for, patterns made.
  ///
  /// @param shown `c` counts, `l` and `L` names, `q` nothing, else lines

  record Asked(
      Options options,
      List<Regex> regexes,
      List<String> files,
      boolean names,
      char shown,
      int before,
      int after,
      long most) {
    boolean has(String letter) {
      return options.has(letter);
    }

    boolean context() {
      return before > 0 || after > 0;
    }
  }

  @Override
  @Nullable Asked configure(Call call) {
    Options options = Options.read(call, SPEC);
    if (options == null) {
      return null;
    }
    if (options.has("V")) {
      call.out("grep (GNU grep) 3.8\n");
      return new Asked(options, List.of(), List.of("/dev/null"), false, 'q', 0, 0, 0);
    }
    List<String> operands = new ArrayList<>(options.operands());
    List<String> patterns = patterns(call, options, operands);
    if (patterns == null) {
      return null;
    }
    List<Regex> regexes = new ArrayList<>();
    try {
      for (String pattern : patterns) {
        regexes.add(regex(pattern, options));
      }
    } catch (Regex.Invalid e) {
      String message = String.valueOf(e.getMessage());
      call.fail(message.startsWith("Unmatched [,") ? "Invalid regular expression" : message);
      return null;
    }
    int digits = number(digits(options), 0);
    int around = number(options.value("C"), digits);
    int before = Math.min(MOST_BEFORE, number(options.value("B"), around));
    int after = number(options.value("A"), around);
    for (String size : List.of("A", "B", "C")) {
      if (!options.value(size, "0").matches("\\d+")) {
        call.fail(options.value(size) + ": invalid context length argument");
        return null;
      }
    }
    if (!options.value("m", "0").matches("-?\\d+")) {
      call.fail("invalid max count");
      return null;
    }
    List<String> files = files(call, options, operands);
    boolean recursive = options.has("r", "R");
    boolean names =
        options.has("H")
            || !options.has("h") && (operands.size() > 1 || recursive && many(call, operands));
    char shown =
        options.has("q")
            ? 'q'
            : options.has("l") ? 'l' : options.has("L") ? 'L' : options.has("c") ? 'c' : ' ';
    long most = number(options.value("m"), Integer.MAX_VALUE);
    return new Asked(options, regexes, files, names, shown, before, after, most);
  }

  private static boolean many(Call call, List<String> operands) {
    return operands.isEmpty() || call.files().isDirectory(call.path(operands.getFirst()));
  }

  private static String digits(Options options) {
    StringBuilder digits = new StringBuilder();
    for (Options.Given one : options.given()) {
      digits.append(one.name().matches("\\d") ? one.name() : "");
    }
    return digits.toString();
  }

  private static int number(@Nullable String text, int otherwise) {
    return text == null || text.isEmpty() || !text.matches("\\d{1,9}")
        ? otherwise
        : Integer.parseInt(text);
  }

  private static @Nullable List<String> patterns(
      Call call, Options options, List<String> operands) {
    List<String> texts = new ArrayList<>(options.values("e"));
    for (String file : options.values("f")) {
      String text = call.read(file);
      if (text == null) {
        return null;
      }
      texts.addAll(Slurp.lines(text));
    }
    if (!options.has("e", "f")) {
      if (operands.isEmpty()) {
        call.io()
            .write(
                2,
                "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n");
        return null;
      }
      texts.add(operands.removeFirst());
    }
    List<String> split = new ArrayList<>();
    texts.forEach(t -> split.addAll(List.of(t.split("\n", -1))));
    return split;
  }

  private Regex regex(String text, Options options) {
    boolean ignore = options.has("i", "y");
    char kind = always.isEmpty() ? 'G' : always.charAt(0);
    for (Options.Given one : options.given()) {
      kind = "EFGP".contains(one.name()) ? one.name().charAt(0) : kind;
    }
    Regex regex =
        switch (kind) {
          case 'F' -> Regex.literal(text, ignore);
          case 'E' -> Regex.extended(text, ignore);
          case 'P' -> Regex.perl(text, ignore);
          default -> Regex.basic(text, ignore);
        };
    regex = options.has("w") ? regex.surrounded("(?<!\\w)", "(?!\\w)") : regex;
    return options.has("x") ? regex.surrounded("^", "$") : regex;
  }

  // Which files.

  private static List<String> files(Call call, Options options, List<String> operands) {
    if (!options.has("r", "R")) {
      return operands;
    }
    List<String> all = new ArrayList<>();
    for (String file : operands.isEmpty() ? List.of(".") : operands) {
      below(call, options, file, true, all);
    }
    return all.isEmpty() ? List.of("/dev/null") : all;
  }

  private static void below(
      Call call, Options options, String path, boolean named, List<String> found) {
    Node node = call.files().node(call.path(path));
    String name = FileTree.name(path);
    if (node instanceof Node.Directory) {
      if (!named && options.values("exclude-dir").stream().anyMatch(g -> Find.glob(g, name))) {
        return;
      }
      for (String child : call.files().list(call.path(path))) {
        String below = path.equals(".") ? child : path.replaceFirst("/*$", "/") + child;
        below(call, options, below, false, found);
      }
      return;
    }
    List<String> only = options.values("include");
    boolean included = only.isEmpty() || only.stream().anyMatch(g -> Find.glob(g, name));
    boolean excluded = options.values("exclude").stream().anyMatch(g -> Find.glob(g, name));
    if (named || included && !excluded) {
      found.add(path);
    }
  }

  @Override
  List<String> files(Asked asked) {
    return asked.files();
  }

  @Override
  boolean complains(Asked asked) {
    return !asked.has("s");
  }

  @Override
  char ending(Asked asked) {
    return asked.has("z") ? '\0' : '\n';
  }

  @Override
  int wrong() {
    return 2;
  }

  // Lines.

  @Override
  Json.Object line(Call call, Asked asked, Line line, Json.Object memory) {
    boolean ended = line.text().endsWith(String.valueOf(ending(asked)));
    String text = ended ? line.text().substring(0, line.text().length() - 1) : line.text();
    long at = memory.number("at", 0);
    Json.Object next = memory;
    if (asked.has("b")) {
      next = next.with("at", at + Bytes.length(line.text()));
    }
    boolean hit;
    try {
      hit = asked.regexes().stream().anyMatch(r -> r.isIn(text));
    } catch (Regex.TooHard e) {
      call.fail(String.valueOf(e.getMessage()));
      return next.with("done", true).with("error", true);
    }
    if (hit == asked.has("v")) {
      return after(call, asked, line, text, at, next);
    }
    return hit(call, asked, line, text, at, next);
  }

  private Json.Object hit(
      Call call, Asked asked, Line line, String text, long at, Json.Object memory) {
    Json.Object next = memory.with("hits", memory.number("hits", 0) + 1).with("any", true);
    boolean enough = next.number("hits", 0) >= asked.most();
    switch (asked.shown()) {
      case 'q' -> {
        return next.with("done", true);
      }
      case 'l', 'L' -> {
        return next.with("skip", true);
      }
      case 'c' -> {
        return next.with("skip", enough);
      }
      default -> {}
    }
    boolean binary = memory.bool("binary") || text.indexOf('\0') >= 0;
    if (binary && !asked.has("a") && !asked.has("z")) {
      call.fail(shown(line.file()) + ": binary file matches");
      return next.with("skip", true);
    }
    next = before(call, asked, line, next);
    print(call, asked, line.file(), text, line.count(), at, ':');
    next =
        next.with("printed", line.count()).with("held", Json.array()).with("after", asked.after());
    // What follows the last wanted line is still shown.
    return enough ? next.with("enough", true).with("skip", asked.after() == 0) : next;
  }

  private static String shown(String file) {
    return file.equals("-") ? "(standard input)" : file;
  }

  private void print(
      Call call, Asked asked, String file, String text, long count, long at, char mark) {
    String head = asked.names() ? shown(file) + mark : "";
    if (asked.has("n")) {
      head += (count + 1) + "" + mark;
    }
    if (!asked.has("o")) {
      call.out(head + (asked.has("b") ? at + "" + mark : "") + text + ending(asked));
    } else if (mark == ':' && !asked.has("v")) {
      pieces(call, asked, text, at, head);
    }
  }

  /// The parts that match, from left to right, each as long as can be.
  private void pieces(Call call, Asked asked, String text, long at, String head) {
    int from = 0;
    while (from <= text.length()) {
      int start = -1;
      int end = -1;
      for (Regex regex : asked.regexes()) {
        Regex.Search m = regex.search(text);
        if (m.find(from)
            && (start < 0 || m.start() < start || m.start() == start && m.end() > end)) {
          start = m.start();
          end = m.end();
        }
      }
      if (start < 0) {
        return;
      }
      if (end > start) {
        String offset = asked.has("b") ? at + Bytes.length(text.substring(0, start)) + ":" : "";
        call.out(head + offset + text.substring(start, end) + ending(asked));
      }
      from = Math.max(end, start + 1);
    }
  }

  private Json.Object before(Call call, Asked asked, Line line, Json.Object memory) {
    if (!asked.context()) {
      return memory;
    }
    List<String> held = memory.array("held").texts();
    List<String> kept = held.subList(Math.max(0, held.size() - asked.before()), held.size());
    long first = line.count() - kept.size();
    boolean gap = memory.has("printed") && first > memory.number("printed", 0) + 1;
    if (gap || !memory.has("printed") && memory.bool("shown")) {
      call.out("--\n");
    }
    for (int i = 0; i < kept.size(); i++) {
      print(call, asked, line.file(), kept.get(i), first + i, 0, '-');
    }
    return memory.with("shown", true);
  }

  private Json.Object after(
      Call call, Asked asked, Line line, String text, long at, Json.Object memory) {
    long left = memory.number("after", 0);
    if (left > 0) {
      print(call, asked, line.file(), text, line.count(), at, '-');
      return memory
          .with("after", left - 1)
          .with("printed", line.count())
          .with("held", Json.array())
          .with("skip", left == 1 && memory.bool("enough"));
    }
    if (asked.before() == 0) {
      return memory;
    }
    Json.Array held = memory.array("held").add(Json.text(text));
    return memory.with("held", held.size() > asked.before() ? held.without(0) : held);
  }

  @Override
  Json.Object fileEnd(Call call, Asked asked, String file, Json.Object memory) {
    long hits = memory.number("hits", 0);
    switch (asked.shown()) {
      case 'c' -> call.out((asked.names() ? shown(file) + ":" : "") + hits + "\n");
      case 'l' -> call.out(hits > 0 ? shown(file) + "\n" : "");
      case 'L' -> call.out(hits == 0 ? shown(file) + "\n" : "");
      default -> {}
    }
    boolean listed = asked.shown() == 'L' && hits == 0;
    return memory
        .with("any", memory.bool("any") || listed)
        .without("hits")
        .without("printed")
        .without("held")
        .without("after")
        .without("enough")
        .without("at");
  }

  @Override
  int end(Call call, Asked asked, Json.Object memory) {
    return memory.bool("error") ? 2 : memory.bool("any") || asked.has("V") ? 0 : 1;
  }

  @Override
  boolean forgives(Asked asked, Json.Object memory) {
    return asked.shown() == 'q' && memory.bool("any");
  }

  @Override
  int unreadable() {
    return 2;
  }
}
