package seodang.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import seodang.Browser;
import seodang.TestServer;

/// An unmodified kubectl against a learner's cluster, by the kubeconfig the learner downloads.
class KubectlTest {
  private static final int PATIENCE = 90;

  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: web
      spec:
        replicas: 2
        selector:
          matchLabels:
            app: web
        template:
          metadata:
            labels:
              app: web
          spec:
            containers:
            - name: nginx
              image: nginx
      """;

  @TempDir static Path folder;
  private static @Nullable Path kubectl;
  private static @Nullable TestServer server;

  private record Result(int exit, String out, String err) {
    @Override
    public String toString() {
      return "exit " + exit + "\n" + out + err;
    }
  }

  @BeforeAll
  static void start() throws IOException {
    kubectl = find();
    assumeTrue(kubectl != null, "no kubectl 1.30 or newer on this machine");
    server = TestServer.start(folder.resolve("data"), Map.of());
    Browser learner = server.browser();
    learner.post("/start");
    Files.writeString(folder.resolve("config"), learner.get("/cluster/kubeconfig").body());
    assertThat(learner.post("/cluster/time", "action", "speed", "speed", "30").statusCode())
        .isEqualTo(200);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void nodes_areListedAsATable() {
    Result nodes = run("get", "nodes");
    assertThat(nodes.exit()).as("%s", nodes).isZero();
    assertThat(nodes.out()).contains("NAME", "STATUS", "control-plane", "Ready");
  }

  @Test
  void deployment_isCreated_rolledOut_scaled_deleted() throws IOException {
    Path file = folder.resolve("web.yaml");
    Files.writeString(file, DEPLOYMENT);
    Result created = run("create", "-f", file.toString());
    assertThat(created.out()).as("%s", created).isEqualTo("deployment.apps/web created\n");
    Result rollout = run("rollout", "status", "deployment/web", "--timeout=60s");
    assertThat(rollout.out()).as("%s", rollout).contains("successfully rolled out");
    assertThat(run("get", "pods", "-l", "app=web", "-o", "name").out().lines()).hasSize(2);
    assertThat(run("scale", "deployment", "web", "--replicas=1").out()).contains("scaled");
    assertThat(run("delete", "deployment", "web").out())
        .isEqualTo("deployment.apps \"web\" deleted\n");
    Result gone = run("get", "deployment", "web");
    assertThat(gone.exit()).isEqualTo(1);
    assertThat(gone.err())
        .isEqualTo("Error from server (NotFound): deployments.apps \"web\" not found\n");
  }

  @Test
  void manifest_isApplied_twice() throws IOException {
    Path file = folder.resolve("settings.yaml");
    Files.writeString(
        file,
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: settings
        data:
          color: blue
        """);
    assertThat(run("apply", "-f", file.toString()).out()).isEqualTo("configmap/settings created\n");
    assertThat(run("apply", "-f", file.toString()).out())
        .isEqualTo("configmap/settings unchanged\n");
    assertThat(run("get", "configmap", "settings", "-o", "jsonpath={.data.color}").out())
        .isEqualTo("blue");
  }

  @Test
  void log_isFollowed_andProcessEntered() {
    assertThat(
            run(
                    "run",
                    "counter",
                    "--image=busybox",
                    "--restart=Never",
                    "--",
                    "sh",
                    "-c",
                    "for i in 1 2 3; do echo line $i; sleep 1; done; sleep 1000")
                .exit())
        .isZero();
    Result ready = run("wait", "--for=condition=Ready", "pod/counter", "--timeout=60s");
    assertThat(ready.exit()).as("%s", ready).isZero();
    Result exec = run("exec", "counter", "--", "sh", "-c", "echo hello; exit 3");
    assertThat(exec.out()).isEqualTo("hello\n");
    assertThat(exec.exit()).as("%s", exec).isEqualTo(3);
    Result log = run("logs", "-f", "counter", "--tail=1", "--request-timeout=5s");
    assertThat(log.out()).as("%s", log).contains("line ");
  }

  private static Result run(String... arguments) {
    Path binary = kubectl;
    if (binary == null) {
      throw new IllegalStateException("no kubectl");
    }
    List<String> command = new ArrayList<>(List.of(binary.toString()));
    command.addAll(List.of(arguments));
    try {
      Path out = Files.createTempFile(folder, "out", "");
      Path err = Files.createTempFile(folder, "err", "");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().put("KUBECONFIG", folder.resolve("config").toString());
      builder.environment().put("HOME", folder.toString());
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(
            command + " did not end in " + PATIENCE + " s: " + Files.readString(out));
      }
      return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// `kubectl.1.33` beside a cloud SDK's, else the one on PATH if it is new enough for WebSockets.
  private static @Nullable Path find() throws IOException {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
      Path gcloud = Path.of(folder, "gcloud");
      if (Files.exists(gcloud)) {
        Path beside = gcloud.toRealPath().resolveSibling("kubectl.1.33");
        if (Files.isExecutable(beside)) {
          return beside;
        }
      }
    }
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .map(folder -> Path.of(folder, "kubectl"))
        .filter(Files::isExecutable)
        .filter(KubectlTest::isNewEnough)
        .findFirst()
        .orElse(null);
  }

  private static boolean isNewEnough(Path binary) {
    try {
      Process process = new ProcessBuilder(binary.toString(), "version", "--client").start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return text.matches("(?s).*v1\\.3[0-9]\\..*");
    } catch (IOException e) {
      return false;
    }
  }
}
