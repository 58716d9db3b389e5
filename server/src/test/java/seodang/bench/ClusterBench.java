package seodang.bench;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import seodang.json.Json;
import seodang.json.Yaml;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.Cluster;
import seodang.kube.ClusterState;
import seodang.kube.Input;
import seodang.kube.Meta;

/// Measures the simulation by itself: clusters, their memory, a large rollout, a list.
///
/// Prints one line for each number of the design: what, measured, goal.
final class ClusterBench {
  private static final Instant NOW = Instant.parse("2026-01-01T09:30:00Z");

  private ClusterBench() {}

  public static void main(String[] arguments) {
    Cluster.learner(1, NOW);
    if (arguments.length == 1) {
      rollout(50);
      return;
    }
    creation();
    memory();
    idle();
    rollout(2);
    rollout(50);
    list();
  }

  private static void row(String what, String measured, String goal) {
    System.out.printf(Locale.ROOT, "| %s | %s | %s |%n", what, measured, goal);
  }

  private static void creation() {
    long[] times = new long[2000];
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < times.length; i++) {
        long start = System.nanoTime();
        ClusterState state = Cluster.learner(i, NOW);
        Cluster.apply(
            state, new Input.Request(ApiRequest.get("/api/v1/namespaces/default/pods"), null));
        times[i] = System.nanoTime() - start;
      }
    }
    Arrays.sort(times);
    row(
        "a new cluster, ready and answering",
        micros(times[times.length / 2]) + " (p99 " + micros(times[times.length * 99 / 100]) + ")",
        "≤ 1 ms");
  }

  private static String micros(long nanos) {
    return String.format(Locale.ROOT, "%.3f ms", nanos / 1e6);
  }

  private static long heap() {
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static void memory() {
    long before = heap();
    List<ClusterState> clusters = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      ClusterState state = Cluster.learner(i, NOW);
      ApiRequest configMap =
          ApiRequest.post(
              "/api/v1/namespaces/default/configmaps",
              Json.object(
                  "metadata", Json.object("name", "mine-" + i), "data", Json.object("a", "b")));
      state =
          Cluster.apply(state, new Input.Request(configMap, "kubectl create configmap")).state();
      clusters.add(Cluster.apply(state, new Input.Advance(NOW.plusSeconds(60))).state());
    }
    long each = (heap() - before) / clusters.size();
    row("heap of a fresh idle cluster", each / 1024 + " KB", "≤ 50 KB");
    List<ClusterState> grown = new ArrayList<>();
    long start = heap();
    for (int i = 0; i < 100; i++) {
      grown.add(settle(deploy(clusters.get(i), 20), Duration.ofMinutes(2)));
    }
    long perPod = (heap() - start) / (grown.size() * 20L);
    row(
        "heap of each further Pod, with its trace, events and history",
        perPod / 1024 + " KB",
        "≤ 5 KB");
    if (clusters.isEmpty() || grown.isEmpty()) {
      throw new IllegalStateException();
    }
  }

  private static void idle() {
    List<ClusterState> clusters = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      clusters.add(settle(Cluster.learner(i, NOW), Duration.ofMinutes(5)));
    }
    long cpu = cpu();
    for (int minute = 1; minute <= 10; minute++) {
      for (int i = 0; i < clusters.size(); i++) {
        ClusterState state = clusters.get(i);
        Instant due = state.nextDue();
        Instant to = NOW.plusSeconds(300 + 60L * minute);
        if (due != null && !due.isAfter(to)) {
          clusters.set(i, Cluster.apply(state, new Input.Advance(to)).state());
        }
      }
    }
    double share = (cpu() - cpu) / 1e9 / 600 * 10 * 100;
    row(
        "CPU of 10,000 idle clusters (1,000 measured over ten minutes of theirs)",
        String.format(Locale.ROOT, "%.3f %% of a core", share),
        "< 1 %");
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static ClusterState deploy(ClusterState state, int replicas) {
    Json deployment =
        Yaml.parse(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: big}\nspec:\n  replicas: "
                + replicas
                + "\n  selector: {matchLabels: {app: big}}\n  template:\n    metadata: {labels: {app: big}}\n    spec: {containers: [{name: web, image: 'nginx:1.27'}]}\n");
    return Cluster.apply(
            state,
            new Input.Request(
                ApiRequest.post("/apis/apps/v1/namespaces/default/deployments", deployment), null))
        .state();
  }

  private static ClusterState settle(ClusterState state, Duration time) {
    return Cluster.apply(state, new Input.Advance(state.now().plus(time))).state();
  }

  private static ClusterState withNodes(ClusterState state, int count) {
    ClusterState after = state;
    Json.Object worker = state.list("", "nodes", "").get(1);
    for (int i = 3; i <= count; i++) {
      String name = "worker-" + i;
      Json.Object node =
          Json.object(
              "apiVersion", "v1",
              "kind", "Node",
              "metadata",
                  Json.object(
                      "name",
                      name,
                      "labels",
                      Meta.labels(worker).with("kubernetes.io/hostname", name)),
              "spec", Json.object("podCIDR", "10.245." + i + ".0/24"),
              "status", worker.object("status"));
      after =
          Cluster.apply(after, new Input.Request(ApiRequest.post("/api/v1/nodes", node), null))
              .state();
      Json.Object made =
          java.util.Objects.requireNonNull(after.get("", "nodes", "", name))
              .with("status", worker.object("status"));
      after =
          Cluster.apply(
                  after,
                  new Input.Request(
                      ApiRequest.put("/api/v1/nodes/" + name + "/status", made), null))
              .state();
    }
    return settle(after, Duration.ofMinutes(1));
  }

  private static void rollout(int nodes) {
    int replicas = nodes == 2 ? 100 : 1000;
    ClusterState base = withNodes(Cluster.learner(1, NOW), nodes);
    long best = Long.MAX_VALUE;
    ClusterState after = base;
    for (int i = 0; i < 6; i++) {
      long start = cpu();
      after = settle(deploy(base, replicas), Duration.ofMinutes(3));
      best = Math.min(best, cpu() - start);
    }
    long ready =
        after.list("", "pods", "default").stream().filter(p -> Meta.isTrue(p, "Ready")).count();
    row(
        replicas + " replicas on " + nodes + " nodes to Ready (" + ready + " Ready), CPU",
        String.format(Locale.ROOT, "%.2f s", best / 1e9),
        nodes == 50 ? "≤ 0.5 s" : "–");
  }

  private static void list() {
    ClusterState state = settle(deploy(Cluster.learner(1, NOW), 20), Duration.ofMinutes(2));
    ApiRequest request =
        ApiRequest.get("/api/v1/namespaces/default/pods").withAccept(ApiRequest.TABLE);
    long[] times = new long[5000];
    for (int i = 0; i < times.length; i++) {
      long start = System.nanoTime();
      ApiResponse answer =
          java.util.Objects.requireNonNull(
              Cluster.apply(state, new Input.Request(request, null)).response());
      if (answer.status() != 200) {
        throw new IllegalStateException();
      }
      times[i] = System.nanoTime() - start;
    }
    Arrays.sort(times);
    row(
        "listing 20 Pods as a table, in the API server, p99",
        micros(times[times.length * 99 / 100]),
        "≤ 20 ms in the terminal");
  }
}
