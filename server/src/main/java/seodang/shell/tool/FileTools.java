package seodang.shell.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import seodang.shell.FileError;
import seodang.shell.FileTree;
import seodang.shell.Node;
import seodang.shell.Program;

/// `cp mv rm mkdir rmdir touch ln chmod find stat tree du`: what changes and searches files.
final class FileTools {
  private FileTools() {}

  static Map<String, Program> all() {
    return Map.ofEntries(
        tool("mkdir", FileTools::mkdir),
        tool("rmdir", FileTools::rmdir),
        tool("touch", FileTools::touch),
        tool("rm", FileTools::rm),
        tool("cp", c -> copy(c, false)),
        tool("mv", c -> copy(c, true)),
        tool("ln", FileTools::ln),
        tool("chmod", FileTools::chmod),
        tool("find", FileTools::find),
        tool("stat", FileTools::stat),
        tool("tree", FileTools::tree),
        tool("du", FileTools::du),
        tool("readlink", FileTools::readlink),
        tool("realpath", FileTools::readlink),
        tool("mktemp", FileTools::mktemp));
  }

  private static Map.Entry<String, Program> tool(String name, Simple.Work work) {
    return Map.entry(name, new Simple(name, work));
  }

  /// What busybox says it cannot do, where it says more than the file's name.
  private static final Map<String, String> BUSYBOX =
      Map.of(
          "mkdir", "can't create directory",
          "rm", "can't remove",
          "cp", "can't stat",
          "mv", "can't rename");

  /// Does something for each operand, going on after one that fails.
  private interface Each {
    void on(String operand);
  }

  private static int each(Call call, List<String> operands, String verb, Each action) {
    if (operands.isEmpty()) {
      call.fail("missing operand");
      call.io().write(2, "Try '" + call.name() + " --help' for more information.\n");
      return 1;
    }
    int code = 0;
    for (String operand : operands) {
      try {
        action.on(operand);
      } catch (FileError e) {
        code = call.cannot(verb, BUSYBOX.getOrDefault(call.name(), ""), operand, e.reason());
      }
    }
    return code;
  }

  private static void change(Call call, FileTree changed) {
    call.io().files(changed);
  }

  private static int mkdir(Call call) {
    Call.Flags flags = call.flags("m");
    return each(
        call,
        flags.operands(),
        "cannot create directory",
        name -> {
          String path = call.path(name);
          String user = call.io().user();
          change(
              call,
              flags.has("-p", "--parents")
                  ? call.files().makeDirectories(path, user, call.io().now())
                  : call.files().makeDirectory(path, 0755, user, call.io().now()));
        });
  }

  private static int rmdir(Call call) {
    return each(
        call,
        call.flags("").operands(),
        "failed to remove",
        name -> {
          String path = call.path(name);
          if (!call.files().list(path).isEmpty()) {
            throw new FileError(FileError.Reason.NOT_EMPTY, path);
          }
          change(call, call.files().remove(path, call.io().now()));
        });
  }

  private static int touch(Call call) {
    return each(
        call,
        call.flags("dtr").operands(),
        "cannot touch",
        name -> {
          String path = call.path(name);
          String text = call.files().isFile(path) ? call.files().read(path) : "";
          if (!call.files().isDirectory(path)) {
            change(call, call.files().write(path, text, call.io().user(), call.io().now()));
          }
        });
  }

  private static int rm(Call call) {
    Call.Flags flags = call.flags("");
    boolean force = flags.has("-f", "--force");
    if (flags.operands().isEmpty() && force) {
      return 0;
    }
    return each(
        call,
        flags.operands(),
        "cannot remove",
        name -> {
          String path = call.path(name);
          Node node = call.files().link(path);
          if (node == null) {
            if (!force) {
              throw new FileError(call.files().missing(path), path);
            }
            return;
          }
          if (node instanceof Node.Directory && !flags.has("-r", "-R", "--recursive")) {
            throw new FileError(FileError.Reason.IS_DIRECTORY, path);
          }
          change(call, call.files().remove(path, call.io().now()));
        });
  }

  private static int copy(Call call, boolean move) {
    Call.Flags flags = call.flags("t");
    List<String> operands = new ArrayList<>(flags.operands());
    if (operands.size() < 2) {
      return call.fail(
          operands.isEmpty()
              ? "missing file operand"
              : "missing destination file operand after ‘" + operands.getFirst() + "’");
    }
    String target = operands.removeLast();
    boolean into = call.files().isDirectory(call.path(target));
    if (operands.size() > 1 && !into) {
      return call.fail("target ‘" + target + "’: Not a directory");
    }
    int code = 0;
    for (String source : operands) {
      String from = call.path(source);
      String to =
          into ? FileTree.resolve(call.path(target), FileTree.name(from)) : call.path(target);
      Node node = call.files().link(from);
      if (node == null) {
        code =
            call.cannot(
                "cannot stat",
                BUSYBOX.getOrDefault(call.name(), ""),
                source,
                call.files().missing(from));
      } else if (!move
          && node instanceof Node.Directory
          && !flags.has("-r", "-R", "-a", "--recursive")) {
        code = call.fail("-r not specified; omitting directory ‘" + source + "’");
      } else if (to.equals(from)) {
        code = call.fail("‘" + source + "’ and ‘" + target + "’ are the same file");
      } else if (to.startsWith(from + "/")) {
        code = call.fail("cannot copy a directory, ‘" + source + "’, into itself, ‘" + to + "’");
      } else {
        FileTree changed = call.files().put(to, node, call.io().now());
        change(call, move ? changed.remove(from, call.io().now()) : changed);
      }
    }
    return code;
  }

