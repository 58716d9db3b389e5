package seodang.shell.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.shell.FileTree;
import seodang.shell.Node;
import seodang.shell.Regex;

/// `grep`, `egrep` and `fgrep`.
final class Grep extends LineByLine {
  private static final String VALUED = "efmABC";
  private final String always;

  /// @param always a flag that is as if given: `-E`, `-F` or `""`
  Grep(String name, String always) {
    super(name);
    this.always = always;
  }

  private Call.Flags flags(Call call) {
    Call.Flags flags = call.flags(VALUED);
    if (!always.isEmpty()) {
      flags.given().add(always);
    }
    return flags;
  }

  @Override
  List<String> operands(Call call) {
    Call.Flags flags = flags(call);
    List<String> files = new ArrayList<>(flags.operands());
    if (flags.values("-e").isEmpty() && flags.value("--regexp") == null && !files.isEmpty()) {
      files.removeFirst();
    }
    if (flags.has("-r", "-R", "--recursive")) {
      List<String> all = new ArrayList<>();
      for (String file : files.isEmpty() ? List.of(".") : files) {
        below(call, file, all);
      }
      return all;
    }
    return files;
  }

  private static void below(Call call, String path, List<String> found) {
    Node node = call.files().node(call.path(path));
    if (node instanceof Node.Directory) {
      for (String child : call.files().list(call.path(path))) {
        below(
            call,
            path.equals(".")
                ? child
                : FileTree.resolve("/", path).equals("/") ? "/" + child : path + "/" + child,
            found);
      }
    } else {
      found.add(path);
    }
  }

  private static List<String> patterns(Call.Flags flags) {
    List<String> texts = new ArrayList<>(flags.values("-e"));
    String longForm = flags.value("--regexp");
    if (longForm != null) {
      texts.add(longForm);
    }
    if (texts.isEmpty() && !flags.operands().isEmpty()) {
      texts.add(flags.operands().getFirst());
    }
    List<String> split = new ArrayList<>();
    texts.forEach(t -> split.addAll(List.of(t.split("\n", -1))));
    return split;
  }

  @Override
  @Nullable Integer refuse(Call call) {
    Call.Flags flags = flags(call);
    if (patterns(flags).isEmpty()) {
      call.io()
          .write(
              2,
              "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n");
      return 2;
    }
    try {
      regexes(flags);
    } catch (Regex.Invalid e) {
      call.fail(String.valueOf(e.getMessage()));
      return 2;
    }
    return null;
  }

  private static List<Regex> regexes(Call.Flags flags) {
    boolean ignore = flags.has("-i", "-y", "--ignore-case");
    List<Regex> regexes = new ArrayList<>();
    for (String text : patterns(flags)) {
      Regex regex =
          flags.has("-F", "--fixed-strings")
              ? Regex.literal(text, ignore)
              : flags.has("-E", "-P", "--extended-regexp")
                  ? Regex.extended(text, ignore)
                  : Regex.basic(text, ignore);
      regex = flags.has("-w", "--word-regexp") ? regex.surrounded("(?<!\\w)", "(?!\\w)") : regex;
      regexes.add(flags.has("-x", "--line-regexp") ? regex.surrounded("^", "$") : regex);
    }
    return regexes;
  }

  @Override
  Json.Object line(Call call, String file, String line, long count, Json.Object memory) {
    Call.Flags flags = flags(call);
    String text = line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
    boolean hit;
    try {
      hit = regexes(flags).stream().anyMatch(r -> Regex.find(r.matcher(text)));
    } catch (Regex.TooHard e) {
      call.fail(String.valueOf(e.getMessage()));
      return memory.with("done", true).with("error", true);
    }
    hit ^= flags.has("-v", "--invert-match");
    String prefix =
        operands(call).size() > 1 && !flags.has("-h") || flags.has("-H")
            ? (file.equals("-") ? "(standard input)" : file)
            : "";
    if (!hit) {
      return after(call, flags, prefix, text, count, memory);
    }
    Json.Object next = memory.with("hits", memory.number("hits", 0) + 1).with("any", true);
    if (flags.has("-q", "--quiet", "--silent")) {
      return next.with("done", true);
    }
    if (flags.has("-c", "--count", "-l", "--files-with-matches", "-L")) {
      return next;
    }
    next = before(call, flags, prefix, count, next);
    print(call, flags, prefix, text, count, ':');
    String most = flags.value("-m", "--max-count");
    if (most != null
        && most.matches("\\d{1,9}")
        && next.number("hits", 0) >= Long.parseLong(most)) {
      return next.with("done", true);
    }
    return next.with("printed", count).with("held", Json.array());
  }

  private static void print(
      Call call, Call.Flags flags, String prefix, String text, long count, char mark) {
    String head = prefix.isEmpty() ? "" : prefix + mark;
    if (flags.has("-n", "--line-number")) {
      head += (count + 1) + "" + mark;
    }
    if (flags.has("-o", "--only-matching") && mark == ':') {
      for (Regex regex : regexes(flags)) {
        Matcher m = regex.matcher(text);
        while (Regex.find(m)) {
          if (m.end() > m.start()) {
            call.out(head + text.substring(m.start(), m.end()) + "\n");
          }
        }
      }
      return;
    }
    call.out(head + text + "\n");
  }

  private static int context(Call.Flags flags, String side) {
    String value = flags.value(side, "-C");
    return value != null && value.matches("\\d{1,4}") ? Integer.parseInt(value) : 0;
  }

  private static Json.Object before(
      Call call, Call.Flags flags, String prefix, long count, Json.Object memory) {
    int wanted = context(flags, "-B");
    if (wanted == 0 && context(flags, "-A") == 0) {
      return memory;
    }
    List<String> held = memory.array("held").texts();
    List<String> shown = held.subList(Math.max(0, held.size() - wanted), held.size());
    long first = count - shown.size();
    if (memory.has("printed") && first > memory.number("printed", 0) + 1) {
      call.out("--\n");
    }
    for (int i = 0; i < shown.size(); i++) {
      print(call, flags, prefix, shown.get(i), first + i, '-');
    }
    return memory.with("after", context(flags, "-A"));
  }

  private static Json.Object after(
      Call call, Call.Flags flags, String prefix, String text, long count, Json.Object memory) {
    long left = memory.number("after", 0);
    if (left > 0) {
      print(call, flags, prefix, text, count, '-');
      return memory.with("after", left - 1).with("printed", count).with("held", Json.array());
    }
    int kept = context(flags, "-B");
    if (kept == 0) {
      return memory;
    }
    Json.Array held = memory.array("held").add(Json.text(text));
    return memory.with("held", held.size() > kept ? held.without(0) : held);
  }

  @Override
  Json.Object fileEnd(Call call, String file, Json.Object memory) {
    Call.Flags flags = flags(call);
    long hits = memory.number("hits", 0);
    String shown = file.equals("-") ? "(standard input)" : file;
    if (flags.has("-c", "--count")) {
      call.out((operands(call).size() > 1 ? shown + ":" : "") + hits + "\n");
    } else if (flags.has("-l", "--files-with-matches") && hits > 0
        || flags.has("-L") && hits == 0) {
      call.out(shown + "\n");
    }
    return memory.without("hits").without("printed").without("held").without("after");
  }

  @Override
  int end(Call call, Json.Object memory) {
    return memory.bool("error") ? 2 : memory.bool("any") ? 0 : 1;
  }

  @Override
  int unreadable() {
    return 2;
  }
}
