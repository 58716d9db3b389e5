package seodang.kube.kubelet;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.Quantity;
import seodang.kube.apiserver.Conditions;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;
import seodang.kube.image.Catalogue;

/// What a kubelet does about a disk that fills, as its eviction manager: it says so, drops images
/// that nobody uses, then ends one Pod every ten seconds; five minutes after there is room again it
/// says that too.
///
/// Remembered under `disk/NODE`: since when it is said, and when the disk was full last.
final class DiskPressure {
  static final String EVICTED = "Evicted";
  private static final String RESOURCE = "ephemeral-storage";
  private static final Duration PERIOD = Duration.ofSeconds(10);
  private static final Duration TRANSITION = Duration.ofMinutes(5);
  private static final Set<String> CRITICAL =
      Set.of("system-node-critical", "system-cluster-critical");

  /// Of the disk, what is to stay free; Go holds it as a `float32`.
  private static final float THRESHOLD = 0.1f;

  /// What a container has on the disk before it writes anything.
  private static final long EMPTY_CONTAINER = 28 << 10;

  private final Kubelet kubelet;
  private final Run run;
  private final String name;
  private final Json.Object node;
  private final Client client;

  private DiskPressure(Kubelet kubelet, Run run, String name, Json.Object node) {
    this.kubelet = kubelet;
    this.run = run;
    this.name = name;
    this.node = node;
    client = Kubelet.client(run, name);
  }

  static void look(Kubelet kubelet, Run run, String name) {
    Json.Object node = run.get("", "nodes", "", name);
    if (node != null) {
      new DiskPressure(kubelet, run, name, node).look();
    }
  }

  /// Whether a node under pressure takes no such Pod.
  static boolean refuses(Run run, String name, Json.Object pod) {
    return run.recall("disk/" + name) != null && !isCritical(pod);
  }

  static Json.Object refused(Run run, Json.Object pod) {
    return pod.object("status")
        .merge(
            Json.object(
                "phase",
                "Failed",
                "reason",
                EVICTED,
                "message",
                "The node had condition: [DiskPressure]. ",
                "startTime",
                Meta.time(run.now())));
  }

  private static boolean isCritical(Json.Object pod) {
    return CRITICAL.contains(pod.object("spec").text("priorityClassName"))
        || Meta.annotations(pod).has("kubernetes.io/config.mirror");
  }

  private void look() {
    Json.Object told = run.recallObject("disk/" + name);
    if (run.isBroken("disk/" + name)) {
      boolean first = told.isEmpty();
      if (first) {
        tell("True", "KubeletHasDiskPressure", "kubelet has disk pressure");
        client.event(
            node, "", "Warning", "EvictionThresholdMet", "Attempting to reclaim " + RESOURCE, name);
        dropImages();
      } else {
        evictOne();
      }
      run.remember("disk/" + name, Json.object("full", run.now().toString()));
      kubelet.wake(run, name, "disk", "", PERIOD);
      return;
    }
    Instant full = Meta.instant(told.get("full"));
    if (full == null) {
      return;
    }
    Duration left = Duration.between(run.now(), full.plus(TRANSITION));
    if (left.isPositive()) {
      kubelet.wake(run, name, "disk", "", left);
    } else {
      run.forget("disk/" + name);
      tell("False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure");
    }
  }

  private void tell(String status, String reason, String message) {
    Json.Object condition =
        Meta.condition(node, "DiskPressure")
            .merge(Json.object("status", status, "reason", reason, "message", message))
            .with("lastHeartbeatTime", Meta.time(run.now()))
            .with("lastTransitionTime", Meta.time(run.now()));
    Json.Array conditions = Conditions.set(node.object("status").array("conditions"), condition);
    var _ = client.updateStatus("", "nodes", node.withAt(conditions, "status", "conditions"));
    String event = status.equals("True") ? "NodeHasDiskPressure" : "NodeHasNoDiskPressure";
    client.event(node, "", "Normal", event, "Node " + name + " status is now: " + event, name);
  }

