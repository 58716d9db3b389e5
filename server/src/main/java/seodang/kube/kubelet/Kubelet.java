package seodang.kube.kubelet;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.apiserver.VolumeAttachments;
import seodang.kube.engine.Client;
import seodang.kube.engine.Component;
import seodang.kube.engine.Faults;
import seodang.kube.engine.Run;
import seodang.kube.network.Network;
import seodang.kube.store.Change;

/// The kubelets of all nodes. Keys are `NODE/sync/NAMESPACE/NAME` (bring a Pod nearer to its spec),
/// `NODE/status/NAMESPACE/NAME` (report it), `NODE/process/UID/CONTAINER` (let a process run on),
/// `NODE/probe/UID/CONTAINER/TYPE`, `NODE/volumes/UID` (make files of objects anew), and
/// `NODE/exec/SESSION`, `NODE/disk/` (a disk that fills). Containers run on without a kubelet.
public final class Kubelet implements Component {
  private static final String PODS = "/registry/pods/";
  private static final String CONFIG_MAPS = "/registry/configmaps/";
  private static final String SECRETS = "/registry/secrets/";

  @Override
  public String name() {
    return "kubelet";
  }

  @Override
  public String process(String key) {
    String node = key.substring(0, key.indexOf('/'));
    boolean alone = key.startsWith("process/", node.length() + 1);
    return (alone ? "node/" : "kubelet/") + node;
  }

  static Client client(Run run, String node) {
    return new Client(run, "kubelet/" + node);
  }

  @Override
  public void observe(Run run, Change change) {
    if (change.key().startsWith(CONFIG_MAPS) || change.key().startsWith(SECRETS)) {
      remount(run, change);
    }
    if (change.key().startsWith(VolumeAttachments.PREFIX)) {
      attached(run, change.after());
    }
    if (!change.key().startsWith(PODS)) {
      return;
    }
    Json.Object after = change.after();
    Json.Object before = change.before();
    Json.Object pod = after == null ? before : after;
    if (pod == null) {
      return;
    }
    String node = pod.object("spec").text("nodeName");
    if (node.isEmpty() || !isServed(run, node, pod)) {
      return;
    }
    boolean matters =
        before == null
            || after == null
            || !before.object("spec").equals(after.object("spec"))
            || !before
                .object("metadata")
                .text("deletionTimestamp")
                .equals(after.object("metadata").text("deletionTimestamp"));
    if (matters) {
      sync(
          run,
          node,
          Meta.namespace(pod),
          Meta.name(pod),
          Duration.ofMillis(run.dice().between(3, 8)));
    }
  }

  /// Whether there is a kubelet that looks after a Pod: none where there is no node, but that of a
  /// deleted Node keeps what it has.
  private static boolean isServed(Run run, String node, Json.Object pod) {
    return run.get("", "nodes", "", node) == null
        ? PodRun.recall(run, Meta.uid(pod)) != null
        : !BareNodes.isBare(run, node);
  }

  /// The Pods of a node that got a volume may have waited for it.
  private void attached(Run run, Json.@Nullable Object attachment) {
    if (attachment == null || !attachment.object("status").bool("attached")) {
      return;
    }
    String node = attachment.object("spec").text("nodeName");
    for (Json.Object pod : run.list("", "pods", "")) {
      boolean waits = pod.object("status").text("phase").equals("Pending");
      if (waits
          && pod.object("spec").text("nodeName").equals(node)
          && !BareNodes.isBare(run, node)) {
        Duration soon = Duration.ofMillis(run.dice().between(100, 300));
        sync(run, node, Meta.namespace(pod), Meta.name(pod), soon);
      }
    }
  }

  /// Files of a ConfigMap or Secret that changed follow it after the kubelet's next round.
  private void remount(Run run, Change change) {
    Json.Object after = change.after();
    if (change.before() == null || after == null) {
      return;
    }
    for (Json.Object pod : run.list("", "pods", Meta.namespace(after))) {
      String node = pod.object("spec").text("nodeName");
      if (!node.isEmpty() && Volumes.mounts(pod, Meta.name(after))) {
        wake(run, node, "volumes", Meta.uid(pod), Duration.ofSeconds(run.dice().between(30, 90)));
      }
    }
  }

  void sync(Run run, String node, String namespace, String name, Duration delay) {
    run.enqueue(this, node + "/sync/" + namespace + "/" + name, delay);
  }

  void sync(Run run, PodRun pod, Duration delay) {
    sync(run, pod.node(), pod.namespace(), pod.name(), delay);
  }

