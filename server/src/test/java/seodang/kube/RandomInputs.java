package seodang.kube;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import seodang.json.Json;
import seodang.kube.schema.ResourceType;
import seodang.kube.schema.Resources;

/// Inputs by chance: what learners do to their clusters, rightly and wrongly, what breaks, and
/// time.
///
/// The same seed over the same states gives the same inputs.
public final class RandomInputs {
  /// What can break and, mended at once, leaves no mark.
  static final List<String> PROCESSES =
      List.of(
          "kube-scheduler",
          "kube-controller-manager",
          "local-path-provisioner",
          "network-disk-driver",
          "kubelet/control-plane",
          "kubelet/worker-1",
          "kubelet/worker-2",
          "cni/worker-2",
          "kube-proxy",
          "etcd",
          "kube-apiserver",
          "deployment-controller",
          "endpointslice-controller");

  /// Everything that can break.
  static final List<String> FAULTS =
      Stream.concat(
              PROCESSES.stream(), Stream.of("node/worker-1", "network/worker-2", "disk/worker-1"))
          .toList();

  static final List<String> NAMESPACES = List.of("default", "team", "temp");
  private static final List<String> NAMES = List.of("web", "api", "db");
  private static final List<String> WORKERS = List.of("worker-1", "worker-2");
  private static final List<String> PROPAGATIONS = List.of("Background", "Foreground", "Orphan");
  private static final List<String> IMAGES =
      List.of("nginx:1.27", "nginx:1.26", "nginx:0.0-none", "busybox");

  /// A kind that is made by chance.
  private record Kind(
      String group, String resource, BiFunction<RandomObjects, String, Json.Object> make) {
    String path(String namespace, String name) {
      ResourceType type = Resources.get(group, resource);
      return type.path(type.namespaced() ? namespace : "", name);
    }
  }

  private static final List<Kind> SCALED =
      List.of(
          new Kind("apps", "deployments", RandomObjects::deployment),
          new Kind("apps", "statefulsets", RandomObjects::statefulSet),
          new Kind("apps", "replicasets", RandomObjects::replicaSet));
  private static final List<Kind> WORKLOADS =
      List.of(
          SCALED.get(0),
          SCALED.get(0),
          SCALED.get(0),
          SCALED.get(1),
          SCALED.get(1),
          SCALED.get(2),
          new Kind("apps", "daemonsets", RandomObjects::daemonSet),
          new Kind("batch", "jobs", RandomObjects::job),
          new Kind("batch", "jobs", RandomObjects::job),
          new Kind("batch", "cronjobs", RandomObjects::cronJob),
          new Kind("", "pods", RandomObjects::pod),
          new Kind("", "pods", RandomObjects::pod));
  private static final List<Kind> OTHERS =
      List.of(
          new Kind("", "services", RandomObjects::service),
          new Kind("", "services", RandomObjects::service),
          new Kind("", "services", RandomObjects::service),
          new Kind("", "persistentvolumeclaims", RandomObjects::claim),
          new Kind("", "persistentvolumeclaims", RandomObjects::claim),
          new Kind("", "persistentvolumes", RandomObjects::volume),
          new Kind("autoscaling", "horizontalpodautoscalers", RandomObjects::autoscaler),
          new Kind("policy", "poddisruptionbudgets", RandomObjects::budget),
          new Kind("policy", "poddisruptionbudgets", RandomObjects::budget),
          new Kind("", "resourcequotas", RandomObjects::quota),
          new Kind("", "limitranges", RandomObjects::limitRange),
          new Kind("networking.k8s.io", "ingresses", RandomInputs::ingress),
          new Kind("scheduling.k8s.io", "priorityclasses", RandomInputs::urgent),
          new Kind("", "configmaps", RandomInputs::settings),
          new Kind("", "secrets", RandomInputs::keys));

  private final Random random;
  private final RandomObjects objects;

  public RandomInputs(long seed) {
    random = new Random(seed);
    objects = new RandomObjects(random);
  }

  /// The next one, about what there is in the cluster.
  public Input next(ClusterState state) {
    String namespace = objects.chance(75) ? "default" : one(NAMESPACES);
    int dice = random.nextInt(100);
    if (dice < 34) {
      return time(state);
    } else if (dice < 48) {
      return create(one(WORKLOADS), namespace);
    } else if (dice < 58) {
      return create(one(OTHERS), namespace);
    } else if (dice < 72) {
      return change(state, namespace);
    } else if (dice < 80) {
      return objects.chance(50) ? delete(state, namespace) : deletePod(state, namespace);
    } else if (dice < 85) {
      return evict(state, namespace);
    } else if (dice < 90) {
      return node();
    } else if (dice < 93) {
      return new Input.Fault(one(FAULTS), objects.chance(35));
    } else if (dice < 95) {
      return namespace();
    } else if (dice < 97) {
      return http(state, namespace);
    }
    return exec(state, namespace);
  }

