package seodang.kube.controller;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Index;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;

/// The Pods of each controller, and those without one, by key.
final class OwnedPods implements Index {
  private static final String PREFIX = "/registry/pods/";
  private final Map<String, NavigableMap<String, Owned>> byController = new HashMap<>();

  /// A Pod with what its controller counts.
  record Owned(Json.Object pod, Json.Object labels, boolean isActive, boolean isReady) {
    Owned(Json.Object pod) {
      this(pod, Meta.labels(pod), Pods.isActive(pod), Pods.isReady(pod));
    }
  }

  private OwnedPods(Run run) {
    run.store().rangeMap(PREFIX).forEach(this::add);
  }

  /// The Pods whose controller the owner is, by name; a view until the next write.
  static Collection<Owned> of(Run run, Json.Object owner) {
    return run.index(OwnedPods.class, OwnedPods::new)
        .byController
        .getOrDefault(Meta.uid(owner), new TreeMap<>())
        .values();
  }

  /// The Pods of a namespace that nothing controls, by name.
  static List<Json.Object> orphans(Run run, String namespace) {
    NavigableMap<String, Owned> orphans =
        run.index(OwnedPods.class, OwnedPods::new).byController.get("");
    String prefix = PREFIX + namespace + "/";
    return orphans == null
        ? List.of()
        : orphans.subMap(prefix, true, prefix + '\uffff', false).values().stream()
            .map(Owned::pod)
            .toList();
  }

  @Override
  public void changed(Change change) {
    if (!change.key().startsWith(PREFIX)) {
      return;
    }
    Json.Object before = change.before();
    Json.Object after = change.after();
    if (before != null) {
      NavigableMap<String, Owned> standing = byController.get(controller(before));
      if (standing != null) {
        standing.remove(change.key());
      }
    }
    if (after != null) {
      add(change.key(), after);
    }
  }

  private void add(String key, Json.Object pod) {
    byController.computeIfAbsent(controller(pod), c -> new TreeMap<>()).put(key, new Owned(pod));
  }

  private static String controller(Json.Object pod) {
    Json.Object controller = Meta.controller(pod);
    return controller == null ? "" : controller.text("uid");
  }
}
