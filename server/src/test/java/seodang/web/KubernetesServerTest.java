package seodang.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import seodang.Trust;
import seodang.account.Accounts;
import seodang.database.Database;
import seodang.database.DatabaseSettings;
import seodang.json.Json;
import seodang.world.Lease;
import seodang.world.World;
import seodang.world.Worlds;

class KubernetesServerTest {
  private static final int BODY = 1000;
  private static final int STREAMS = 2;
  private static final int REQUESTS = 200;

  @TempDir Path folder;
  private Database database;
  private World world;
  private KubernetesServer server;
  private HttpClient client;
  private String cluster = "";
  private String token = "";

  @BeforeEach
  void open() throws Exception {
    InstantSource clock = InstantSource.system();
    database = Database.open(DatabaseSettings.file(folder));
    world = Worlds.of(database, clock, EchoEngine::apply);
    server =
        new KubernetesServer(
                new KubernetesSettings(
                    "127.0.0.1",
                    0,
                    "",
                    List.of("kube.example", "10.1.2.3"),
                    folder.resolve("tls"),
                    BODY,
                    STREAMS,
                    REQUESTS),
                world,
                clock)
            .start();
    client = HttpClient.newBuilder().sslContext(Trust.in(server.authorityPem())).build();
    cluster = world.clusterOf(new Accounts(database, clock).guest().id());
    token = world.issueToken(cluster).text();
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
    world.close();
    database.close();
  }

  @Test
  void certificate_isTrustedThroughItsAuthority_andAuthorityStays() {
    assertThat(get("/echo").statusCode()).isEqualTo(200);
    String before = server.authorityPem();
    Certificates again =
        Certificates.open(folder.resolve("tls"), List.of(), InstantSource.system().instant());
    assertThat(again.authorityPem()).isEqualTo(before);
  }

  @Test
  void request_reachesTheCluster_asItWasSent() {
    HttpResponse<String> answer =
        send(
            request("/echo/a%20b/%2Fc+d?x=1&x=2&label=a%3Db%2Bc&y")
                .header("User-Agent", "kubectl/v1.33.1 (linux/amd64) kubernetes/abc")
                .header("Accept", "application/json;as=Table")
                .header("Content-Type", "application/vnd.kubernetes.protobuf")
                .method("PATCH", BodyPublishers.ofByteArray(new byte[] {0x6b, 0, (byte) 0xff})));
    Json.Object echo = Json.parseObject(answer.body());
    assertThat(echo.text("method")).isEqualTo("PATCH");
    assertThat(echo.text("path")).isEqualTo("/echo/a b//c+d");
    assertThat(echo.object("query").toString())
        .isEqualTo("{\"label\":[\"a=b+c\"],\"x\":[\"1\",\"2\"],\"y\":[\"\"]}");
    assertThat(echo.text("client")).isEqualTo("kubectl");
    assertThat(echo.text("accept")).isEqualTo("application/json;as=Table");
    assertThat(echo.text("type")).isEqualTo("application/vnd.kubernetes.protobuf");
    assertThat(echo.number("bytes", 0)).isEqualTo(3);
    assertThat(echo.text("user")).isEqualTo("kubernetes-admin");
    assertThat(answer.headers().firstValue("Warning")).contains("299 - \"old \\\"x\\\"\"");
  }

  @Test
  void impersonation_isPassedOn() {
    HttpResponse<String> answer =
        send(
            request("/echo")
                .header("Impersonate-User", "system:serviceaccount:team:bot")
                .header("Impersonate-Group", "developers")
                .GET());
    Json.Object echo = Json.parseObject(answer.body());
    assertThat(echo.text("user")).isEqualTo("system:serviceaccount:team:bot");
    assertThat(echo.array("groups").texts()).containsExactly("developers", "system:authenticated");
  }

  @Test
  void impersonation_headersOfAllKinds_areRead() {
    HttpResponse<String> answer =
        send(
            request("/echo")
                .header("Impersonate-User", "lee")
                .header("Impersonate-Uid", "7")
                .header("Impersonate-Extra-Example.com%2fScopes", "view")
                .GET());
    Json.Object echo = Json.parseObject(answer.body());
    assertThat(echo.text("uid")).isEqualTo("7");
    assertThat(echo.object("extra"))
        .isEqualTo(Json.object("example.com/scopes", Json.array("view")));
    HttpResponse<String> nobody = send(request("/echo").header("Impersonate-Group", "devs").GET());
    assertThat(nobody.statusCode()).isEqualTo(500);
    assertThat(nobody.body()).contains("without impersonating a user");
  }

