package seodang.terminal;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Cluster;
import seodang.kube.ClusterState;
import seodang.kube.Input;
import seodang.shell.FileTree;
import seodang.shell.Node;

/// A node's files, drawn from the cluster; what is written goes there as an input. On the node that
/// the learner sits at, their home is the same as in their own shell.
final class NodeDisk implements Disk {
  private static final List<String> SHARED = List.of("/home");

  private static final String HOME = "/home/learner";

  private final ClusterPort cluster;
  private final String node;
  private final @Nullable SharedFiles home;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable ClusterState seen;
  private FileTree drawn = FileTree.empty();

  /// @param home the learner's own files where the node has them too
  NodeDisk(ClusterPort cluster, String node, @Nullable SharedFiles home) {
    this.cluster = cluster;
    this.node = node;
    this.home = home;
  }

  private FileTree drawn() {
    ClusterState state = cluster.state();
    if (state != seen) {
      drawn = Cluster.files(state, cluster.now(), node);
      seen = state;
    }
    return drawn;
  }

  private FileTree mounted(FileTree plain) {
    FileTree whole = plain;
    if (home != null) {
      FileTree own = received(plain, home);
      for (String path : SHARED) {
        Node shared = own.node(path);
        whole = shared == null ? whole : whole.put(path, shared, cluster.now());
      }
    }
    return whole;
  }

  /// The learner's own files with what a tool of the node wrote into their home.
  private FileTree received(FileTree plain, SharedFiles own) {
    for (String name : plain.isDirectory(HOME) ? plain.list(HOME) : List.<String>of()) {
      String path = HOME + "/" + name;
      Node written = plain.node(path);
      if (written != null && !own.now().exists(path)) {
        own.change(files -> files.put(path, written, cluster.now()));
      }
    }
    return own.now();
  }

  @Override
  public FileTree now() {
    lock.lock();
    try {
      return mounted(drawn());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void change(UnaryOperator<FileTree> change) {
    lock.lock();
    try {
      FileTree plain = drawn();
      FileTree before = mounted(plain);
      FileTree after = change.apply(before);
      if (after == before || after.root() == before.root()) {
        return;
      }
      FileTree own = after;
      if (home != null) {
        for (String path : SHARED) {
          Node written = after.node(path);
          if (written != null && written != before.node(path)) {
            home.change(files -> files.put(path, written, cluster.now()));
          }
          Node there = plain.node(path);
          own = there == null ? own : own.put(path, there, cluster.now());
        }
      }
      if (!own.equals(plain)) {
        Json.Object changes = own.changesSince(plain);
        var _ = cluster.input(new Input.Files(node, changes));
      }
    } finally {
      lock.unlock();
    }
  }
}
