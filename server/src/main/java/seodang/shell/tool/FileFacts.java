package seodang.shell.tool;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import seodang.shell.FileError;
import seodang.shell.FileTree;
import seodang.shell.Node;

/// Tools that tell and change what a file is: `chmod stat du tree readlink realpath file which`.
final class FileFacts {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSSSS Z", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private FileFacts() {}

  static Map<String, Simple.Work> all() {
    return Map.of(
        "chmod", FileFacts::chmod,
        "stat", FileFacts::stat,
        "tree", FileFacts::tree,
        "du", FileFacts::du,
        "readlink", FileFacts::readlink,
        "realpath", FileFacts::realpath,
        "file", FileFacts::file);
  }

  private static int chmod(Call call) {
    // A mode may look like an option: `-w`.
    boolean mode = !call.args().isEmpty() && call.args().getFirst().matches("-[rwxXst]+");
    Call read =
        mode ? new Call(call.name(), call.args().subList(1, call.args().size()), call.io()) : call;
    Options options =
        Options.read(
            read,
            Options.Spec.of("cfRv", "changes=c silent=f quiet=f recursive=R verbose=v reference:"));
    if (options == null) {
      return 1;
    }
    List<String> operands = options.operands();
    if (operands.isEmpty()) {
      return call.usage("missing operand");
    }
    String bits = mode ? call.args().getFirst() : operands.getFirst();
    List<String> names = mode ? operands : operands.subList(1, operands.size());
    if (names.isEmpty()) {
      return call.usage("missing operand after ‘" + bits + "’");
    }
    if (Modes.change(bits, 0, false) < 0) {
      return call.usage("invalid mode: ‘" + bits + "’");
    }
    return FileTools.each(
        call,
        names,
        "cannot access",
        name -> {
          Node node = call.files().node(call.path(name));
          if (node == null) {
            throw new FileError(call.files().missing(call.path(name)), name);
          }
          change(call, options, name, node, bits);
        });
  }

  private static void change(Call call, Options options, String name, Node node, String mode) {
    String path = call.path(name);
    int bits = Modes.change(mode, node.mode(), node instanceof Node.Directory);
    FileTools.change(
        call, call.files().put(path, Modes.with(node, bits, node.modified()), call.io().now()));
    if (options.has("v") || options.has("c") && bits != node.mode()) {
      String before = octal(node);
      Node after = Modes.with(node, bits, node.modified());
      String text = "mode of " + Call.quoted(name);
      call.out(
          bits == node.mode()
              ? text + " retained as " + before + "\n"
              : text + " changed from " + before + " to " + octal(after) + "\n");
    }
    if (options.has("R") && node instanceof Node.Directory d) {
      d.children()
          .forEach((child, below) -> change(call, options, name + "/" + child, below, mode));
    }
  }

  private static String octal(Node node) {
    return "%04o (%s)".formatted(node.mode(), Ls.mode(node).substring(1));
  }

  private static String kind(Node node) {
    return switch (node) {
      case Node.Directory _ -> "directory";
      case Node.Link _ -> "symbolic link";
      case Node.File f -> f.bytes() == 0 ? "regular empty file" : "regular file";
    };
  }

  private static int stat(Call call) {
    Options options =
        Options.read(
            call, Options.Spec.of("c:fLt", "format=c printf: dereference=L file-system=f terse=t"));
    if (options == null) {
      return 1;
    }
    String printf = options.value("printf");
    String format = printf != null ? escaped(printf) : options.value("c");
    String shape = format == null ? WHOLE : printf == null ? format + "\n" : format;
    return FileTools.each(
        call,
        options.operands(),
        "cannot statx",
        name -> {
          String path = call.path(name);
          Node node = options.has("L") ? call.files().node(path) : call.files().link(path);
          if (node == null) {
            throw new FileError(call.files().missing(path), name);
          }
          call.out(formatted(shape, name, path, node));
        });
  }

  private static final String WHOLE =
      "  File: %N\n  Size: %s\t\tBlocks: %b\tIO Block: 4096   %F\n"
          + "Access: (%04a/%A)  Uid: (    %u/    %U)   Gid: (    %u/    %U)\n"
          + "Access: %y\nModify: %y\nChange: %y\n Birth: %y\n";

  private static String escaped(String format) {
    return format.replace("\\n", "\n").replace("\\t", "\t").replace("\\\\", "\\");
  }

