package seodang.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import seodang.json.Json;
import seodang.kube.store.Store;
import seodang.world.Lease;

/// Nobody's token opens another's cluster, whatever the address.
class ForeignTokenTest {
  private static final String MARK = "only-hers";
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE");

  @TempDir Path folder;
  private ClusterEndpoint endpoint;
  private ClusterEndpoint.Learner stranger;
  private ClusterEndpoint.Learner owner;
  private RawClient client;

  @BeforeEach
  void open() {
    endpoint = ClusterEndpoint.open(folder, 100);
    stranger = endpoint.learner();
    owner = endpoint.learner();
    client = new RawClient(endpoint.tls(), endpoint.port(), true);
    for (String kind : List.of("configmaps", "secrets")) {
      Json.Object object =
          Json.object("metadata", Json.object("name", MARK, "labels", Json.object("of", MARK)));
      HttpResponse<String> made = owner.send("POST", "/api/v1/namespaces/default/" + kind, object);
      assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    }
  }

  @AfterEach
  void close() {
    client.close();
    endpoint.close();
  }

  /// All addresses the owner's discovery leads to.
  private Set<String> addresses() {
    Set<String> found = new LinkedHashSet<>(List.of("/", "/api", "/apis", "/version", "/metrics"));
    found.addAll(List.of("/healthz", "/livez", "/readyz", "/openapi/v2", "/openapi/v3"));
    List<String> versions = new ArrayList<>(List.of("/api/v1"));
    for (Json.Object group : read("/apis").array("groups").objects()) {
      found.add("/apis/" + group.text("name"));
      for (Json.Object version : group.array("versions").objects()) {
        versions.add("/apis/" + version.text("groupVersion"));
      }
    }
    for (String version : versions) {
      found.add(version);
      found.add("/openapi/v3" + version);
      for (Json.Object resource : read(version).array("resources").objects()) {
        String[] parts = resource.text("name").split("/");
        String space = resource.bool("namespaced") ? "/namespaces/default" : "";
        String all = version + space + "/" + parts[0];
        found.add(all);
        found.add(version + "/" + parts[0]);
        found.add(all + "?watch=true");
        found.add(all + "/" + MARK + (parts.length > 1 ? "/" + parts[1] : ""));
      }
    }
    return found;
  }