  @Test
  void token_wrongOrMissingOrOfAnotherCluster_isUnauthorized() {
    String other = world.clusterOf(new Accounts(database, InstantSource.system()).guest().id());
    for (HttpRequest.Builder request :
        List.of(
            to(cluster, "/echo"),
            to(cluster, "/echo").header("Authorization", "Bearer nonsense"),
            to(cluster, "/echo").header("Authorization", "Basic " + token),
            to(other, "/echo").header("Authorization", "Bearer " + token),
            to("nothing", "/echo").header("Authorization", "Bearer " + token))) {
      HttpResponse<String> answer = send(request.GET());
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(Json.parseObject(answer.body()).text("reason")).isEqualTo("Unauthorized");
    }
  }

  @Test
  void address_leadingNowhere_isAnsweredAsAStatus() {
    HttpResponse<String> answer =
        send(HttpRequest.newBuilder(URI.create(server.address() + "/")).GET());
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(Json.parseObject(answer.body()).text("kind")).isEqualTo("Status");
  }

  @Test
  void body_atTheLimit_passes_beyond_isTooLarge() {
    assertThat(post("/echo", "x".repeat(BODY)).statusCode()).isEqualTo(200);
    HttpResponse<String> refused = post("/echo", "x".repeat(BODY + 1));
    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(Json.parseObject(refused.body()).text("reason")).isEqualTo("RequestEntityTooLarge");
  }

