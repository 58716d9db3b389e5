package seodang.kube.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import seodang.json.Json;

/// Reads the fact files that stand beside this class on the classpath.
public final class SchemaData {
  private SchemaData() {}

  /// @param file `discovery.json` and the like; a missing one is a broken build
  public static Json.Object read(String file) {
    try (InputStream in = SchemaData.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("not on the classpath: " + file);
      }
      return Json.parseObject(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
