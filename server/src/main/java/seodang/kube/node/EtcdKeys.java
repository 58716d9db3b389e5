package seodang.kube.node;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.Meta;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;
import seodang.kube.schema.ResourceType;
import seodang.kube.schema.Resources;
import seodang.kube.store.Store;

/// The keys of etcd as the real API server names them, which here and there differ from our own.
/// Keys that are no objects are remembered under `etcd/KEY`.
final class EtcdKeys {
  private static final String REGISTRY = "/registry/";
  private static final String PLAIN = "etcd/";

  /// Where the storage has another name than the resource, by our own prefix.
  private static final Map<String, String> RENAMED =
      Map.of(
          "services/", "services/specs/",
          "endpoints/", "services/endpoints/",
          "nodes/", "minions/",
          "replicationcontrollers/", "controllers/",
          "networking.k8s.io/ingresses/", "ingress/");

  /// Groups whose resources are kept under the group's name.
  private static final Set<String> GROUPED =
      Set.of("apiregistration.k8s.io", "apiextensions.k8s.io");

  private static final Set<String> KNOWN =
      Resources.all().stream()
          .map(type -> type.group() + "/" + type.resource())
          .collect(Collectors.toUnmodifiableSet());

  private final Run run;

  EtcdKeys(Run run) {
    this.run = run;
  }

  /// A key with what it holds.
  record Entry(String key, String value, long created, long modified, long version) {}

  boolean isObject(String key) {
    return key.startsWith(REGISTRY);
  }

  /// The real name of one of our keys.
  String outer(String inner) {
    String rest = inner.substring(REGISTRY.length());
    for (Map.Entry<String, String> each : RENAMED.entrySet()) {
      if (rest.startsWith(each.getKey())) {
        return REGISTRY + each.getValue() + rest.substring(each.getKey().length());
      }
    }
    int slash = rest.indexOf('/');
    String first = slash < 0 ? rest : rest.substring(0, slash);
    boolean builtIn = slash > 0 && isBuiltIn(first, rest.substring(slash + 1));
    return builtIn ? REGISTRY + rest.substring(slash + 1) : inner;
  }

  /// Whether the first part of a key is a group that the real storage leaves out.
  private static boolean isBuiltIn(String group, String rest) {
    if (GROUPED.contains(group)) {
      return false;
    }
    int slash = rest.indexOf('/');
    return slash > 0 && KNOWN.contains(group + "/" + rest.substring(0, slash));
  }

  /// Our own key for a real one.
  String inner(String outer) {
    String rest = outer.substring(REGISTRY.length());
    for (Map.Entry<String, String> each : RENAMED.entrySet()) {
      if (rest.startsWith(each.getValue())) {
        return REGISTRY + each.getKey() + rest.substring(each.getValue().length());
      }
    }
    int slash = rest.indexOf('/');
    String first = slash < 0 ? rest : rest.substring(0, slash);
    if (!first.contains(".")) {
      for (ResourceType type : Resources.all()) {
        boolean moved = !type.group().isEmpty() && !GROUPED.contains(type.group());
        if (moved && type.resource().equals(first) && !KNOWN.contains("/" + first)) {
          return REGISTRY + type.group() + "/" + rest;
        }
      }
    }
    return outer;
  }

  Map<String, Entry> range(String key, String end, boolean prefix, boolean from) {
    Map<String, Entry> found = new TreeMap<>();
    for (Map.Entry<String, Entry> each :
        everything(key, prefix || from || !end.isEmpty()).entrySet()) {
      String name = each.getKey();
      boolean fits =
          prefix
              ? name.startsWith(key)
              : from
                  ? name.compareTo(key) >= 0
                  : end.isEmpty()
                      ? name.equals(key)
                      : name.compareTo(key) >= 0 && name.compareTo(end) < 0;
      if (fits) {
        found.put(name, each.getValue());
      }
    }
    return found;
  }

  private Map<String, Entry> everything(String key, boolean many) {
    Map<String, Entry> all = new TreeMap<>(plain("", true));
    if (!many && isObject(key)) {
      Json.Object one = run.store().get(inner(key));
      if (one != null) {
        all.put(key, entry(key, one));
      }
      return all;
    }
    run.store()
        .rangeMap(REGISTRY)
        .forEach((inner, object) -> {
          String outer = outer(inner);
          all.put(outer, entry(outer, object));
        });
    return all;
  }

  private static Entry entry(String key, Json.Object object) {
    String version = object.object("metadata").text("resourceVersion");
    long modified = version.isEmpty() ? 0 : Long.parseLong(version);
    long generation = Math.max(1, object.object("metadata").number("generation", 1));
    return new Entry(key, object.toString(), modified, modified, generation);
  }

  Map<String, Entry> plain(String key, boolean prefix) {
    Map<String, Entry> found = new TreeMap<>();
    run.recallAll(PLAIN + key)
        .forEach((name, json) -> {
          String own = name.substring(PLAIN.length());
          if (json instanceof Json.Object o && (prefix || own.equals(key))) {
            found.put(
                own,
                new Entry(
                    own,
                    o.text("value"),
                    o.number("created", 0),
                    o.number("modified", 0),
                    o.number("version", 1)));
          }
        });
    return found;
  }

  /// Whether an object is one that the API server would have stored under a key: everything in the
  /// cluster relies on that.
  boolean isReadable(String inner, Json.Object object) {
    ResourceType type = Resources.ofKind(object.text("apiVersion"), object.text("kind"));
    if (type == null
        || !Store.key(type.group(), type.resource(), Meta.namespace(object), Meta.name(object))
            .equals(inner)) {
      return false;
    }
    Client client = new Client(run, "etcdctl");
    Json.Object standing = run.store().get(inner);
    String path = type.path(Meta.namespace(object), "");
    String one = type.path(Meta.namespace(object), Meta.name(object));
    if (standing == null) {
      return !Meta.uid(object).isEmpty()
          && client.request(dry(ApiRequest.post(path, object.without("status")))).ok();
    }
    Json.Object current =
        object.with(
            "metadata",
            object
                .object("metadata")
                .with("resourceVersion", standing.object("metadata").text("resourceVersion")));
    boolean same = object.object("status").equals(standing.object("status"));
    return Meta.uid(object).equals(Meta.uid(standing))
        && client.request(dry(ApiRequest.put(one, current))).ok()
        && (same || client.request(dry(ApiRequest.put(one + "/status", current))).ok());
  }

  private static ApiRequest dry(ApiRequest request) {
    return request.withQuery("dryRun", "All");
  }

  void put(String key, String value) {
    Json.Object before = run.recallObject(PLAIN + key);
    long revision = run.store().revision();
    long version = before.number("version", 0) + 1;
    run.remember(
        PLAIN + key,
        Json.object(
            "value",
            value,
            "created",
            before.number("created", revision),
            "modified",
            revision + version,
            "version",
            version));
  }

  void remove(String key) {
    if (isObject(key)) {
      run.remove(inner(key));
    } else {
      run.forget(PLAIN + key);
    }
  }
}