  private <T> T one(List<T> of) {
    return objects.one(of);
  }

  static Input request(ApiRequest request) {
    return new Input.Request(request, "a learner's command");
  }

  static Input merge(String path, Json.Object patch) {
    return request(ApiRequest.patch(path, ApiRequest.MERGE_PATCH, patch));
  }

  private Input time(ClusterState state) {
    return switch (random.nextInt(8)) {
      case 0, 1 -> new Input.Step();
      case 2, 3 -> new Input.Advance(state.now().plusMillis(random.nextInt(800)));
      case 4, 5 -> new Input.Advance(state.now().plusMillis(random.nextInt(20_000)));
      case 6 -> new Input.Advance(state.now().plusSeconds(random.nextInt(90)));
      default -> new Input.Advance(state.now().plusSeconds(random.nextInt(600)));
    };
  }

  private Input create(Kind kind, String namespace) {
    String name = one(NAMES);
    Json.Object manifest = kind.make().apply(objects, name);
    if (objects.chance(25)) {
      return apply(kind, namespace, manifest);
    }
    return request(ApiRequest.post(kind.path(namespace, ""), manifest));
  }

  private Input apply(Kind kind, String namespace, Json.Object manifest) {
    ResourceType type = Resources.get(kind.group(), kind.resource());
    Json.Object whole = manifest.with("apiVersion", type.apiVersion()).with("kind", type.kind());
    return request(
        ApiRequest.patch(kind.path(namespace, Meta.name(manifest)), ApiRequest.APPLY_PATCH, whole)
            .withQuery("fieldManager", "kubectl")
            .withQuery("force", objects.chance(70) ? "true" : null));
  }

  /// Something done to what there may be: scaled, replaced, patched, rolled out anew or back.
  private Input change(ClusterState state, String namespace) {
    Kind kind = one(objects.chance(60) ? SCALED : objects.chance(60) ? WORKLOADS : OTHERS);
    Json.Object found = any(state, kind, namespace);
    String name = found.isEmpty() ? one(NAMES) : Meta.name(found);
    String path = kind.path(namespace, name);
    Json.Object manifest = kind.make().apply(objects, one(NAMES));
    manifest = manifest.withAt(Json.text(name), "metadata", "name");
    return switch (random.nextInt(10)) {
      case 0, 1 -> merge(path, Json.object("spec", Json.object("replicas", random.nextInt(6))));
      case 2 ->
          merge(path + "/scale", Json.object("spec", Json.object("replicas", random.nextInt(4))));
      case 3 -> request(ApiRequest.put(path, manifest));
      case 4 -> request(ApiRequest.patch(path, ApiRequest.STRATEGIC_MERGE_PATCH, manifest));
      case 5, 6 -> image(path);
      case 7 -> undo(state, namespace, name, path);
      case 8 ->
          merge(
              path,
              Json.object(
                  "spec",
                  Json.object("paused", objects.chance(40), "suspend", objects.chance(50))));
      default -> apply(kind, namespace, manifest);
    };
  }

  private Input image(String path) {
    Json.Object container = Json.object("name", "c", "image", one(IMAGES));
    return request(
        ApiRequest.patch(
            path,
            ApiRequest.STRATEGIC_MERGE_PATCH,
            Json.object(
                "spec",
                Json.object(
                    "template",
                    Json.object("spec", Json.object("containers", Json.array(container)))))));
  }

  /// Back to the template of any of a Deployment's ReplicaSets, as `kubectl rollout undo` does.
  private Input undo(ClusterState state, String namespace, String name, String path) {
    List<Json.Object> found = new ArrayList<>();
    for (Json.Object set : state.list("apps", "replicasets", namespace)) {
      Json.Object owner = Meta.controller(set);
      if (owner != null && owner.text("name").equals(name)) {
        found.add(set);
      }
    }
    if (found.isEmpty()) {
      return image(path);
    }
    Json.Object template = one(found).object("spec").object("template");
    Json.Object labels = Meta.labels(template).without("pod-template-hash");
    Json.Object patch =
        Json.object(
            "op",
            "replace",
            "path",
            "/spec/template",
            "value",
            template.withAt(labels, "metadata", "labels"));
    return request(ApiRequest.patch(path, ApiRequest.JSON_PATCH, Json.array(patch)));
  }

  private Json.Object any(ClusterState state, Kind kind, String namespace) {
    ResourceType type = Resources.get(kind.group(), kind.resource());
    List<Json.Object> all =
        state.list(type.storageGroup(), kind.resource(), type.namespaced() ? namespace : "");
    return all.isEmpty() ? Json.object() : one(all);
  }

