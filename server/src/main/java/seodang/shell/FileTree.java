package seodang.shell;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import seodang.json.Json;
import seodang.shell.FileError.Reason;

/// A whole file system as a value: every change answers a new tree that shares the rest.
///
/// Paths are absolute. Who may do what is not decided here but by the process that asks, except
/// that nothing changes below a read-only mount. What cannot be done throws [FileError].
public final class FileTree {
  /// How much a tree may hold.
  ///
  /// @param files nodes of any kind, the root included
  /// @param bytes in all files together
  /// @param fileBytes in one file
  public record Limits(int files, long bytes, long fileBytes) {
    public static final Limits STANDARD = new Limits(2_000, 8 << 20, 1 << 20);
  }

  private static final int MAX_LINKS = 20;
  private static final int MAX_NAME = 255;
  private static final int MAX_DEPTH = 40;

  /// Stands for a path that must be followed step by step.
  private static final Node UNSURE = new Node.Link("", Instant.EPOCH);

  private final Node.Directory root;
  private final Limits limits;

  /// Mounts, and whether what lies below may be changed.
  private final PMap<String, Boolean> mounts;

  private FileTree(Node.Directory root, Limits limits, PMap<String, Boolean> mounts) {
    this.root = root;
    this.limits = limits;
    this.mounts = mounts;
  }

  /// A tree with nothing but the root directory.
  public static FileTree empty(Limits limits) {
    return new FileTree(
        Node.Directory.empty(0755, "root", Instant.EPOCH), limits, HashTreePMap.empty());
  }

  public static FileTree empty() {
    return empty(Limits.STANDARD);
  }

  /// A tree with nothing but a root directory that anybody may write to.
  public static FileTree anybodys() {
    Node.Directory root = Node.Directory.empty(0777, "root", Instant.EPOCH);
    return new FileTree(root, Limits.STANDARD, HashTreePMap.empty());
  }

  public Limits limits() {
    return limits;
  }

  public FileTree withLimits(Limits other) {
    return new FileTree(root, other, mounts);
  }

  public Node.Directory root() {
    return root;
  }

  /// Nothing at or below the path can be changed any more, as a read-only mount.
  public FileTree withReadOnly(String path) {
    return new FileTree(root, limits, mounts.plus(path, false));
  }

  /// What is at or below the path can be changed, though what is around it may not.
  public FileTree withWritable(String path) {
    return new FileTree(root, limits, mounts.plus(path, true));
  }

  /// The absolute path without `.`, `..` and doubled slashes.
  public static String resolve(String directory, String path) {
    if (Paths.isPlain(path)) {
      return path;
    }
    Deque<String> names = new ArrayDeque<>();
    String whole = path.startsWith("/") ? path : directory + "/" + path;
    for (String name : whole.split("/")) {
      if (name.equals("..")) {
        names.pollLast();
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.addLast(name);
      }
    }
    return "/" + String.join("/", names);
  }

