package seodang.shell.awk;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import seodang.json.Json;
import seodang.json.ObjectBuilder;
import seodang.shell.FileError;
import seodang.shell.FileTree;
import seodang.shell.Node;
import seodang.shell.Syscalls;

/// The files and commands that a program has open, by the names it gave them.
final class Streams {
  private static final int MOST = 50;
  private static final int FIRST = 10;

  private final Map<String, Stream> open = new LinkedHashMap<>();

  /// The stream of a name, or null.
  ///
  /// @param way `<`, `>` or `>>` for files, `|<` and `|` for commands
  @Nullable Stream get(String way, String name) {
    return open.get(key(way, name));
  }

  private static String key(String way, String name) {
    return (way.equals(">>") ? ">" : way) + name;
  }

  /// Opens a file under its name; [FileError] when that cannot be.
  Stream file(Syscalls io, String way, String name) {
    return name.equals("-") && way.equals("<")
        ? put(io, way, name, new Stream(0, 0))
        : put(io, way, name, open(io, way, name));
  }

  /// Opens a file that no other statement shares.
  static Stream open(Syscalls io, String way, String name) {
    String path = FileTree.resolve(io.directory(), name);
    Syscalls.Open how =
        switch (way) {
          case "<" -> Syscalls.Open.READ;
          case ">" -> Syscalls.Open.WRITE;
          default -> Syscalls.Open.APPEND;
        };
    if (io.files().node(path) instanceof Node.Directory) {
      throw new FileError(FileError.Reason.IS_DIRECTORY, name);
    }
    return new Stream(use(io, io.open(path, how)), 0);
  }

  /// Begins a command with this program at one end of a pipe.
  Stream command(Syscalls io, String way, String name) {
    boolean reads = way.equals("|<");
    Syscalls.Pipe pipe = io.pipe();
    int theirs = reads ? pipe.writer() : pipe.reader();
    // Held first: what nobody holds is gone.
    int fd = use(io, reads ? pipe.reader() : pipe.writer());
    int pid = spawn(io, name, standard(io).plus(reads ? 1 : 0, theirs));
    return put(io, way, name, new Stream(fd, pid));
  }

  /// Runs a command by the shell.
  static int spawn(Syscalls io, String command, TreePMap<Integer, Integer> descriptors) {
    int pid = io.spawn(List.of("sh", "-c", command), io.env(), descriptors);
    if (pid < 0) {
      throw new Failure(
          pid == -1
              ? "cannot fork (Resource temporarily unavailable)"
              : "cannot run sh (No such file or directory)");
    }
    return pid;
  }

  static TreePMap<Integer, Integer> standard(Syscalls io) {
    TreePMap<Integer, Integer> three = TreePMap.empty();
    for (int fd = 0; fd < 3; fd++) {
      Integer description = io.descriptors().get(fd);
      three = description == null ? three : three.plus(fd, description);
    }
    return three;
  }

  private Stream put(Syscalls io, String way, String name, Stream stream) {
    if (open.size() >= MOST) {
      close(io, stream);
      throw new Failure("cannot open " + name + " (Too many open files)");
    }
    open.put(key(way, name), stream);
    return stream;
  }

  private static int use(Syscalls io, int description) {
    int fd = FIRST;
    while (io.descriptors().containsKey(fd)) {
      fd++;
    }
    io.descriptors(io.descriptors().plus(fd, description));
    return fd;
  }

  static void close(Syscalls io, Stream stream) {
    if (stream.fd >= FIRST) {
      io.descriptors(io.descriptors().minus(stream.fd));
    }
  }

  /// Closes what has the name; null when nothing has, else what is to be waited for.
  @Nullable Stream close(Syscalls io, String name) {
    Stream closed = null;
    for (String way : List.of("<", ">", "|<", "|")) {
      Stream stream = open.remove(key(way, name));
      if (stream != null) {
        close(io, stream);
        closed = stream;
      }
    }
    return closed;
  }

  /// Closes the oldest; null when nothing is open.
  @Nullable Stream closeOne(Syscalls io) {
    if (open.isEmpty()) {
      return null;
    }
    Stream stream = Objects.requireNonNull(open.remove(open.keySet().iterator().next()));
    close(io, stream);
    return stream;
  }

  Json.Object freeze() {
    ObjectBuilder all = new ObjectBuilder();
    open.forEach((name, stream) -> all.put(name, stream.freeze()));
    return Json.object("order", Json.Array.ofTexts(open.keySet()), "open", all.build());
  }

  static Streams thaw(Json.Object frozen) {
    Streams streams = new Streams();
    Map<String, Stream> all = new HashMap<>();
    Json.Object open = frozen.object("open");
    for (String name : open.keys()) {
      Stream stream = Stream.thaw(open.object(name));
      if (stream != null) {
        all.put(name, stream);
      }
    }
    for (String name : frozen.array("order").texts()) {
      Stream stream = all.get(name);
      if (stream != null) {
        streams.open.put(name, stream);
      }
    }
    return streams;
  }
}