  /// Reports the Pod's state after the short while in which a kubelet gathers changes.
  void report(Run run, PodRun pod) {
    run.enqueue(
        this,
        pod.node() + "/status/" + pod.namespace() + "/" + pod.name(),
        Duration.ofMillis(run.dice().between(250, 450)));
  }

  void wake(Run run, String node, String kind, String id, Duration delay) {
    run.enqueue(this, node + "/" + kind + "/" + id, delay);
  }

  @Override
  public void resync(Run run, String process) {
    if (process.startsWith("node/")) {
      Reboot.of(run, process.substring("node/".length()));
    }
    if (process.startsWith("disk/")) {
      wake(run, process.substring("disk/".length()), "disk", "", Duration.ZERO);
    }
    if (!process.startsWith("kubelet/")) {
      return;
    }
    String node = process.substring("kubelet/".length());
    if (Faults.silentSince(run, node) != null || Faults.outage(run) != null) {
      return;
    }
    Reboot.tell(run, node);
    if (run.isBroken("containerd/" + node)) {
      NodeStatus.runtimeDown(run, node);
      return;
    }
    wake(run, node, "disk", "", Duration.ofSeconds(10));
    NodeStatus.ready(run, node);
    for (Json.Object pod : run.list("", "pods", "")) {
      if (pod.object("spec").text("nodeName").equals(node)) {
        sync(run, node, Meta.namespace(pod), Meta.name(pod), Duration.ofMillis(200));
      }
    }
    for (PodRun pod : PodRuns.on(run, node)) {
      sync(run, pod, Duration.ofMillis(200));
      for (String container : pod.json().object("containers").keys()) {
        wake(run, node, "process", pod.uid() + "/" + container, Duration.ofMillis(10));
        Probes.schedule(this, run, pod, container);
      }
    }
  }

  @Override
  public void broken(Run run, String process) {
    if (process.startsWith("containerd/")) {
      String node = process.substring("containerd/".length());
      if (Faults.silentSince(run, node) == null && Faults.outage(run) == null) {
        NodeStatus.runtimeDown(run, node);
      }
    }
    if (process.startsWith("disk/")) {
      wake(run, process.substring("disk/".length()), "disk", "", Duration.ofSeconds(10));
    }
  }

  @Override
  public void reconcile(Run run, String key) {
    String[] parts = key.split("/");
    switch (parts[1]) {
      case "sync" -> new PodSync(this, run, parts[0]).sync(parts[2], parts[3]);
      case "status" -> status(run, parts[0], parts[2], parts[3]);
      case "process" -> withPod(run, parts[2], pod -> Processes.resume(this, run, pod, parts[3]));
      case "probe" ->
          withPod(run, parts[2], pod -> Probes.probe(this, run, pod, parts[3], parts[4]));
      case "volumes" ->
          withPod(
              run,
              parts[2],
              pod -> {
                Json.Object object = pod.pod(run);
                if (object != null) {
                  Volumes.refresh(run, object, pod.ip());
                }
              });
      case "disk" -> DiskPressure.look(this, run, parts[0]);
      case "exec" -> Exec.resume(this, run, parts[2]);
      default -> throw new IllegalArgumentException(key);
    }
  }

  private void withPod(Run run, String uid, java.util.function.Consumer<PodRun> action) {
    PodRun pod = PodRun.recall(run, uid);
    if (pod != null) {
      action.accept(pod);
    }
  }

  private void status(Run run, String node, String namespace, String name) {
    Json.Object pod = run.get("", "pods", namespace, name);
    PodRun podRun = pod == null ? null : PodRun.recall(run, Meta.uid(pod));
    if (pod != null && podRun != null) {
      write(run, node, pod, StatusReport.of(run, pod, podRun));
    }
  }

  /// Writes a status where it differs from what the API server has.
  static void write(Run run, String node, Json.Object pod, Json.Object status) {
    if (!status.equals(pod.object("status"))) {
      client(run, node).patchStatus("", "pods", pod, status);
    }
  }

  /// When the next thing that was remembered as an instant is due from now; never negative.
  static Duration until(Run run, @Nullable Instant instant) {
    Duration d = instant == null ? Duration.ZERO : Duration.between(run.now(), instant);
    return d.isNegative() ? Duration.ZERO : d;
  }

  /// Everything remembered of a Pod goes.
  static void forget(Run run, String uid) {
    run.forget("pod/" + uid);
    run.forget(Network.TOLD + uid);
    ContainerLog.forget(run, uid);
    Usage.forget(run, uid);
    for (String prefix : List.of("files/", "process/", "volume/")) {
      for (Map.Entry<String, Json> entry :
          Map.copyOf(run.recallAll(prefix + uid + "/")).entrySet()) {
        run.forget(entry.getKey());
      }
    }
  }
}
