package seodang.web;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Supplier;
import seodang.database.Token;
import seodang.json.Json;
import seodang.json.Yaml;

/// The file with which a real kubectl reaches a learner's cluster.
///
/// @param address of the Kubernetes endpoint, as `https://localhost:8443`
/// @param authority the certificate that signed the endpoint's own, PEM
public record Kubeconfig(Supplier<String> address, Supplier<String> authority) {
  private static final String NAME = "seodang";

  String write(String cluster, Token token) {
    return text(address.get() + "/clusters/" + cluster, authority.get(), token);
  }

  /// @param address of the one cluster
  /// @param authority PEM
  public static String text(String address, String authority, Token token) {
    byte[] pem = authority.getBytes(StandardCharsets.UTF_8);
    Json.Object server =
        Json.object(
            "server",
            address,
            "certificate-authority-data",
            Base64.getEncoder().encodeToString(pem));
    Json.Object config =
        Json.object(
            "apiVersion",
            "v1",
            "kind",
            "Config",
            "clusters",
            Json.array(Json.object("name", NAME, "cluster", server)),
            "contexts",
            Json.array(
                Json.object(
                    "name",
                    NAME,
                    "context",
                    Json.object("cluster", NAME, "user", "learner", "namespace", "default"))),
            "current-context",
            NAME,
            "users",
            Json.array(Json.object("name", "learner", "user", Json.object("token", token.text()))));
    return Yaml.write(config);
  }
}
