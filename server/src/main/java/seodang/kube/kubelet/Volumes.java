package seodang.kube.kubelet;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.apiserver.Claims;
import seodang.kube.engine.Run;
import seodang.shell.FileTree;
import seodang.shell.Node;

/// The volumes of a Pod as its containers see them: mounted whenever a process is about to run, and
/// taken out again, with what was written, when it stops.
///
/// What is in them is remembered as file trees under `volume/UID/NAME` (what ends with the Pod),
/// `host/NODE` (the node's own files) and `disk/NAME` (a PersistentVolume).
public final class Volumes {
  private final Run run;
  private final Json.Object pod;

  private Volumes(Run run, Json.Object pod) {
    this.run = run;
    this.pod = pod;
  }

  /// A container's files with its volumes in their places.
  static FileTree mount(Run run, Json.Object pod, String container, FileTree files) {
    return new Volumes(run, pod).mount(container, files);
  }

  /// Keeps what was written to the volumes; answers the files with empty mount points.
  static FileTree unmount(Run run, Json.Object pod, String container, FileTree files) {
    return new Volumes(run, pod).unmount(container, files);
  }

  /// Fills the volumes made of objects: ConfigMaps, Secrets, what a Pod tells of itself.
  static void fill(Run run, Json.Object pod, String ip) {
    for (Json.Object volume : pod.object("spec").array("volumes").objects()) {
      String key = own(pod, volume);
      if (isMade(volume) && run.recall(key) == null) {
        run.remember(key, Mounts.content(run, pod, volume, ip).toJson());
      }
    }
  }

  /// The volumes made of objects are made anew, as a kubelet does some time after a change.
  static void refresh(Run run, Json.Object pod, String ip) {
    for (Json.Object volume : pod.object("spec").array("volumes").objects()) {
      boolean changes = volume.has("configMap") || volume.has("secret") || volume.has("projected");
      if (changes || volume.has("downwardAPI")) {
        run.remember(own(pod, volume), Mounts.content(run, pod, volume, ip).toJson());
      }
    }
  }

  /// Removes a directory of a node with all that is in it.
  public static void erase(Run run, String node, String path) {
    if (run.recall("host/" + node) instanceof Json.Object kept) {
      FileTree files = FileTree.fromJson(kept, FileTree.Limits.STANDARD);
      if (files.exists(path)) {
        run.remember("host/" + node, files.remove(path, run.now()).toJson());
      }
    }
  }

  /// Removes what a PersistentVolume that is no directory of a node holds.
  public static void eraseDisk(Run run, String volume) {
    run.forget("disk/" + volume);
  }

  /// Whether a Pod has files of a ConfigMap or Secret of that name.
  static boolean mounts(Json.Object pod, String name) {
    for (Json.Object volume : pod.object("spec").array("volumes").objects()) {
      boolean here =
          volume.object("configMap").text("name").equals(name)
              || volume.object("secret").text("secretName").equals(name)
              || volume.object("projected").array("sources").objects().stream()
                  .anyMatch(s ->
                      s.object("configMap").text("name").equals(name)
                          || s.object("secret").text("name").equals(name));
      if (here) {
        return true;
      }
    }
    return false;
  }

  private static String own(Json.Object pod, Json.Object volume) {
    return "volume/" + Meta.uid(pod) + "/" + volume.text("name");
  }

  private static boolean isMade(Json.Object volume) {
    return volume.has("configMap")
        || volume.has("secret")
        || volume.has("projected")
        || volume.has("downwardAPI");
  }

  private Json.Object spec(String container) {
    for (String list : java.util.List.of("containers", "initContainers", "ephemeralContainers")) {
      for (Json.Object c : pod.object("spec").array(list).objects()) {
        if (c.text("name").equals(container)) {
          return c;
        }
      }
    }
    return Json.object();
  }

  private Json.@Nullable Object volume(Json.Object mount) {
    for (Json.Object volume : pod.object("spec").array("volumes").objects()) {
      if (volume.text("name").equals(mount.text("name"))) {
        return volume;
      }
    }
    return null;
  }