  private Input delete(ClusterState state, String namespace) {
    Kind kind = one(objects.chance(70) ? WORKLOADS : OTHERS);
    Json.Object found = any(state, kind, namespace);
    String name = found.isEmpty() ? one(NAMES) : Meta.name(found);
    ApiRequest request = ApiRequest.delete(kind.path(namespace, name));
    if (kind.resource().equals("priorityclasses")) {
      request = ApiRequest.delete(kind.path("", "urgent"));
    }
    return request(
        request.withQuery("propagationPolicy", objects.chance(75) ? one(PROPAGATIONS) : null));
  }

  private String somePod(ClusterState state, String namespace) {
    List<Json.Object> pods = state.list("", "pods", namespace);
    return pods.isEmpty() ? "none" : Meta.name(one(pods));
  }

  private Input deletePod(ClusterState state, String namespace) {
    String grace = one(List.of("", "", "", "0", "1", "20"));
    return request(
        ApiRequest.delete("/api/v1/namespaces/" + namespace + "/pods/" + somePod(state, namespace))
            .withQuery("gracePeriodSeconds", grace.isEmpty() ? null : grace));
  }

  private Input evict(ClusterState state, String namespace) {
    String name = somePod(state, namespace);
    return request(
        ApiRequest.post(
            "/api/v1/namespaces/" + namespace + "/pods/" + name + "/eviction",
            Json.object(
                "apiVersion",
                "policy/v1",
                "kind",
                "Eviction",
                "metadata",
                Json.object("name", name, "namespace", namespace))));
  }

  private Input node() {
    String path = "/api/v1/nodes/" + one(WORKERS);
    if (objects.chance(60)) {
      return merge(path, Json.object("spec", Json.object("unschedulable", objects.chance(40))));
    }
    if (objects.chance(30)) {
      Json disk = objects.chance(60) ? Json.text("fast") : Json.Null.NULL;
      return merge(path, Json.object("metadata", Json.object("labels", Json.object("disk", disk))));
    }
    String effect = one(List.of("NoSchedule", "NoExecute", "PreferNoSchedule"));
    Json taints =
        objects.chance(40)
            ? Json.array(Json.object("key", "key", "value", "v", "effect", effect))
            : Json.Null.NULL;
    return merge(path, Json.object("spec", Json.object("taints", taints)));
  }

  private Input namespace() {
    String name = objects.chance(50) ? "team" : "temp";
    return objects.chance(65)
        ? request(
            ApiRequest.post(
                "/api/v1/namespaces", Json.object("metadata", Json.object("name", name))))
        : request(ApiRequest.delete("/api/v1/namespaces/" + name));
  }

  private Input http(ClusterState state, String namespace) {
    String from = objects.chance(50) ? "" : namespace + "/" + somePod(state, namespace);
    String host =
        one(List.of("web.default", "api", "db.default.svc.cluster.local", "worker-1:30080"));
    return new Input.Http(from, "GET", "http://" + host + "/", Json.object(), "");
  }

  /// A session in a container begins, is typed into, or is left.
  private Input exec(ClusterState state, String namespace) {
    List<String> open = new ArrayList<>();
    for (Map.Entry<String, Json> entry :
        state.memory().subMap("exec/", true, "exec/\uffff", false).entrySet()) {
      open.add(entry.getKey().substring("exec/".length()));
    }
    if (open.isEmpty() || objects.chance(50)) {
      ApiRequest request =
          ApiRequest.of(
                  "POST",
                  "/api/v1/namespaces/"
                      + namespace
                      + "/pods/"
                      + somePod(state, namespace)
                      + "/exec")
              .withQuery("stdin", "true")
              .withQuery("stdout", "true");
      for (String word : one(List.of("sh", "cat", "touch /tmp/ready", "sleep 30")).split(" ")) {
        request = request.withQuery("command", word);
      }
      return request(request);
    }
    String session = one(open);
    return objects.chance(40)
        ? new Input.Hangup(session)
        : new Input.Stdin(
            session,
            one(List.of("echo hello\n", "touch /tmp/ready\n", "kill 1\n", "exit 2\n")),
            objects.chance(20));
  }

  private static Json.Object ingress(RandomObjects objects, String name) {
    return RandomObjects.yaml(
        "{metadata: {name: NAME}, spec: {rules: [{host: NAME.example.com, http: {paths: [{path: /,"
            + " pathType: Prefix, backend: {service: {name: NAME, port: {number: 80}}}}]}}]}}",
        name);
  }

  private static Json.Object urgent(RandomObjects objects, String name) {
    return RandomObjects.yaml(
        "{metadata: {name: urgent}, value: " + (objects.chance(80) ? 1000 : 5) + "}", name);
  }

  private static Json.Object settings(RandomObjects objects, String name) {
    return RandomObjects.yaml(
        "{metadata: {name: settings}, data: {a: '" + (objects.chance(50) ? 1 : 2) + "'}}", name);
  }

  private static Json.Object keys(RandomObjects objects, String name) {
    return RandomObjects.yaml("{metadata: {name: keys}, stringData: {a: secret}}", name);
  }
}
