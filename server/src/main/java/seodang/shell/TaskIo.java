package seodang.shell;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import seodang.json.Json;
import seodang.shell.FileError.Reason;

/// A process's view of its tree.
final class TaskIo implements Syscalls {
  private final ProcessTree tree;
  private final Task task;
  private final int steps;
  private int spent;
  private boolean brokenPipe;
  private boolean killed;

  TaskIo(ProcessTree tree, Task task, int steps) {
    this.tree = tree;
    this.task = task;
    this.steps = steps;
  }

  int spent() {
    return spent;
  }

  boolean brokenPipe() {
    return brokenPipe;
  }

  @Override
  public Instant now() {
    return tree.now();
  }

  @Override
  public Map<String, String> env() {
    return task.env;
  }

  @Override
  public String directory() {
    return task.directory;
  }

  @Override
  public String user() {
    return tree.launch().user();
  }

  @Override
  public String hostname() {
    return tree.launch().hostname();
  }

  @Override
  public Dialect dialect() {
    return tree.launch().dialect();
  }

  @Override
  public int umask() {
    return task.umask;
  }

  @Override
  public void umask(int bits) {
    task.umask = bits;
  }

  @Override
  public int pid() {
    return task.pid;
  }

  @Override
  public int parent() {
    return task.parent;
  }

  @Override
  public FileTree files() {
    return tree.files();
  }

  @Override
  public void files(FileTree changed) {
    tree.files(changed);
  }

  @Override
  public int steps() {
    return task.exitCode != null ? 0 : steps - spent;
  }

  @Override
  public void spend(int more) {
    spent += more;
  }

  @Override
  public Limits limits() {
    return tree.limits();
  }

  // Reading.

  private @Nullable Description description(int fd) {
    Integer id = task.descriptors.get(fd);
    return id == null ? null : tree.descriptions().get(id);
  }

  private void advance(int fd, Description changed) {
    Integer id = task.descriptors.get(fd);
    if (id != null) {
      tree.descriptions().set(id, changed);
    }
  }

  @Override
  public @Nullable String read(int fd) {
    return read(fd, false);
  }

  @Override
  public @Nullable String readLine(int fd) {
    return read(fd, true);
  }

  private @Nullable String read(int fd, boolean line) {
    return switch (description(fd)) {
      case null -> null;
      case Description.Standard s -> s.stream() == 0 ? tree.takeInput(line) : null;
      case Description.PipeEnd p -> p.writer() ? null : fromPipe(p.pipe(), line);
      case Description.Text t -> {
        int end = end(t.text(), t.offset(), line);
        advance(fd, new Description.Text(t.text(), end));
        yield end == t.offset() ? null : t.text().substring(t.offset(), end);
      }
      case Description.File f -> {
        String text = tree.files().isFile(f.path()) ? tree.files().read(f.path()) : "";
        int from = (int) Math.min(f.offset(), text.length());
        int end = end(text, from, line);
        advance(fd, new Description.File(f.path(), end, f.append()));
        yield end == from ? null : text.substring(from, end);
      }
      case Description.Device d -> device(d.name(), line);
    };
  }

  private static int end(String text, int from, boolean line) {
    int newline = line ? text.indexOf('\n', from) : -1;
    if (newline >= 0) {
      return newline + 1;
    }
    return line ? text.length() : Math.min(text.length(), from + 16_384);
  }

  private @Nullable String fromPipe(int pipe, boolean line) {
    StringBuilder buffer = tree.descriptions().buffer(pipe);
    int newline = line ? buffer.indexOf("\n") : buffer.length() - 1;
    // A line longer than the pipe can hold comes in pieces.
    boolean whole = newline >= 0 || buffer.length() >= Descriptions.PIPE_CAPACITY;
    if (!whole || buffer.isEmpty()) {
      if (tree.hasWriter(pipe)) {
        return "";
      }
      newline = buffer.length() - 1;
    }
    if (buffer.isEmpty()) {
      return null;
    }
    int end = newline < 0 ? buffer.length() : newline + 1;
    String text = buffer.substring(0, end);
    buffer.delete(0, end);
    return text;
  }

