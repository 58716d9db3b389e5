package seodang.kube.kubelet;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiResponse;
import seodang.kube.Meta;
import seodang.kube.engine.Client;
import seodang.kube.engine.Component;
import seodang.kube.engine.Dice;
import seodang.kube.engine.Run;
import seodang.kube.engine.Snapshots;
import seodang.kube.image.Catalogue;
import seodang.kube.store.Change;
import seodang.shell.FileTree;

/// What kubelets do about their manifests: a mirror Pod for each file, and the process of the
/// control plane that runs in it. Keys are `NODE` and `NODE/up`.
///
/// A process that stands still for want of its manifest is marked under `static/PROCESS`.
public final class StaticPods implements Component {
  private static final List<String> PROCESSES =
      List.of("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler");
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration START = Duration.ofSeconds(4);
  private static final String MARK = "static/";

  @Override
  public String name() {
    return "kubelet-manifests";
  }

  @Override
  public String process(String key) {
    int slash = key.indexOf('/');
    return "kubelet/" + (slash < 0 ? key : key.substring(0, slash));
  }

  /// Files were written.
  public static void changed(Run run, String node) {
    run.enqueue(new StaticPods(), node, LOOK);
  }

  @Override
  public void observe(Run run, Change change) {
    Json.Object before = change.before();
    if (change.after() != null || before == null || !change.key().startsWith("/registry/pods/")) {
      return;
    }
    String node = before.object("spec").text("nodeName");
    if (Manifests.isMirror(before) && run.get("", "nodes", "", node) != null) {
      if (run.recall("manifests/" + node) == null) {
        Map<String, String> files = new TreeMap<>(Manifests.of(run, node));
        files.put(Manifests.shortName(before, node) + ".yaml", Manifests.text(before, node));
        Manifests.keep(run, node, files);
      }
      changed(run, node);
    }
  }

  @Override
  public void resync(Run run, String process) {
    String node = process.startsWith("kubelet/") ? process.substring("kubelet/".length()) : "";
    if (run.recall("manifests/" + node) != null) {
      changed(run, node);
    }
  }

  @Override
  public void reconcile(Run run, String key) {
    int slash = key.indexOf('/');
    String node = slash < 0 ? key : key.substring(0, slash);
    if (run.recall("manifests/" + node) == null || run.get("", "nodes", "", node) == null) {
      return;
    }
    Map<String, Json.Object> wanted = new TreeMap<>();
    for (String text : Manifests.of(run, node).values()) {
      Json.Object pod = Manifests.read(text);
      if (pod != null) {
        wanted.put(name(pod, node), pod.with("text", text));
      }
    }
    if (slash >= 0) {
      start(run, node, wanted);
    } else {
      new Look(this, run, node, wanted).look();
    }
  }

  /// Processes whose manifests are back begin to work.
  private static void start(Run run, String node, Map<String, Json.Object> wanted) {
    for (Json.Object pod : wanted.values()) {
      String process = process(pod);
      if (process != null && run.recall(MARK + process) != null && works(pod)) {
        run.forget(MARK + process);
        if (process.equals("etcd")) {
          Snapshots.begin(run, data(run, node, pod));
        }
        run.fault(process, false);
      }
    }
  }

  /// What lies in etcd's data directory where something was restored into it; `""` where not.
  private static String data(Run run, String node, Json.Object pod) {
    String directory = "/var/lib/etcd";
    Json.Object container = pod.object("spec").array("containers").objects().getFirst();
    for (String word : container.array("command").texts()) {
      if (word.startsWith("--data-dir=")) {
        directory = word.substring("--data-dir=".length());
      }
    }
    for (Json.Object volume : pod.object("spec").array("volumes").objects()) {
      if (volume.text("name").equals("etcd-data")) {
        directory = volume.object("hostPath").text("path", directory);
      }
    }
    FileTree written = FileTree.empty().withChanges(run.recallObject("disk-of/" + node));
    String file = directory + "/member/snap/db";
    return written.isFile(file) ? written.read(file) : "";
  }

  private static String name(Json.Object pod, String node) {
    return Meta.namespace(pod).isEmpty()
        ? "default/" + Meta.name(pod) + "-" + node
        : Meta.namespace(pod) + "/" + Meta.name(pod) + "-" + node;
  }

  /// The process of the control plane that a Pod runs; null for any other Pod.
  private static @Nullable String process(Json.Object pod) {
    String first = pod.object("spec").array("containers").objects().getFirst().text("name");
    return Meta.namespace(pod).equals("kube-system") && PROCESSES.contains(first) ? first : null;
  }

