package seodang.kube.kubelet;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.engine.Index;
import seodang.kube.engine.Run;

/// What runs on the nodes, by node, by the Pod's name and by address, in the order of UIDs.
final class PodRuns implements Index {
  private static final String PREFIX = "pod/";
  private final Map<String, Map<String, PodRun>> byNode = new HashMap<>();
  private final Map<String, Map<String, PodRun>> byName = new HashMap<>();
  private final Map<String, Map<String, PodRun>> byAddress = new HashMap<>();

  private PodRuns(Run run) {
    run.recallAll(PREFIX).forEach((key, json) -> remembered(key, null, json));
  }

  private static PodRuns of(Run run) {
    return run.index(PodRuns.class, PodRuns::new);
  }

  static List<PodRun> on(Run run, String node) {
    return found(of(run).byNode, node);
  }

  /// Those of a name on a node: more than one while a Pod is replaced by another of its name.
  static List<PodRun> named(Run run, String node, String namespace, String name) {
    return found(of(run).byName, node + "/" + namespace + "/" + name);
  }

  /// Those with an address; Pods on their node's network share its.
  static List<PodRun> at(Run run, String ip) {
    return found(of(run).byAddress, ip);
  }

  static boolean isUsed(Run run, String ip) {
    return of(run).byAddress.containsKey(ip);
  }

  private static List<PodRun> found(Map<String, Map<String, PodRun>> by, String key) {
    return List.copyOf(by.getOrDefault(key, Map.of()).values());
  }

  @Override
  public void remembered(String key, @Nullable Json before, @Nullable Json after) {
    if (!key.startsWith(PREFIX)) {
      return;
    }
    String uid = key.substring(PREFIX.length());
    if (before instanceof Json.Object o) {
      PodRun old = new PodRun(uid, o);
      drop(byNode, old.node(), uid);
      drop(byName, name(old), uid);
      drop(byAddress, old.ip(), uid);
    }
    if (after instanceof Json.Object o) {
      PodRun now = new PodRun(uid, o);
      add(byNode, now.node(), now);
      add(byName, name(now), now);
      if (!now.ip().isEmpty()) {
        add(byAddress, now.ip(), now);
      }
    }
  }

  private static String name(PodRun pod) {
    return pod.node() + "/" + pod.namespace() + "/" + pod.name();
  }

  private static void add(Map<String, Map<String, PodRun>> by, String key, PodRun pod) {
    by.computeIfAbsent(key, k -> new TreeMap<>()).put(pod.uid(), pod);
  }

  private static void drop(Map<String, Map<String, PodRun>> by, String key, String uid) {
    Map<String, PodRun> standing = by.get(key);
    if (standing != null) {
      standing.remove(uid);
      if (standing.isEmpty()) {
        by.remove(key);
      }
    }
  }
}
