package seodang;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import seodang.json.Json;
import seodang.json.Yaml;

/// A sandbox as its users meet it: through the kubeconfig it writes.
class SandboxTest {
  private static final String PODS = "/api/v1/namespaces/default/pods";

  @TempDir Path folder;
  private Path kubeconfig = Path.of("");

  @ParameterizedTest
  @CsvSource({"api,0", "kwok,3", "real,1", "learner,3"})
  void eachProfile_serves(String profile, int nodes) throws Exception {
    try (Sandbox sandbox = start("--profile", profile)) {
      Json.Object list = Json.parseObject(owner("GET", "/api/v1/nodes", "").body());
      assertThat(list.array("items").objects()).hasSize(nodes);
      assertThat(sandbox.address()).startsWith("https://localhost:");
    }
  }

  /// The path names no cluster here, for WebSockets as little as for requests.
  @Test
  void webSockets_areServed() throws Exception {
    HttpClient client = null;
    try (Sandbox sandbox = start("--profile", "api")) {
      client = client();
      StringBuilder read = new StringBuilder();
      CompletableFuture<String> first = new CompletableFuture<>();
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .header("Authorization", "Bearer " + ownersToken())
              .buildAsync(
                  URI.create(sandbox.address().replace("https", "wss") + PODS + "?watch=1"),
                  new WebSocket.Listener() {
                    @Override
                    public @Nullable CompletionStage<?> onText(
                        WebSocket socket, CharSequence text, boolean last) {
                      read.append(text);
                      if (last) {
                        first.complete(read.toString());
                      }
                      socket.request(1);
                      return null;
                    }
                  })
              .get(10, TimeUnit.SECONDS);
      String pod =
          """
          {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "seen"}, "spec": {
            "containers": [{"name": "seen", "image": "busybox"}]}}
          """;
      assertThat(owner("POST", PODS, pod).statusCode()).isEqualTo(201);
      assertThat(first.get(10, TimeUnit.SECONDS))
          .contains("\"type\":\"ADDED\"", "\"name\":\"seen\"");
      socket.abort();
      assertThat(owner("GET", "/", "").body()).contains("/apis/apps/v1");
    } finally {
      if (client != null) {
        client.shutdownNow();
      }
    }
  }

  @Test
  void max_jumpsToWhatIsDue() throws Exception {
    try (Sandbox _ = start("--profile", "real", "--speed", "max")) {
      String job =
          """
          {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "nap"}, "spec": {
            "restartPolicy": "Never",
            "containers": [{"name": "nap", "image": "busybox", "command": ["sleep", "30"]}]}}
          """;
      assertThat(owner("POST", PODS, job).statusCode()).isEqualTo(201);
      long start = System.nanoTime();
      String phase = "";
      while (!phase.equals("Succeeded") && System.nanoTime() - start < 20_000_000_000L) {
        Thread.sleep(300);
        phase =
            Json.parseObject(owner("GET", PODS + "/nap", "").body()).object("status").text("phase");
      }
      assertThat(phase).isEqualTo("Succeeded");
    }
  }

