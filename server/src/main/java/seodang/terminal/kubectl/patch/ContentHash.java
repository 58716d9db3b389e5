package seodang.terminal.kubectl.patch;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import seodang.json.Json;
import seodang.terminal.kubectl.golang.GoJson;

/// The suffix that names a ConfigMap or Secret by its content, as `--append-hash` and kustomize
/// make it.
public final class ContentHash {
  private ContentHash() {}

  public static String ofConfigMap(String name, Map<String, String> data) {
    return of(
        Json.object("kind", "ConfigMap", "name", name).with("data", Json.of(new TreeMap<>(data))));
  }

  /// @param data base64, as the object holds it
  public static String ofSecret(String name, String type, Map<String, String> data) {
    return of(
        Json.object("kind", "Secret", "name", name, "type", type)
            .with("data", Json.of(new TreeMap<>(data))));
  }

  /// The first ten hex digits of the SHA-256, with those that could spell words replaced.
  public static String of(Json.Object content) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(GoJson.compact(content).getBytes(StandardCharsets.UTF_8));
      StringBuilder suffix = new StringBuilder();
      for (char c : HexFormat.of().formatHex(digest).substring(0, 10).toCharArray()) {
        suffix.append(
            switch (c) {
              case '0' -> 'g';
              case '1' -> 'h';
              case '3' -> 'k';
              case 'a' -> 'm';
              case 'e' -> 't';
              default -> c;
            });
      }
      return suffix.toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
