package seodang.shell.tool;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import seodang.json.Json;
import seodang.shell.Bytes;
import seodang.shell.Dialect;
import seodang.shell.FileError;
import seodang.shell.FileTree;
import seodang.shell.Node;
import seodang.shell.Program;

/// `tar`: archives of files, as GNU's or busybox's makes and opens them; `kubectl cp` needs it in
/// the container.
final class Tar implements Program {
  private static final int LARGEST = 8 << 20;
  private static final Slurp READER =
      new Slurp(
          "tar",
          Options.Spec.UNREAD,
          1,
          (call, options) -> archive(call),
          (call, options, files, texts) -> open(call, texts));
  private static final Simple WRITER = new Simple("tar", Tar::create);
  private static final Map<String, String> LONG =
      Map.of(
          "--create", "-c",
          "--extract", "-x",
          "--get", "-x",
          "--list", "-t",
          "--gzip", "-z",
          "--verbose", "-v",
          "--touch", "-m",
          "--file", "-f",
          "--directory", "-C");

  @Override
  public Running start(List<String> argv) {
    return program(argv).start(argv);
  }

  @Override
  public Running thaw(List<String> argv, Json.Object frozen) {
    return program(argv).thaw(argv, frozen);
  }

  private static Program program(List<String> argv) {
    List<String> words = plain(argv.subList(1, argv.size()));
    boolean reads = words.stream().anyMatch(w -> w.matches("-[a-zA-Z]*[xt][a-zA-Z]*"));
    return reads ? READER : WRITER;
  }

  /// The arguments with a dash before the first, and long flags as short ones.
  private static List<String> plain(List<String> args) {
    List<String> words = new ArrayList<>();
    for (String arg : args) {
      int equals = arg.indexOf('=');
      String flag = arg.startsWith("--") && equals > 0 ? arg.substring(0, equals) : arg;
      if (LONG.containsKey(flag)) {
        words.add(LONG.get(flag) + (equals > 0 ? arg.substring(equals + 1) : ""));
      } else if (words.isEmpty() && !arg.startsWith("-")) {
        words.add("-" + arg);
      } else {
        words.add(arg);
      }
    }
    return words;
  }

  private static Call.Flags flags(Call call) {
    return new Call(call.name(), plain(call.args()), call.io()).flags("fCbX");
  }

  private static String base(Call call, Call.Flags flags) {
    String directory = flags.value("-C");
    return directory == null ? call.io().directory() : call.path(directory);
  }

  // Reading.

  private static List<String> archive(Call call) {
    String file = flags(call).value("-f");
    return List.of(file == null ? "-" : file);
  }

  private static int open(Call call, List<String> texts) {
    Call.Flags flags = flags(call);
    String base = base(call, flags);
    if (!call.files().isDirectory(base)) {
      call.fail(flags.value("-C") + ": Cannot open: No such file or directory");
      return 2;
    }
    List<TarStream.Entry> entries;
    try {
      entries = TarStream.read(unpacked(Bytes.encode(texts.getFirst())));
    } catch (TarStream.Malformed e) {
      return broken(call, e.reason());
    } catch (IOException e) {
      return broken(call, "Child returned status 1");
    }
    int code = 0;
    for (TarStream.Entry entry : entries) {
      if (!wanted(entry.name(), flags.operands())) {
        continue;
      }
      if (flags.has("-t")) {
        call.out((flags.has("-v") ? line(entry) : entry.name()) + "\n");
        continue;
      }
      if (flags.has("-v")) {
        call.out(entry.name() + "\n");
      }
      try {
        extract(call, flags, base, entry);
      } catch (FileError e) {
        call.fail(entry.name() + ": Cannot open: " + e.reason().words());
        code = 2;
      }
    }
    if (code != 0) {
      call.fail("Exiting with failure status due to previous errors");
    }
    return code;
  }

  private static int broken(Call call, String reason) {
    call.fail(reason);
    call.fail("Error is not recoverable: exiting now");
    return 2;
  }

