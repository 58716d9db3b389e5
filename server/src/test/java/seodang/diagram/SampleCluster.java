package seodang.diagram;

import java.time.Instant;
import org.pcollections.TreePMap;
import seodang.json.Json;
import seodang.kube.ClusterState;
import seodang.kube.TraceEntry;
import seodang.kube.store.Store;
import seodang.kube.trace.Trace;

/// A cluster written by hand, object by object, to say exactly what a picture must show.
public final class SampleCluster {
  public static final Instant NOW = Instant.parse("2026-11-20T09:00:00Z");
  private Store store = Store.empty();
  private Trace trace = Trace.empty();
  private TreePMap<String, Json> memory = TreePMap.empty();

  /// A control plane and two workers with their system Pods, nothing of a learner's.
  public static SampleCluster fresh() {
    SampleCluster cluster = new SampleCluster();
    cluster.node("control-plane", true).node("worker-1", false).node("worker-2", false);
    for (String part :
        new String[] {"etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"}) {
      cluster.put(
          Kind.POD,
          "kube-system",
          part + "-control-plane",
          Json.object("component", part),
          running("control-plane", 1));
    }
    for (String node : new String[] {"control-plane", "worker-1", "worker-2"}) {
      cluster.put(Kind.POD, "kube-system", "kube-proxy-" + node, Json.object(), running(node, 1));
    }
    return cluster;
  }

  public ClusterState state() {
    return new ClusterState(store, memory, TreePMap.empty(), NOW, 1, trace);
  }

  public SampleCluster node(String name, boolean controlPlane) {
    return put(
        Kind.NODE,
        "",
        name,
        controlPlane ? Json.object("node-role.kubernetes.io/control-plane", "") : Json.object(),
        Json.object(
            "status",
            Json.object("conditions", Json.array(Json.object("type", "Ready", "status", "True")))));
  }

  /// A Deployment with one ReplicaSet of the same count.
  public SampleCluster deployment(String name, int wanted, int ready) {
    Json.Object counted =
        Json.object(
            "spec",
            Json.object("replicas", wanted),
            "status",
            Json.object("replicas", wanted, "readyReplicas", ready, "updatedReplicas", wanted));
    put(Kind.DEPLOYMENT, "default", name, Json.object(), counted);
    return owned(Kind.REPLICA_SET, name + "-6d4cf56db6", "Deployment", name, counted);
  }

  /// A Pod of the ReplicaSet that [#deployment] makes.
  public SampleCluster podOf(String deployment, String suffix, Json.Object body) {
    String set = deployment + "-6d4cf56db6";
    return owned(Kind.POD, set + "-" + suffix, "ReplicaSet", set, body);
  }

  public SampleCluster pod(String name, Json.Object body) {
    return put(Kind.POD, "default", name, Json.object(), body);
  }

  public SampleCluster service(String name, String type, String... readyPods) {
    put(
        Kind.SERVICE,
        "default",
        name,
        Json.object(),
        Json.object(
            "spec",
            Json.object(
                "type",
                type,
                "clusterIP",
                "10.96.12.34",
                "selector",
                Json.object("app", name),
                "ports",
                Json.array(Json.object("port", 80, "targetPort", 8080)))));
    Json.Array endpoints = Json.array();
    for (String pod : readyPods) {
      endpoints =
          endpoints.add(
              Json.object(
                  "conditions",
                  Json.object("ready", true),
                  "targetRef",
                  Json.object("kind", "Pod", "name", pod)));
    }
    return put(
        Kind.ENDPOINT_SLICE,
        "default",
        name + "-abcde",
        Json.object("kubernetes.io/service-name", name),
        Json.object("endpoints", endpoints));
  }

  public SampleCluster put(
      Kind kind, String namespace, String name, Json.Object labels, Json.Object body) {
    Json.Object metadata =
        Json.object(
            "name",
            name,
            "namespace",
            namespace.isEmpty() ? null : namespace,
            "labels",
            labels.isEmpty() ? null : labels,
            "uid",
            "uid-" + kind.english() + "-" + name,
            "creationTimestamp",
            NOW.minusSeconds(100 - store.revision() % 100).toString());
    return write(kind, namespace, name, body, metadata);
  }

  private SampleCluster owned(
      Kind kind, String name, String ownerKind, String owner, Json.Object body) {
    Json.Object metadata =
        Json.object(
            "name",
            name,
            "namespace",
            "default",
            "uid",
            "uid-" + kind.english() + "-" + name,
            "creationTimestamp",
            NOW.minusSeconds(100 - store.revision() % 100).toString(),
            "ownerReferences",
            Json.array(Json.object("kind", ownerKind, "name", owner, "controller", true)));
    return write(kind, "default", name, body, metadata);
  }

  private SampleCluster write(
      Kind kind, String namespace, String name, Json.Object body, Json.Object metadata) {
    store =
        store.put(
            Store.key(kind.group(), kind.resource(), namespace, name),
            body.with("kind", kind.english()).with("metadata", metadata));
    return this;
  }

  public SampleCluster gone(Kind kind, String namespace, String name) {
    store = store.remove(Store.key(kind.group(), kind.resource(), namespace, name));
    return this;
  }

  public SampleCluster broken(String process) {
    memory = memory.plus("fault/" + process, Json.bool(true));
    return this;
  }

  /// One more trace entry; answers its id by the count of entries so far.
  public SampleCluster traced(
      long cause, String actor, String verb, String resource, String name, Json.Object detail) {
    long id = trace.last() + 1;
    trace =
        trace.plus(
            new TraceEntry(
                id,
                cause,
                NOW.minusSeconds(60 - id),
                actor,
                verb,
                resource,
                "default",
                name,
                verb.equals("decide") ? 0 : 201,
                verb.equals("decide") ? 0 : 100 + id,
                detail));
    return this;
  }

  public static Json.Object running(String node, int containers) {
    Json.Array specs = Json.array();
    Json.Array statuses = Json.array();
    for (int i = 0; i < containers; i++) {
      specs = specs.add(Json.object("name", "c" + i, "image", "nginx:1.27"));
      statuses =
          statuses.add(
              Json.object(
                  "name",
                  "c" + i,
                  "ready",
                  true,
                  "restartCount",
                  0,
                  "state",
                  Json.object("running", Json.object())));
    }
    return Json.object(
        "spec", Json.object("nodeName", node, "containers", specs),
        "status",
            Json.object(
                "phase",
                "Running",
                "podIP",
                "10.244.1.7",
                "containerStatuses",
                statuses,
                "conditions",
                Json.array(Json.object("type", "Ready", "status", "True"))));
  }

  /// A Pod whose one container waits for this reason.
  public static Json.Object waiting(String node, String reason, int restarts) {
    return Json.object(
        "spec",
            Json.object(
                "nodeName",
                node,
                "containers",
                Json.array(Json.object("name", "c0", "image", "nginx:1.27"))),
        "status",
            Json.object(
                "phase",
                "Pending",
                "containerStatuses",
                Json.array(
                    Json.object(
                        "name",
                        "c0",
                        "ready",
                        false,
                        "restartCount",
                        restarts,
                        "state",
                        Json.object("waiting", Json.object("reason", reason))))));
  }

  /// A Pod that no node takes.
  public static Json.Object unscheduled(String message) {
    return Json.object(
        "spec", Json.object("containers", Json.array(Json.object("name", "c0"))),
        "status",
            Json.object(
                "phase",
                "Pending",
                "conditions",
                Json.array(
                    Json.object(
                        "type", "PodScheduled",
                        "status", "False",
                        "reason", "Unschedulable",
                        "message", message))));
  }
}
