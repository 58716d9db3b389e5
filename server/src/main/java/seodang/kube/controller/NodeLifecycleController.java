package seodang.kube.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.apiserver.Conditions;
import seodang.kube.engine.Client;
import seodang.kube.engine.Faults;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;
import seodang.kube.store.Store;

/// Notices nodes whose kubelet has gone silent, and marks nodes with the taints that follow from
/// their state.
public final class NodeLifecycleController extends Controller {
  private static final Duration GRACE = Duration.ofSeconds(40);
  private static final String OWN = "node.kubernetes.io/";
  private static final String NODES = Store.prefix("", "nodes", "");
  private static final Map<String, String> PRESSURES =
      Map.of(
          "MemoryPressure", "memory-pressure",
          "DiskPressure", "disk-pressure",
          "PIDPressure", "pid-pressure",
          "NetworkUnavailable", "network-unavailable");
  private static final List<String> BY_KUBELET =
      List.of("Ready", "MemoryPressure", "DiskPressure", "PIDPressure");

  public NodeLifecycleController() {
    super("node-controller", "", "nodes");
  }

  /// It reads a node anew before it marks it, so that others see the change first.
  @Override
  public void observe(Run run, Change change) {
    if (change.after() != null && change.key().startsWith(NODES)) {
      Duration reading = Duration.ofMillis(run.dice().between(5, 8));
      run.enqueue(this, Meta.name(change.after()), reading);
    }
  }

  @Override
  public void broken(Run run, String process) {
    for (String silencing : List.of("kubelet/", "node/", "network/", "certificate/kubelet/")) {
      if (process.startsWith(silencing)) {
        run.enqueue(this, process.substring(silencing.length()), GRACE);
      }
    }
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object node = find(run, key);
    if (node == null) {
      return;
    }
    Instant silent = Faults.silentSince(run, key);
    if (silent != null && !Meta.condition(node, "Ready").text("status").equals("Unknown")) {
      Duration left = Duration.between(run.now(), silent.plus(GRACE));
      if (left.isPositive()) {
        run.enqueue(this, key, left);
      } else {
        silent(run, node);
        return;
      }
    }
    taint(run, node);
  }

  private void silent(Run run, Json.Object node) {
    Json.Array conditions = node.object("status").array("conditions");
    for (String type : BY_KUBELET) {
      Json.Object condition = Meta.condition(node, type);
      if (!condition.isEmpty()) {
        conditions =
            Conditions.set(
                conditions,
                condition
                    .with("status", "Unknown")
                    .with("reason", "NodeStatusUnknown")
                    .with("message", "Kubelet stopped posting node status.")
                    .with("lastTransitionTime", Meta.time(run.now())));
      }
    }
    Client client = client(run);
    client.event(
        node, "Normal", "NodeNotReady", "Node " + Meta.name(node) + " status is now: NodeNotReady");
    var _ = client.updateStatus("", "nodes", node.withAt(conditions, "status", "conditions"));
    for (Json.Object pod : run.list("", "pods", "")) {
      if (pod.object("spec").text("nodeName").equals(Meta.name(node)) && Pods.isReady(pod)) {
        unready(run, client, pod);
      }
    }
  }

  private static void unready(Run run, Client client, Json.Object pod) {
    Json.Object ready =
        Meta.condition(pod, "Ready")
            .with("status", "False")
            .with("lastTransitionTime", Meta.time(run.now()));
    Json.Array conditions = Conditions.set(pod.object("status").array("conditions"), ready);
    var _ = client.updateStatus("", "pods", pod.withAt(conditions, "status", "conditions"));
    client.event(pod, "Warning", "NodeNotReady", "Node is not ready");
  }

  private void taint(Run run, Json.Object node) {
    List<Json.Object> wanted = wanted(node);
    List<Json.Object> taints = new ArrayList<>();
    for (Json.Object taint : node.object("spec").array("taints").objects()) {
      boolean ours = taint.text("key").startsWith(OWN) && isOurs(taint.text("key"));
      if (!ours || wanted.stream().anyMatch(w -> same(w, taint))) {
        taints.add(taint);
      }
    }
    for (Json.Object taint : wanted) {
      if (taints.stream().noneMatch(t -> same(t, taint))) {
        taints.add(
            taint.text("effect").equals("NoExecute") || taint.text("key").endsWith("unschedulable")
                ? taint.with("timeAdded", Meta.time(run.now()))
                : taint);
      }
    }
    if (!taints.equals(node.object("spec").array("taints").objects())) {
      Json value = taints.isEmpty() ? Json.Null.NULL : Json.array(taints.toArray());
      var _ =
          client(run).patch("", "nodes", node, Json.object("spec", Json.object("taints", value)));
    }
  }

  private static boolean isOurs(String key) {
    String name = key.substring(OWN.length());
    return List.of("not-ready", "unreachable", "unschedulable").contains(name)
        || PRESSURES.containsValue(name);
  }

  private static boolean same(Json.Object a, Json.Object b) {
    return a.text("key").equals(b.text("key")) && a.text("effect").equals(b.text("effect"));
  }

  private static List<Json.Object> wanted(Json.Object node) {
    List<Json.Object> wanted = new ArrayList<>();
    String ready = Meta.condition(node, "Ready").text("status");
    String trouble = ready.equals("False") ? "not-ready" : "unreachable";
    if (ready.equals("False") || ready.equals("Unknown")) {
      wanted.add(taint(trouble, "NoSchedule"));
    }
    for (String type : BY_KUBELET) {
      if (PRESSURES.containsKey(type) && Meta.isTrue(node, type)) {
        wanted.add(taint(PRESSURES.getOrDefault(type, ""), "NoSchedule"));
      }
    }
    if (Meta.isTrue(node, "NetworkUnavailable")) {
      wanted.add(taint("network-unavailable", "NoSchedule"));
    }
    if (node.object("spec").bool("unschedulable")) {
      wanted.add(taint("unschedulable", "NoSchedule"));
    }
    if (ready.equals("False") || ready.equals("Unknown")) {
      wanted.add(taint(trouble, "NoExecute"));
    }
    return wanted;
  }

  private static Json.Object taint(String name, String effect) {
    return Json.object("effect", effect, "key", OWN + name);
  }
}