  private FileTree mount(String container, FileTree files) {
    FileTree result = files;
    for (Json.Object mount : spec(container).array("volumeMounts").objects()) {
      Json.Object volume = volume(mount);
      if (volume != null) {
        result = mount(result, mount, volume);
      }
    }
    return SecurityContext.of(pod, spec(container)).isRootReadOnly()
        ? closed(result, container)
        : result;
  }

  /// Nothing can be changed but what is mounted to be written to.
  private FileTree closed(FileTree files, String container) {
    FileTree result = files.withReadOnly("/").withWritable("/dev");
    for (Json.Object mount : spec(container).array("volumeMounts").objects()) {
      Json.Object volume = volume(mount);
      if (volume != null && !isMade(volume) && !mount.bool("readOnly")) {
        result = result.withWritable(mount.text("mountPath"));
      }
    }
    return result;
  }

  private FileTree mount(FileTree files, Json.Object mount, Json.Object volume) {
    String path = mount.text("mountPath");
    FileTree whole = load(volume);
    String within = place(mount, volume);
    Node node = whole.node(within);
    if (node == null) {
      whole = whole.makeDirectories(within, "root", run.now());
      node = java.util.Objects.requireNonNull(whole.node(within));
    }
    FileTree result = files.makeDirectories(FileTree.parent(path), "root", run.now());
    if (result.isDirectory(path) != node instanceof Node.Directory && result.exists(path)) {
      result = result.remove(path, run.now());
    }
    result = result.put(path, node, run.now());
    return mount.bool("readOnly") || isMade(volume) ? result.withReadOnly(path) : result;
  }

  private FileTree unmount(String container, FileTree files) {
    // Without what keeps a mounted path from being changed.
    FileTree result = FileTree.empty(files.limits()).put("/", files.root(), run.now());
    for (Json.Object mount : spec(container).array("volumeMounts").objects()) {
      Json.Object volume = volume(mount);
      String path = mount.text("mountPath");
      Node node = volume == null ? null : result.node(path);
      if (volume == null || node == null) {
        continue;
      }
      if (!isMade(volume) && !mount.bool("readOnly")) {
        save(volume, place(mount, volume), node);
      }
      result = result.remove(path, run.now());
      if (node instanceof Node.Directory) {
        result = result.makeDirectories(path, "root", Instant.EPOCH);
      }
    }
    return result;
  }

  // Where volumes are kept.

  private FileTree load(Json.Object volume) {
    if (run.recall(key(volume)) instanceof Json.Object kept) {
      return FileTree.fromJson(kept, FileTree.Limits.STANDARD);
    }
    // A fresh one is anybody's to write to; what is on a node is not.
    return key(volume).startsWith("host/") ? FileTree.empty() : FileTree.anybodys();
  }

  private void save(Json.Object volume, String within, Node node) {
    String key = key(volume);
    FileTree before = load(volume);
    if (java.util.Objects.equals(before.node(within), node)) {
      return;
    }
    FileTree after =
        (within.equals("/")
                ? before
                : before.makeDirectories(FileTree.parent(within), "root", run.now()))
            .put(within, node, run.now());
    run.remember(key, after.toJson());
  }

  private String key(Json.Object volume) {
    if (volume.has("hostPath")) {
      return "host/" + pod.object("spec").text("nodeName");
    }
    Json.Object disk = Claims.disk(run, pod, volume);
    if (disk != null) {
      return disk.object("spec").has("hostPath") || disk.object("spec").has("local")
          ? "host/" + pod.object("spec").text("nodeName")
          : "disk/" + Meta.name(disk);
    }
    return own(pod, volume);
  }

  /// Where in what is kept the mounted part begins.
  private String place(Json.Object mount, Json.Object volume) {
    Json.Object disk = Claims.disk(run, pod, volume);
    Json.Object source = disk == null ? volume : disk.object("spec");
    String base =
        source.has("hostPath")
            ? source.object("hostPath").text("path")
            : source.object("local").text("path", "/");
    String sub = mount.text("subPath");
    if (mount.has("subPathExpr")) {
      sub = Mounts.expand(mount.text("subPathExpr"), java.util.Map.of("POD_NAME", Meta.name(pod)));
    }
    return FileTree.resolve(base, sub.isEmpty() ? "." : sub);
  }
}