  private static String formatted(String format, String name, String path, Node node) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        out.append(c);
        continue;
      }
      int width = i + 1;
      while (width < format.length() - 1 && Character.isDigit(format.charAt(width))) {
        width++;
      }
      String value = directive(format.charAt(width), name, path, node);
      String wanted = format.substring(i + 1, width);
      int pad = wanted.isEmpty() ? 0 : Integer.parseInt(wanted) - value.length();
      out.repeat(wanted.startsWith("0") ? '0' : ' ', Math.clamp(pad, 0, 1000)).append(value);
      i = width;
    }
    return out.toString();
  }

  private static String directive(char letter, String name, String path, Node node) {
    long bytes = node instanceof Node.Directory ? 4096 : node.bytes();
    return switch (letter) {
      case 'n' -> name;
      case 'N' ->
          Call.quoted(name) + (node instanceof Node.Link l ? " -> " + Call.quoted(l.target()) : "");
      case 's' -> Long.toString(bytes);
      case 'b' -> Long.toString(Math.ceilDiv(bytes, 4096) * 8);
      case 'B' -> "512";
      case 'o' -> "4096";
      case 'F' -> kind(node);
      case 'a' -> Integer.toOctalString(node.mode());
      case 'A' -> Ls.mode(node);
      case 'f' ->
          Integer.toHexString(node.mode() | (node instanceof Node.Directory ? 0x4000 : 0x8000));
      case 'u', 'g' -> node.owner().equals("root") ? "0" : "1000";
      case 'U', 'G' -> node.owner();
      case 'h' -> node instanceof Node.Directory ? "2" : "1";
      case 'i' -> Integer.toString(path.hashCode() & 0xFFFFFF);
      case 'X', 'Y', 'Z', 'W' -> Long.toString(node.modified().getEpochSecond());
      case 'x', 'y', 'z', 'w' -> TIME.format(node.modified());
      case '%' -> "%";
      default -> "?";
    };
  }

  private static int tree(Call call) {
    Options options = Options.read(call, Options.Spec.of("adL:f", ""));
    if (options == null) {
      return 1;
    }
    String root = options.operands().isEmpty() ? "." : options.operands().getFirst();
    String most = options.value("L", "1000");
    int[] counts = new int[2];
    call.out(root + "\n");
    Node node = call.files().node(call.path(root));
    branches(
        call, options, node, "", most.matches("\\d{1,4}") ? Integer.parseInt(most) : 1000, counts);
    String files = counts[1] + (counts[1] == 1 ? " file" : " files");
    call.out(
        "\n"
            + counts[0]
            + (counts[0] == 1 ? " directory" : " directories")
            + (options.has("d") ? "\n" : ", " + files + "\n"));
    return 0;
  }

  private static void branches(
      Call call, Options options, @Nullable Node node, String indent, int depth, int[] counts) {
    if (!(node instanceof Node.Directory d) || depth == 0) {
      return;
    }
    Map<String, Node> shown = new TreeMap<>();
    d.children()
        .forEach((name, child) -> {
          boolean hidden = name.startsWith(".") && !options.has("a");
          if (!hidden && (child instanceof Node.Directory || !options.has("d"))) {
            shown.put(name, child);
          }
        });
    int left = shown.size();
    for (Map.Entry<String, Node> child : shown.entrySet()) {
      boolean last = --left == 0;
      call.out(indent + (last ? "└── " : "├── ") + child.getKey() + "\n");
      counts[child.getValue() instanceof Node.Directory ? 0 : 1]++;
      branches(
          call, options, child.getValue(), indent + (last ? "    " : "│   "), depth - 1, counts);
    }
  }

  private static int du(Call call) {
    Options options =
        Options.read(
            call,
            Options.Spec.of(
                "abcd:hkms", "all=a bytes=b total=c max-depth=d human-readable=h summarize=s"));
    if (options == null) {
      return 1;
    }
    int code = 0;
    for (String name : options.operands().isEmpty() ? List.of(".") : options.operands()) {
      Node node = call.files().link(call.path(name));
      if (node == null) {
        code = call.cannot("cannot access", "", name, call.files().missing(call.path(name)));
        continue;
      }
      String depth = options.value("d", options.has("s") ? "0" : "1000");
      used(call, options, name, node, depth.matches("\\d{1,4}") ? Integer.parseInt(depth) : 0, 0);
    }
    return code;
  }

  /// Prints what a directory and all below it take; answers the bytes.
  private static long used(
      Call call, Options options, String name, Node node, int deepest, int depth) {
    boolean exact = options.has("b");
    long own =
        node instanceof Node.Directory
            ? 4096
            : exact ? node.bytes() : Math.ceilDiv(node.bytes(), 4096) * 4096;
    if (node instanceof Node.Directory d) {
      for (Map.Entry<String, Node> child : d.children().entrySet()) {
        own +=
            used(call, options, name + "/" + child.getKey(), child.getValue(), deepest, depth + 1);
      }
    }
    boolean shown = depth == 0 || node instanceof Node.Directory || options.has("a");
    if (shown && depth <= deepest) {
      call.out(
          (options.has("h") ? human(own) : exact ? own : Math.ceilDiv(own, 1024))
              + "\t"
              + name
              + "\n");
    }
    return own;
  }

  private static String human(long bytes) {
    if (bytes < 1024) {
      return Long.toString(bytes);
    }
    double value = bytes;
    int unit = -1;
    while (value >= 1024) {
      value /= 1024;
      unit++;
    }
    String rounded =
        value < 10
            ? String.format(Locale.ROOT, "%.1f", Math.ceil(value * 10) / 10)
            : Long.toString((long) Math.ceil(value));
    return rounded + "KMGT".charAt(unit);
  }

  private static int readlink(Call call) {
    Options options =
        Options.read(
            call,
            Options.Spec.of(
                "femnqsvz",
                "canonicalize=f canonicalize-existing=e canonicalize-missing=m no-newline=n verbose=v"));
    if (options == null) {
      return 1;
    }
    if (options.operands().isEmpty()) {
      return call.usage("missing operand");
    }
    int code = 0;
    for (String name : options.operands()) {
      String path = call.path(name);
      String shown =
          options.has("f", "e", "m")
              ? real(call, path, options.has("e"), options.has("m"))
              : call.files().link(path) instanceof Node.Link l ? l.target() : null;
      if (shown == null) {
        code = options.has("v") ? call.fail(name + ": " + call.files().missing(path).words()) : 1;
      } else {
        call.out(shown + (options.has("n") ? "" : "\n"));
      }
    }
    return code;
  }

  /// The path without links; null when it leads nowhere.
  private static @Nullable String real(Call call, String path, boolean exists, boolean missing) {
    String real = call.files().follow(path, true);
    if (real != null && (call.files().exists(real) || !exists)) {
      String above = FileTree.parent(real);
      return missing || real.equals("/") || call.files().isDirectory(above) ? real : null;
    }
    if (missing) {
      return path;
    }
    String above = call.files().follow(FileTree.parent(path), true);
    return !exists && above != null && call.files().isDirectory(above)
        ? FileTree.resolve(above, FileTree.name(path))
        : null;
  }

  private static int realpath(Call call) {
    Options options =
        Options.read(
            call,
            Options.Spec.of(
                "emLPqsz",
                "canonicalize-existing=e canonicalize-missing=m quiet=q strip=s no-symlinks=s relative-to: relative-base:"));
    if (options == null) {
      return 1;
    }
    if (options.operands().isEmpty()) {
      return call.usage("missing operand");
    }
    int code = 0;
    for (String name : options.operands()) {
      String path = call.path(name);
      String real = options.has("s") ? path : real(call, path, options.has("e"), options.has("m"));
      if (real == null) {
        code = options.has("q") ? 1 : call.fail(name + ": " + call.files().missing(path).words());
        continue;
      }
      String base = options.value("relative-to");
      call.out((base == null ? real : relative(real, call.path(base))) + "\n");
    }
    return code;
  }

  private static String relative(String path, String base) {
    List<String> to = List.of(path.substring(1).split("/", -1));
    List<String> from = base.equals("/") ? List.of() : List.of(base.substring(1).split("/", -1));
    int same = 0;
    while (same < Math.min(to.size(), from.size()) && to.get(same).equals(from.get(same))) {
      same++;
    }
    String below = String.join("/", to.subList(same, to.size()));
    String out = "../".repeat(from.size() - same) + below;
    return out.isEmpty() ? "." : below.isEmpty() ? out.substring(0, out.length() - 1) : out;
  }

  private static int file(Call call) {
    for (String name : call.args()) {
      String path = call.path(name);
      Node node = call.files().link(path);
      String what =
          switch (node) {
            case null -> "cannot open `" + name + "' (" + call.files().missing(path).words() + ")";
            case Node.Directory _ -> "directory";
            case Node.Link l -> "symbolic link to " + l.target();
            case Node.File f -> content(f.text());
          };
      call.out(name + ": " + what + "\n");
    }
    return 0;
  }

  private static String content(String text) {
    if (text.isEmpty()) {
      return "empty";
    }
    boolean data = text.chars().anyMatch(c -> c < 7 || c >= 0xEF80 && c <= 0xEFFF);
    boolean ascii = text.chars().allMatch(c -> c < 128);
    String end = text.contains("\n") ? "" : ", with no line terminators";
    boolean script = text.matches("(?s)#! */(usr/)?bin/(ba|da)?sh\\b.*");
    String kind = ascii ? "ASCII text" : "Unicode text, UTF-8 text";
    return data
        ? "data"
        : script
            ? (text.contains("bash") ? "Bourne-Again" : "POSIX")
                + " shell script, "
                + kind
                + " executable"
                + end
            : kind + end;
  }
}