  @Test
  void profileFile_saysHowTheApiServerIsStarted() throws Exception {
    Path file = folder.resolve("mine.yaml");
    Files.writeString(
        file,
        """
        apiVersion: seodang/v1
        kind: ClusterProfile
        stopped: [kube-scheduler]
        authorization: [RBAC]
        admission: {on: [AlwaysPullImages], off: [ServiceAccount]}
        serviceRange: 10.7.0.0/16
        tokens:
        - {token: t-jane, user: jane, groups: [dev]}
        - {token: t-root, user: root, groups: [system:masters]}
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: team}
        """);
    try (Sandbox _ = start("--profile", file.toString())) {
      assertThat(owner("GET", "/api/v1/namespaces/team", "").statusCode()).isEqualTo(200);
      HttpResponse<String> jane = send("t-jane", "GET", PODS, "");
      assertThat(jane.statusCode()).isEqualTo(403);
      assertThat(jane.body()).contains("User \\\"jane\\\" cannot list resource \\\"pods\\\"");
      assertThat(send("t-root", "GET", PODS, "").statusCode()).isEqualTo(200);
      assertThat(send("t-none", "GET", PODS, "").statusCode()).isEqualTo(401);
      assertThat(send("", "GET", PODS, "").body()).contains("system:anonymous");
      Json.Object service =
          Json.parseObject(
              owner("GET", "/api/v1/namespaces/default/services/kubernetes", "").body());
      assertThat(service.object("spec").text("clusterIP")).isEqualTo("10.7.0.1");
      Json.Object pod =
          Json.parseObject(
              owner(
                      "POST",
                      PODS,
                      """
                      {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {
                        "containers": [{"name": "c", "image": "nginx:1.27"}]}}
                      """)
                  .body());
      assertThat(
              pod.object("spec").array("containers").objects().getFirst().text("imagePullPolicy"))
          .isEqualTo("Always");
      assertThat(pod.object("spec").has("serviceAccountName")).isFalse();
    }
  }

  @Test
  void alwaysAllow_asksNobody() throws Exception {
    Path file = folder.resolve("open.yaml");
    Files.writeString(
        file,
        """
        kind: ClusterProfile
        authorization: [AlwaysAllow]
        tokens:
        - {token: t-jane, user: jane}
        """);
    try (Sandbox _ = start("--profile", file.toString())) {
      assertThat(send("t-jane", "GET", PODS, "").statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "authorization: [Magic]",
        "admission: {on: [NoSuchPlugin]}",
        "admission: {off: [AlwaysPullImages]}",
        "serviceRange: 10.96.0.0/33",
        "serviceRange: 300.1.1.0/24",
        "tokens: [{user: jane}]",
        "what: [is this"
      })
  void wrongProfile_isRefusedWithItsReason(String line) throws Exception {
    Path file = folder.resolve("wrong.yaml");
    Files.writeString(file, "kind: ClusterProfile\n" + line + "\n");
    assertThatThrownBy(() -> start("--profile", file.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("wrong.yaml");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--port=70000",
        "--speed=0",
        "--speed=3601",
        "--speed=fast",
        "--colour=red",
        "--profile=none",
        "--seed"
      })
  void wrongArgument_isRefused(String argument) {
    assertThatThrownBy(() -> Sandbox.start(Sandbox.Options.of(new String[] {argument})))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Sandbox start(String... arguments) throws Exception {
    kubeconfig = folder.resolve("kubeconfig");
    String[] all = new String[arguments.length + 4];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--port";
    all[arguments.length + 1] = "0";
    all[arguments.length + 2] = "--kubeconfig";
    all[arguments.length + 3] = kubeconfig.toString();
    return Sandbox.start(Sandbox.Options.of(all));
  }

  private HttpResponse<String> owner(String method, String path, String body) throws Exception {
    return send(ownersToken(), method, path, body);
  }

  private String ownersToken() throws Exception {
    return config().array("users").objects().getFirst().object("user").text("token");
  }

  private HttpResponse<String> send(String token, String method, String path, String body)
      throws Exception {
    Json.Object server = config().array("clusters").objects().getFirst().object("cluster");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.text("server") + path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    try (HttpClient client = client()) {
      return client.send(request.build(), BodyHandlers.ofString());
    }
  }

  private HttpClient client() throws Exception {
    Json.Object server = config().array("clusters").objects().getFirst().object("cluster");
    byte[] pem = Base64.getDecoder().decode(server.text("certificate-authority-data"));
    return HttpClient.newBuilder()
        .sslContext(Trust.in(new String(pem, StandardCharsets.US_ASCII)))
        .build();
  }

  private Json.Object config() throws Exception {
    return (Json.Object) Yaml.parse(Files.readString(kubeconfig));
  }
}
