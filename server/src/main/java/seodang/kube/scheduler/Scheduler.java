package seodang.kube.scheduler;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.json.ObjectBuilder;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.Meta;
import seodang.kube.apiserver.Conditions;
import seodang.kube.engine.Client;
import seodang.kube.engine.Component;
import seodang.kube.engine.Run;
import seodang.kube.scheduler.Plugin.Happening;
import seodang.kube.store.Change;

/// Binds each Pod that has no node yet to the best of those it fits on.
public final class Scheduler implements Component {
  static final String NAME = "kube-scheduler";

  /// Remembers for each Pod that found no node who refused it, how often and when.
  static final String UNSCHEDULABLE = "unschedulable/";

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
  private static final Duration BACK_OFF = Duration.ofSeconds(1);

  /// So many Pods are taken out of their back-off at once, as `SchedulerPopFromBackoffQ` does while
  /// nothing else is to be scheduled.
  private static final int IDLE = 16;

  private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(10);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String process(String key) {
    return NAME;
  }

  @Override
  public void observe(Run run, Change change) {
    String key = change.key();
    Json.Object before = change.before();
    Json.Object after = change.after();
    if (key.startsWith("/registry/pods/")) {
      observePod(run, before, after);
    } else if (key.startsWith("/registry/nodes/")) {
      if (before == null) {
        happens(run, Happening.NODE_ADDED, null, null);
      } else if (after != null && differs(before, after)) {
        happens(run, Happening.NODE_CHANGED, null, null);
      }
    } else if (key.startsWith("/registry/persistentvolume")
        || key.startsWith("/registry/storage.k8s.io/")) {
      happens(run, Happening.STORAGE_CHANGED, null, null);
    }
  }

  private void observePod(Run run, Json.@Nullable Object before, Json.@Nullable Object after) {
    if (after != null && Waiting.isWaiting(after)) {
      if (before == null
          || !Waiting.isWaiting(before)
          || !before.object("spec").equals(after.object("spec"))) {
        run.forget(UNSCHEDULABLE + Meta.key(after));
        run.enqueue(this, Meta.key(after), Duration.ofMillis(run.dice().between(2, 6)));
      }
      return;
    }
    if (after == null || hasEnded(after) && !(before != null && hasEnded(before))) {
      happens(run, Happening.POD_GONE, before, null);
    } else if (before == null || before.object("spec").text("nodeName").isEmpty()) {
      happens(run, Happening.POD_PLACED, null, after);
    } else if (!Meta.labels(before).equals(Meta.labels(after))
        || !before.object("spec").equals(after.object("spec"))) {
      happens(run, Happening.POD_CHANGED, before, after);
    }
  }

