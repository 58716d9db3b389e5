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
  /// What the parts of the file are called.
  ///
  /// @param namespace of the context; `""` for none
  public record Names(String cluster, String context, String user, String namespace) {
    /// Beside those of other clusters in one file.
    static final Names LEARNER = new Names("seodang", "seodang", "learner", "default");

    /// As kubeadm writes them.
    public static final Names KUBEADM =
        new Names("kubernetes", "kubernetes-admin@kubernetes", "kubernetes-admin", "");
  }

  String write(String cluster, Token token) {
    return text(address.get() + "/clusters/" + cluster, authority.get(), token, Names.LEARNER);
  }

  /// @param address of the one cluster
  /// @param authority PEM
  public static String text(String address, String authority, Token token, Names names) {
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
            Json.array(Json.object("name", names.cluster(), "cluster", server)),
            "contexts",
            Json.array(
                Json.object(
                    "name",
                    names.context(),
                    "context",
                    Json.object(
                        "cluster",
                        names.cluster(),
                        "user",
                        names.user(),
                        "namespace",
                        names.namespace().isEmpty() ? null : names.namespace()))),
            "current-context",
            names.context(),
            "users",
            Json.array(
                Json.object("name", names.user(), "user", Json.object("token", token.text()))));
    return Yaml.write(config);
  }
}
