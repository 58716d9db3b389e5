package seodang.kube.kubelet;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.apiserver.Claims;
import seodang.kube.engine.Run;
import seodang.shell.FileTree;

/// Whether the directories of a node that a Pod mounts as they are, are there and what the Pod
/// says.
///
/// What Pods wrote is remembered; what every node has of itself is listed here.
public final class NodePaths {
  private static final Set<String> DIRECTORIES =
      Set.of(
          "/",
          "/bin",
          "/boot",
          "/dev",
          "/etc",
          "/home",
          "/lib",
          "/media",
          "/mnt",
          "/opt",
          "/proc",
          "/root",
          "/run",
          "/sbin",
          "/srv",
          "/sys",
          "/tmp",
          "/usr",
          "/var",
          "/dev/shm",
          "/etc/cni/net.d",
          "/etc/kubernetes",
          "/etc/ssl/certs",
          "/lib/modules",
          "/opt/cni/bin",
          "/run/containerd",
          "/sys/fs/bpf",
          "/sys/fs/cgroup",
          "/usr/bin",
          "/usr/lib",
          "/usr/local",
          "/usr/share",
          "/usr/share/ca-certificates",
          "/usr/src",
          "/var/lib",
          "/var/lib/calico",
          "/var/lib/containerd",
          "/var/lib/kubelet",
          "/var/log",
          "/var/log/containers",
          "/var/log/pods",
          "/var/run",
          "/var/tmp");
  private static final Set<String> FILES =
      Set.of(
          "/etc/hostname",
          "/etc/hosts",
          "/etc/localtime",
          "/etc/machine-id",
          "/etc/os-release",
          "/etc/passwd",
          "/etc/resolv.conf",
          "/etc/timezone",
          "/run/xtables.lock");
  private static final Set<String> SOCKETS =
      Set.of("/run/containerd/containerd.sock", "/var/run/containerd/containerd.sock");
  private static final Set<String> CHARACTER_DEVICES =
      Set.of(
          "/dev/fuse",
          "/dev/kmsg",
          "/dev/null",
          "/dev/random",
          "/dev/tty",
          "/dev/urandom",
          "/dev/zero");

  private final Run run;
  private final String node;
  private final FileTree written;
  private final FileTree disk;

  private NodePaths(Run run, String node) {
    this.run = run;
    this.node = node;
    this.written =
        run.recall("host/" + node) instanceof Json.Object kept
            ? FileTree.fromJson(kept, FileTree.Limits.STANDARD)
            : FileTree.empty();
    this.disk =
        run.recall("disk-of/" + node) instanceof Json.Object changes
            ? FileTree.empty().withChanges(changes)
            : FileTree.empty();
  }

  /// Why a Pod's volumes cannot be mounted on its node, in the kubelet's words; null when they can.
  static @Nullable String problem(Run run, Json.Object pod) {
    for (Json.Object volume : pod.object("spec").array("volumes").objects()) {
      Json.Object disk = Claims.disk(run, pod, volume);
      Json.Object source = disk == null ? volume : disk.object("spec");
      if (!source.has("hostPath") && !source.has("local")) {
        continue;
      }
      NodePaths paths = new NodePaths(run, pod.object("spec").text("nodeName"));
      String name = disk == null ? volume.text("name") : Meta.name(disk);
      String local = source.object("local").text("path");
      String why = paths.unlike(source.object("hostPath"));
      if (why != null) {
        return "MountVolume.SetUp failed for volume \""
            + name
            + "\" : hostPath type check failed: "
            + why;
      }
      if (!local.isEmpty() && !paths.isDirectory(local) && !paths.isFile(local)) {
        return "MountVolume.NewMounter initialization failed for volume \""
            + name
            + "\" : path \""
            + local
            + "\" does not exist";
      }
    }
    return null;
  }

  private boolean isDirectory(String path) {
    return DIRECTORIES.contains(FileTree.resolve("/", path))
        || written.isDirectory(path)
        || disk.isDirectory(path);
  }

  private boolean isFile(String path) {
    return FILES.contains(path) || written.isFile(path) || disk.isFile(path);
  }

  /// What Pods had made on a node.
  public static FileTree made(Run run, String node) {
    return new NodePaths(run, node).written;
  }

  /// What a path is not, though its type says so; makes what is to be made.
  private @Nullable String unlike(Json.Object hostPath) {
    String path = hostPath.text("path");
    boolean exists = isDirectory(path) || isFile(path);
    return switch (hostPath.text("type")) {
      case "Directory" -> isDirectory(path) ? null : path + " is not a directory";
      case "DirectoryOrCreate" ->
          !exists || isDirectory(path) ? null : path + " is not a directory";
      case "File" -> isFile(path) ? null : path + " is not a file";
      case "FileOrCreate" -> exists ? notFile(path) : create(path);
      case "Socket" -> SOCKETS.contains(path) ? null : path + " is not a socket file";
      case "CharDevice" ->
          CHARACTER_DEVICES.contains(path) ? null : path + " is not a character device";
      case "BlockDevice" -> path + " is not a block device";
      default -> null;
    };
  }

  private @Nullable String notFile(String path) {
    return isFile(path) ? null : path + " is not a file";
  }

  private @Nullable String create(String path) {
    String parent = FileTree.parent(path);
    if (!isDirectory(parent)) {
      return "open " + path + ": no such file or directory";
    }
    run.remember(
        "host/" + node,
        written.makeDirectories(parent, "root", run.now()).write(path, "", run.now()).toJson());
    return null;
  }
}
