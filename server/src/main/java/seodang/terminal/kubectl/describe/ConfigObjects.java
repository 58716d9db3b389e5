package seodang.terminal.kubectl.describe;

import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import seodang.json.Json;

/// Describes ConfigMaps, Secrets and ServiceAccounts.
final class ConfigObjects {
  private ConfigObjects() {}

  static void configMap(Json.Object map, Description out, Describer.Source source) {
    out.head(map);
    out.write(0, "\nData\n====\n");
    map.object("data")
        .texts()
        .forEach((key, value) -> out.write(0, key + ":\n----\n" + value + "\n\n"));
    out.write(0, "\nBinaryData\n====\n");
    map.object("binaryData")
        .texts()
        .forEach((key, value) -> out.write(0, key + ": " + size(value) + " bytes\n"));
    out.write(0, "\n");
    EventTable.of(map, out, source);
  }

  private static int size(String base64) {
    try {
      return Base64.getDecoder().decode(base64).length;
    } catch (IllegalArgumentException e) {
      return base64.length();
    }
  }

  static void secret(Json.Object secret, Description out, Describer.Source source) {
    out.head(secret);
    String type = secret.text("type");
    out.write(0, "\nType:\t" + type + "\n\nData\n====\n");
    secret
        .object("data")
        .texts()
        .forEach((key, value) -> {
          boolean token = key.equals("token") && type.equals("kubernetes.io/service-account-token");
          out.line(
              0,
              key + ":",
              token
                  ? new String(
                      Base64.getDecoder().decode(value), java.nio.charset.StandardCharsets.UTF_8)
                  : size(value) + " bytes");
        });
  }

  static void serviceAccount(Json.Object account, Description out, Describer.Source source) {
    Json.Object metadata = account.object("metadata");
    out.head(account);
    TreeSet<String> tokens = new TreeSet<>();
    Set<String> existing = new HashSet<>();
    for (Json.Object secret :
        source.list("/api/v1/namespaces/" + metadata.text("namespace") + "/secrets")) {
      existing.add(secret.object("metadata").text("name"));
      Json.Object annotations = secret.object("metadata").object("annotations");
      if (secret.text("type").equals("kubernetes.io/service-account-token")
          && annotations.text("kubernetes.io/service-account.name").equals(metadata.text("name"))
          && annotations.text("kubernetes.io/service-account.uid").equals(metadata.text("uid"))) {
        tokens.add(secret.object("metadata").text("name"));
      }
    }
    names("Image pull secrets", account.array("imagePullSecrets"), existing, out);
    names("Mountable secrets", account.array("secrets"), existing, out);
    list("Tokens", List.copyOf(tokens), out);
    EventTable.of(account, out, source);
  }

  private static void names(
      String title, Json.Array references, Set<String> existing, Description out) {
    list(
        title,
        references.objects().stream()
            .map(r -> r.text("name"))
            .map(name -> existing.contains(name) ? name : name + " (not found)")
            .toList(),
        out);
  }

  private static void list(String title, List<String> names, Description out) {
    if (names.isEmpty()) {
      out.line(0, title + ":", "<none>");
      return;
    }
    String prefix = title + ":";
    for (String name : names) {
      out.line(0, prefix, name);
      prefix = "";
    }
  }
}