  /// The path of the directory that holds this one.
  public static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }

  /// The last name of a path; `/` for the root.
  public static String name(String path) {
    return path.equals("/") ? "/" : path.substring(path.lastIndexOf('/') + 1);
  }

  /// What stands at the path, links followed, or null.
  public @Nullable Node node(String path) {
    Node direct = direct(path, true);
    if (direct != UNSURE) {
      return direct;
    }
    String real = follow(path, true);
    return real == null ? null : plain(real);
  }

  /// What stands at the path, a link itself when it is one, or null.
  public @Nullable Node link(String path) {
    Node direct = direct(path, false);
    if (direct != UNSURE) {
      return direct;
    }
    String real = follow(path, false);
    return real == null ? null : plain(real);
  }

  public boolean exists(String path) {
    return node(path) != null;
  }

  public boolean isFile(String path) {
    return node(path) instanceof Node.File;
  }

  public boolean isDirectory(String path) {
    return node(path) instanceof Node.Directory;
  }

  /// The names in a directory, sorted.
  public List<String> list(String path) {
    return switch (require(path)) {
      case Node.Directory d -> List.copyOf(d.children().keySet());
      case Node.File f -> throw new FileError(Reason.NOT_DIRECTORY, path);
      case Node.Link l -> throw new FileError(Reason.TOO_MANY_LINKS, path);
    };
  }

  /// A file's text.
  public String read(String path) {
    return switch (require(path)) {
      case Node.File f -> f.text();
      case Node.Directory d -> throw new FileError(Reason.IS_DIRECTORY, path);
      case Node.Link l -> throw new FileError(Reason.TOO_MANY_LINKS, path);
    };
  }

  /// Replaces a file's text, keeping its mode and owner, or makes it with mode 0644.
  public FileTree write(String path, String text, String owner, Instant now) {
    Node old = node(path);
    if (old instanceof Node.Directory || path.endsWith("/")) {
      throw new FileError(Reason.IS_DIRECTORY, path);
    }
    Node.File file =
        old == null
            ? new Node.File(text, 0644, owner, now)
            : new Node.File(text, old.mode(), old.owner(), now);
    if (file.bytes() > limits.fileBytes()) {
      throw new FileError(Reason.TOO_LARGE, path);
    }
    return put(path, file, now);
  }

  public FileTree write(String path, String text, Instant now) {
    return write(path, text, "root", now);
  }

  /// Makes a directory; its parent must exist.
  public FileTree makeDirectory(String path, int mode, String owner, Instant now) {
    if (link(path) != null) {
      throw new FileError(Reason.EXISTS, path);
    }
    return put(path, Node.Directory.empty(mode, owner, now), now);
  }

  /// Makes a directory and those above it as needed; nothing when it is there.
  public FileTree makeDirectories(String path, String owner, Instant now) {
    if (isDirectory(path)) {
      return this;
    }
    FileTree above = path.equals("/") ? this : makeDirectories(parent(path), owner, now);
    return above.makeDirectory(path, 0755, owner, now);
  }

  /// Makes a symbolic link.
  public FileTree makeLink(String path, String target, Instant now) {
    if (link(path) != null) {
      throw new FileError(Reason.EXISTS, path);
    }
    return put(path, new Node.Link(target, now), now);
  }

  /// Puts a node, with all below it, in the place of what is there; links on the way are followed,
  /// and a last link too when a file is put.
  public FileTree put(String path, Node node, Instant now) {
    String real = follow(path, node instanceof Node.File);
    String target = real == null ? dangling(path) : real;
    if (name(target).length() > MAX_NAME) {
      throw new FileError(Reason.NAME_TOO_LONG, path);
    }
    if (Paths.depth(target) > MAX_DEPTH) {
      throw new FileError(Reason.NAME_TOO_LONG, path);
    }
    checkWritable(target, path);
    Node.Directory changed;
    if (target.equals("/")) {
      if (!(node instanceof Node.Directory d)) {
        throw new FileError(Reason.IS_DIRECTORY, path);
      }
      changed = d;
    } else {
      changed = replace(root, target.substring(1), path, d -> d.with(name(target), node, now), now);
    }
    if (changed.count() > limits.files() || changed.bytes() > limits.bytes()) {
      throw new FileError(Reason.NO_SPACE, path);
    }
    return new FileTree(changed, limits, mounts);
  }

  /// Takes away what stands at the path, a link itself and not what it names.
  public FileTree remove(String path, Instant now) {
    String real = follow(path, false);
    if (real == null) {
      throw new FileError(Reason.NOT_FOUND, path);
    }
    if (real.equals("/")) {
      throw new FileError(Reason.NOT_PERMITTED, path);
    }
    checkWritable(real, path);
    return new FileTree(
        replace(root, real.substring(1), path, d -> d.without(name(real), now), now),
        limits,
        mounts);
  }

  private void checkWritable(String real, String path) {
    String nearest = "";
    for (String mount : mounts.keySet()) {
      boolean within = real.equals(mount) || real.startsWith(mount.equals("/") ? "/" : mount + "/");
      nearest = within && mount.length() > nearest.length() ? mount : nearest;
    }
    if (!mounts.getOrDefault(nearest, true)) {
      throw new FileError(Reason.READ_ONLY, path);
    }
  }

  private static Node.Directory replace(
      Node.Directory here,
      String rest,
      String path,
      UnaryOperator<Node.Directory> change,
      Instant now) {
    int slash = rest.indexOf('/');
    if (slash < 0) {
      return change.apply(here);
    }
    String name = rest.substring(0, slash);
    Node next = here.children().get(name);
    return switch (next) {
      case null -> throw new FileError(Reason.NOT_FOUND, path);
      case Node.Directory d ->
          here.with(name, replace(d, rest.substring(slash + 1), path, change, now), now);
      case Node.File f -> throw new FileError(Reason.NOT_DIRECTORY, path);
      case Node.Link l -> throw new FileError(Reason.NOT_FOUND, path);
    };
  }

  private Node require(String path) {
    Node node = node(path);
    if (node == null) {
      throw new FileError(missing(path), path);
    }
    return node;
  }

  /// Why nothing is found at a path: a file stands where a directory should, or nothing does.
  public Reason missing(String path) {
    String above = parent(path.endsWith("/") && path.length() > 1 ? chop(path) : path);
    if (node(above) instanceof Node.File) {
      return Reason.NOT_DIRECTORY;
    }
    return above.equals("/") || exists(above) ? Reason.NOT_FOUND : missing(above);
  }

  private static String chop(String path) {
    return path.substring(0, path.length() - 1);
  }

  /// The path with all links on it followed; null when it leads nowhere.
  ///
  /// @param last whether a link at the very end is followed too
  public @Nullable String follow(String path, boolean last) {
    Node direct = Paths.isPlain(path) ? direct(path, last) : UNSURE;
    if (direct != UNSURE) {
      return direct == null ? null : path;
    }
    Deque<String> todo = new ArrayDeque<>(Paths.names(path));
    List<String> done = new ArrayList<>();
    int links = 0;
    while (!todo.isEmpty()) {
      String name = todo.removeFirst();
      if (name.equals("..")) {
        if (!done.isEmpty()) {
          done.removeLast();
        }
        continue;
      }
      String here = "/" + String.join("/", done);
      Node.Directory directory = plain(here) instanceof Node.Directory d ? d : null;
      Node next = directory == null ? null : directory.children().get(name);
      if (next instanceof Node.Link(String target, Instant _) && (last || !todo.isEmpty())) {
        if (++links > MAX_LINKS) {
          throw new FileError(Reason.TOO_MANY_LINKS, path);
        }
        if (target.startsWith("/")) {
          done.clear();
        }
        List<String> more = Paths.names(target);
        for (int i = more.size() - 1; i >= 0; i--) {
          todo.addFirst(more.get(i));
        }
        continue;
      }
      if (next == null && !todo.isEmpty()) {
        return null;
      }
      done.add(name);
    }
    String real = "/" + String.join("/", done);
    return plain(real) == null ? null : real;
  }

  /// Where a new node of this path would stand: links on the way followed, and a link at the end
  /// whose target is missing.
  private String dangling(String path) {
    String at = path;
    for (int i = 0; i < MAX_LINKS; i++) {
      String above = follow(parent(at), true);
      if (above == null) {
        throw new FileError(missing(at), path);
      }
      String whole = resolve(above, name(at));
      if (!(plain(whole) instanceof Node.Link(String target, Instant _))) {
        return whole;
      }
      at = resolve(above, target);
    }
    throw new FileError(Reason.TOO_MANY_LINKS, path);
  }

  /// What stands at a path without links.
  private @Nullable Node plain(String path) {
    Node here = root;
    for (String name : Paths.names(path)) {
      Node next = here instanceof Node.Directory d ? d.children().get(name) : null;
      if (next == null) {
        return null;
      }
      here = next;
    }
    return here;
  }

  /// What a path without links and `..` leads to, null for nothing; [#UNSURE] where it has some.
  private @Nullable Node direct(String path, boolean last) {
    Node here = root;
    for (int start = 0; start < path.length(); ) {
      int end = path.indexOf('/', start);
      end = end < 0 ? path.length() : end;
      if (!Paths.isNothing(path, start, end)) {
        if (path.startsWith("..", start) && end == start + 2) {
          return UNSURE;
        }
        Node next =
            here instanceof Node.Directory d ? d.children().get(path.substring(start, end)) : null;
        if (next instanceof Node.Link && (last || end < path.length())) {
          return UNSURE;
        }
        if (next == null) {
          return null;
        }
        here = next;
      }
      start = end + 1;
    }
    return here;
  }

  /// The whole tree as JSON.
  public Json.Object toJson() {
    return FileTreeJson.write(root)
        .with("readOnly", mounts(false))
        .withIf("writable", mounts(true).isEmpty() ? null : mounts(true));
  }

  public static FileTree fromJson(Json.Object json, Limits limits) {
    return new FileTree(FileTreeJson.readRoot(json), limits, mounts(json));
  }

  private Json.Array mounts(boolean writable) {
    return Json.Array.ofTexts(
        mounts.entrySet().stream()
            .filter(mount -> mount.getValue() == writable)
            .map(Map.Entry::getKey)
            .sorted()
            .toList());
  }

  private static PMap<String, Boolean> mounts(Json.Object json) {
    PMap<String, Boolean> mounts = HashTreePMap.empty();
    for (String path : json.array("readOnly").texts()) {
      mounts = mounts.plus(path, false);
    }
    for (String path : json.array("writable").texts()) {
      mounts = mounts.plus(path, true);
    }
    return mounts;
  }

  /// What changed against `base`, as JSON that [#withChanges] applies; small when little did.
  public Json.Object changesSince(FileTree base) {
    return FileTreeJson.difference(base.root, root);
  }

  public FileTree withChanges(Json.Object changes) {
    return new FileTree(FileTreeJson.apply(root, changes), limits, mounts);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof FileTree t && root.equals(t.root) && mounts.equals(t.mounts));
  }

  @Override
  public int hashCode() {
    return root.hashCode();
  }

  @Override
  public String toString() {
    return "FileTree[" + root.count() + " nodes, " + root.bytes() + " bytes]";
  }
}