  private Json.Object read(String path) {
    HttpResponse<String> answer = owner.get(path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return Json.parseObject(answer.body());
  }

  private RawClient.Answer ask(String method, String address, String... headers) {
    StringBuilder request = new StringBuilder();
    request.append(method).append(' ').append(address).append(" HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    if (!method.equals("GET") && !method.equals("HEAD")) {
      request.append("Content-Length: 2\r\nContent-Type: application/json\r\n\r\n{}");
    } else if (method.equals("HEAD")) {
      // Its length is that of a body that does not come.
      request.append("Connection: close\r\n\r\n");
    } else {
      request.append("\r\n");
    }
    return client.send(request.toString().getBytes(StandardCharsets.UTF_8), true);
  }

  private static String bearer(String token) {
    return "Authorization: Bearer " + token;
  }

  @Test
  void everyAddress_isClosedToAForeignToken_andNothingChanges() {
    try (Lease lease = owner.lease()) {
      lease.cluster().pause();
      Set<String> addresses = addresses();
      assertThat(addresses).hasSizeGreaterThan(300);
      Store before = lease.cluster().state().store();
      for (String address : addresses) {
        for (String method : METHODS) {
          RawClient.Answer answer =
              ask(method, "/clusters/" + owner.id() + address, bearer(stranger.token()));
          assertThat(answer.status()).as("%s %s", method, address).isEqualTo(401);
          assertThat(answer.body()).doesNotContain(MARK);
        }
      }
      assertThat(lease.cluster().state().store()).isSameAs(before);
    }
  }

  @Test
  void addressesWithoutACluster_showTheTokensOwn() {
    for (String address :
        List.of("/api/v1/configmaps", "/api/v1/secrets", "/api/v1/namespaces/default/configmaps")) {
      HttpResponse<String> answer =
          endpoint.send(
              HttpRequest.newBuilder(endpoint.address(address))
                  .header("Authorization", "Bearer " + stranger.token())
                  .GET());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("List").doesNotContain(MARK);
    }
  }

  @Test
  void tricksWithTheAddress_leadNowhere() {
    String mine = "/clusters/" + stranger.id();
    String hers = owner.id();
    String maps = "/api/v1/namespaces/default/configmaps";
    for (String address :
        List.of(
            mine + "/../" + hers + maps,
            mine + "/%2e%2e/" + hers + maps,
            mine + "/..%2f" + hers + maps,
            mine + "%2f..%2f" + hers + maps,
            mine + "/./../" + hers + maps,
            mine + "/;/../" + hers + maps,
            mine + ";x=y/../" + hers + maps,
            "/clusters/" + hers + ";x" + maps,
            "/clusters/" + hers + "%20" + maps,
            "/clusters/%" + Integer.toHexString(hers.charAt(0)) + hers.substring(1) + maps,
            "//clusters/" + hers + maps,
            "/clusters//" + hers + maps,
            "/clusters/./" + hers + maps,
            "/Clusters/" + hers + maps,
            "/clusters/" + hers + "/" + maps,
            mine + "/clusters/" + hers + maps,
            "/api/../clusters/" + hers + maps,
            "https://localhost/clusters/" + hers + maps,
            maps + "?cluster=" + hers)) {
      RawClient.Answer answer = ask("GET", address, bearer(stranger.token()));
      assertThat(answer.body()).as(address).doesNotContain(MARK);
      answer =
          ask(
              "GET",
              address,
              bearer(stranger.token()),
              "X-Forwarded-Prefix: /clusters/" + hers,
              "X-Original-URL: /clusters/" + hers + maps,
              "X-Forwarded-Host: " + hers);
      assertThat(answer.body()).as(address).doesNotContain(MARK);
    }
  }

  @Test
  void tricksWithTheIdentity_leadNowhere() {
    String hers = "/clusters/" + owner.id() + "/api/v1/namespaces/default/configmaps";
    String token = stranger.token();
    String subprotocol =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(token.getBytes(StandardCharsets.UTF_8));
    List<List<String>> identities =
        List.of(
            List.of(),
            List.of("Authorization: Bearer"),
            List.of("Authorization: Bearer "),
            List.of("Authorization: Basic " + token),
            List.of(bearer(token), "Impersonate-User: kubernetes-admin"),
            List.of(
                bearer(token),
                "Impersonate-User: system:admin",
                "Impersonate-Group: system:masters"),
            List.of(
                "X-Remote-User: kubernetes-admin",
                "X-Remote-Group: system:masters",
                "X-Remote-Extra-Scopes: all"),
            List.of(bearer(token), bearer(token)),
            List.of("Sec-WebSocket-Protocol: base64url.bearer.authorization.k8s.io." + subprotocol),
            List.of("Cookie: token=" + token),
            List.of(bearer(token + "," + token)),
            List.of(bearer("eyJhbGciOiJub25lIn0.eyJzdWIiOiJrdWJlcm5ldGVzLWFkbWluIn0.")));
    for (List<String> headers : identities) {
      RawClient.Answer answer = ask("GET", hers, headers.toArray(String[]::new));
      assertThat(answer.status()).as(headers.toString()).isEqualTo(401);
      assertThat(answer.body()).doesNotContain(MARK);
    }
    assertThat(ask("GET", hers + "?access_token=" + token).status()).isEqualTo(401);
  }

  @Test
  void serviceAccountsToken_opensItsOwnClusterAlone() {
    String path = "/api/v1/namespaces/default/serviceaccounts/default/token";
    HttpResponse<String> issued = owner.send("POST", path, Json.object());
    assertThat(issued.statusCode()).as(issued.body()).isEqualTo(201);
    String token = Json.parseObject(issued.body()).object("status").text("token");
    String self = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    RawClient.Answer own = ask("POST", "/clusters/" + owner.id() + self, bearer(token));
    assertThat(own.status()).isEqualTo(201);
    assertThat(own.body()).contains("system:serviceaccount:default:default");
    // The stranger's cluster has issued tokens of its own, for the account of the same name.
    assertThat(stranger.send("POST", path, Json.object()).statusCode()).isEqualTo(201);
    for (String address : List.of("/version", self, "/api/v1/secrets")) {
      String method = address.equals(self) ? "POST" : "GET";
      assertThat(ask(method, "/clusters/" + stranger.id() + address, bearer(token)).status())
          .as(address)
          .isEqualTo(401);
    }
    String forged = token.substring(0, token.length() - 4) + "AAAA";
    assertThat(ask("POST", "/clusters/" + owner.id() + self, bearer(forged)).status())
        .isEqualTo(401);
    RawClient.Answer above =
        ask(
            "GET",
            "/clusters/" + owner.id() + "/api/v1/secrets",
            bearer(token),
            "Impersonate-User: kubernetes-admin",
            "Impersonate-Group: system:masters");
    assertThat(above.status()).as("no impersonation without the right to it").isEqualTo(403);
  }

  @Test
  void upgrades_areRefusedToAForeignToken() {
    String pod =
        "/clusters/" + owner.id() + "/api/v1/namespaces/kube-system/pods/etcd-control-plane";
    for (String stream : List.of("/exec?command=ls", "/attach", "/portforward?ports=80", "/log")) {
      RawClient.Answer answer =
          ask(
              "GET",
              pod + stream,
              bearer(stranger.token()),
              "Connection: Upgrade",
              "Upgrade: websocket",
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
              "Sec-WebSocket-Version: 13",
              "Sec-WebSocket-Protocol: v5.channel.k8s.io");
      assertThat(answer.status()).as(stream).isEqualTo(401);
    }
  }
}
