package seodang.kube.image;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import seodang.json.Json;

/// Small servers that say who they are: what tutorials use to show load balancing.
record Echoing(int port, Style style) implements Server {
  /// Whose words it speaks.
  enum Style {
    WHOAMI,
    HTTP_ECHO,
    HELLO_APP,
    AGNHOST
  }

  @Override
  public Running start(List<String> argv) {
    return daemon(argv).start(argv);
  }

  @Override
  public Running thaw(List<String> argv, Json.Object frozen) {
    return daemon(argv).thaw(argv, frozen);
  }

  private Daemon daemon(List<String> argv) {
    String line =
        switch (style) {
          case WHOAMI -> "Starting up on port " + port;
          case HTTP_ECHO -> "[INFO] server is listening on :" + port;
          case HELLO_APP -> "Server listening on port " + port;
          case AGNHOST ->
              argv.contains("netexec") ? "Started HTTP server on port " + port : "Paused";
        };
    return new Daemon(List.of(line), List.of());
  }

  @Override
  public List<Integer> ports(List<String> argv, Map<String, String> env) {
    if (style == Style.AGNHOST && !argv.contains("netexec")) {
      return List.of();
    }
    for (String word : argv) {
      if (word.matches("--?(listen=:|port=|http-port=)\\d{1,5}")) {
        return List.of(Integer.parseInt(word.replaceAll("\\D+", "")));
      }
    }
    String asked = env.getOrDefault(style == Style.WHOAMI ? "WHOAMI_PORT_NUMBER" : "PORT", "");
    return List.of(asked.matches("\\d{1,5}") ? Integer.parseInt(asked) : port);
  }

  @Override
  public Answer answer(Request request) {
    String body =
        switch (style) {
          case WHOAMI ->
              "Hostname: "
                  + request.hostname()
                  + "\nIP: 127.0.0.1\nIP: "
                  + request.address()
                  + "\nRemoteAddr: "
                  + request.client()
                  + ":40000"
                  + "\n"
                  + request.method()
                  + " "
                  + request.path()
                  + " HTTP/1.1"
                  + "\nHost: "
                  + request.host()
                  + "\nUser-Agent: "
                  + request.headers().text("User-Agent", "curl")
                  + others(request.headers())
                  + "\n\n";
          case HTTP_ECHO -> echo(request.argv()) + "\n";
          case HELLO_APP -> "Hello, world!\nVersion: 1.0.0\nHostname: " + request.hostname() + "\n";
          case AGNHOST ->
              request.path().startsWith("/hostname") ? request.hostname() : "NOW: " + request.now();
        };
    return new Answer(
        200, Servers.headers(style.name(), "text/plain; charset=utf-8", body), body, "");
  }

  /// The headers that came along, in order.
  private static String others(Json.Object headers) {
    StringBuilder lines = new StringBuilder();
    new TreeMap<>(headers.texts())
        .forEach((name, value) -> {
          if (!name.equalsIgnoreCase("Host") && !name.equalsIgnoreCase("User-Agent")) {
            lines.append('\n').append(name).append(": ").append(value);
          }
        });
    return lines.toString();
  }

  private static String echo(List<String> argv) {
    for (int i = 0; i < argv.size(); i++) {
      String word = argv.get(i);
      if (word.matches("(?s)--?text=.*")) {
        return word.substring(word.indexOf('=') + 1);
      }
      if (word.matches("--?text") && i + 1 < argv.size()) {
        return argv.get(i + 1);
      }
    }
    return "hello-world";
  }
}
