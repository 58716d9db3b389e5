package seodang.course;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import seodang.json.Json;
import seodang.kube.ClusterState;
import seodang.kube.PodStatus;
import seodang.kube.TraceEntry;

/// A cluster as checks see it: a list of objects for each resource, and `requests`, what the
/// learner's own clients asked of the API server since the lesson was opened, oldest first.
///
/// Every Pod has `shown`, the STATUS that kubectl prints. Lists are made when first asked for.
final class ClusterView {
  private static final Map<String, String> GROUPS = new LinkedHashMap<>();

  static {
    for (String core :
        List.of(
            "pods",
            "services",
            "nodes",
            "namespaces",
            "configmaps",
            "secrets",
            "events",
            "endpoints",
            "serviceaccounts",
            "persistentvolumes",
            "persistentvolumeclaims",
            "resourcequotas")) {
      GROUPS.put(core, "");
    }
    for (String apps : List.of("deployments", "replicasets", "statefulsets", "daemonsets")) {
      GROUPS.put(apps, "apps");
    }
    GROUPS.put("jobs", "batch");
    GROUPS.put("cronjobs", "batch");
    GROUPS.put("endpointslices", "discovery.k8s.io");
    GROUPS.put("ingresses", "networking.k8s.io");
    GROUPS.put("networkpolicies", "networking.k8s.io");
  }

  static final Set<String> NAMES = names();

  private ClusterView() {}

  private static Set<String> names() {
    Set<String> names = new java.util.LinkedHashSet<>(GROUPS.keySet());
    names.add("requests");
    return names;
  }

  static Map<String, Object> of(ClusterState state, long since) {
    return new Lazy(state, since);
  }

  /// Answers variables one by one, so that a check pays only for the lists it reads.
  private static final class Lazy extends AbstractMap<String, Object> {
    private final ClusterState state;
    private final long since;
    private final Map<String, Object> made = new HashMap<>();

    Lazy(ClusterState state, long since) {
      this.state = state;
      this.since = since;
    }

    @Override
    public boolean containsKey(Object key) {
      return key instanceof String s && NAMES.contains(s);
    }

    @Override
    public Object get(Object key) {
      return made.computeIfAbsent((String) key, name -> list(state, since, name));
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
      Map<String, Object> all = new LinkedHashMap<>();
      NAMES.forEach(name -> all.put(name, get(name)));
      return all.entrySet();
    }
  }

  private static List<Object> list(ClusterState state, long since, String name) {
    List<Object> found = new ArrayList<>();
    if (name.equals("requests")) {
      for (TraceEntry entry : state.trace().since(since)) {
        if (entry.cause() == 0 && entry.code() > 0 && !entry.actor().contains("controller")) {
          found.add(request(entry));
        }
      }
      return found;
    }
    for (Json.Object object : state.list(GROUPS.getOrDefault(name, ""), name, "")) {
      Json.Object shown =
          name.equals("pods")
              ? object.with("shown", PodStatus.of(object, state.now()).reason())
              : object;
      found.add(plain(shown));
    }
    return found;
  }

  private static Map<String, Object> request(TraceEntry entry) {
    return Map.of(
        "verb", entry.verb(),
        "resource", entry.resource(),
        "namespace", entry.namespace(),
        "name", entry.name(),
        "code", (long) entry.code(),
        "path", entry.detail().text("path"),
        "command", entry.detail().text("command"));
  }

  /// A JSON value as CEL knows it.
  static Object plain(Json value) {
    return switch (value) {
      case Json.Null n -> dev.cel.common.values.NullValue.NULL_VALUE;
      case Json.Bool b -> b.value();
      case Json.Text t -> t.value();
      case Json.Number n -> n.isWhole() ? (Object) n.longValue() : (Object) n.value().doubleValue();
      case Json.Array a -> a.stream().map(ClusterView::plain).toList();
      case Json.Object o -> {
        Map<String, Object> map = new LinkedHashMap<>();
        o.forEach((k, v) -> map.put(k, plain(v)));
        yield map;
      }
    };
  }
}
