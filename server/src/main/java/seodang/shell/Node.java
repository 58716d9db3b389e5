package seodang.shell;

import java.time.Instant;
import org.pcollections.TreePMap;

/// What a name in a [FileTree] stands for.
public sealed interface Node {
  /// Permission bits, as 0644.
  int mode();

  String owner();

  Instant modified();

  /// This node and all below it.
  int count();

  /// UTF-8 bytes of the contents of this node and all below it.
  long bytes();

  /// A file; its text may carry bytes that are no UTF-8, see [Bytes].
  record File(String text, long bytes, int mode, String owner, Instant modified) implements Node {
    public File(String text, int mode, String owner, Instant modified) {
      this(text, Bytes.length(text), mode, owner, modified);
    }

    @Override
    public int count() {
      return 1;
    }
  }

  /// A directory; `count` and `bytes` are kept as sums so that limits cost nothing to check.
  record Directory(
      TreePMap<String, Node> children,
      int count,
      long bytes,
      int mode,
      String owner,
      Instant modified)
      implements Node {
    static Directory empty(int mode, String owner, Instant modified) {
      return new Directory(TreePMap.empty(), 1, 0, mode, owner, modified);
    }

    Directory with(String name, Node child, Instant now) {
      Node old = children.get(name);
      return new Directory(
          children.plus(name, child),
          count + child.count() - (old == null ? 0 : old.count()),
          bytes + child.bytes() - (old == null ? 0 : old.bytes()),
          mode,
          owner,
          old == null ? now : modified);
    }

    Directory without(String name, Instant now) {
      Node old = children.get(name);
      return old == null
          ? this
          : new Directory(
              children.minus(name), count - old.count(), bytes - old.bytes(), mode, owner, now);
    }
  }

  /// A symbolic link.
  record Link(String target, Instant modified) implements Node {
    @Override
    public int mode() {
      return 0777;
    }

    @Override
    public String owner() {
      return "root";
    }

    @Override
    public int count() {
      return 1;
    }

    @Override
    public long bytes() {
      return target.length();
    }
  }
}
