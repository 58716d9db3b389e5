package seodang.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import seodang.json.Json;

/// The addresses of what `static/` was built into: `lesson.css` → `/static/lesson-3F2A.css`.
///
/// The names carry a hash of the content, so everything below `/static/` may be cached for ever.
public record Assets(Map<String, String> files) {

  /// Reads `manifest.json` of a folder made by `npm run build` in `static/`.
  ///
  /// @throws UncheckedIOException when the front end has not been built
  public static Assets read(Path dist) {
    try {
      return new Assets(Json.parseObject(Files.readString(dist.resolve("manifest.json"))).texts());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "no " + dist.resolve("manifest.json") + ": run `npm ci && npm run build` in static/", e);
    }
  }

  /// @throws IllegalArgumentException for a name that was not built
  public String url(String name) {
    String file = files.get(name);
    if (file == null) {
      throw new IllegalArgumentException("static/ builds no " + name);
    }
    return "/static/" + file;
  }
}
