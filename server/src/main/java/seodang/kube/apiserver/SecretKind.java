package seodang.kube.apiserver;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;

/// Secrets and, for what they share, ConfigMaps.
final class SecretKind extends Kind {
  private static final java.util.regex.Pattern KEY =
      java.util.regex.Pattern.compile("[-._a-zA-Z0-9]+");
  private final boolean secret;

  SecretKind(boolean secret) {
    this.secret = secret;
  }

  @Override
  Json.Object defaults(Json.Object object) {
    if (!secret) {
      return object;
    }
    Json.Object data = object.object("data");
    for (var entry : object.object("stringData").texts().entrySet()) {
      data =
          data.with(
              entry.getKey(),
              Base64.getEncoder()
                  .encodeToString(entry.getValue().getBytes(StandardCharsets.UTF_8)));
    }
    Json.Object filled = PodDefaults.absent(object.without("stringData"), "type", "Opaque");
    return data.isEmpty() ? filled : filled.with("data", data);
  }

  @Override
  void validate(Json.Object object, Json.@Nullable Object before, List<FieldError> errors) {
    for (String map : List.of("data", "binaryData")) {
      for (String key : object.object(map).keys()) {
        if (!KEY.matcher(key).matches()) {
          errors.add(
              FieldError.invalid(
                  map + "[" + key + "]",
                  key,
                  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g."
                      + " 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is"
                      + " '[-._a-zA-Z0-9]+')"));
        }
      }
    }
    if (before != null && before.bool("immutable")) {
      immutable(object, before, errors);
    }
    if (before != null && secret && !before.text("type").equals(object.text("type"))) {
      errors.add(FieldError.invalid("type", object.text("type"), "field is immutable"));
    }
  }

  private static void immutable(Json.Object object, Json.Object before, List<FieldError> errors) {
    if (!object.bool("immutable")) {
      errors.add(FieldError.forbidden("immutable", "field is immutable when `immutable` is set"));
    }
    for (String map : List.of("data", "binaryData")) {
      if (!object.object(map).equals(before.object(map))) {
        errors.add(FieldError.forbidden(map, "field is immutable when `immutable` is set"));
      }
    }
  }

  @Override
  List<Object> cells(Run run, Json.Object object) {
    int size = object.object("data").size();
    return secret
        ? List.of(Meta.name(object), object.text("type"), size, age(run, object))
        : List.of(Meta.name(object), size + object.object("binaryData").size(), age(run, object));
  }
}
