package seodang.kube.scheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import seodang.json.Json;
import seodang.json.ObjectBuilder;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.Meta;
import seodang.kube.apiserver.Conditions;
import seodang.kube.engine.Client;
import seodang.kube.engine.Component;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;

/// Binds each Pod that has no node yet to the best of those it fits on.
public final class Scheduler implements Component {
  private static final Duration RETRY = Duration.ofSeconds(1);

  @Override
  public String name() {
    return "kube-scheduler";
  }

  @Override
  public String process(String key) {
    return name();
  }

  @Override
  public void observe(Run run, Change change) {
    if (change.key().startsWith("/registry/pods/")) {
      Json.Object pod = change.after();
      if (pod != null && isPending(pod) && change.before() == null) {
        run.enqueue(this, Meta.key(pod), Duration.ofMillis(run.dice().between(2, 6)));
      } else if (pod == null || Meta.isDeleting(pod)) {
        requeue(run);
      }
    } else if (change.key().startsWith("/registry/nodes/")) {
      Json.Object before = change.before();
      Json.Object after = change.after();
      if (before == null
          || after == null
          || !before.object("spec").equals(after.object("spec"))
          || !Meta.labels(before).equals(Meta.labels(after))) {
        requeue(run);
      }
    }
  }

  /// A change that may help: every Pod that found no node is looked at again.
  private void requeue(Run run) {
    for (String key : run.recallAll("unschedulable/").keySet()) {
      run.enqueue(this, key.substring("unschedulable/".length()), RETRY);
    }
  }

  @Override
  public void resync(Run run, String process) {
    if (process.equals(name())) {
      for (Json.Object pod : run.list("", "pods", "")) {
        if (isPending(pod)) {
          run.enqueue(this, Meta.key(pod));
        }
      }
    }
  }

  private static boolean isPending(Json.Object pod) {
    return pod.object("spec").text("nodeName").isEmpty()
        && !Meta.isDeleting(pod)
        && pod.object("spec").text("schedulerName", "default-scheduler").equals("default-scheduler")
        && pod.object("spec").array("schedulingGates").isEmpty();
  }

  @Override
  public void reconcile(Run run, String key) {
    int slash = key.indexOf('/');
    Json.Object pod = run.get("", "pods", key.substring(0, slash), key.substring(slash + 1));
    run.forget("unschedulable/" + key);
    if (pod == null || !isPending(pod)) {
      return;
    }
    List<NodeInfo> nodes = NodeInfo.all(run);
    Requests requests = Requests.of(pod);
    List<NodeInfo> feasible = new ArrayList<>();
    Map<String, Integer> refusals = new TreeMap<>();
    Map<String, String> refused = new TreeMap<>();
    for (NodeInfo node : nodes) {
      List<String> why = Filters.refusals(pod, requests, node);
      if (why.isEmpty()) {
        feasible.add(node);
      } else {
        why.forEach(w -> refusals.merge(w, 1, Integer::sum));
        refused.put(node.name(), String.join(", ", why));
      }
    }
    if (feasible.isEmpty()) {
      fail(run, key, pod, nodes.size(), refusals, refused);
    } else {
      bind(run, pod, feasible, new Scores(pod, requests, feasible), refused);
    }
  }

  private void bind(
      Run run,
      Json.Object pod,
      List<NodeInfo> feasible,
      Scores scoring,
      Map<String, String> refused) {
    ObjectBuilder scores = new ObjectBuilder();
    long best = Long.MIN_VALUE;
    List<NodeInfo> top = new ArrayList<>();
    for (NodeInfo node : feasible) {
      Json.Object score = scoring.of(node);
      long total = score.number("total", 0);
      scores.put(node.name(), score);
      if (total > best) {
        best = total;
        top.clear();
      }
      if (total == best) {
        top.add(node);
      }
    }
    NodeInfo chosen = top.get(run.dice().below(top.size()));
    long outer = run.cause();
    run.cause(
        run.trace(
            name(),
            "decide",
            "pods",
            Meta.namespace(pod),
            Meta.name(pod),
            Json.object(
                "node", chosen.name(),
                "scores", scores.build(),
                "refused", Json.of(refused))));
    Client client = new Client(run, name());
    Json.Object binding =
        Json.object(
            "apiVersion",
            "v1",
            "kind",
            "Binding",
            "metadata",
            Json.object("name", Meta.name(pod), "uid", Meta.uid(pod)),
            "target",
            Json.object("kind", "Node", "name", chosen.name()));
    String path =
        "/api/v1/namespaces/" + Meta.namespace(pod) + "/pods/" + Meta.name(pod) + "/binding";
    ApiResponse bound = client.request(ApiRequest.post(path, binding));
    if (bound.ok()) {
      event(
          run,
          pod,
          "Normal",
          "Scheduled",
          "Successfully assigned " + Meta.key(pod) + " to " + chosen.name());
    }
    run.cause(outer);
  }

  private void fail(
      Run run,
      String key,
      Json.Object pod,
      int nodes,
      Map<String, Integer> refusals,
      Map<String, String> refused) {
    List<String> parts = new ArrayList<>();
    refusals.forEach((why, count) -> parts.add(count + " " + why));
    parts.sort(null);
    String message =
        nodes == 0
            ? "no nodes available to schedule pods"
            : "0/"
                + nodes
                + " nodes are available: "
                + String.join(", ", parts)
                + ". preemption: 0/"
                + nodes
                + " nodes are available: "
                + preemption(nodes, refusals)
                + ".";
    run.remember("unschedulable/" + key, Json.bool(true));
    run.trace(
        name(),
        "decide",
        "pods",
        Meta.namespace(pod),
        Meta.name(pod),
        Json.object("message", message, "refused", Json.of(refused)));
    event(run, pod, "Warning", "FailedScheduling", message);
    Json.Object condition =
        Json.object(
            "type",
            "PodScheduled",
            "status",
            "False",
            "lastProbeTime",
            Json.Null.NULL,
            "lastTransitionTime",
            Meta.time(run.now()),
            "reason",
            "Unschedulable",
            "message",
            message);
    Json.Object old = Meta.condition(pod, "PodScheduled");
    if (!old.text("message").equals(message)) {
      Json.Object changed =
          pod.withAt(
                  Conditions.set(pod.object("status").array("conditions"), condition),
                  "status",
                  "conditions")
              .withoutAt("metadata", "resourceVersion");
      new Client(run, name()).updateStatus("", "pods", changed);
    }
    run.enqueue(this, key, Duration.ofMinutes(5));
  }

  private static String preemption(int nodes, Map<String, Integer> refusals) {
    int resource = 0;
    for (Map.Entry<String, Integer> refusal : refusals.entrySet()) {
      if (refusal.getKey().startsWith("Insufficient") || refusal.getKey().equals("Too many pods")) {
        resource = Math.max(resource, refusal.getValue());
      }
    }
    int unhelpful = nodes - resource;
    List<String> parts = new ArrayList<>();
    if (resource > 0) {
      parts.add(resource + " No preemption victims found for incoming pod");
    }
    if (unhelpful > 0) {
      parts.add(unhelpful + " Preemption is not helpful for scheduling");
    }
    parts.sort(null);
    return String.join(", ", parts);
  }

  private void event(Run run, Json.Object pod, String type, String reason, String message) {
    new Client(run, "default-scheduler").event(pod, type, reason, message);
  }
}
