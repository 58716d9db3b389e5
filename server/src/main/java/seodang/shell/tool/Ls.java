package seodang.shell.tool;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import seodang.shell.FileTree;
import seodang.shell.Node;

/// `ls`.
final class Ls {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("MMM ppd HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private Ls() {}

  private static final Options.Spec SPEC =
      Options.Spec.of(
          "aAbBcCdfFgGhHiI:klLmnNopqQrRsStT:uUvw:xXZ1",
          "all=a almost-all=A directory=d classify=F human-readable=h inode=i ignore=I"
              + " numeric-uid-gid=n reverse=r recursive=R size=s color:: time-style: sort: time:"
              + " full-time group-directories-first width=w format: indicator-style:");

  private record Entry(String name, Node node) {}

  static int run(Call call) {
    Options flags = Options.read(call, SPEC);
    if (flags == null) {
      return 2;
    }
    List<String> operands = flags.operands().isEmpty() ? List.of(".") : flags.operands();
    List<Entry> files = new ArrayList<>();
    List<String> directories = new ArrayList<>();
    int code = 0;
    for (String operand : operands) {
      String path = call.path(operand);
      Node node =
          flags.has("l") || flags.has("d") || flags.has("F")
              ? call.files().link(path)
              : call.files().node(path);
      if (node == null) {
        boolean busybox = call.isBusybox();
        String what = busybox ? operand : "cannot access " + Call.quoted(operand);
        call.fail(what + ": " + call.files().missing(path).words());
        code = busybox ? 1 : 2;
      } else if (node instanceof Node.Directory && !flags.has("d")) {
        directories.add(operand);
      } else {
        files.add(new Entry(operand, node));
      }
    }
    print(call, flags, files);
    boolean titled = operands.size() > 1 || flags.has("R");
    boolean separated = !files.isEmpty();
    for (String directory : directories) {
      list(call, flags, directory, titled, separated);
      separated = true;
    }
    return code;
  }

  private static void list(
      Call call, Options flags, String directory, boolean titled, boolean separated) {
    if (titled) {
      call.out((separated ? "\n" : "") + directory + ":\n");
    }
    String path = call.path(directory);
    List<Entry> entries = new ArrayList<>();
    boolean all = flags.has("a");
    Node own = call.files().node(path);
    Node above = call.files().node(FileTree.parent(path));
    if (all && own != null && above != null) {
      entries.add(new Entry(".", own));
      entries.add(new Entry("..", above));
    }
    for (String name : call.files().list(path)) {
      Node child = call.files().link(FileTree.resolve(path, name));
      if (child != null && (all || flags.has("A") || !name.startsWith("."))) {
        entries.add(new Entry(name, child));
      }
    }
    if (flags.has("l")) {
      call.out(
          "total "
              + entries.stream().mapToLong(e -> (e.node().bytes() + 4095) / 4096 * 4).sum()
              + "\n");
    }
    print(call, flags, entries);
    if (flags.has("R")) {
      for (Entry entry : entries) {
        if (entry.node() instanceof Node.Directory
            && !entry.name().equals(".")
            && !entry.name().equals("..")) {
          list(
              call,
              flags,
              (directory.endsWith("/") ? directory : directory + "/") + entry.name(),
              true,
              true);
        }
      }
    }
  }

  private static void print(Call call, Options flags, List<Entry> entries) {
    List<Entry> sorted = new ArrayList<>(entries);
    if (flags.has("t")) {
      sorted.sort(Comparator.comparing((Entry e) -> e.node().modified()).reversed());
    } else if (flags.has("S")) {
      sorted.sort(Comparator.comparingLong((Entry e) -> size(e.node())).reversed());
    }
    if (flags.has("r")) {
      sorted = sorted.reversed();
    }
    if (flags.has("l")) {
      longForm(call, flags, sorted);
      return;
    }
    if (flags.has("m")) {
      List<String> names = sorted.stream().map(e -> coloured(call, flags, e)).toList();
      call.out(names.isEmpty() ? "" : String.join(", ", names) + "\n");
      return;
    }
    boolean columns = call.io().isTerminal(1) && !flags.has("1");
    StringBuilder out = new StringBuilder();
    for (Entry entry : sorted) {
      out.append(coloured(call, flags, entry)).append(columns ? "  " : "\n");
    }
    String text = out.toString();
    call.out(columns && !text.isEmpty() ? text.stripTrailing() + "\n" : text);
  }

  private static String coloured(Call call, Options flags, Entry entry) {
    String suffix =
        switch (entry.node()) {
          case Node.Directory _ -> flags.has("F", "p") ? "/" : "";
          case Node.Link _ -> flags.has("F") && !flags.has("l") ? "@" : "";
          case Node.File f -> flags.has("F") && (f.mode() & 0111) != 0 ? "*" : "";
        };
    if (!call.io().isTerminal(1)) {
      return entry.name() + suffix;
    }
    String code =
        switch (entry.node()) {
          case Node.Directory d -> "1;34";
          case Node.Link l -> "1;36";
          case Node.File f -> (f.mode() & 0111) != 0 ? "1;32" : "";
        };
    return code.isEmpty()
        ? entry.name() + suffix
        : "\u001b[" + code + "m" + entry.name() + "\u001b[0m" + suffix;
  }

  private static void longForm(Call call, Options flags, List<Entry> entries) {
    int owner = entries.stream().mapToInt(e -> e.node().owner().length()).max().orElse(1);
    int size = entries.stream().mapToInt(e -> size(flags, e.node()).length()).max().orElse(1);
    for (Entry entry : entries) {
      Node node = entry.node();
      String target = node instanceof Node.Link l ? " -> " + l.target() : "";
      call.out(
          mode(node)
              + (node instanceof Node.Directory ? " 2 " : " 1 ")
              + pad(node.owner(), owner)
              + " "
              + pad(node.owner(), owner)
              + " "
              + " ".repeat(size - size(flags, node).length())
              + size(flags, node)
              + " "
              + time(flags, node)
              + " "
              + coloured(call, flags, entry)
              + target
              + "\n");
    }
  }

  private static String time(Options flags, Node node) {
    String style = flags.value("time-style", flags.has("full-time") ? "full-iso" : "locale");
    if (style.equals("locale")) {
      return TIME.format(node.modified());
    }
    String form =
        switch (style) {
          case "full-iso" -> "%Y-%m-%d %H:%M:%S.%N %z";
          case "long-iso" -> "%Y-%m-%d %H:%M";
          case "iso" -> "%m-%d %H:%M";
          default -> style.startsWith("+") ? style.substring(1) : "%b %e %H:%M";
        };
    return Dates.format(node.modified().atZone(ZoneOffset.UTC), form);
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  private static long size(Node node) {
    return node instanceof Node.Directory ? 4096 : node.bytes();
  }

  private static String size(Options flags, Node node) {
    long bytes = size(node);
    if (!flags.has("h") || bytes < 1024) {
      return Long.toString(bytes);
    }
    return String.format(Locale.ROOT, "%.1fK", bytes / 1024.0);
  }

  static String mode(Node node) {
    StringBuilder text = new StringBuilder();
    text.append(node instanceof Node.Directory ? 'd' : node instanceof Node.Link ? 'l' : '-');
    for (int i = 8; i >= 0; i--) {
      text.append((node.mode() >> i & 1) != 0 ? "xwr".charAt(i % 3) : '-');
    }
    return text.toString();
  }
}
