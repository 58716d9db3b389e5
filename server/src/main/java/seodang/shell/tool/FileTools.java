package seodang.shell.tool;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.shell.Bytes;
import seodang.shell.FileError;
import seodang.shell.FileError.Reason;
import seodang.shell.FileTree;
import seodang.shell.Node;
import seodang.shell.Program;

/// Tools that make and remove files: `mkdir rmdir touch rm ln truncate mktemp` and those of other
/// classes.
final class FileTools {
  private FileTools() {}

  static Map<String, Program> all() {
    Map<String, Program> all = new HashMap<>();
    Map<String, Simple.Work> simple = new HashMap<>();
    simple.put("mkdir", FileTools::mkdir);
    simple.put("rmdir", FileTools::rmdir);
    simple.put("touch", FileTools::touch);
    simple.put("rm", FileTools::rm);
    simple.put("ln", FileTools::ln);
    simple.put("mktemp", FileTools::mktemp);
    simple.put("truncate", FileTools::truncate);
    simple.putAll(Copy.all());
    simple.putAll(FileFacts.all());
    simple.forEach((name, work) -> all.put(name, new Simple(name, work)));
    all.put("find", new Find());
    return all;
  }

  /// What busybox says it cannot do, where it says more than the file's name.
  static final Map<String, String> BUSYBOX =
      Map.of(
          "mkdir", "can't create directory",
          "rm", "can't remove",
          "cp", "can't stat",
          "mv", "can't rename");

  /// Does something for each operand, going on after one that fails.
  interface Each {
    void on(String operand);
  }

