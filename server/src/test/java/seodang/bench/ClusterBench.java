package seodang.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import seodang.json.Json;
import seodang.json.Yaml;
import seodang.kube.ApiRequest;
import seodang.kube.Cluster;
import seodang.kube.ClusterState;
import seodang.kube.Input;

/// Measures the simulation by itself against the design's numbers, one row for each.
final class ClusterBench {
  private static final int FEW = 100;

  /// How often something is done until it is done as fast as it will be.
  private static final int WARM = 30;

  private ClusterBench() {}

  /// @param arguments names of parts to run; none for all
  public static void main(String[] arguments) {
    Cluster.learner(1, Bed.NOW);
    Map<String, Runnable> parts = new LinkedHashMap<>();
    parts.put("creation", ClusterBench::creation);
    parts.put("memory", ClusterBench::memory);
    parts.put("idle", ClusterBench::idle);
    parts.put("sleep", SleepBench::run);
    parts.put("rollout", () -> rollout(50, 1000, "≤ 0.5 s", WARM));
    parts.put("large", () -> rollout(60, 5000, "–", 1));
    parts.put("cron", ClusterBench::cronWeek);
    parts.put("crash", ClusterBench::crashLoop);
    parts.put("requests", RequestBench::run);
    parts.put("flood", FloodBench::run);
    parts.put("https", HttpBench::run);
    for (String part : arguments.length == 0 ? parts.keySet() : List.of(arguments)) {
      Objects.requireNonNull(parts.get(part), part).run();
    }
  }

  private static void creation() {
    Figures.row(
        "a new learner's cluster, and its first answer",
        "≤ 1 ms",
        Figures.times(
            2000,
            i ->
                Bed.send(
                    Cluster.learner(i, Bed.NOW),
                    ApiRequest.get("/api/v1/namespaces/default/pods"))));
  }

  private static void memory() {
    long before = Figures.heap();
    List<ClusterState> clusters = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      Json configMap =
          Json.object("metadata", Json.object("name", "mine-" + i), "data", Json.object("a", "b"));
      ClusterState state =
          Bed.send(
              Cluster.learner(i, Bed.NOW),
              ApiRequest.post("/api/v1/namespaces/default/configmaps", configMap));
      clusters.add(Bed.settle(state, Duration.ofSeconds(60)));
    }
    double each = (Figures.heap() - before) / 1024.0 / clusters.size();
    Figures.row("heap of a fresh idle cluster", "≤ 50 KB", "%.1f KB".formatted(each));
    double few = perPod(clusters, 20, true);
    double bare = perPod(clusters, 20, false);
    Figures.row(
        "heap of each further Pod with what runs in it; with its events, trace and history",
        "≤ 5 KB",
        "%.1f KB; %.1f KB".formatted(bare, few));
  }

  /// In KB.
  ///
  /// @param trail with the events, the trace and the history that its beginning left
  private static double perPod(List<ClusterState> clusters, int pods, boolean trail) {
    List<ClusterState> grown = new ArrayList<>();
    long start = Figures.heap();
    for (int i = 0; i < FEW; i++) {
      ClusterState state =
          Bed.settle(Bed.deploy(clusters.get(i), pods), Duration.ofMinutes(trail ? 2 : 90));
      grown.add(
          trail
              ? state
              : new ClusterState(
                  seodang.kube.store.Store.restore(
                      state.store().rangeMap("/registry/"), state.store().revision()),
                  state.memory(),
                  state.timers(),
                  state.now(),
                  state.random(),
                  seodang.kube.trace.Trace.continuing(state.trace().last())));
    }
    double each = (Figures.heap() - start) / 1024.0 / (grown.size() * (double) pods);
    if (Bed.ready(grown.getFirst()) != pods) {
      throw new IllegalStateException("Pods are not ready");
    }
    return each;
  }

  /// Clusters whose time runs: what is due in them is done.
  private static void idle() {
    List<ClusterState> clusters = new ArrayList<>();
    for (int i = 0; i < FEW; i++) {
      clusters.add(Bed.settle(Cluster.learner(i, Bed.NOW), Duration.ofMinutes(5)));
    }
    double best = Double.MAX_VALUE;
    for (int round = 1; round <= 6; round++) {
      double start = Figures.cpu();
      clusters.replaceAll(state -> pass(state, Duration.ofMinutes(10)));
      best = Math.min(best, Figures.cpu() - start);
    }
    Figures.row(
        "CPU of 10,000 clusters that are awake and idle (%d measured, ten minutes of theirs)"
            .formatted(clusters.size()),
        "< 1 % of a core when asleep",
        "%.2f %%".formatted(best / 600 * 10_000 / FEW * 100));
  }

  /// As the world does it: from one due moment to the next.
  private static ClusterState pass(ClusterState from, Duration time) {
    ClusterState state = from;
    Instant to = from.now().plus(time);
    for (Instant due = state.nextDue(); due != null && !due.isAfter(to); due = state.nextDue()) {
      state = Cluster.apply(state, new Input.Advance(due)).state();
    }
    return Cluster.apply(state, new Input.Advance(to)).state();
  }

  private static void rollout(int nodes, int replicas, String goal, int times) {
    ClusterState base = Bed.withNodes(nodes);
    double best = Double.MAX_VALUE;
    ClusterState after = base;
    for (int i = 0; i < times; i++) {
      double start = Figures.cpu();
      after = Bed.settle(Bed.deploy(base, replicas), Duration.ofMinutes(3));
      best = Math.min(best, Figures.cpu() - start);
    }
    Figures.row(
        "%,d replicas on %d nodes to Ready, CPU".formatted(replicas, nodes),
        goal,
        "%.2f s (%,d Ready)".formatted(best, Bed.ready(after)));
  }

  /// 10,080 Jobs, of which four are kept at a time.
  private static void cronWeek() {
    Json.Object cronJob =
        (Json.Object)
            Yaml.parse(
                """
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: every-minute}
                spec:
                  schedule: '* * * * *'
                  jobTemplate:
                    spec:
                      template:
                        spec:
                          restartPolicy: Never
                          containers: [{name: c, image: 'busybox:1.36', command: [echo, hello]}]
                """);
    ClusterState state =
        Bed.send(
            Cluster.learner(1, Bed.NOW),
            ApiRequest.post("/apis/batch/v1/namespaces/default/cronjobs", cronJob));
    state = Bed.settle(state, Duration.ofDays(1));
    double start = Figures.cpu();
    state = Bed.settle(state, Duration.ofDays(7));
    Figures.row(
        "a CronJob every minute for a week of the cluster's time, CPU",
        "≤ 2 s",
        "%.2f s (%d Jobs kept)"
            .formatted(Figures.cpu() - start, state.list("batch", "jobs", "default").size()));
  }

  private static void crashLoop() {
    Json.Object deployment =
        Bed.deployment("crash", 1, "{name: c, image: 'busybox:1.36', command: [sh, -c, exit 1]}");
    ClusterState state =
        Bed.send(
            Cluster.learner(1, Bed.NOW),
            ApiRequest.post("/apis/apps/v1/namespaces/default/deployments", deployment));
    double start = Figures.cpu();
    state = Bed.settle(state, Duration.ofDays(30));
    long restarts =
        state
            .list("", "pods", "default")
            .getFirst()
            .object("status")
            .array("containerStatuses")
            .object(0)
            .number("restartCount", 0);
    Figures.row(
        "a crash loop for 30 days of the cluster's time, CPU",
        "–",
        "%.2f s (%,d restarts)".formatted(Figures.cpu() - start, restarts));
  }
}
