package seodang;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import seodang.json.Json;
import seodang.json.Yaml;

/// A learner's cluster as a program outside sees it, by the kubeconfig the learner downloaded.
final class ClusterClient {
  private final HttpClient client;
  private final String path;
  private final String token;
  private final int port;

  private ClusterClient(HttpClient client, String path, String token, int port) {
    this.client = client;
    this.path = path;
    this.token = token;
    this.port = port;
  }

  static ClusterClient of(Browser learner, int port) throws GeneralSecurityException, IOException {
    Json config = Yaml.parse(learner.get("/cluster/kubeconfig").body());
    Json.Object object = (Json.Object) config;
    Json.Object cluster = object.array("clusters").object(0).object("cluster");
    String token = object.array("users").object(0).object("user").text("token");
    byte[] pem = Base64.getDecoder().decode(cluster.text("certificate-authority-data"));
    HttpClient client = HttpClient.newBuilder().sslContext(trusting(pem)).build();
    return new ClusterClient(client, URI.create(cluster.text("server")).getPath(), token, port);
  }

  /// The same cluster, served at another port.
  ClusterClient at(int other) {
    return new ClusterClient(client, path, token, other);
  }

  /// Creates a ConfigMap; answers the status.
  int create(String name) throws IOException, InterruptedException {
    String body =
        Json.object(
                "apiVersion",
                "v1",
                "kind",
                "ConfigMap",
                "metadata",
                Json.object("name", name),
                "data",
                Json.object("name", name))
            .toString();
    return status(
        request("/api/v1/namespaces/default/configmaps")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  /// Reads a ConfigMap; answers the status.
  int get(String name) throws IOException, InterruptedException {
    return status(request("/api/v1/namespaces/default/configmaps/" + name).GET());
  }

  private int status(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString()).statusCode();
  }

  private HttpRequest.Builder request(String resource) {
    return HttpRequest.newBuilder(URI.create("https://localhost:" + port + path + resource))
        .header("Authorization", "Bearer " + token);
  }

  private static SSLContext trusting(byte[] pem) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry(
        "authority",
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem)));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
