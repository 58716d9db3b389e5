package seodang.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import seodang.shell.Cells;
import seodang.shell.FileTree;
import seodang.shell.Node;
import seodang.shell.language.Session;

/// What Tab adds: commands first in a line, then what the command's completer knows, else files.
record Completion(
    Terminal.Setup setup,
    List<String> commands,
    Session session,
    String directory,
    FileTree files) {

  /// @param replacement stands from `from` to the cursor; null when there are only `choices` to
  ///   show
  record Result(int from, @Nullable String replacement, List<String> choices) {}

  Result complete(String typed) {
    int start =
        Math.max(
                typed.lastIndexOf('|'),
                Math.max(
                    typed.lastIndexOf(';'),
                    Math.max(typed.lastIndexOf('&'), typed.lastIndexOf('('))))
            + 1;
    String segment = typed.substring(start).stripLeading();
    List<String> words = new ArrayList<>(List.of(segment.split("\\s+", -1)));
    String prefix = words.getLast();
    int from = typed.length() - prefix.length();
    if (words.size() == 1) {
      return prefix.contains("/")
          ? choose(from, prefix, paths(prefix), true)
          : choose(from, prefix, commands, true);
    }
    String name = words.getFirst();
    String alias = session.aliases().get(name);
    if (alias != null && !alias.isBlank()) {
      words.removeFirst();
      words.addAll(0, List.of(alias.strip().split("\\s+")));
    }
    Completer completer = setup.completers().get(words.getFirst());
    List<String> proposals = List.of();
    if (completer != null) {
      proposals =
          completer.complete(
              new Completer.Request(words, session.exported(), directory, files, setup.cluster()));
    }
    return proposals.isEmpty()
        ? choose(from, prefix, paths(prefix), false)
        : choose(from, prefix, proposals, false);
  }

  private List<String> paths(String prefix) {
    int slash = prefix.lastIndexOf('/');
    String above = slash < 0 ? "" : prefix.substring(0, slash + 1);
    String home = session.exported().getOrDefault("HOME", "/");
    String where =
        above.startsWith("~/") ? home + above.substring(1) : above.isEmpty() ? "." : above;
    String path = FileTree.resolve(directory, where);
    List<String> found = new ArrayList<>();
    if (files.isDirectory(path)) {
      for (String name : files.list(path)) {
        boolean hidden = name.startsWith(".") && !prefix.substring(slash + 1).startsWith(".");
        if (!hidden) {
          boolean folder = files.node(FileTree.resolve(path, name)) instanceof Node.Directory;
          found.add(above + name + (folder ? "/" : ""));
        }
      }
    }
    return found;
  }

  private static Result choose(int from, String prefix, List<String> proposals, boolean command) {
    TreeSet<String> fitting = new TreeSet<>();
    for (String proposal : proposals) {
      if (proposal.startsWith(prefix)) {
        fitting.add(proposal);
      }
    }
    if (fitting.isEmpty() || command && prefix.isEmpty()) {
      return new Result(from, null, List.of());
    }
    if (fitting.size() == 1) {
      String one = fitting.first();
      return new Result(from, one.matches(".*[/=:,]") ? one : one + " ", List.of());
    }
    String common = common(fitting);
    return common.length() > prefix.length()
        ? new Result(from, common, List.of())
        : new Result(from, null, List.copyOf(fitting));
  }

  private static String common(TreeSet<String> words) {
    String first = words.first();
    String last = words.last();
    int i = 0;
    while (i < Math.min(first.length(), last.length()) && first.charAt(i) == last.charAt(i)) {
      i++;
    }
    return first.substring(0, i);
  }

  /// The choices in columns.
  static String table(List<String> choices, int columns) {
    List<String> shown = choices.size() > 200 ? choices.subList(0, 200) : choices;
    int width = shown.stream().mapToInt(c -> Cells.width(c)).max().orElse(1) + 2;
    int across = Math.max(1, columns / width);
    int down = (shown.size() + across - 1) / across;
    StringBuilder out = new StringBuilder();
    for (int row = 0; row < down; row++) {
      for (int i = row; i < shown.size(); i += down) {
        String choice = shown.get(i);
        out.append(choice).repeat(' ', width - Cells.width(choice));
      }
      out.append("\r\n");
    }
    return out.toString();
  }
}
