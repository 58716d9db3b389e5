package seodang.kube.node;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Dice;
import seodang.kube.engine.Run;

/// The units of a node's systemd, and its processes.
///
/// What a unit went through is remembered under `unit/NODE/NAME` as a list of `{at, did}`; whether
/// it runs is told by the faults.
final class Units {
  /// Units that a node has, each with what it is described as.
  static final List<String> NAMES = List.of("containerd", "kubelet");

  private static final int KEPT = 50;

  private Units() {}

  static String description(String unit) {
    return unit.equals("kubelet")
        ? "kubelet: The Kubernetes Node Agent"
        : "containerd container runtime";
  }

  static String fault(String node, String unit) {
    return unit + "/" + node;
  }

  /// Whether a process of the node runs.
  static boolean runs(Run run, String node, String process) {
    return switch (process) {
      case "kubelet", "containerd", "kube-proxy" -> !run.isBroken(process + "/" + node);
      default -> !run.isBroken(process);
    };
  }

  static void did(Run run, String node, String unit, String what) {
    Json.Array log =
        run.recall(key(node, unit)) instanceof Json.Array standing ? standing : Json.array();
    Json.Array longer = log.add(Json.object("at", run.now().toString(), "did", what));
    while (longer.size() > KEPT) {
      longer = longer.without(0);
    }
    run.remember(key(node, unit), longer);
  }

  private static String key(String node, String unit) {
    return "unit/" + node + "/" + unit;
  }

  static List<Json.Object> history(Run run, String node, String unit) {
    return run.recall(key(node, unit)) instanceof Json.Array log ? log.objects() : List.of();
  }

  /// Since when a unit is as it is.
  static Instant since(Run run, String node, String unit) {
    Instant stopped = run.brokenSince(fault(node, unit));
    if (stopped != null) {
      return stopped;
    }
    List<Json.Object> log = history(run, node, unit);
    return log.isEmpty() ? booted(run, node) : Instant.parse(log.getLast().text("at"));
  }

  static Instant booted(Run run, String node) {
    Json.Object object = run.get("", "nodes", "", node);
    @Nullable Instant made =
        object == null ? null : Meta.instant(object.at("metadata", "creationTimestamp"));
    return made == null ? run.now() : made;
  }

  /// A process' number: the same each time.
  static int pid(String node, String process) {
    return 600 + (int) Math.floorMod(new Dice((node + process).hashCode()).next(), 9000L);
  }
}
