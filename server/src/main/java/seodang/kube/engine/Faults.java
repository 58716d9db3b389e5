package seodang.kube.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import seodang.kube.Meta;

/// What a fault is, beyond a process that stopped: which processes it stops, whom it silences, who
/// looks at everything anew when it is mended.
///
/// A fault is remembered under its name, with the moment it began. The names are those of
/// [seodang.kube.Input.Fault].
public final class Faults {
  private static final List<String> OF_EVERY_NODE = List.of("kubelet", "kube-proxy", "cni");
  private static final List<String> API =
      List.of("kube-apiserver", "etcd", "certificate/kube-apiserver");

  private Faults() {}

  /// The faults that make one: a node without power has no kubelet either.
  static List<String> parts(Run run, String fault) {
    List<String> parts = new ArrayList<>(List.of(fault));
    if (OF_EVERY_NODE.contains(fault)) {
      run.list("", "nodes", "").forEach(n -> parts.add(fault + "/" + Meta.name(n)));
    } else if (fault.startsWith("node/")) {
      String node = fault.substring("node/".length());
      parts.add("kubelet/" + node);
      parts.add("kube-proxy/" + node);
    }
    return parts;
  }

  /// The processes that come back to work when a fault is mended.
  static List<String> revived(Run run, Component component, String fault) {
    if (API.contains(fault)) {
      List<String> all = new ArrayList<>();
      if (component.process("/").startsWith("kubelet/")) {
        run.list("", "nodes", "").forEach(n -> all.add("kubelet/" + Meta.name(n)));
      } else {
        all.add(component.process(""));
      }
      return all;
    }
    if (fault.startsWith("node/")) {
      return List.of(fault, "kubelet/" + fault.substring("node/".length()));
    }
    for (String cut : List.of("network/", "certificate/kubelet/", "containerd/")) {
      if (fault.startsWith(cut)) {
        return List.of("kubelet/" + fault.substring(cut.length()));
      }
    }
    return fault.equals(component.name()) && !OF_EVERY_NODE.contains(fault)
        ? List.of(component.process(""))
        : List.of(fault);
  }

  /// Whether a component can do nothing about a key now.
  static boolean holds(Run run, Component component, String process) {
    if (!run.hasFaults()) {
      return false;
    }
    if (run.isBroken(process) || run.isBroken(component.name())) {
      return true;
    }
    if (process.startsWith("kubelet/")) {
      String node = process.substring("kubelet/".length());
      return silentSince(run, node) != null || run.isBroken("containerd/" + node);
    }
    return !process.startsWith("node/") && outage(run) != null;
  }

  /// Since when the API server has not heard of a node; null when it does.
  public static @Nullable Instant silentSince(Run run, String node) {
    if (!run.hasFaults()) {
      return null;
    }
    return Stream.of("kubelet/", "node/", "network/", "certificate/kubelet/")
        .map(kind -> run.brokenSince(kind + node))
        .filter(java.util.Objects::nonNull)
        .min(java.util.Comparator.naturalOrder())
        .orElse(null);
  }

  /// Whether a node can be reached over its network.
  public static boolean isCutOff(Run run, String node) {
    return run.isBroken("node/" + node) || run.isBroken("network/" + node);
  }

  /// Which fault keeps the API server from answering; null when none does.
  public static @Nullable String outage(Run run) {
    return run.hasFaults() ? API.stream().filter(run::isBroken).findFirst().orElse(null) : null;
  }
}