  /// Whether a manifest of the control plane leads to a process that lives.
  private static boolean works(Json.Object pod) {
    Json.Object container = pod.object("spec").array("containers").objects().getFirst();
    List<String> command = container.array("command").texts();
    boolean reaches =
        command.stream()
            .filter(word -> word.startsWith("--etcd-servers="))
            .allMatch(word -> word.contains(":2379"));
    return Catalogue.find(container.text("image")) != null
        && !command.isEmpty()
        && command.getFirst().equals(container.text("name"))
        && reaches;
  }

  /// One look at a node's manifests.
  private record Look(StaticPods pods, Run run, String node, Map<String, Json.Object> wanted) {

    void look() {
      Map<String, Json.Object> standing = new HashMap<>();
      for (Json.Object mirror : Manifests.mirrors(run, node)) {
        standing.put(Meta.key(mirror), mirror);
        if (!isSame(mirror, wanted.get(Meta.key(mirror)))) {
          end(mirror);
        }
      }
      boolean refused = false;
      for (Map.Entry<String, Json.Object> entry : wanted.entrySet()) {
        String process = process(entry.getValue());
        if (process != null && run.recall(MARK + process) != null) {
          run.enqueue(pods, node + "/up", START);
        }
        Json.Object mirror = standing.get(entry.getKey());
        if (mirror == null) {
          refused |= !create(entry.getValue());
        } else {
          revive(mirror);
        }
      }
      if (refused) {
        run.enqueue(pods, node, Duration.ofSeconds(10));
      }
    }

    private boolean isSame(Json.Object mirror, Json.@Nullable Object pod) {
      return pod != null
          && (pod.text("text").equals(Manifests.text(mirror, node))
              || hash(pod).equals(Meta.annotations(mirror).text(Manifests.MIRROR)));
    }

    /// Stops what runs by a manifest that is gone or another now.
    private void end(Json.Object mirror) {
      String process = process(mirror);
      PodRun standing = PodRun.recall(run, Meta.uid(mirror));
      Client client = Kubelet.client(run, node);
      if (standing != null && !standing.json().has("removed")) {
        for (String container : standing.json().object("containers").keys()) {
          if (standing.isRunning(container)) {
            client.event(
                mirror,
                StatusReport.fieldPath(mirror, container),
                "Normal",
                "Killing",
                "Stopping container " + container,
                node);
            standing = Processes.kill(run, standing, container);
          }
        }
        standing.with("removed", Json.bool(true)).remember(run);
      }
      var _ = client.delete("", "pods", mirror, 0, "");
      if (process != null && !run.isBroken(process)) {
        run.remember(MARK + process, Json.bool(true));
        run.fault(process, true);
      }
    }

    /// A mirror whose containers were stopped while the API server was away.
    private void revive(Json.Object mirror) {
      PodRun standing = PodRun.recall(run, Meta.uid(mirror));
      if (standing != null && standing.json().has("removed")) {
        PodRun back = standing.without("removed");
        back.remember(run);
        new Kubelet().sync(run, back, Duration.ofSeconds(1));
      }
    }

    private String hash(Json.Object pod) {
      return new Dice(pod.text("text").hashCode() * 31L + pod.text("text").length()).hex(32);
    }

    private boolean create(Json.Object pod) {
      Json.Object metadata = pod.object("metadata");
      Json.Object annotations =
          metadata
              .object("annotations")
              .with("kubernetes.io/config.hash", hash(pod))
              .with(Manifests.MIRROR, hash(pod))
              .with("kubernetes.io/config.seen", run.now().toString())
              .with("kubernetes.io/config.source", "file");
      String namespace = Meta.namespace(pod).isEmpty() ? "default" : Meta.namespace(pod);
      Json.Object mirror =
          pod.without("text")
              .with(
                  "metadata",
                  metadata
                      .with("name", (Meta.name(pod) + "-" + node).toLowerCase(Locale.ROOT))
                      .with("namespace", namespace)
                      .with("annotations", annotations))
              .with(
                  "spec",
                  pod.object("spec")
                      .with("nodeName", node)
                      .with(
                          "tolerations",
                          Json.array(Json.object("effect", "NoExecute", "operator", "Exists"))));
      ApiResponse answer = Kubelet.client(run, node).create("", "pods", namespace, mirror);
      return answer.ok() || answer.status() == 409 || answer.status() == 422;
    }
  }
}
