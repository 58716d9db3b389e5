package seodang.terminal.kubectl.command;

import java.util.List;
import java.util.Locale;
import seodang.json.Json;
import seodang.terminal.kubectl.client.Resource;

/// What is known of an object's resource when no API server may be asked: its kind alone.
final class LocalResource {
  private LocalResource() {}

  static Resource of(Json.Object object) {
    String apiVersion = object.text("apiVersion");
    int slash = apiVersion.indexOf('/');
    String kind = object.text("kind");
    return new Resource(
        slash < 0 ? "" : apiVersion.substring(0, slash),
        apiVersion.substring(slash + 1),
        kind.toLowerCase(Locale.ROOT) + "s",
        kind.toLowerCase(Locale.ROOT),
        kind,
        true,
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }
}