  private static int ln(Call call) {
    Call.Flags flags = call.flags("");
    List<String> operands = flags.operands();
    if (operands.size() != 2) {
      return call.fail("missing file operand");
    }
    String path = call.path(operands.get(1));
    if (flags.has("-s", "--symbolic")) {
      FileTree files = call.files();
      if (flags.has("-f") && files.link(path) != null) {
        files = files.remove(path, call.io().now());
      }
      if (files.isDirectory(path)) {
        path = FileTree.resolve(path, FileTree.name(operands.getFirst()));
      }
      change(call, files.makeLink(path, operands.getFirst(), call.io().now()));
    } else {
      Node node = call.files().node(call.path(operands.getFirst()));
      if (node == null) {
        return call.fail(
            "failed to access ‘" + operands.getFirst() + "’: No such file or directory");
      }
      change(call, call.files().put(path, node, call.io().now()));
    }
    return 0;
  }

  private static int chmod(Call call) {
    List<String> args = new ArrayList<>(call.args());
    args.removeIf(a -> a.equals("-R") || a.equals("--recursive"));
    if (args.size() < 2) {
      return call.fail("missing operand");
    }
    String mode = args.removeFirst();
    return each(
        call,
        args,
        "cannot access",
        name -> {
          String path = call.path(name);
          Node node = call.files().node(path);
          if (node == null) {
            throw new FileError(call.files().missing(path), path);
          }
          int bits = bits(mode, node.mode());
          Node changed =
              switch (node) {
                case Node.File f -> new Node.File(f.text(), bits, f.owner(), f.modified());
                case Node.Directory d ->
                    new Node.Directory(
                        d.children(), d.count(), d.bytes(), bits, d.owner(), d.modified());
                case Node.Link l -> l;
              };
          change(call, call.files().put(path, changed, call.io().now()));
        });
  }

  /// `755`, `+x`, `u+rw,go-w`.
  private static int bits(String mode, int old) {
    if (mode.matches("[0-7]{1,4}")) {
      return Integer.parseInt(mode, 8);
    }
    int bits = old;
    for (String part : mode.split(",")) {
      int at = part.replaceAll("[+=-].*", "").length();
      if (at >= part.length()) {
        continue;
      }
      String who = at == 0 ? "a" : part.substring(0, at);
      int mask = 0;
      for (char p : part.substring(at + 1).toCharArray()) {
        int one = p == 'r' ? 4 : p == 'w' ? 2 : p == 'x' ? 1 : 0;
        mask |=
            (who.matches(".*[ua].*") ? one << 6 : 0)
                | (who.matches(".*[ga].*") ? one << 3 : 0)
                | (who.matches(".*[oa].*") ? one : 0);
      }
      bits = part.charAt(at) == '-' ? bits & ~mask : bits | mask;
    }
    return bits;
  }

  // Searching.

  private static int find(Call call) {
    List<String> args = call.args();
    int first = 0;
    while (first < args.size() && !args.get(first).startsWith("-")) {
      first++;
    }
    List<String> roots = first == 0 ? List.of(".") : args.subList(0, first);
    List<String> tests = args.subList(first, args.size());
    int code = 0;
    for (String root : roots) {
      Node node = call.files().link(call.path(root));
      if (node == null) {
        code =
            call.fail((call.isBusybox() ? root : "‘" + root + "’") + ": No such file or directory");
      } else {
        walk(call, root, node, 0, tests);
      }
    }
    return code;
  }

