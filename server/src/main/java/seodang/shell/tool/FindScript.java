package seodang.shell.tool;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import seodang.shell.FileTree;
import seodang.shell.Node;
import seodang.shell.Regex;

/// The expression of a `find`: a list of steps with jumps, so that a walk can stop at any of them.
final class FindScript {
  /// One step.
  sealed interface Step {

    record Not() implements Step {}

    record Jump(boolean when, int to) implements Step {}

    record Prune() implements Step {}

    record Quit() implements Step {}

    record Delete() implements Step {}

    record Gather(int batch) implements Step {}

    record Exec(List<String> argv) implements Step {}

    /// Sets the flag.
    record Look(Test test) implements Step {}
  }

  /// What is asked of a name.
  interface Test {
    boolean of(Call call, Find.Place place, Node node);
  }

  /// The expression is wrong.
  private static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1;

    Wrong(String message) {
      super(message, null, false, false);
    }
  }

  private final Call call;
  private final List<String> words;
  private final List<String> roots;
  private final List<Step> steps = new ArrayList<>();
  private final List<List<String>> gathering = new ArrayList<>();
  private int at;
  private int deepest = Integer.MAX_VALUE;
  private int shallowest;
  private boolean depthFirst;
  private boolean follows;
  private boolean acts;

  private FindScript(Call call, List<String> roots, List<String> words) {
    this.call = call;
    this.roots = roots;
    this.words = words;
  }

  /// The expression, or null after complaining.
  static @Nullable FindScript read(Call call) {
    List<String> args = new ArrayList<>(call.args());
    boolean follows = false;
    while (!args.isEmpty() && args.getFirst().matches("-[LHP]")) {
      follows = args.removeFirst().equals("-L");
    }
    int first = 0;
    while (first < args.size() && !args.get(first).matches("-.+|[()!,]")) {
      first++;
    }
    List<String> roots = first == 0 ? List.of(".") : args.subList(0, first);
    FindScript script = new FindScript(call, roots, args.subList(first, args.size()));
    script.follows = follows;
    try {
      script.all();
      return script;
    } catch (Wrong | Regex.Invalid e) {
      call.fail(String.valueOf(e.getMessage()));
      return null;
    }
  }

  List<String> roots() {
    return roots;
  }

  List<Step> steps() {
    return steps;
  }

  List<List<String>> gathering() {
    return gathering;
  }

  int batches() {
    return gathering.size();
  }

  int deepest() {
    return deepest;
  }

  int shallowest() {
    return shallowest;
  }

  boolean depthFirst() {
    return depthFirst;
  }

  boolean follows() {
    return follows;
  }

  // Reading.

  private void all() {
    if (!words.isEmpty()) {
      list();
    }
    if (at < words.size()) {
      throw new Wrong(
          words.get(at).equals(")")
              ? "invalid expression; you have too many ')'"
              : "paths must precede expression: `" + words.get(at) + "'");
    }
    if (!acts) {
      int jump = steps.size();
      steps.add(new Step.Jump(false, jump + 2));
      steps.add(new Step.Look(print("\n")));
    }
  }

  private boolean sees(String... any) {
    return at < words.size() && List.of(any).contains(words.get(at));
  }

  private void list() {
    either();
    while (sees(",")) {
      at++;
      either();
    }
  }

  private void either() {
    both();
    while (sees("-o", "-or")) {
      at++;
      int jump = steps.size();
      steps.add(new Step.Not());
      both();
      steps.set(jump, new Step.Jump(true, steps.size()));
    }
  }

  private void both() {
    one();
    while (at < words.size() && !sees("-o", "-or", ",", ")")) {
      at += sees("-a", "-and") ? 1 : 0;
      int jump = steps.size();
      steps.add(new Step.Not());
      one();
      steps.set(jump, new Step.Jump(false, steps.size()));
    }
  }

  private void one() {
    if (at >= words.size()) {
      throw new Wrong("expected an expression after `" + words.getLast() + "'");
    }
    String word = words.get(at++);
    switch (word) {
      case "!", "-not" -> {
        one();
        steps.add(new Step.Not());
      }
      case "(" -> {
        list();
        if (!sees(")")) {
          throw new Wrong(
              "invalid expression; I was expecting to find a ')' somewhere but did not see one.");
        }
        at++;
      }
      case "-exec", "-execdir", "-ok" -> exec(word);
      case "-prune" -> set(new Step.Prune());
      case "-quit" -> set(new Step.Quit());
      case "-delete" -> {
        depthFirst = true;
        acts = true;
        steps.add(new Step.Delete());
      }
      default -> {
        if (!word.startsWith("-")) {
          throw new Wrong("paths must precede expression: `" + word + "'");
        }
        steps.add(new Step.Look(test(word)));
      }
    }
  }

  /// A step that is true as well.
  private void set(Step step) {
    steps.add(new Step.Look((c, p, n) -> true));
    steps.add(step);
  }

  private void exec(String name) {
    acts = true;
    List<String> argv = new ArrayList<>();
    while (at < words.size() && !words.get(at).equals(";")) {
      boolean ends = words.get(at).equals("+") && !argv.isEmpty() && argv.getLast().equals("{}");
      if (ends) {
        at++;
        steps.add(new Step.Look((c, p, n) -> true));
        steps.add(new Step.Gather(gathering.size()));
        gathering.add(argv);
        return;
      }
      argv.add(words.get(at++));
    }
    if (at >= words.size() || argv.isEmpty()) {
      throw new Wrong("missing argument to `" + name + "'");
    }
    at++;
    steps.add(new Step.Exec(argv));
  }

  private String value(String word) {
    if (at >= words.size()) {
      throw new Wrong("missing argument to `" + word + "'");
    }
    return words.get(at++);
  }

  private int depth(String word) {
    String value = value(word);
    if (!value.matches("\\d{1,9}")) {
      throw new Wrong(
          "Expected a positive decimal integer argument to " + word + ", but got ‘" + value + "’");
    }
    return Integer.parseInt(value);
  }

  private static Test print(String end) {
    return (call, place, node) -> {
      call.out(place.path() + end);
      return true;
    };
  }

  private Test test(String word) {
    switch (word) {
      case "-maxdepth" -> {
        deepest = depth(word);
        return (c, p, n) -> true;
      }
      case "-mindepth" -> {
        shallowest = depth(word);
        return (c, p, n) -> true;
      }
      case "-depth", "-d" -> {
        depthFirst = true;
        return (c, p, n) -> true;
      }
      case "-follow" -> {
        follows = true;
        return (c, p, n) -> true;
      }
      case "-true", "-xdev", "-mount", "-noleaf" -> {
        return (c, p, n) -> true;
      }
      case "-false", "-nouser", "-nogroup" -> {
        return (c, p, n) -> false;
      }
      case "-print", "-print0" -> {
        acts = true;
        return print(word.equals("-print") ? "\n" : "\0");
      }
      case "-printf" -> {
        acts = true;
        String format = value(word);
        return (c, p, n) -> {
          c.out(formatted(format, p, n));
          return true;
        };
      }
      case "-ls" -> {
        acts = true;
        return (c, p, n) -> {
          c.out(listed(p, n));
          return true;
        };
      }
      default -> {
        return ofNode(word);
      }
    }
  }

  private Test ofNode(String word) {
    switch (word) {
      case "-empty" -> {
        return (c, p, n) -> n.bytes() == 0 && n.count() <= 1;
      }
      case "-executable" -> {
        return (c, p, n) -> n instanceof Node.Directory || (n.mode() & 0111) != 0;
      }
      case "-readable", "-writable" -> {
        return (c, p, n) -> true;
      }
      default -> {}
    }
    if (!List.of(
            "-name",
            "-iname",
            "-path",
            "-wholename",
            "-ipath",
            "-lname",
            "-type",
            "-xtype",
            "-size",
            "-newer",
            "-mtime",
            "-mmin",
            "-ctime",
            "-cmin",
            "-perm",
            "-user",
            "-group",
            "-regex",
            "-links")
        .contains(word)) {
      throw new Wrong("unknown predicate `" + word + "'");
    }
    String value = value(word);
    return switch (word) {
      case "-name" -> (c, p, n) -> Find.glob(value, Find.name(p));
      case "-iname" -> (c, p, n) -> Find.glob(lower(value), lower(Find.name(p)));
      case "-ipath" -> (c, p, n) -> Find.glob(lower(value), lower(p.path()));
      case "-path", "-wholename" -> (c, p, n) -> Find.glob(value, p.path());
      case "-lname" -> (c, p, n) -> n instanceof Node.Link l && Find.glob(value, l.target());
      case "-type", "-xtype" -> type(word, value);
      case "-size" -> size(value);
      case "-newer" -> newer(value);
      case "-mtime", "-ctime" -> age(word, value, Duration.ofDays(1));
      case "-mmin", "-cmin" -> age(word, value, Duration.ofMinutes(1));
      case "-perm" -> permission(value);
      case "-links" -> (c, p, n) -> compares(value, n instanceof Node.Directory ? 2 : 1);
      case "-regex" -> {
        Regex regex = Regex.basic(value, false).surrounded("^", "$");
        yield (c, p, n) -> regex.isIn(p.path());
      }
      default -> (c, p, n) -> n.owner().equals(value);
    };
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static char letter(Node node) {
    return node instanceof Node.Directory ? 'd' : node instanceof Node.Link ? 'l' : 'f';
  }

  private static Test type(String word, String value) {
    if (!value.matches("[bcdpfls](,[bcdpfls])*")) {
      throw new Wrong("Unknown argument to " + word + ": " + value);
    }
    return (c, p, n) -> value.indexOf(letter(n)) >= 0;
  }

  /// `5`, `+5` for more, `-5` for less.
  private static boolean compares(String wanted, long found) {
    long n = Long.parseLong(wanted.replaceFirst("^[+-]", ""));
    return wanted.startsWith("+") ? found > n : wanted.startsWith("-") ? found < n : found == n;
  }

  private static Test size(String value) {
    if (!value.matches("[+-]?\\d{1,12}[cwbkMG]?")) {
      throw new Wrong("invalid argument `" + value + "' to `-size'");
    }
    char last = value.charAt(value.length() - 1);
    boolean unit = !Character.isDigit(last);
    long bytes =
        switch (last) {
          case 'c' -> 1;
          case 'w' -> 2;
          case 'k' -> 1 << 10;
          case 'M' -> 1 << 20;
          case 'G' -> 1 << 30;
          default -> 512;
        };
    String count = unit ? value.substring(0, value.length() - 1) : value;
    return (c, p, n) ->
        compares(count, Math.ceilDiv(n instanceof Node.Directory ? 4096 : n.bytes(), bytes));
  }

  private Test newer(String file) {
    Node other = call.files().node(call.path(file));
    if (other == null) {
      throw new Wrong("‘" + file + "’: No such file or directory");
    }
    return (c, p, n) -> n.modified().isAfter(other.modified());
  }

  private static Test age(String word, String value, Duration unit) {
    if (!value.matches("[+-]?\\d{1,9}")) {
      throw new Wrong("invalid argument `" + value + "' to `" + word + "'");
    }
    return (c, p, n) ->
        compares(value, Duration.between(n.modified(), c.io().now()).dividedBy(unit));
  }

  private static Test permission(String value) {
    String octal = value.replaceFirst("^[-/]", "");
    if (!octal.matches("[0-7]{1,4}")) {
      throw new Wrong("invalid mode ‘" + value + "’");
    }
    int mode = Integer.parseInt(octal, 8);
    return (c, p, n) ->
        switch (value.charAt(0)) {
          case '-' -> (n.mode() & mode) == mode;
          case '/' -> mode == 0 || (n.mode() & mode) != 0;
          default -> n.mode() == mode;
        };
  }

  // Printing.

  private static String formatted(String format, Find.Place place, Node node) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      boolean more = i + 1 < format.length();
      if (c == '\\' && more) {
        char next = format.charAt(++i);
        int simple = "nt0r\\".indexOf(next);
        out.append(simple < 0 ? "\\" + next : String.valueOf("\n\t\0\r\\".charAt(simple)));
      } else if (c == '%' && more) {
        out.append(directive(format.charAt(++i), place, node));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static String directive(char letter, Find.Place place, Node node) {
    String path = place.path();
    return switch (letter) {
      case 'p' -> path;
      case 'f' -> Find.name(place);
      case 'h' -> path.indexOf('/') < 0 ? "." : path.substring(0, path.lastIndexOf('/'));
      case 'P' ->
          place.depth() == 0
              ? ""
              : path.substring(
                  Math.min(
                      path.length(), place.root().length() + (place.root().endsWith("/") ? 0 : 1)));
      case 'H' -> place.root();
      case 'd' -> Integer.toString(place.depth());
      case 's' -> Long.toString(node instanceof Node.Directory ? 4096 : node.bytes());
      case 'm' -> Integer.toOctalString(node.mode());
      case 'M' -> Ls.mode(node);
      case 'y' -> String.valueOf(letter(node));
      case 'u', 'g' -> node.owner();
      case 'n' -> node instanceof Node.Directory ? "2" : "1";
      case 'l' -> node instanceof Node.Link l ? l.target() : "";
      case '%' -> "%";
      default -> "%" + letter;
    };
  }

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("MMM ppd HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private static String listed(Find.Place place, Node node) {
    long bytes = node instanceof Node.Directory ? 4096 : node.bytes();
    return "%9d %6d %s %3d %-8s %-8s %8d %s %s%s\n"
        .formatted(
            FileTree.name(place.path()).hashCode() & 0xFFFFFF,
            Math.ceilDiv(bytes, 4096) * 4,
            Ls.mode(node),
            node instanceof Node.Directory ? 2 : 1,
            node.owner(),
            node.owner(),
            bytes,
            TIME.format(node.modified()),
            place.path(),
            node instanceof Node.Link l ? " -> " + l.target() : "");
  }
}
