package seodang.web;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLContext;
import seodang.Trust;
import seodang.account.Accounts;
import seodang.database.Database;
import seodang.database.DatabaseSettings;
import seodang.json.Json;
import seodang.world.Lease;
import seodang.world.World;
import seodang.world.WorldLimits;

/// The Kubernetes endpoint on a free port, with learners' simulated clusters behind it.
public final class ClusterEndpoint implements AutoCloseable {
  private final Database database;
  private final InstantSource clock = InstantSource.system();
  private final World world;
  private final KubernetesServer server;
  private final SSLContext tls;
  private final HttpClient client;

  private ClusterEndpoint(Path folder, int streams) {
    database = Database.open(DatabaseSettings.file(folder));
    world = new World(database, WorldLimits.STANDARD, clock);
    server =
        new KubernetesServer(
                new KubernetesSettings(
                    "127.0.0.1",
                    0,
                    "",
                    List.of(),
                    folder.resolve("tls"),
                    KubernetesSettings.BODY,
                    streams,
                    10_000_000),
                world,
                clock)
            .start();
    tls = trust(server.authorityPem());
    client = HttpClient.newBuilder().sslContext(tls).build();
  }

  /// @param streams one cluster may have open
  public static ClusterEndpoint open(Path folder, int streams) {
    return new ClusterEndpoint(folder, streams);
  }

  /// A learner's cluster and the token that opens it.
  public final class Learner {
    private final String id;
    private final String token;

    private Learner() {
      id = world.clusterOf(new Accounts(database, clock).guest().id());
      token = world.issueToken(id).text();
    }

    String id() {
      return id;
    }

    String token() {
      return token;
    }

    /// The cluster, awake as long as the lease is open.
    public Lease lease() {
      return world.open(id).orElseThrow();
    }

    public HttpRequest.Builder request(String path) {
      return HttpRequest.newBuilder(address("/clusters/" + id + path))
          .header("Authorization", "Bearer " + token);
    }

    HttpResponse<String> get(String path) {
      return send(request(path).GET());
    }

    HttpResponse<String> send(String method, String path, Json body) {
      return send(method, path, "application/json", body);
    }

    HttpResponse<String> send(String method, String path, String type, Json body) {
      return ClusterEndpoint.this.send(
          request(path)
              .header("Content-Type", type)
              .method(method, HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
      return ClusterEndpoint.this.send(request);
    }

    /// The lines of a stream, as they come.
    public BufferedReader stream(String path) throws IOException, InterruptedException {
      HttpResponse<InputStream> answer =
          client.send(request(path).GET().build(), BodyHandlers.ofInputStream());
      if (answer.statusCode() != 200) {
        throw new IOException(new String(answer.body().readAllBytes(), StandardCharsets.UTF_8));
      }
      return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }
  }

  public Learner learner() {
    return new Learner();
  }

  URI address(String path) {
    return URI.create(server.address() + path);
  }

  int port() {
    return server.port();
  }

  SSLContext tls() {
    return tls;
  }

  HttpClient client() {
    return client;
  }

  KubernetesServer server() {
    return server;
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    return client.sendAsync(request.build(), BodyHandlers.ofString()).join();
  }

  @Override
  public void close() {
    client.shutdownNow();
    server.close();
    world.close();
    database.close();
  }

  private static SSLContext trust(String pem) {
    try {
      return Trust.in(pem);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
