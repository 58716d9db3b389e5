package seodang.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.Cluster;
import seodang.kube.ClusterState;
import seodang.kube.Input;
import seodang.web.ClusterEndpoint;
import seodang.world.Lease;

/// Measures the Kubernetes endpoint over HTTPS, its clients in the same process: what they cost is
/// in the figures.
final class HttpBench {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final int CLIENTS = 8;
  private static final int OBJECTS = 500;
  private static final int WATCHERS = 1000;

  private final ClusterEndpoint.Learner learner;

  private HttpBench(ClusterEndpoint.Learner learner) {
    this.learner = learner;
  }

  static void run() {
    memory();
    try {
      Path folder = Files.createTempDirectory("bench");
      try (ClusterEndpoint endpoint = ClusterEndpoint.open(folder, 2 * WATCHERS)) {
        ClusterEndpoint.Learner learner = endpoint.learner();
        try (Lease lease = learner.lease()) {
          lease.cluster().pause();
          for (int i = 0; i < OBJECTS; i++) {
            ApiRequest create = ApiRequest.post(MAPS, map("map-" + i, i));
            var _ = lease.cluster().apply(new Input.Request(create, null));
          }
          HttpBench bench = new HttpBench(learner);
          bench.requests();
          bench.watchers();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Json.Object map(String name, int number) {
    return Json.object(
        "apiVersion",
        "v1",
        "kind",
        "ConfigMap",
        "metadata",
        Json.object("name", name),
        "data",
        Json.object("number", Integer.toString(number)));
  }

  private void requests() {
    row("get", 4000, i -> send("GET", MAPS + "/map-" + i % OBJECTS, "", null));
    row("list of 500 ConfigMaps", 400, i -> send("GET", MAPS, "", null));
    row(
        "merge patch, saved",
        2000,
        i -> {
          Json.Object data = Json.object("data", Json.object("number", "p" + i));
          send("PATCH", MAPS + "/map-" + i % OBJECTS, ApiRequest.MERGE_PATCH, data);
        });
    row(
        "server-side apply, saved",
        2000,
        i ->
            send(
                "PATCH",
                MAPS + "/map-" + i % OBJECTS + "?fieldManager=bench&force=true",
                ApiRequest.APPLY_PATCH,
                map("map-" + i % OBJECTS, i)));
    row(
        "create, saved",
        1500,
        i -> send("POST", MAPS, ApiRequest.JSON, map("new-" + i + "-" + System.nanoTime(), i)));
  }

  private interface Once {
    void at(int i);
  }

  private void send(String method, String path, String type, @Nullable Json body) {
    var request = learner.request(path);
    if (body != null) {
      request.header("Content-Type", type);
    }
    request.method(
        method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
    HttpResponse<String> answer = learner.send(request);
    if (answer.statusCode() >= 300) {
      throw new IllegalStateException(answer.body());
    }
  }

  private static void row(String what, int count, Once once) {
    measured(count / 2, once);
    Figures.row("%s over HTTPS, %d clients".formatted(what, CLIENTS), "–", measured(count, once));
  }

  private static Figures.Times measured(int count, Once once) {
    long[] times = new long[count];
    AtomicInteger next = new AtomicInteger();
    long begin = System.nanoTime();
    List<Thread> clients = new ArrayList<>();
    for (int c = 0; c < CLIENTS; c++) {
      clients.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                  long start = System.nanoTime();
                  once.at(i);
                  times[i] = System.nanoTime() - start;
                }
              }));
    }
    for (Thread client : clients) {
      join(client);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    Arrays.sort(times);
    return new Figures.Times(
        count / seconds, times[count / 2] / 1e6, times[count * 99 / 100] / 1e6);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watchers() throws IOException {
    int changes = 20;
    CountDownLatch opened = new CountDownLatch(WATCHERS);
    List<CountDownLatch> told = new ArrayList<>();
    for (int i = 0; i < changes; i++) {
      told.add(new CountDownLatch(WATCHERS));
    }
    for (int w = 0; w < WATCHERS; w++) {
      Thread _ = Thread.ofVirtual().start(() -> watch(opened, told));
    }
    double[] times = new double[changes];
    try {
      await(opened);
      for (int i = 0; i < changes; i++) {
        long start = System.nanoTime();
        Json.Object data = Json.object("data", Json.object("number", "w" + i));
        send("PATCH", MAPS + "/map-1", ApiRequest.MERGE_PATCH, data);
        await(told.get(i));
        times[i] = (System.nanoTime() - start) / 1e6;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Arrays.sort(times);
    Figures.row(
        "one change over HTTPS to the last of 1,000 watchers",
        "–",
        String.format(
            Locale.ROOT, "p50 %.0f ms, worst %.0f ms", times[changes / 2], times[changes - 1]));
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    if (!latch.await(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("watchers saw nothing: " + latch.getCount());
    }
  }

  private void watch(CountDownLatch opened, List<CountDownLatch> told) {
    String query = "?watch=true&fieldSelector=metadata.name%3Dmap-1";
    try (BufferedReader events = learner.stream(MAPS + query)) {
      var _ = events.readLine();
      opened.countDown();
      for (CountDownLatch one : told) {
        if (events.readLine() == null) {
          return;
        }
        one.countDown();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void memory() {
    ClusterState base = Bed.withNodes(20);
    long before = Figures.heap();
    ClusterState grown = Bed.settle(Bed.deploy(base, 1000), Duration.ofMinutes(90));
    double heap = (Figures.heap() - before) / 1024.0 / 1024.0;
    if (Bed.ready(grown) != 1000) {
      throw new IllegalStateException("Pods are not ready: " + Bed.ready(grown));
    }
    Figures.row(
        "heap of a cluster with 1,000 Pods, ninety minutes later",
        "–",
        String.format(Locale.ROOT, "%.1f MB", heap));
    if (grown == Cluster.learner(1)) {
      throw new IllegalStateException("kept until measured");
    }
  }
}