  private static void walk(Call call, String path, Node node, int depth, List<String> tests) {
    boolean matches = true;
    int deepest = Integer.MAX_VALUE;
    int shallowest = 0;
    boolean delete = false;
    for (int i = 0; i < tests.size(); i++) {
      String value = i + 1 < tests.size() ? tests.get(i + 1) : "";
      switch (tests.get(i)) {
        case "-name" -> matches &= FileTree.name(path).matches(glob(value));
        case "-iname" ->
            matches &=
                FileTree.name(path)
                    .toLowerCase(java.util.Locale.ROOT)
                    .matches(glob(value.toLowerCase(java.util.Locale.ROOT)));
        case "-path" -> matches &= path.matches(glob(value));
        case "-type" ->
            matches &=
                value.equals(
                    node instanceof Node.Directory ? "d" : node instanceof Node.Link ? "l" : "f");
        case "-maxdepth" -> deepest = value.matches("\\d{1,4}") ? Integer.parseInt(value) : deepest;
        case "-mindepth" -> shallowest = value.matches("\\d{1,4}") ? Integer.parseInt(value) : 0;
        case "-empty" -> matches &= node.bytes() == 0 && node.count() <= 1;
        case "-delete" -> delete = true;
        default -> {}
      }
    }
    if (node instanceof Node.Directory d && depth < deepest) {
      String base = path.endsWith("/") ? path : path + "/";
      if (!delete && matches && depth >= shallowest) {
        call.out(path + "\n");
      }
      d.children().forEach((name, child) -> walk(call, base + name, child, depth + 1, tests));
      if (delete && matches && depth >= shallowest) {
        change(call, call.files().remove(call.path(path), call.io().now()));
      }
    } else if (matches && depth >= shallowest) {
      if (delete) {
        change(call, call.files().remove(call.path(path), call.io().now()));
      } else {
        call.out(path + "\n");
      }
    }
  }

  private static String glob(String pattern) {
    StringBuilder out = new StringBuilder();
    for (char c : pattern.toCharArray()) {
      switch (c) {
        case '*' -> out.append(".*");
        case '?' -> out.append('.');
        case '[', ']' -> out.append(c);
        default -> out.append(java.util.regex.Pattern.quote(String.valueOf(c)));
      }
    }
    return out.toString();
  }

  private static int stat(Call call) {
    return each(
        call,
        call.flags("cf").operands(),
        "cannot statx",
        name -> {
          Node node = call.files().link(call.path(name));
          if (node == null) {
            throw new FileError(call.files().missing(call.path(name)), name);
          }
          String kind =
              node instanceof Node.Directory
                  ? "directory"
                  : node instanceof Node.Link ? "symbolic link" : "regular file";
          call.out(
              "  File: "
                  + name
                  + "\n  Size: "
                  + node.bytes()
                  + "\t"
                  + kind
                  + "\nAccess: ("
                  + String.format("%04o", node.mode())
                  + "/"
                  + Ls.mode(node)
                  + ")  Uid: "
                  + node.owner()
                  + "\nModify: "
                  + node.modified()
                  + "\n");
        });
  }

  private static int tree(Call call) {
    List<String> operands = call.flags("L").operands();
    String root = operands.isEmpty() ? "." : operands.getFirst();
    int[] counts = new int[2];
    call.out(root + "\n");
    branches(call, call.files().node(call.path(root)), "", counts);
    call.out(
        "\n"
            + counts[0]
            + (counts[0] == 1 ? " directory, " : " directories, ")
            + counts[1]
            + (counts[1] == 1 ? " file\n" : " files\n"));
    return 0;
  }

  private static void branches(
      Call call, @org.jspecify.annotations.Nullable Node node, String indent, int[] counts) {
    if (!(node instanceof Node.Directory d)) {
      return;
    }
    int left = d.children().size();
    for (Map.Entry<String, Node> child : d.children().entrySet()) {
      boolean last = --left == 0;
      if (child.getKey().startsWith(".")) {
        continue;
      }
      call.out(indent + (last ? "└── " : "├── ") + child.getKey() + "\n");
      counts[child.getValue() instanceof Node.Directory ? 0 : 1]++;
      branches(call, child.getValue(), indent + (last ? "    " : "│   "), counts);
    }
  }

  private static int du(Call call) {
    List<String> operands = call.flags("d").operands();
    for (String name : operands.isEmpty() ? List.of(".") : operands) {
      Node node = call.files().node(call.path(name));
      if (node == null) {
        return call.cannot("cannot access", "", name, FileError.Reason.NOT_FOUND);
      }
      call.out((node.bytes() + 1023) / 1024 + "\t" + name + "\n");
    }
    return 0;
  }

  private static int readlink(Call call) {
    Call.Flags flags = call.flags("");
    if (flags.operands().isEmpty()) {
      return call.fail("missing operand");
    }
    String path = call.path(flags.operands().getFirst());
    if (call.name().equals("readlink") && !flags.has("-f")) {
      if (call.files().link(path) instanceof Node.Link l) {
        call.out(l.target() + "\n");
        return 0;
      }
      return 1;
    }
    String real = call.files().follow(path, true);
    call.out((real == null ? path : real) + "\n");
    return 0;
  }

  private static int mktemp(Call call) {
    Call.Flags flags = call.flags("");
    StringBuilder name = new StringBuilder("/tmp/tmp.");
    for (int i = 0; i < 10; i++) {
      name.append(
          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
              .charAt(call.io().random(62)));
    }
    String path = name.toString();
    change(
        call,
        flags.has("-d")
            ? call.files().makeDirectory(path, 0700, call.io().user(), call.io().now())
            : call.files().write(path, "", call.io().user(), call.io().now()));
    call.out(path + "\n");
    return 0;
  }
}
