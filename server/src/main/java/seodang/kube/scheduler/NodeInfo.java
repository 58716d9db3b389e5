package seodang.kube.scheduler;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.Quantity;
import seodang.kube.engine.Index;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;

/// A node with the sums over what is already on it, kept as Pods come and go.
final class NodeInfo {
  private Json.Object node = Json.object();
  private final Map<String, Json.Object> pods = new TreeMap<>();
  private final Map<Group, Integer> groups = new HashMap<>();
  private final Map<String, Json.Object> withAffinity = new TreeMap<>();
  private Map<String, Long> images = Map.of();
  private Requests requested = Requests.NONE;
  private long allocatableCpu;
  private long allocatableMemory;
  private long allocatablePods;

  /// Pods that no selector can tell apart.
  ///
  /// @param leaving being deleted
  record Group(String namespace, Json.Object labels, boolean leaving) {
    static Group of(Json.Object pod) {
      return new Group(Meta.namespace(pod), Meta.labels(pod), Meta.isDeleting(pod));
    }
  }

  Json.Object node() {
    return node;
  }

  String name() {
    return Meta.name(node);
  }

  /// The Pods bound to it that have not ended, by key.
  List<Json.Object> pods() {
    return new ArrayList<>(pods.values());
  }

  int podCount() {
    return pods.size();
  }

  Requests requested() {
    return requested;
  }

  /// In millicores.
  long allocatableCpu() {
    return allocatableCpu;
  }

  /// In bytes.
  long allocatableMemory() {
    return allocatableMemory;
  }

  long allocatablePods() {
    return allocatablePods;
  }

  /// How many Pods it has of each kind that selectors can tell apart.
  Map<Group, Integer> groups() {
    return groups;
  }

  /// Those of its Pods that have an affinity to other Pods or against them.
  Collection<Json.Object> withAffinity() {
    return withAffinity.values();
  }

  /// The images it has, with their sizes in bytes.
  Map<String, Long> images() {
    return images;
  }

  /// What it offers of a resource other than `cpu` and `memory`.
  long allocatable(String resource) {
    return Quantity.of(node.object("status").object("allocatable").get(resource)).whole();
  }

  /// The node's label; null when it has none such.
  @Nullable String label(String key) {
    return Meta.labels(node).get(key) instanceof Json.Text t ? t.value() : null;
  }

  /// The same node as it would be without some Pods and with others.
  NodeInfo changed(Collection<Json.Object> without, Collection<Json.Object> with) {
    NodeInfo copy = new NodeInfo();
    copy.stands(node);
    for (Json.Object pod : pods.values()) {
      if (without.stream().noneMatch(p -> Meta.key(p).equals(Meta.key(pod)))) {
        copy.add(pod);
      }
    }
    with.forEach(copy::add);
    return copy;
  }

  private void stands(Json.Object now) {
    if (now.object("status").array("images") != node.object("status").array("images")) {
      images = images(now);
    }
    node = now;
    Json.Object allocatable = now.object("status").object("allocatable");
    allocatableCpu = Quantity.of(allocatable.get("cpu")).milli();
    allocatableMemory = Quantity.of(allocatable.get("memory")).whole();
    allocatablePods = Quantity.of(allocatable.get("pods")).whole();
  }

  private static Map<String, Long> images(Json.Object node) {
    Map<String, Long> sizes = new HashMap<>();
    for (Json.Object image : node.object("status").array("images").objects()) {
      for (String name : image.array("names").texts()) {
        sizes.put(name, image.number("sizeBytes", 0));
      }
    }
    return sizes;
  }

  private void add(Json.Object pod) {
    pods.put(Meta.key(pod), pod);
    count(pod, 1);
    requested = requested.plus(Requests.of(pod));
  }

  private void drop(Json.Object pod) {
    pods.remove(Meta.key(pod));
    count(pod, -1);
    requested = requested.minus(Requests.of(pod));
  }

  /// A Pod on it changed in nothing that is counted.
  private void replace(Json.Object pod) {
    pods.put(Meta.key(pod), pod);
    if (withAffinity.containsKey(Meta.key(pod))) {
      withAffinity.put(Meta.key(pod), pod);
    }
  }

  private void count(Json.Object pod, int by) {
    groups.merge(Group.of(pod), by, (a, b) -> a + b == 0 ? null : Integer.valueOf(a + b));
    Json.Object affinity = pod.object("spec").object("affinity");
    if (!affinity.isEmpty() && (affinity.has("podAffinity") || affinity.has("podAntiAffinity"))) {
      if (by > 0) {
        withAffinity.put(Meta.key(pod), pod);
      } else {
        withAffinity.remove(Meta.key(pod));
      }
    }
  }

  /// All nodes by name.
  private static final class All implements Index {
    private final Map<String, NodeInfo> byName = new TreeMap<>();

    private All(Run run) {
      for (Json.Object node : run.list("", "nodes", "")) {
        at(Meta.name(node)).stands(node);
      }
      for (Json.Object pod : run.list("", "pods", "")) {
        add(pod);
      }
    }

    private NodeInfo at(String name) {
      return byName.computeIfAbsent(name, n -> new NodeInfo());
    }

    @Override
    public void changed(Change change) {
      Json.Object before = change.before();
      Json.Object after = change.after();
      if (change.key().startsWith("/registry/nodes/")) {
        Json.Object node = after == null ? before : after;
        if (node != null) {
          at(Meta.name(node)).stands(after == null ? Json.object() : after);
        }
      } else if (change.key().startsWith("/registry/pods/")) {
        if (before != null && after != null && isAlike(before, after)) {
          at(after.object("spec").text("nodeName")).replace(after);
          return;
        }
        if (before != null && counts(before)) {
          at(before.object("spec").text("nodeName")).drop(before);
        }
        if (after != null) {
          add(after);
        }
      }
    }

    private void add(Json.Object pod) {
      if (counts(pod)) {
        at(pod.object("spec").text("nodeName")).add(pod);
      }
    }

    /// Whether two states of a Pod count, and for the same.
    private static boolean isAlike(Json.Object before, Json.Object after) {
      return before.object("spec") == after.object("spec")
          && Meta.labels(before) == Meta.labels(after)
          && Meta.isDeleting(before) == Meta.isDeleting(after)
          && counts(before)
          && counts(after);
    }

    private static boolean counts(Json.Object pod) {
      String phase = pod.object("status").text("phase");
      return !pod.object("spec").text("nodeName").isEmpty()
          && !phase.equals("Succeeded")
          && !phase.equals("Failed");
    }
  }

  static List<NodeInfo> all(Run run) {
    List<NodeInfo> found = new ArrayList<>();
    for (NodeInfo info : run.index(All.class, All::new).byName.values()) {
      if (!info.node.isEmpty()) {
        found.add(info);
      }
    }
    return found;
  }
}
