package seodang.kube.apiserver;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;

/// Secrets and, for what they share, ConfigMaps.
final class SecretKind extends Kind {
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
  List<Object> cells(Run run, Json.Object object) {
    int size = object.object("data").size();
    return secret
        ? List.of(Meta.name(object), object.text("type"), size, age(run, object))
        : List.of(Meta.name(object), size + object.object("binaryData").size(), age(run, object));
  }
}
