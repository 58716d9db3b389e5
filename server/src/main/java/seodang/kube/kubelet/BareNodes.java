package seodang.kube.kubelet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Client;
import seodang.kube.engine.Component;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;

/// Nodes without a kubelet, as KWOK keeps them: a Pod bound to one is called Ready after a moment
/// and goes a moment after its deletion; nothing runs.
public final class BareNodes implements Component {
  private static final String MARK = "kwok.x-k8s.io/node";
  private static final Duration TO_READY = Duration.ofMillis(500);
  private static final Duration TO_GONE = Duration.ofSeconds(1);
  private static final String PODS = "/registry/pods/";

  @Override
  public String name() {
    return "kwok";
  }

  @Override
  public String process(String key) {
    return "kwok";
  }

  /// Whether nothing runs on a node.
  static boolean isBare(Run run, String node) {
    Json.Object found = run.get("", "nodes", "", node);
    return found != null && Meta.annotations(found).text(MARK).equals("fake");
  }

  @Override
  public void observe(Run run, Change change) {
    Json.Object pod = change.after();
    if (pod == null
        || !change.key().startsWith(PODS)
        || !isBare(run, pod.object("spec").text("nodeName"))) {
      return;
    }
    String phase = pod.object("status").text("phase");
    if (Meta.isDeleting(pod)) {
      run.enqueue(this, Meta.key(pod), TO_GONE);
    } else if (phase.isEmpty() || phase.equals("Pending")) {
      run.enqueue(this, Meta.key(pod), TO_READY);
    }
  }

  @Override
  public void resync(Run run, String process) {
    if (process.equals(name())) {
      run.list("", "pods", "").stream()
          .filter(pod -> isBare(run, pod.object("spec").text("nodeName")))
          .forEach(pod -> run.enqueue(this, Meta.key(pod)));
    }
  }

  @Override
  public void reconcile(Run run, String key) {
    int slash = key.indexOf('/');
    Json.Object pod = run.get("", "pods", key.substring(0, slash), key.substring(slash + 1));
    if (pod == null) {
      return;
    }
    Client client = new Client(run, name());
    if (Meta.isDeleting(pod)) {
      var _ = client.delete("", "pods", pod, 0, "");
    } else if (List.of("", "Pending").contains(pod.object("status").text("phase"))) {
      var _ = client.updateStatus("", "pods", pod.with("status", ready(run, pod)));
    }
  }

  private static Json.Object ready(Run run, Json.Object pod) {
    Json.Object spec = pod.object("spec");
    Json now = Meta.time(run.now());
    Json.Object old = pod.object("status");
    List<Json.Object> conditions = new ArrayList<>();
    for (String type : List.of("Initialized", "Ready", "ContainersReady")) {
      conditions.add(Json.object("type", type, "status", "True", "lastTransitionTime", now));
    }
    for (Json.Object gate : spec.array("readinessGates").objects()) {
      conditions.add(
          Json.object(
              "type", gate.text("conditionType"), "status", "True", "lastTransitionTime", now));
    }
    old.array("conditions").objects().stream()
        .filter(c -> c.text("type").equals("PodScheduled"))
        .forEach(conditions::add);
    boolean host = spec.bool("hostNetwork");
    Json.Object node = run.get("", "nodes", "", spec.text("nodeName"));
    String nodeAddress = node == null ? "" : address(node);
    String address = host ? nodeAddress : freeAddress(run, node);
    Json.Object running = Json.object("running", Json.object("startedAt", now));
    Json.Object ended =
        Json.object(
            "terminated",
            Json.object("exitCode", 0, "finishedAt", now, "reason", "Completed", "startedAt", now));
    return old.with("phase", "Running")
        .with("conditions", Json.array(conditions.toArray()))
        .with("containerStatuses", statuses(spec.array("containers"), running, true))
        .withIf(
            "initContainerStatuses",
            spec.has("initContainers") ? statuses(spec.array("initContainers"), ended, true) : null)
        .with("hostIP", nodeAddress)
        .with("podIP", address)
        .with("podIPs", Json.array(Json.object("ip", address)))
        .with("startTime", now);
  }

  /// The lowest of the node's range that no Pod has.
  private static String freeAddress(Run run, Json.@Nullable Object node) {
    String cidr = node == null ? "" : node.object("spec").text("podCIDR");
    if (cidr.isEmpty()) {
      return "";
    }
    Set<String> used = new HashSet<>();
    run.list("", "pods", "").forEach(pod -> used.add(pod.object("status").text("podIP")));
    String base = cidr.substring(0, cidr.lastIndexOf('.') + 1);
    int last = 1;
    while (last < 254 && used.contains(base + last)) {
      last++;
    }
    return base + last;
  }

  private static Json.Array statuses(Json.Array containers, Json.Object state, boolean ready) {
    Json.Array all = Json.array();
    for (Json.Object container : containers.objects()) {
      all =
          all.add(
              Json.object(
                  "image",
                  container.text("image"),
                  "imageID",
                  "",
                  "name",
                  container.text("name"),
                  "ready",
                  ready,
                  "restartCount",
                  0,
                  "state",
                  state));
    }
    return all;
  }

  private static String address(Json.Object node) {
    return node.object("status").array("addresses").objects().stream()
        .filter(a -> a.text("type").equals("InternalIP"))
        .map(a -> a.text("address"))
        .findFirst()
        .orElse("");
  }
}
