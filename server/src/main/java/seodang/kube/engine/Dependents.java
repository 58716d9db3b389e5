package seodang.kube.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.store.Change;

/// The objects that name an owner, by the owner's UID and their own keys.
public final class Dependents implements Index {
  private final Map<String, Map<String, Json.Object>> byOwner = new HashMap<>();

  private Dependents(Run run) {
    run.store().rangeMap("/registry/").forEach(this::add);
  }

  private static Dependents of(Run run) {
    return run.index(Dependents.class, Dependents::new);
  }

  /// Everything that names the owner, in the order of keys.
  public static List<Json.Object> of(Run run, String ownerUid) {
    return List.copyOf(of(run).byOwner.getOrDefault(ownerUid, new TreeMap<>()).values());
  }

  @Override
  public void changed(Change change) {
    if (change.before() != null) {
      drop(change.key(), change.before());
    }
    if (change.after() != null) {
      add(change.key(), change.after());
    }
  }

  private void add(String key, Json.Object object) {
    for (Json.Object owner : Meta.owners(object)) {
      byOwner.computeIfAbsent(owner.text("uid"), uid -> new TreeMap<>()).put(key, object);
    }
  }

  private void drop(String key, Json.Object object) {
    for (Json.Object owner : Meta.owners(object)) {
      Map<String, Json.Object> standing = byOwner.get(owner.text("uid"));
      if (standing != null) {
        standing.remove(key);
        if (standing.isEmpty()) {
          byOwner.remove(owner.text("uid"));
        }
      }
    }
  }
}
