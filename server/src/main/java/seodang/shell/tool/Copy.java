package seodang.shell.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.shell.FileError;
import seodang.shell.FileTree;
import seodang.shell.Node;

/// `cp`, `mv` and `install`.
final class Copy {
  private static final Options.Spec CP =
      Options.Spec.of(
          "abdfiHlLnpPrRst:Tuvx",
          "archive=a force=f no-clobber=n recursive=r target-directory=t no-target-directory=T"
              + " update=u verbose=v preserve:: parents dereference=L no-dereference=P");
  private static final Options.Spec MV =
      Options.Spec.of(
          "bfint:Tuv",
          "backup:: force=f interactive=i no-clobber=n target-directory=t no-target-directory=T"
              + " update=u verbose=v");
  private static final Options.Spec INSTALL =
      Options.Spec.of(
          "bcdDg:m:o:pst:Tv",
          "directory=d mode=m owner=o group=g target-directory=t verbose=v no-target-directory=T");

  private final Call call;
  private final Options options;
  private final boolean moves;

  private Copy(Call call, Options options) {
    this.call = call;
    this.options = options;
    moves = call.name().equals("mv");
  }

  static Map<String, Simple.Work> all() {
    return Map.of(
        "cp", c -> run(c, CP),
        "mv", c -> run(c, MV),
        "install", c -> run(c, INSTALL));
  }

  private static int run(Call call, Options.Spec spec) {
    Options options = Options.read(call, spec);
    if (options == null) {
      return 1;
    }
    Copy copy = new Copy(call, options);
    return call.name().equals("install") && options.has("d") ? copy.directories() : copy.each();
  }

  private boolean installs() {
    return call.name().equals("install");
  }

  private int directories() {
    return FileTools.each(
        call,
        options.operands(),
        "cannot create directory",
        name -> {
          FileTools.parents(call, name, options.has("v"));
          mode(name);
        });
  }

  private void mode(String name) {
    String path = call.path(name);
    Node node = call.files().node(path);
    int bits = Modes.change(options.value("m", "755"), 0, node instanceof Node.Directory);
    if (node != null && bits >= 0) {
      FileTools.change(
          call, call.files().put(path, Modes.with(node, bits, node.modified()), call.io().now()));
    }
  }

  private int each() {
    List<String> operands = new ArrayList<>(options.operands());
    String given = options.value("t");
    if (operands.isEmpty()) {
      return call.usage("missing file operand");
    }
    if (operands.size() == 1 && given == null) {
      return call.usage(
          "missing destination file operand after " + Call.quoted(operands.getFirst()));
    }
    String target = given != null ? given : operands.removeLast();
    boolean into = call.files().isDirectory(call.path(target)) && !options.has("T");
    if (given != null && !into) {
      return call.fail("target directory " + Call.quoted(target) + ": " + why(target));
    }
    if (operands.size() > 1 && !into) {
      return call.fail("target " + Call.quoted(target) + ": " + why(target));
    }
    int code = 0;
    for (String source : operands) {
      String name =
          into
              ? target.replaceFirst("(?<=.)/+$", "") + "/" + FileTree.name(call.path(source))
              : target;
      name = target.equals(".") && into ? "./" + FileTree.name(call.path(source)) : name;
      code = Math.max(code, one(source, name.replace("//", "/")));
    }
    return code;
  }

  private String why(String target) {
    return (call.files().exists(call.path(target))
            ? FileError.Reason.NOT_DIRECTORY
            : FileError.Reason.NOT_FOUND)
        .words();
  }

  private int one(String source, String name) {
    String from = call.path(source);
    String to = call.path(name);
    Node node =
        moves || options.has("P", "a", "d") ? call.files().link(from) : call.files().node(from);
    String wrong = refused(source, name, node);
    if (wrong != null) {
      return call.fail(wrong);
    }
    if (node == null) {
      String busybox = FileTools.BUSYBOX.getOrDefault(call.name(), "");
      return call.cannot("cannot stat", busybox, source, call.files().missing(from));
    }
    if (options.has("n") && call.files().link(to) != null) {
      return 0;
    }
    try {
      if (options.has("D")) {
        FileTools.parents(
            call,
            name.contains("/") ? name.substring(0, name.lastIndexOf('/')) : ".",
            options.has("v"));
      }
      FileTree files = call.files();
      Node old = files.link(to);
      if (old != null && options.has("b", "backup")) {
        files = files.put(to + "~", old, call.io().now());
      }
      Node copy = moves || options.has("p", "a") ? node : fresh(node);
      // A link in the place of the new one is not written through by `mv`.
      files = moves && old instanceof Node.Link ? files.remove(to, call.io().now()) : files;
      files = files.put(to, copy, call.io().now());
      FileTools.change(call, moves ? files.remove(from, call.io().now()) : files);
    } catch (FileError e) {
      return call.fail(
          (moves
                  ? "cannot move " + Call.quoted(source) + " to "
                  : "cannot create "
                      + (node instanceof Node.Directory ? "directory " : "regular file "))
              + Call.quoted(name)
              + ": "
              + e.reason().words());
    }
    if (installs()) {
      mode(name);
    }
    if (options.has("v")) {
      say(source, name, node);
    }
    return 0;
  }

  /// The same, made now by whoever copies.
  private Node fresh(Node node) {
    return switch (node) {
      case Node.File f -> new Node.File(f.text(), f.mode(), call.io().user(), call.io().now());
      case Node.Directory d -> Modes.with(d, d.mode(), call.io().now());
      case Node.Link l -> l;
    };
  }

  private void say(String source, String name, Node node) {
    call.out((moves ? "renamed " : "") + Call.quoted(source) + " -> " + Call.quoted(name) + "\n");
    if (!moves && node instanceof Node.Directory d) {
      d.children().forEach((child, below) -> say(source + "/" + child, name + "/" + child, below));
    }
  }

  /// Why this one cannot be done, or null.
  private @Nullable String refused(String source, String name, @Nullable Node node) {
    String from = call.path(source);
    String to = call.path(name);
    Node old = call.files().node(to);
    boolean recursive = moves || options.has("r", "R", "a");
    if (node == null) {
      return null;
    }
    if (node instanceof Node.Directory && !recursive) {
      return installs()
          ? "omitting directory " + Call.quoted(source)
          : "-r not specified; omitting directory " + Call.quoted(source);
    }
    if (to.equals(from)) {
      return Call.quoted(source) + " and " + Call.quoted(name) + " are the same file";
    }
    if (node instanceof Node.Directory && to.startsWith(from + "/")) {
      return moves
          ? "cannot move "
              + Call.quoted(source)
              + " to a subdirectory of itself, "
              + Call.quoted(name)
          : "cannot copy a directory, "
              + Call.quoted(source)
              + ", into itself, "
              + Call.quoted(name);
    }
    if (old instanceof Node.Directory && !(node instanceof Node.Directory)) {
      return "cannot overwrite directory " + Call.quoted(name) + " with non-directory";
    }
    if (old instanceof Node.File && node instanceof Node.Directory) {
      return "cannot overwrite non-directory "
          + Call.quoted(name)
          + " with directory "
          + Call.quoted(source);
    }
    return null;
  }
}
