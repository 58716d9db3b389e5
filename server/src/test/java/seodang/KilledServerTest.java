package seodang;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server process killed in the middle of work, by the signal that no program can catch.
class KilledServerTest {
  private static final int WRITERS = 4;
  private static final int ACKNOWLEDGED = 60;

  @TempDir Path data;

  /// What the killed process runs.
  public static final class Main {
    private Main() {}

    public static void main(String[] arguments) {
      TestServer server = TestServer.start(Path.of(arguments[0]), Map.of());
      System.out.println("serving " + server.port() + " " + server.kubernetesPort());
    }
  }

  private record Running(Process process, int port, int kubernetes) {}

  @Test
  void server_killedInTheMiddle_losesNothingAcknowledged() throws Exception {
    Running first = start();
    Browser learner = new Browser("http://localhost:" + first.port());
    learner.post("/start");
    learner.post("/signup", "name", "강인내", "login", "patient", "password", "long enough");
    ClusterClient before = ClusterClient.of(learner, first.kubernetes());
    assertThat(before.create("first")).isEqualTo(201);
    var passed = learner.post("/lessons/1-1/steps/make/check");
    assertThat(passed.statusCode()).isEqualTo(200);
    learner.post("/lessons/1-1/steps/grow/hints/1");
    learner.post("/lessons/1-1/quiz/one", "answer", "0");

    Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    CountDownLatch enough = new CountDownLatch(ACKNOWLEDGED);
    List<Thread> writers = new ArrayList<>();
    for (int w = 0; w < WRITERS; w++) {
      int writer = w;
      writers.add(Thread.ofVirtual().start(() -> write(before, writer, acknowledged, enough)));
    }
    assertThat(enough.await(120, TimeUnit.SECONDS)).as("%d acknowledged", ACKNOWLEDGED).isTrue();
    first.process().destroyForcibly().waitFor();
    for (Thread writer : writers) {
      writer.join();
    }

    Running second = start();
    try {
      Browser again = new Browser("http://localhost:" + second.port(), learner);
      assertThat(again.get("/me").body()).contains("강인내", "patient", "지금까지 1단계를 통과");
      ClusterClient after = before.at(second.kubernetes());
      assertThat(after.get("first")).isEqualTo(200);
      for (String name : acknowledged) {
        assertThat(after.get(name))
            .as("configmap %s, acknowledged before the kill", name)
            .isEqualTo(200);
      }
      assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ACKNOWLEDGED);
      assertThat(after.create("afterwards")).isEqualTo(201);
    } finally {
      second.process().destroyForcibly().waitFor();
    }
  }

  private static void write(
      ClusterClient cluster, int writer, Queue<String> acknowledged, CountDownLatch enough) {
    try {
      for (int i = 0; ; i++) {
        String name = "w" + writer + "-" + i;
        if (cluster.create(name) == 201) {
          acknowledged.add(name);
          enough.countDown();
        }
      }
    } catch (IOException e) {
      // The server was killed: what had not been answered may or may not be there.
      assertThat(enough.getCount()).as("acknowledged before %s", e).isZero();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Running start() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseCompactObjectHeaders",
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                data.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder said = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher ports = Pattern.compile("serving (\\d+) (\\d+)").matcher(line);
      if (ports.matches()) {
        return new Running(
            process, Integer.parseInt(ports.group(1)), Integer.parseInt(ports.group(2)));
      }
      said.append(line).append('\n');
    }
    throw new IOException("the server did not start: " + said);
  }
}