  private @Nullable String device(String name, boolean line) {
    return switch (name) {
      case "zero" -> "\0".repeat(line ? 256 : 4096);
      case "urandom" -> {
        byte[] bytes = new byte[512];
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) random(256);
        }
        yield Bytes.decode(bytes);
      }
      default -> null;
    };
  }

  // Writing.

  @Override
  public void write(int fd, String text) {
    if (text.isEmpty()) {
      return;
    }
    spent += text.length() >> 8;
    Integer id = task.descriptors.get(fd);
    switch (description(fd)) {
      case null -> throw new FileError(Reason.BAD_DESCRIPTOR, "write error");
      case Description.Standard s -> {
        // A screen is slow: whoever writes much to it gives others their turn.
        spent += tree.launch().tty() ? text.length() >> 4 : 0;
        tree.print(s.stream() == 2 ? 2 : 1, text);
      }
      case Description.Device _ -> {}
      case Description.Text _ -> throw new FileError(Reason.BAD_DESCRIPTOR, "write error");
      case Description.PipeEnd p -> {
        if (!p.writer()) {
          throw new FileError(Reason.BAD_DESCRIPTOR, "write error");
        }
        if (!tree.hasReader(p.pipe())) {
          brokenPipe = true;
        } else if (task.held.isEmpty() && tree.hasRoom(p.pipe())) {
          tree.descriptions().buffer(p.pipe()).append(text);
        } else if (id != null) {
          task.held.add(new Task.Held(id, text));
        }
      }
      case Description.File f -> advance(fd, write(f, text));
    }
  }

  private Description.File write(Description.File file, String text) {
    FileTree files = tree.files();
    String old = files.isFile(file.path()) ? files.read(file.path()) : "";
    String changed;
    long offset;
    if (file.append() || file.offset() >= old.length()) {
      long gap = file.append() ? 0 : file.offset() - old.length();
      changed = old + "\0".repeat((int) gap) + text;
      offset = changed.length();
    } else {
      int from = (int) file.offset();
      int end = Math.min(old.length(), from + text.length());
      changed = old.substring(0, from) + text + old.substring(end);
      offset = (long) from + text.length();
    }
    // The whole file is made anew: that is the work to be paid for.
    spent += changed.length() >> 8;
    tree.files(files.write(file.path(), changed, user(), now()));
    return new Description.File(file.path(), offset, file.append());
  }

  @Override
  public boolean isTerminal(int fd) {
    return tree.launch().tty() && description(fd) instanceof Description.Standard;
  }

  // Descriptors.

  @Override
  public TreePMap<Integer, Integer> descriptors() {
    return task.descriptors;
  }

  @Override
  public void descriptors(TreePMap<Integer, Integer> changed) {
    task.descriptors = changed;
    tree.loosen();
  }

  @Override
  public int open(String path, Open how) {
    FileTree files = tree.files();
    String real = files.follow(path, true);
    String at = real == null ? path : real;
    Integer own =
        switch (at) {
          case "/dev/stdin", "/proc/self/fd/0" -> task.descriptors.get(0);
          case "/dev/stdout", "/proc/self/fd/1", "/proc/1/fd/1" -> task.descriptors.get(1);
          case "/dev/stderr", "/proc/self/fd/2", "/proc/1/fd/2" -> task.descriptors.get(2);
          default -> null;
        };
    if (own != null) {
      return own;
    }
    if (at.equals("/dev/tty")) {
      return tree.descriptions().add(new Description.Standard(how == Open.READ ? 0 : 1));
    }
    if (at.matches("/dev/(null|zero|u?random|full)")) {
      String name = at.substring(5).replace("/random", "urandom");
      return tree.descriptions()
          .add(new Description.Device(name.equals("random") ? "urandom" : name));
    }
    return tree.descriptions().add(file(files, path, how));
  }

  private Description.File file(FileTree files, String path, Open how) {
    Node node = files.node(path);
    if (how == Open.READ) {
      if (node == null) {
        throw new FileError(files.missing(path), path);
      }
      Access.requireRead(files, path, user());
      return new Description.File(path, 0, false);
    }
    if (node instanceof Node.Directory) {
      throw new FileError(Reason.IS_DIRECTORY, path);
    }
    Access.requireWrite(files, path, user());
    if (node == null || how == Open.WRITE) {
      tree.files(files.write(path, "", user(), now()));
    }
    if (node == null && task.umask != Task.UMASK) {
      Node made = new Node.File("", 0666 & ~task.umask, user(), now());
      tree.files(tree.files().put(path, made, now()));
    }
    return new Description.File(path, 0, how == Open.APPEND);
  }

  @Override
  public int text(String text) {
    return tree.descriptions().add(new Description.Text(text, 0));
  }

  @Override
  public Pipe pipe() {
    return tree.descriptions().pipe();
  }

  // Processes.

  @Override
  public int fork(
      Program.Running child,
      List<String> argv,
      TreePMap<Integer, Integer> descriptors,
      boolean background) {
    return tree.fork(task, child, argv, descriptors, background);
  }

  @Override
  public int spawn(List<String> argv, Map<String, String> env) {
    return spawn(argv, env, task.descriptors);
  }

  @Override
  public int spawn(
      List<String> argv, Map<String, String> env, TreePMap<Integer, Integer> descriptors) {
    return tree.spawn(task, argv, env, descriptors);
  }

  private Executables.Found find(List<String> argv, Map<String, String> env) {
    return Executables.find(argv, env, task.directory, user(), tree.files(), tree.programs());
  }

  @Override
  public int check(String name, Map<String, String> env) {
    return ProcessTree.code(find(List.of(name), env));
  }

  @Override
  public @Nullable String locate(String name, Map<String, String> env) {
    return find(List.of(name), env) instanceof Executables.Found.Executable e ? e.path() : null;
  }

  @Override
  public int exitCode(int pid) {
    Integer code = task.ended.remove(pid);
    killed = code != null && code >= Task.SIGNALLED;
    if (code != null) {
      return code & 0xFF;
    }
    return tree.isAlive(pid) ? -1 : 127;
  }

  @Override
  public boolean killed() {
    return killed;
  }

  @Override
  public boolean kill(int pid, Signal signal) {
    return tree.kill(pid, signal);
  }

  @Override
  public Map<Integer, List<String>> processes() {
    return tree.processes();
  }

  @Override
  public void directory(String path) {
    task.directory = path;
  }

  @Override
  public void environment(Map<String, String> env) {
    task.env = env;
  }

  // The world.

  @Override
  public long http(String method, String url, Json.Object headers, String body) {
    return tree.call(id -> new HostCall.Http(id, method, url, headers, body));
  }

  @Override
  public long lookup(String name, String type) {
    return tree.call(id -> new HostCall.Lookup(id, name, type));
  }

  @Override
  public long tool(List<String> argv, String cursor) {
    return tree.call(id -> new HostCall.Tool(id, argv, task.directory, cursor));
  }

  @Override
  public HostCall.@Nullable Answer answer(long id) {
    return tree.takeAnswer(id);
  }

  @Override
  public int random(int bound) {
    return tree.random(bound);
  }
}