  private void dropImages() {
    Set<String> used = new HashSet<>();
    for (PodRun pod : PodRuns.on(run, name)) {
      for (String container : pod.json().object("containers").keys()) {
        used.add(Catalogue.full(pod.container(container).text("imageId")));
      }
    }
    String prefix = "image/" + name + "/";
    for (String key : List.copyOf(run.recallAll(prefix).keySet())) {
      if (!used.contains(key.substring(prefix.length()))) {
        run.forget(key);
      }
    }
  }

  // Eviction.

  private void evictOne() {
    PodRun chosen =
        PodRuns.on(run, name).stream()
            .filter(this::isEvictable)
            .min(
                Comparator.comparingLong(this::priority)
                    .thenComparingLong(pod -> -used(pod))
                    .thenComparing(PodRun::uid))
            .orElse(null);
    Json.Object pod = chosen == null ? null : chosen.pod(run);
    if (chosen != null && pod != null) {
      evict(pod, chosen);
    }
  }

  private boolean isEvictable(PodRun podRun) {
    Json.Object pod = podRun.pod(run);
    String phase = pod == null ? "" : pod.object("status").text("phase");
    return pod != null
        && !Meta.isDeleting(pod)
        && !podRun.json().has("failed")
        && !phase.equals("Succeeded")
        && !phase.equals("Failed")
        && !isCritical(pod);
  }

  private long priority(PodRun podRun) {
    Json.Object pod = podRun.pod(run);
    return pod == null ? 0 : pod.object("spec").number("priority", 0);
  }

  private long used(PodRun podRun) {
    long sum = 0;
    for (String container : podRun.json().object("containers").keys()) {
      sum += used(podRun, container);
    }
    return sum;
  }

  private long used(PodRun podRun, String container) {
    long bytes = EMPTY_CONTAINER;
    for (Json piece : run.recallAll("log/" + podRun.uid() + "/" + container + "/").values()) {
      bytes += piece instanceof Json.Text text ? text.value().length() : 0;
    }
    return (bytes + 4095) / 4096 * 4096;
  }

  private void evict(Json.Object pod, PodRun podRun) {
    String message = message(pod, podRun);
    client.event(pod, "", "Warning", EVICTED, message, name);
    Json.Object target = Conditions.disruptionTarget("TerminationByKubelet", message, run.now());
    Json.Array conditions = pod.object("status").array("conditions").add(target);
    Kubelet.write(run, name, pod, pod.object("status").with("conditions", conditions));
    for (String container : podRun.json().object("containers").keys()) {
      if (podRun.isRunning(container)) {
        client.event(
            pod,
            StatusReport.fieldPath(pod, container),
            "Normal",
            "Killing",
            "Stopping container " + container,
            name);
      }
    }
    PodRun ending =
        podRun
            .with("failed", Json.object("reason", EVICTED, "message", message))
            .with("stopping", Json.text(run.now().toString()));
    ending.remember(run);
    kubelet.sync(run, ending, Duration.ofMillis(run.dice().between(80, 120)));
  }

  private String message(Json.Object pod, PodRun podRun) {
    StringBuilder message =
        new StringBuilder("The node was low on resource: ").append(RESOURCE).append(". ");
    Quantity capacity = Quantity.of(node.object("status").object("capacity").get(RESOURCE));
    long threshold = (long) ((double) capacity.whole() * THRESHOLD);
    message
        .append("Threshold quantity: ")
        .append(binary(threshold))
        .append(", available: ")
        .append(binary(threshold / 100 * 47 / 1024 * 1024))
        .append(". ");
    for (Json.Object container : pod.object("spec").array("containers").objects()) {
      String of = container.text("name");
      Json request = container.object("resources").object("requests").get(RESOURCE);
      long asked = request == null ? 0 : Quantity.of(request).whole();
      long used = used(podRun, of);
      if (used > asked) {
        message
            .append("Container ")
            .append(of)
            .append(" was using ")
            .append(binary(used))
            .append(", request is ")
            .append(asked(request))
            .append(", has larger consumption of ")
            .append(RESOURCE)
            .append(". ");
      }
    }
    return message.toString();
  }

  private static String asked(@Nullable Json request) {
    return request == null ? "0" : Quantity.of(request).toString();
  }

  private static String binary(long bytes) {
    return new Quantity(java.math.BigDecimal.valueOf(bytes), Quantity.Format.BINARY).toString();
  }
}