  private static boolean hasEnded(Json.Object pod) {
    String phase = pod.object("status").text("phase");
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  private static boolean differs(Json.Object before, Json.Object after) {
    return !before.object("spec").equals(after.object("spec"))
        || !Meta.labels(before).equals(Meta.labels(after))
        || !before
            .object("status")
            .object("allocatable")
            .equals(after.object("status").object("allocatable"));
  }

  /// Every Pod that was refused by a plugin whom this may help is looked at again: at once by a
  /// scheduler with little to do, else when its back-off is over.
  ///
  /// @param before with `after`, the Pod that changed
  private void happens(
      Run run, Happening what, Json.@Nullable Object before, Json.@Nullable Object after) {
    int idle = IDLE;
    for (Map.Entry<String, Json> entry : run.recallAll(UNSCHEDULABLE).entrySet()) {
      String key = entry.getKey();
      Json.Object refusal = (Json.Object) entry.getValue();
      Set<String> plugins = Set.copyOf(refusal.array("plugins").texts());
      Json.Object waiting = waiting(run, key.substring(UNSCHEDULABLE.length()));
      boolean helps =
          Plugins.ALL.stream()
              .filter(p -> plugins.contains(p.name()) && p.helpedBy(what))
              .anyMatch(p ->
                  before == null && after == null
                      || waiting == null
                      || p.isHelpedBy(run, waiting, before, after));
      Instant at = Meta.instant(refusal.get("at"));
      if (helps && at != null) {
        long attempts = Math.min(refusal.number("attempts", 1), 10);
        Duration wait = BACK_OFF.multipliedBy(1L << (attempts - 1));
        wait = wait.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : wait;
        Duration left = Duration.between(run.now(), at.plus(wait));
        Duration soon = Duration.ofMillis(run.dice().between(2, 6));
        run.enqueue(
            this,
            key.substring(UNSCHEDULABLE.length()),
            left.compareTo(soon) > 0 && idle-- <= 0 ? left : soon);
      }
    }
  }

  private static Json.@Nullable Object waiting(Run run, String key) {
    int slash = key.indexOf('/');
    return run.get("", "pods", key.substring(0, slash), key.substring(slash + 1));
  }

  @Override
  public void resync(Run run, String process) {
    if (process.equals(NAME)) {
      for (Json.Object pod : run.list("", "pods", "")) {
        if (Waiting.isWaiting(pod)) {
          run.enqueue(this, Meta.key(pod));
        }
      }
    }
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object pod = waiting(run, key);
    if (pod == null || !Waiting.isWaiting(pod)) {
      run.forget(UNSCHEDULABLE + key);
      return;
    }
    Json.Object first = Waiting.before(run, pod);
    if (first != null) {
      run.enqueue(this, key, Duration.ofMillis(2));
      pod = first;
    }
    place(run, pod);
  }

  private void place(Run run, Json.Object pod) {
    Cycle cycle = Cycle.of(run, pod);
    Plugins plugins;
    try {
      plugins = new Plugins(cycle);
    } catch (Plugin.NowhereException e) {
      String message =
          "0/" + cycle.nodes().size() + " nodes are available: " + e.getMessage() + ".";
      fail(cycle, Set.of("VolumeBinding"), message, Map.of());
      return;
    }
    List<NodeInfo> feasible = new ArrayList<>();
    Map<String, Plugins.Refused> refused = new TreeMap<>();
    for (NodeInfo node : cycle.nodes()) {
      Plugins.Refused why = plugins.refused(node);
      if (why == null) {
        feasible.add(node);
      } else {
        refused.put(node.name(), why);
      }
    }
    if (feasible.isEmpty()) {
      Map<String, Integer> counts = new TreeMap<>();
      Set<String> by = new TreeSet<>();
      refused
          .values()
          .forEach(why -> {
            why.refusal().reasons().forEach(reason -> counts.merge(reason, 1, Integer::sum));
            by.add(why.plugin());
          });
      by.addAll(refused.isEmpty() ? Set.of("NodeUnschedulable") : Set.of());
      String message =
          cycle.nodes().isEmpty()
              ? "no nodes available to schedule pods"
              : sentence(cycle.nodes().size(), counts);
      fail(cycle, by, message, refused);
    } else {
      bind(cycle, plugins, feasible, refused);
    }
  }

  /// How many nodes are refused for each reason.
  static String sentence(int nodes, Map<String, Integer> reasons) {
    List<String> parts = new ArrayList<>();
    reasons.forEach((why, count) -> parts.add(count + " " + why));
    parts.sort(null);
    return "0/" + nodes + " nodes are available: " + String.join(", ", parts) + ".";
  }

  private void bind(
      Cycle cycle, Plugins plugins, List<NodeInfo> feasible, Map<String, Plugins.Refused> refused) {
    Run run = cycle.run();
    Json.Object pod = cycle.pod();
    Map<String, Map<String, Long>> scores = plugins.scores(feasible);
    ObjectBuilder shown = new ObjectBuilder();
    long best = Long.MIN_VALUE;
    List<NodeInfo> top = new ArrayList<>();
    for (NodeInfo node : feasible) {
      Map<String, Long> byPlugin = scores.getOrDefault(node.name(), Map.of());
      long total = byPlugin.values().stream().mapToLong(Long::longValue).sum();
      ObjectBuilder score = new ObjectBuilder();
      byPlugin.forEach((plugin, points) -> score.put(plugin, Json.number(points)));
      shown.put(node.name(), score.put("total", Json.number(total)).build());
      if (total > best) {
        best = total;
        top.clear();
      }
      if (total == best) {
        top.add(node);
      }
    }
    NodeInfo chosen = top.get(run.dice().below(top.size()));
    for (Plugin plugin : Plugins.ALL) {
      if (!plugin.prepare(run, cycle, chosen)) {
        remember(cycle, Set.of(plugin.name()));
        return;
      }
    }
    run.forget(UNSCHEDULABLE + Meta.key(pod));
    long outer = run.cause();
    run.cause(
        run.trace(
            NAME,
            "decide",
            "pods",
            Meta.namespace(pod),
            Meta.name(pod),
            Json.object(
                "node", chosen.name(),
                "scores", shown.build(),
                "refused", reasons(refused))));
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
    ApiResponse bound = new Client(run, NAME).request(ApiRequest.post(path, binding));
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

  private static Json reasons(Map<String, Plugins.Refused> refused) {
    Map<String, String> texts = new TreeMap<>();
    refused.forEach((node, why) -> texts.put(node, String.join(", ", why.refusal().reasons())));
    return Json.of(texts);
  }

  private void fail(Cycle cycle, Set<String> by, String why, Map<String, Plugins.Refused> refused) {
    Run run = cycle.run();
    Json.Object pod = cycle.pod();
    Preemption.Outcome made =
        cycle.nodes().isEmpty()
            ? new Preemption.Outcome("", "")
            : new Preemption(cycle, refused).attempt();
    String message = made.message().isEmpty() ? why : why + " preemption: " + made.message();
    remember(cycle, by);
    run.trace(
        NAME,
        "decide",
        "pods",
        Meta.namespace(pod),
        Meta.name(pod),
        Json.object("message", message, "refused", reasons(refused)));
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
    Json.Object status = pod.object("status");
    boolean nominates =
        !made.node().isEmpty() && !made.node().equals(status.text("nominatedNodeName"));
    if (nominates || !Meta.condition(pod, "PodScheduled").text("message").equals(message)) {
      Json.Object changed =
          status.with("conditions", Conditions.set(status.array("conditions"), condition));
      new Client(run, NAME)
          .patchStatus(
              "",
              "pods",
              pod,
              nominates ? changed.with("nominatedNodeName", made.node()) : changed);
    }
  }

  private void remember(Cycle cycle, Set<String> by) {
    Run run = cycle.run();
    String key = Meta.key(cycle.pod());
    long attempts = run.recallObject(UNSCHEDULABLE + key).number("attempts", 0) + 1;
    run.remember(
        UNSCHEDULABLE + key,
        Json.object(
            "plugins", Json.Array.ofTexts(by), "attempts", attempts, "at", run.now().toString()));
    run.enqueue(this, key, LONGEST_WAIT);
  }

  private void event(Run run, Json.Object pod, String type, String reason, String message) {
    new Client(run, NAME).event(pod, type, reason, message);
  }
}
