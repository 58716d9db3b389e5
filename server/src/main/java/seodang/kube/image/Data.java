package seodang.kube.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import seodang.json.Json;
import seodang.json.Yaml;

/// The files of this package.
final class Data {
  private Data() {}

  static Json parse(String name) {
    try (InputStream in = Data.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not on the classpath");
      }
      return Yaml.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Json.Object read(String name) {
    return (Json.Object) parse(name);
  }
}