  private static byte[] unpacked(byte[] archive) throws IOException {
    boolean packed = archive.length > 2 && archive[0] == 0x1f && (archive[1] & 0xff) == 0x8b;
    if (!packed) {
      return archive;
    }
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(archive))) {
      return in.readNBytes(LARGEST);
    }
  }

  private static boolean wanted(String name, List<String> asked) {
    return asked.isEmpty()
        || asked.stream()
            .map(a -> a.endsWith("/") ? a.substring(0, a.length() - 1) : a)
            .anyMatch(a -> name.equals(a) || name.startsWith(a + "/"));
  }

  private static String line(TarStream.Entry entry) {
    String type =
        entry.type() == TarStream.DIRECTORY ? "d" : entry.type() == TarStream.LINK ? "l" : "-";
    StringBuilder mode = new StringBuilder(type);
    for (int i = 8; i >= 0; i--) {
      mode.append((entry.mode() >> i & 1) == 1 ? "rwxrwxrwx".charAt(8 - i) : '-');
    }
    boolean file = entry.type() == TarStream.FILE;
    String time = entry.modified().toString();
    return String.format(
        Locale.ROOT,
        "%s %s/%s %9d %s %s %s%s",
        mode,
        entry.owner(),
        entry.owner(),
        file ? Bytes.length(entry.text()) : 0,
        time.substring(0, 10),
        time.substring(11, 16),
        entry.name(),
        entry.type() == TarStream.LINK ? " -> " + entry.text() : "");
  }

  private static void extract(Call call, Call.Flags flags, String base, TarStream.Entry entry) {
    String inside = inside(entry.name());
    String path = FileTree.resolve(base, inside.isEmpty() ? "." : inside);
    String user = call.io().user();
    var now = call.io().now();
    if (entry.type() == TarStream.DIRECTORY) {
      call.io().files(call.files().makeDirectories(path, user, now));
      return;
    }
    FileTree files = call.files().makeDirectories(FileTree.parent(path), user, now);
    if (entry.type() == TarStream.LINK) {
      files = files.link(path) == null ? files : files.remove(path, now);
      call.io().files(files.makeLink(path, entry.text(), now));
      return;
    }
    files = files.write(path, entry.text(), user, now);
    var modified = flags.has("-m") ? now : entry.modified();
    Node.File file = new Node.File(entry.text(), entry.mode() & 0777, user, modified);
    call.io().files(files.put(path, file, now));
  }

  /// A member's name as a path below where it is extracted: never out of it.
  private static String inside(String name) {
    String resolved = FileTree.resolve("/", name);
    return resolved.substring(1);
  }

  // Writing.

  private static int create(Call call) {
    Call.Flags flags = flags(call);
    if (!flags.has("-c")) {
      call.fail("You must specify one of the '-Acdtrux', '--delete' or '--test-label' options");
      return 2;
    }
    if (flags.operands().isEmpty()) {
      call.fail("Cowardly refusing to create an empty archive");
      return 2;
    }
    String base = base(call, flags);
    List<TarStream.Entry> entries = new ArrayList<>();
    int code = 0;
    boolean told = false;
    for (String operand : flags.operands()) {
      String path = FileTree.resolve(base, operand);
      Node node = call.files().link(path);
      if (node == null) {
        boolean busybox = call.io().dialect() == Dialect.BUSYBOX;
        call.fail(operand + (busybox ? "" : ": Cannot stat") + ": No such file or directory");
        code = busybox ? 1 : 2;
        continue;
      }
      if (operand.startsWith("/") && !told) {
        boolean busybox = call.io().dialect() == Dialect.BUSYBOX;
        call.fail(
            busybox
                ? "removing leading '/' from member names"
                : "Removing leading `/' from member names");
        told = true;
      }
      String name = operand.replaceAll("^/+", "").replaceAll("/+$", "");
      add(name.isEmpty() ? "." : name, node, entries);
    }
    if (flags.has("-v")) {
      String names = String.join("", entries.stream().map(e -> e.name() + "\n").toList());
      call.io().write(toStandardOutput(flags) ? 2 : 1, names);
    }
    String text = Bytes.decode(packed(TarStream.write(entries), flags.has("-z")));
    if (toStandardOutput(flags)) {
      call.out(text);
    } else {
      String file = call.path(java.util.Objects.requireNonNull(flags.value("-f")));
      call.io().files(call.files().write(file, text, call.io().user(), call.io().now()));
    }
    if (code != 0) {
      call.fail("Exiting with failure status due to previous errors");
    }
    return code;
  }

  private static boolean toStandardOutput(Call.Flags flags) {
    String file = flags.value("-f");
    return file == null || file.equals("-");
  }

  private static void add(String name, Node node, List<TarStream.Entry> entries) {
    switch (node) {
      case Node.File f ->
          entries.add(
              new TarStream.Entry(
                  name, TarStream.FILE, f.mode(), f.owner(), f.modified(), f.text()));
      case Node.Link l ->
          entries.add(
              new TarStream.Entry(
                  name, TarStream.LINK, l.mode(), l.owner(), l.modified(), l.target()));
      case Node.Directory d -> {
        entries.add(
            new TarStream.Entry(
                name + "/", TarStream.DIRECTORY, d.mode(), d.owner(), d.modified(), ""));
        d.children().forEach((child, below) -> add(name + "/" + child, below, entries));
      }
    }
  }

  private static byte[] packed(byte[] archive, boolean gzip) {
    if (!gzip) {
      return archive;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(archive);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
