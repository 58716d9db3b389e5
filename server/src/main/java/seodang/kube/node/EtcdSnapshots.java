package seodang.kube.node;

import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.kube.engine.Snapshots;
import seodang.shell.FileTree;
import seodang.shell.HostCall;

/// `etcdctl snapshot`: copies of the store in files of the node, and data directories made of them.
final class EtcdSnapshots {
  private final ToolRun tool;
  private final ToolRun.Flags flags;

  EtcdSnapshots(ToolRun tool, ToolRun.Flags flags) {
    this.tool = tool;
    this.flags = flags;
  }

  HostCall.Answer.Tool save() {
    String file = flags.operand(2);
    if (file.isEmpty()) {
      return ToolRun.fail(128, "Error: snapshot save expects one argument\n");
    }
    FileTree files = NodeFiles.of(tool.run(), tool.node());
    String path = tool.path(file);
    if (!files.isDirectory(FileTree.parent(path))) {
      return ToolRun.fail(
          1,
          "Error: could not open "
              + file
              + ".part (open "
              + file
              + ".part: no such file or directory)\n");
    }
    String id = Snapshots.save(tool.run());
    FileTree after = files.write(path, Snapshots.text(id), "root", tool.run().now());
    NodeFiles.change(tool.run(), tool.node(), after.changesSince(files));
    return new HostCall.Answer.Tool(
        0,
        "Snapshot saved at " + file + "\n",
        log("created temporary db file", "\"path\":\"" + file + ".part\"")
            + stream("opened snapshot stream; downloading")
            + log("fetching snapshot", "\"endpoint\":\"" + Etcdctl.endpoint(flags) + "\"")
            + stream("completed snapshot read; closing")
            + log(
                "fetched snapshot",
                "\"endpoint\":\""
                    + Etcdctl.endpoint(flags)
                    + "\",\"size\":\""
                    + Etcdctl.size(tool)
                    + "\",\"took\":\"now\"")
            + log("saved", "\"path\":\"" + file + "\""),
        "");
  }

  private String stream(String message) {
    return "{\"level\":\"info\",\"ts\":\""
        + tool.run().now()
        + "\",\"logger\":\"client\",\"caller\":\"v3@v"
        + Etcdctl.VERSION
        + "/maintenance.go:212\",\"msg\":\""
        + message
        + "\"}\n";
  }

  private String log(String message, String more) {
    return "{\"level\":\"info\",\"ts\":\""
        + tool.run().now()
        + "\",\"caller\":\"snapshot/v3_snapshot.go:65\",\"msg\":\""
        + message
        + "\","
        + more
        + "}\n";
  }

  /// What a snapshot file names; null when it is none.
  private Snapshots.@Nullable Saved opened(String file) {
    FileTree files = NodeFiles.of(tool.run(), tool.node());
    String path = tool.path(file);
    return files.isFile(path) ? Snapshots.named(tool.run(), files.read(path)) : null;
  }

  HostCall.Answer.Tool status() {
    String file = flags.operand(2);
    Snapshots.Saved saved = opened(file);
    if (saved == null) {
      return ToolRun.fail(1, "Error: stat " + file + ": no such file or directory\n");
    }
    List<String> row =
        List.of(
            saved.id().substring(0, 8),
            Long.toString(saved.revision()),
            Integer.toString(saved.objects().size()),
            Etcdctl.size(tool));
    return Etcdctl.isTable(flags)
        ? ToolRun.out(Etcdctl.table(List.of("HASH", "REVISION", "TOTAL KEYS", "TOTAL SIZE"), row))
        : ToolRun.out(String.join(", ", row) + "\n");
  }

  /// Into another directory, which etcd serves once its manifest says so.
  HostCall.Answer.Tool restore() {
    String file = flags.operand(2);
    Snapshots.Saved saved = opened(file);
    if (saved == null) {
      return ToolRun.fail(1, "Error: stat " + file + ": no such file or directory\n");
    }
    String directory = flags.text("default.etcd", "--data-dir");
    String path = tool.path(directory);
    FileTree files = NodeFiles.of(tool.run(), tool.node());
    if (files.isDirectory(path) && !files.list(path).isEmpty()) {
      return ToolRun.fail(
          1, "Error: data-dir \"" + directory + "\" not empty or could not be read\n");
    }
    FileTree after =
        files
            .makeDirectories(path + "/member/snap", "root", tool.run().now())
            .makeDirectories(path + "/member/wal", "root", tool.run().now())
            .write(path + "/member/snap/db", Snapshots.text(saved.id()), "root", tool.run().now());
    NodeFiles.change(tool.run(), tool.node(), after.changesSince(files));
    return ToolRun.fail(
        0,
        log("restoring snapshot", "\"path\":\"" + file + "\",\"data-dir\":\"" + directory + "\"")
            + log(
                "restored snapshot",
                "\"path\":\"" + file + "\",\"data-dir\":\"" + directory + "\""));
  }
}
