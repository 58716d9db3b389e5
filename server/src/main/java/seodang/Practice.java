package seodang;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A short run on free ports and empty data, from which the JVM learns which classes a start loads.
final class Practice {
  private static final int ROUNDS = 3;

  private Practice() {}

  static void run() throws IOException, InterruptedException {
    Path data = Files.createTempDirectory("seodang");
    Map<String, String> settings = new HashMap<>(System.getenv());
    settings.put("PORT", "0");
    settings.put("SEODANG_KUBERNETES_PORT", "0");
    settings.put("SEODANG_DATA", data.toString());
    Config config = Config.from(settings);
    try (App app = App.start(config, App.teaching(config));
        HttpClient browser = HttpClient.newHttpClient()) {
      int _ = app.kubernetesPort();
      for (int round = 0; round < ROUNDS; round++) {
        for (String path : List.of("/", "/glossary", "/signup", "/nowhere")) {
          URI address = URI.create("http://localhost:" + app.port() + path);
          var _ =
              browser.send(
                  HttpRequest.newBuilder(address).header("Accept", "text/html").build(),
                  BodyHandlers.ofString());
        }
      }
    } finally {
      Folders.remove(data);
    }
  }
}
