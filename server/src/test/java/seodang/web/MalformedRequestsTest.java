package seodang.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import seodang.kube.ClusterState;
import seodang.kube.Input;
import seodang.world.Lease;

/// Requests that no client means to send. `-Dseodang.seed=N` sends others.
class MalformedRequestsTest {
  private static final int COUNT = 10_000;
  private static final int STREAMS = 100;
  private static final long MEMORY = 24L << 20;

  /// What v1.33 answers with 500 and more too: subresources that are not served here, proxies, and
  /// versions of HTTP that there are not.
  private static final Set<Integer> ALLOWED = Set.of(501, 503, 504, 505);

  /// What v1.33 answers with 500 as well: patches, and groups to be impersonated without a user.
  private static final List<String> REAL =
      List.of(
          "strconv.ParseInt: parsing",
          "does not contain declared merge key",
          "unknown patch type",
          "cannot merge lists without merge key",
          "list element types are not identical",
          "merging lists cannot yet be specified in the patch",
          "failed to create typed patch object",
          "failed to convert new object",
          "without impersonating a user");

  @TempDir Path folder;

  @Test
  void malformedRequests_areRefused_andLeaveNoTrace() throws Exception {
    long seed = Long.getLong("seodang.seed", 1);
    System.out.println("MalformedRequestsTest: -Dseodang.seed=" + seed);
    try (ClusterEndpoint endpoint = ClusterEndpoint.open(folder, STREAMS)) {
      ClusterEndpoint.Learner learner = endpoint.learner();
      Mutations mutations =
          new Mutations(new Random(seed), "/clusters/" + learner.id(), learner.token());
      try (Lease lease = learner.lease();
          RawClient client = new RawClient(endpoint.tls(), endpoint.port(), false)) {
        lease.cluster().pause();
        for (var request : mutations.setting()) {
          var _ = lease.cluster().apply(new Input.Request(request, null));
        }
        List<String> wrong = new ArrayList<>();
        wrong.addAll(send(client, mutations, COUNT / 10));
        ClusterState before = lease.cluster().state();
        long heap = heap();
        wrong.addAll(send(client, mutations, COUNT - COUNT / 10));
        assertThat(wrong).as("%d wrong answers, seed %d", wrong.size(), seed).isEmpty();
        ClusterState after = lease.cluster().state();
        assertThat(after.store().revision()).isEqualTo(before.store().revision());
        assertThat(after.store().rangeMap("/")).isEqualTo(before.store().rangeMap("/"));
        assertThat(after.timers()).isEqualTo(before.timers());
        client.hangUp();
        awaitStreamsClosed(endpoint, learner);
        assertThat(threads()).isEmpty();
        assertThat(heap() - heap).as("bytes kept").isLessThan(MEMORY);
      }
    }
  }

  private static List<String> send(RawClient client, Mutations mutations, int count) {
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < count && wrong.size() < 20; i++) {
      Mutations.Request request = mutations.next();
      RawClient.Answer answer = client.send(request.bytes(), request.whole());
      boolean failed =
          answer.status() >= 500
              && !ALLOWED.contains(answer.status())
              && REAL.stream().noneMatch(answer.body()::contains);
      if (failed || answer.status() < 0 || (request.whole() && answer.status() == 0)) {
        wrong.add(answer + "\n<- " + request);
      }
    }
    return wrong;
  }

  /// Every watch whose client has gone gives its place back.
  private static void awaitStreamsClosed(ClusterEndpoint endpoint, ClusterEndpoint.Learner learner)
      throws InterruptedException {
    for (int i = 0; i < 200 && endpoint.server().openStreams(learner.id()) > 0; i++) {
      Thread.sleep(100);
    }
    assertThat(endpoint.server().openStreams(learner.id())).as("streams left open").isZero();
  }

  /// Threads that still serve a request.
  private List<String> threads() throws IOException {
    Path dump = folder.resolve("threads.txt");
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpThreads(dump.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
    try (var lines = Files.lines(dump)) {
      return lines.filter(line -> line.contains("seodang.web.Kubernetes")).toList();
    }
  }

  private static long heap() {
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
