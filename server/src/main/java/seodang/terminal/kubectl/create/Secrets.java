package seodang.terminal.kubectl.create;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.golang.GoJson;
import seodang.terminal.kubectl.patch.ContentHash;

/// `kubectl create secret generic|tls|docker-registry`.
public final class Secrets {
  private Secrets() {}

  public static Json.Object generic(Invocation invocation, String name) {
    String type = invocation.flags().text("type");
    return secret(
        invocation, name, type.isEmpty() ? null : type, KeyedData.read(invocation, "Secret", name));
  }

  public static Json.Object tls(Invocation invocation, String name) {
    Flags flags = invocation.flags();
    if (flags.text("key").isEmpty() || flags.text("cert").isEmpty()) {
      throw new KubectlError("key and cert must be specified");
    }
    String certificate = read(invocation, flags.text("cert"));
    String key = read(invocation, flags.text("key"));
    KeyPairs.check(certificate, key);
    return secret(
        invocation, name, "kubernetes.io/tls", Map.of("tls.crt", certificate, "tls.key", key));
  }

  private static String read(Invocation invocation, String path) {
    try {
      return invocation.readFile(path);
    } catch (KubectlError e) {
      throw new KubectlError("Cannot read file " + path + ", " + e.text());
    }
  }

  public static Json.Object dockerRegistry(Invocation invocation, String name) {
    Flags flags = invocation.flags();
    String user = flags.text("docker-username");
    String password = flags.text("docker-password");
    String server = flags.text("docker-server");
    if (!flags.list("from-file").isEmpty()) {
      Map<String, String> files = KeyedData.read(invocation, "Secret", name);
      String content =
          files.size() == 1
              ? files.values().iterator().next()
              : files.getOrDefault(".dockerconfigjson", "");
      return secret(
          invocation, name, "kubernetes.io/dockerconfigjson", Map.of(".dockerconfigjson", content));
    }
    if (user.isEmpty() || password.isEmpty() || server.isEmpty()) {
      throw new KubectlError(
          "either --from-file or the combination of --docker-username, --docker-password and"
              + " --docker-server is required");
    }
    return secret(
        invocation,
        name,
        "kubernetes.io/dockerconfigjson",
        Map.of(
            ".dockerconfigjson", dockerConfig(server, user, password, flags.text("docker-email"))));
  }

  /// In the order of the fields of Docker's own file.
  private static String dockerConfig(String server, String user, String password, String email) {
    String auth = encode(user + ":" + password);
    return "{\"auths\":{"
        + GoJson.compact(Json.text(server))
        + ":{\"username\":"
        + GoJson.compact(Json.text(user))
        + ",\"password\":"
        + GoJson.compact(Json.text(password))
        + (email.isEmpty() ? "" : ",\"email\":" + GoJson.compact(Json.text(email)))
        + ",\"auth\":"
        + GoJson.compact(Json.text(auth))
        + "}}}";
  }

  private static Json.Object secret(
      Invocation invocation, String name, @Nullable String type, Map<String, String> data) {
    Map<String, String> encoded = new TreeMap<>();
    data.forEach((key, value) -> encoded.put(key, encode(value)));
    Json.Object secret =
        Generator.object("v1", "Secret", Generator.metadata(invocation, name, true));
    secret = encoded.isEmpty() ? secret : secret.with("data", Json.of(encoded));
    secret = type == null ? secret : secret.with("type", type);
    return invocation.flags().is("append-hash")
        ? secret.withAt(
            Json.text(name + "-" + ContentHash.ofSecret(name, type == null ? "" : type, encoded)),
            "metadata",
            "name")
        : secret;
  }

  private static String encode(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
