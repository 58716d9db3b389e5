package seodang.kube.apiserver.validation;

import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// ConfigMaps and Secrets.
final class ConfigRules {
  private static final int LIMIT = 1024 * 1024;

  private ConfigRules() {}

  static void configMap(Field object, @Nullable Field old) {
    immutable(object, old, List.of("data", "binaryData"));
    Field data = object.at("data");
    Field binary = object.at("binaryData");
    long size = 0;
    for (String key : data.keys()) {
      Formats.configKey(key).forEach(m -> data.key(key).invalid(key, m));
      if (binary.has(key)) {
        data.key(key).invalid(key, "duplicate of key present in binaryData");
      }
      size += data.text(key).length();
    }
    for (String key : binary.keys()) {
      Formats.configKey(key).forEach(m -> binary.key(key).invalid(key, m));
      size += bytes(binary.text(key)).length;
    }
    if (size > LIMIT) {
      object.tooLong(LIMIT);
    }
  }

  private static byte[] bytes(String base64) {
    return Base64.getMimeDecoder().decode(base64);
  }

  private static void immutable(Field object, @Nullable Field old, List<String> maps) {
    if (old == null || !old.bool("immutable")) {
      return;
    }
    String why = "field is immutable when `immutable` is set";
    if (!object.bool("immutable")) {
      object.at("immutable").forbidden(why);
    }
    for (String map : maps) {
      if (!object.at(map).same(old.at(map))) {
        object.at(map).forbidden(why);
      }
    }
  }

  static void secret(Field object, @Nullable Field old) {
    if (old != null) {
      object.at("type").immutable(old.at("type"));
    }
    immutable(object, old, List.of("data"));
    Field data = object.at("data");
    long size = 0;
    for (String key : data.keys()) {
      Formats.configKey(key).forEach(m -> data.key(key).invalid(key, m));
      size += bytes(data.text(key)).length;
    }
    if (size > LIMIT) {
      data.tooLong(LIMIT);
    }
    switch (object.text("type")) {
      case "kubernetes.io/service-account-token" ->
          object
              .at("metadata", "annotations")
              .key("kubernetes.io/service-account.name")
              .requiredText();
      case "kubernetes.io/dockercfg" -> document(data, ".dockercfg");
      case "kubernetes.io/dockerconfigjson" -> document(data, ".dockerconfigjson");
      case "kubernetes.io/basic-auth" -> {
        if (!data.has("username") && !data.has("password")) {
          data.key("username").required();
          data.key("password").required();
        }
      }
      case "kubernetes.io/ssh-auth" -> data.key("ssh-privatekey").requiredText();
      case "kubernetes.io/tls" -> {
        for (String key : List.of("tls.crt", "tls.key")) {
          if (!data.has(key)) {
            data.key(key).required();
          }
        }
      }
      default -> {}
    }
  }

  private static void document(Field data, String key) {
    Field field = data.key(key);
    if (!field.present()) {
      field.required();
      return;
    }
    String wrong = GoWords.objectError(bytes(field.text()));
    if (wrong != null) {
      field.invalid("<secret contents redacted>", wrong);
    }
  }
}