  static int each(Call call, List<String> operands, String verb, Each action) {
    if (operands.isEmpty()) {
      return call.usage("missing operand");
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

  static void change(Call call, FileTree changed) {
    call.io().files(changed);
  }

  private static int mkdir(Call call) {
    Options options = Options.read(call, Options.Spec.of("m:pv", "mode=m parents=p verbose=v"));
    if (options == null) {
      return 1;
    }
    String mode = options.value("m", Integer.toOctalString(0777 & ~call.io().umask()));
    return each(
        call,
        options.operands(),
        "cannot create directory",
        name -> {
          String path = call.path(name);
          if (options.has("p")) {
            parents(call, name, options.has("v"));
          } else {
            Instant now = call.io().now();
            int bits = Modes.change(mode, 0777, true);
            change(
                call,
                call.files().makeDirectory(path, bits < 0 ? 0755 : bits, call.io().user(), now));
            said(call, options, "created directory " + Call.quoted(name));
          }
        });
  }

  /// Makes a directory and those above it.
  static void parents(Call call, String name, boolean says) {
    String made = name.startsWith("/") ? "/" : "";
    for (String part : name.split("/+", -1)) {
      if (part.isEmpty()) {
        continue;
      }
      made += (made.isEmpty() || made.endsWith("/") ? "" : "/") + part;
      if (!call.files().isDirectory(call.path(made))) {
        change(
            call, call.files().makeDirectories(call.path(made), call.io().user(), call.io().now()));
        if (says) {
          String verb = call.name().equals("install") ? "creating" : "created";
          call.out(call.name() + ": " + verb + " directory " + Call.quoted(made) + "\n");
        }
      }
    }
  }

  private static void said(Call call, Options options, String what) {
    if (options.has("v")) {
      call.out(call.name() + ": " + what + "\n");
    }
  }

  private static int rmdir(Call call) {
    Options options =
        Options.read(call, Options.Spec.of("pv", "parents=p verbose=v ignore-fail-on-non-empty"));
    if (options == null) {
      return 1;
    }
    List<String> names = new ArrayList<>();
    for (String operand : options.operands()) {
      names.add(operand);
      for (int slash = operand.lastIndexOf('/');
          options.has("p") && slash > 0;
          slash = operand.lastIndexOf('/', slash - 1)) {
        names.add(operand.substring(0, slash));
      }
    }
    return each(
        call,
        names,
        "failed to remove",
        name -> {
          said(call, options, "removing directory, " + Call.quoted(name));
          String path = call.path(name);
          if (!call.files().list(path).isEmpty()) {
            throw new FileError(Reason.NOT_EMPTY, path);
          }
          change(call, call.files().remove(path, call.io().now()));
        });
  }

  private static int touch(Call call) {
    Options options =
        Options.read(call, Options.Spec.of("acd:hmr:t:", "date=d reference=r no-create=c time:"));
    if (options == null) {
      return 1;
    }
    if (options.operands().isEmpty()) {
      return call.usage("missing file operand");
    }
    Instant when = call.io().now();
    String date = options.value("d");
    String stamp = options.value("t");
    String reference = options.value("r");
    if (date != null || stamp != null) {
      String text = date != null ? date : Dates.stamp(String.valueOf(stamp), when);
      Instant read = Dates.read(text, when);
      if (read == null) {
        return call.fail("invalid date format ‘" + (date != null ? date : stamp) + "’");
      }
      when = read;
    } else if (reference != null) {
      Node node = call.files().node(call.path(reference));
      if (node == null) {
        return call.fail(
            "failed to get attributes of "
                + Call.quoted(reference)
                + ": No such file or directory");
      }
      when = node.modified();
    }
    Instant time = when;
    return each(
        call,
        options.operands(),
        "cannot touch",
        name -> {
          String path = call.path(name);
          Node node = call.files().node(path);
          if (node != null) {
            change(call, call.files().put(path, Modes.with(node, node.mode(), time), time));
          } else if (!options.has("c")) {
            Node made = new Node.File("", 0666 & ~call.io().umask(), call.io().user(), time);
            change(call, call.files().put(path, made, time));
          }
        });
  }

  private static int rm(Call call) {
    Options options =
        Options.read(
            call,
            Options.Spec.of(
                "dfirRvI",
                "force=f recursive=r dir=d verbose=v interactive:: one-file-system preserve-root:: no-preserve-root"));
    if (options == null) {
      return 1;
    }
    boolean force = options.has("f");
    if (options.operands().isEmpty() && force) {
      return 0;
    }
    return each(
        call,
        options.operands(),
        "cannot remove",
        name -> {
          String path = call.path(name);
          Node node = call.files().link(path);
          if (node == null) {
            if (!force || call.files().missing(path) == Reason.NOT_DIRECTORY) {
              throw new FileError(call.files().missing(path), path);
            }
            return;
          }
          boolean all = options.has("r", "R");
          if (node instanceof Node.Directory d && !all) {
            if (!options.has("d")) {
              throw new FileError(Reason.IS_DIRECTORY, path);
            }
            if (!d.children().isEmpty()) {
              throw new FileError(Reason.NOT_EMPTY, path);
            }
          }
          change(call, call.files().remove(path, call.io().now()));
          if (options.has("v")) {
            removed(call, name, node);
          }
        });
  }

  private static void removed(Call call, String name, Node node) {
    if (node instanceof Node.Directory d) {
      d.children().forEach((child, below) -> removed(call, name + "/" + child, below));
    }
    call.out(
        "removed "
            + (node instanceof Node.Directory ? "directory " : "")
            + Call.quoted(name)
            + "\n");
  }

  private static int ln(Call call) {
    Options options =
        Options.read(
            call,
            Options.Spec.of(
                "sfvnTt:bir",
                "symbolic=s force=f verbose=v no-dereference=n no-target-directory=T target-directory=t relative=r"));
    if (options == null) {
      return 1;
    }
    List<String> operands = new ArrayList<>(options.operands());
    if (operands.isEmpty()) {
      return call.usage("missing file operand");
    }
    String place = options.value("t", operands.size() == 1 ? "." : operands.removeLast());
    boolean into =
        call.files().isDirectory(call.path(place))
            && !options.has("T")
            && !(options.has("n") && call.files().link(call.path(place)) instanceof Node.Link);
    int code = 0;
    for (String target : operands) {
      String name =
          into ? (place.equals(".") ? "" : place + "/") + FileTree.name(call.path(target)) : place;
      code = Math.max(code, link(call, options, target, name));
    }
    return code;
  }

  private static int link(Call call, Options options, String target, String name) {
    boolean symbolic = options.has("s");
    String path = call.path(name);
    try {
      Node node = call.files().link(call.path(target));
      if (!symbolic && node == null) {
        return call.fail("failed to access " + Call.quoted(target) + ": No such file or directory");
      }
      FileTree files = call.files();
      if (files.link(path) != null) {
        if (!options.has("f")) {
          throw new FileError(Reason.EXISTS, path);
        }
        files = files.remove(path, call.io().now());
      }
      change(
          call,
          symbolic || node == null
              ? files.makeLink(path, target, call.io().now())
              : files.put(path, node, call.io().now()));
    } catch (FileError e) {
      return call.fail(
          "failed to create "
              + (symbolic ? "symbolic" : "hard")
              + " link "
              + Call.quoted(name)
              + ": "
              + e.reason().words());
    }
    if (options.has("v")) {
      call.out(Call.quoted(name) + (symbolic ? " -> " : " => ") + Call.quoted(target) + "\n");
    }
    return 0;
  }

  private static int mktemp(Call call) {
    Options options =
        Options.read(
            call, Options.Spec.of("dp:qtu", "directory=d tmpdir=p quiet=q dry-run=u suffix:"));
    if (options == null) {
      return 1;
    }
    String template =
        options.operands().isEmpty() ? "tmp.XXXXXXXXXX" : options.operands().getFirst();
    java.util.regex.Matcher marks =
        java.util.regex.Pattern.compile("X+(?=[^X]*$)").matcher(template);
    if (!marks.find() || marks.end() - marks.start() < 3) {
      return call.fail("too few X's in template ‘" + template + "’");
    }
    StringBuilder name = new StringBuilder(template.substring(0, marks.start()));
    for (int i = marks.start(); i < marks.end(); i++) {
      name.append(
          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
              .charAt(call.io().random(62)));
    }
    name.append(template.substring(marks.end())).append(options.value("suffix", ""));
    String above = options.value("p", call.io().env().getOrDefault("TMPDIR", "/tmp"));
    boolean placed = options.has("p", "t") || options.operands().isEmpty();
    String shown = placed ? above + "/" + name : name.toString();
    try {
      String path = call.path(shown);
      Instant now = call.io().now();
      String user = call.io().user();
      if (options.has("d") && !options.has("u")) {
        change(call, call.files().makeDirectory(path, 0700, user, now));
      } else if (!options.has("u")) {
        change(call, call.files().write(path, "", user, now));
        change(call, call.files().put(path, new Node.File("", 0600, user, now), now));
      }
    } catch (FileError e) {
      String what = options.has("d") ? "directory" : "file";
      return call.fail(
          "failed to create "
              + what
              + " via template ‘"
              + (placed ? above + "/" : "")
              + template
              + "’: "
              + e.reason().words());
    }
    call.out(shown + "\n");
    return 0;
  }

  private static int truncate(Call call) {
    Options options =
        Options.read(call, Options.Spec.of("cor:s:", "no-create=c io-blocks=o reference=r size=s"));
    if (options == null) {
      return 1;
    }
    String size = options.value("s");
    String reference = options.value("r");
    if (size == null && reference == null) {
      return call.usage("you must specify either ‘--size’ or ‘--reference’");
    }
    if (options.operands().isEmpty()) {
      return call.usage("missing file operand");
    }
    Node other = reference == null ? null : call.files().node(call.path(reference));
    String wanted = size == null ? Long.toString(other == null ? 0 : other.bytes()) : size;
    long count = Sizes.read(wanted.replaceFirst("^[-+<>/%]", ""));
    if (count < 0) {
      return call.fail("Invalid number: ‘" + wanted + "’");
    }
    int code = 0;
    for (String name : options.operands()) {
      try {
        String failed = resize(call, name, wanted.charAt(0), count, options.has("c"));
        code = failed == null ? code : call.fail(failed);
      } catch (FileError e) {
        code =
            call.fail("cannot open " + Call.quoted(name) + " for writing: " + e.reason().words());
      }
    }
    return code;
  }

  private static @Nullable String resize(
      Call call, String name, char how, long count, boolean existing) {
    String path = call.path(name);
    if (existing && !call.files().exists(path)) {
      return null;
    }
    byte[] old = call.files().isFile(path) ? Bytes.encode(call.files().read(path)) : new byte[0];
    long length =
        switch (how) {
          case '+' -> old.length + count;
          case '-' -> Math.max(0, old.length - count);
          case '<' -> Math.min(old.length, count);
          case '>' -> Math.max(old.length, count);
          case '/' -> count == 0 ? 0 : old.length / count * count;
          case '%' -> count == 0 ? 0 : Math.ceilDiv(old.length, count) * count;
          default -> count;
        };
    if (length > call.files().limits().fileBytes()) {
      return "failed to truncate " + Call.quoted(name) + " at " + length + " bytes: File too large";
    }
    byte[] changed = java.util.Arrays.copyOf(old, (int) length);
    change(
        call, call.files().write(path, Bytes.decode(changed), call.io().user(), call.io().now()));
    return null;
  }
}