  /// A connection closed over unread bytes is reset, and the answer with it.
  @Test
  void body_thatNobodyReads_loses_noAnswer() throws Exception {
    String body = "[".repeat(200 << 10);
    String rest = "Host: localhost\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    try (RawClient raw = new RawClient(Trust.in(server.authorityPem()), server.port(), false)) {
      for (int i = 0; i < 20; i++) {
        raw.hangUp();
        assertThat(
                raw.send(("TRACE /clusters/x/ HTTP/1.1\r\n" + rest).getBytes(UTF_8), true).status())
            .isEqualTo(404);
        assertThat(
                raw.send(("POST /clusters/x/ HTTP/1.1\r\n" + rest).getBytes(UTF_8), true).status())
            .isEqualTo(401);
      }
    }
  }

  @Test
  void requests_beyondTheLimit_areToldToWait() {
    int refused = 0;
    for (int i = 0; i < REQUESTS * 2 && refused == 0; i++) {
      HttpResponse<String> answer = get("/echo");
      if (answer.statusCode() == 429) {
        refused++;
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(i).isGreaterThanOrEqualTo(REQUESTS);
      }
    }
    assertThat(refused).isEqualTo(1);
  }

  @Test
  void watch_givesEventsAsTheyCome_untilItEnds() throws Exception {
    try (BufferedReader events = stream("/watch")) {
      assertThat(post("/lines", "하나\n").statusCode()).isEqualTo(201);
      assertThat(events.readLine()).isEqualTo("{\"object\":\"하나\",\"type\":\"ADDED\"}");
      post("/lines", "둘\n");
      assertThat(events.readLine()).isEqualTo("{\"object\":\"둘\",\"type\":\"ADDED\"}");
      post("/lines", "end\n");
      assertThat(events.readLine()).contains("end");
      assertThat(events.readLine()).isNull();
    }
  }

  @Test
  void log_isFollowed_asPlainText() throws Exception {
    try (BufferedReader lines = stream("/lines?follow=true")) {
      post("/lines", "첫 줄\n");
      assertThat(lines.readLine()).isEqualTo("첫 줄");
      post("/lines", "end\n");
      assertThat(lines.readLine()).isEqualTo("end");
      assertThat(lines.readLine()).isNull();
    }
  }

  @Test
  void watch_overAnUndo_endsWithExpired() throws Exception {
    try (BufferedReader events = stream("/watch");
        Lease lease = world.open(cluster).orElseThrow()) {
      post("/lines", "하나\n");
      assertThat(events.readLine()).contains("하나");
      assertThat(lease.cluster().undo()).isTrue();
      Json.Object last = Json.parseObject(String.valueOf(events.readLine()));
      assertThat(last.text("type")).isEqualTo("ERROR");
      assertThat(last.object("object").number("code", 0)).isEqualTo(410);
      assertThat(events.readLine()).isNull();
    }
  }

  @Test
  void streams_beyondTheLimit_areRefused_untilOneEnds() throws Exception {
    List<BufferedReader> open = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      open.add(stream("/watch"));
    }
    assertThat(get("/watch").statusCode()).isEqualTo(429);
    post("/lines", "end\n");
    for (BufferedReader stream : open) {
      assertThat(stream.lines().count()).isEqualTo(1);
      stream.close();
    }
    assertThat(get("/watch").statusCode()).isEqualTo(200);
  }

  @Test
  void exec_carriesBothWays_andTellsTheExitCode() throws Exception {
    Ear ear = new Ear();
    WebSocket socket = exec("/exec?command=cat", ear).join();
    assertThat(socket.getSubprotocol()).isEqualTo("v5.channel.k8s.io");
    byte[] hangul = "안녕".getBytes(StandardCharsets.UTF_8);
    say(socket, 0, Arrays.copyOfRange(hangul, 0, 4));
    say(socket, 0, Arrays.copyOfRange(hangul, 4, 6));
    assertThat(ear.hear(1, "안녕".getBytes(StandardCharsets.UTF_8).length)).isEqualTo("안녕");
    say(socket, 255, new byte[] {0});
    assertThat(ear.hear(1, 5)).isEqualTo("(end)");
    say(socket, 0, "exit 7".getBytes(StandardCharsets.UTF_8));
    Json.Object status = Json.parseObject(ear.hear(3, 20));
    assertThat(status.text("reason")).isEqualTo("NonZeroExitCode");
    assertThat(status.object("details").array("causes").object(0).text("message")).isEqualTo("7");
    assertThat(ear.closed.get(20, TimeUnit.SECONDS)).isEqualTo(1000);
  }

  @Test
  void exec_hungUpByItsClient_tellsTheCluster() throws Exception {
    Ear ear = new Ear();
    WebSocket socket = exec("/exec?command=cat", ear).join();
    socket.sendClose(1000, "").join();
    try (Lease lease = world.open(cluster).orElseThrow()) {
      var state = lease.cluster().state();
      while (!Json.text("hung up").equals(state.memory().get("session/s"))) {
        var next = lease.cluster().awaitChange(state, Duration.ofSeconds(20));
        assertThat(next).as("a hang-up within 20 s").isNotSameAs(state);
        state = next;
      }
    }
  }

  @Test
  void exec_refused_isAnOrdinaryAnswer() {
    assertThat(refusal("/missing")).isEqualTo(404);
    token = "nonsense";
    assertThat(refusal("/exec")).isEqualTo(401);
  }

  @Test
  void exec_withoutWebSocket_andPortForward_sayWhatIsMissing() {
    HttpResponse<String> spdy = post("/exec?command=ls", "");
    assertThat(spdy.statusCode()).isEqualTo(400);
    assertThat(spdy.body()).contains("v5.channel.k8s.io");
    HttpResponse<String> forward = post("/forward", "");
    assertThat(forward.statusCode()).isEqualTo(400);
    assertThat(forward.body()).contains("port-forward");
  }

  private int refusal(String path) {
    try {
      exec(path, new Ear()).join();
      return 101;
    } catch (CompletionException e) {
      return e.getCause() instanceof WebSocketHandshakeException w
          ? w.getResponse().statusCode()
          : -1;
    }
  }

  private CompletableFuture<WebSocket> exec(String path, Ear ear) {
    String url = server.address().replace("https:", "wss:") + "/clusters/" + cluster + path;
    return client
        .newWebSocketBuilder()
        .header("Authorization", "Bearer " + token)
        .subprotocols("v5.channel.k8s.io")
        .buildAsync(URI.create(url), ear);
  }

  private static void say(WebSocket socket, int channel, byte[] bytes) {
    ByteBuffer frame = ByteBuffer.allocate(bytes.length + 1).put((byte) channel).put(bytes).flip();
    socket.sendBinary(frame, true).join();
  }

  /// Hears what a session says, by channel.
  private static final class Ear implements WebSocket.Listener {
    private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      byte[] bytes = new byte[data.remaining()];
      data.get(bytes);
      messages.add(bytes);
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      closed.complete(status);
      return null;
    }

    /// At least so many bytes of one channel.
    String hear(int channel, int least) throws InterruptedException {
      StringBuilder heard = new StringBuilder();
      int bytes = 0;
      while (bytes < least) {
        byte[] message = messages.poll(20, TimeUnit.SECONDS);
        assertThat(message).as("a message within 20 s, after: %s", heard).isNotNull();
        if (message != null && message[0] == channel) {
          heard.append(new String(message, 1, message.length - 1, StandardCharsets.UTF_8));
          bytes += message.length - 1;
        }
      }
      return heard.toString();
    }
  }

  private BufferedReader stream(String path) throws Exception {
    HttpResponse<InputStream> answer =
        client.send(request(path).GET().build(), BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
  }

  private HttpResponse<String> get(String path) {
    return send(request(path).GET());
  }

  private HttpResponse<String> post(String path, String body) {
    return send(request(path).POST(BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path) {
    return to(cluster, path).header("Authorization", "Bearer " + token);
  }

  private HttpRequest.Builder to(String id, String path) {
    return HttpRequest.newBuilder(URI.create(server.address() + "/clusters/" + id + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    return client.sendAsync(request.build(), BodyHandlers.ofString()).join();
  }
}
