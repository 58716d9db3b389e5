package seodang.kube.image;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.HttpResult;
import seodang.shell.FileTree;
import seodang.shell.Program;

/// A program that listens on ports and answers requests while its process lives.
public interface Server extends Program {
  /// How access logs write the time.
  DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss +0000", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /// What a process of it listens on.
  List<Integer> ports(Living process);

  /// Answers a request.
  Answer answer(Request request);

  /// Its answer to a client when what it asked for ([Answer#forward]) was answered.
  default Answer forwarded(Request request, HttpResult result) {
    return new Answer(
        result.status(), result.headers(), result.body(), answer(request).log(), null, null);
  }

  /// Whether it understands requests of a method; one that does not closes the connection.
  default boolean speaks(String method) {
    return !method.equals("REDIS");
  }

  /// Who answers a request that came to it.
  enum Role {
    ITSELF,
    /// It passes requests on by the rules of Ingresses.
    INGRESS,
    API_SERVER
  }

  /// What it does on a port.
  default Role role(int port) {
    return Role.ITSELF;
  }

  /// Whether a port of a process speaks TLS.
  default boolean isSecure(Living process, int port) {
    return role(port) != Role.ITSELF;
  }

  /// CPU that a request takes, in thousandths of a CPU's second.
  default double cost() {
    return 5;
  }

  /// A process of it.
  ///
  /// @param variables its environment
  /// @param state what it froze
  record Living(List<String> argv, Json.Object variables, String directory, Json.Object state) {
    Map<String, String> env() {
      return variables.texts();
    }
  }

  /// @param client address it came from
  /// @param disk the files as the process sees them
  record Request(
      String method,
      String path,
      String host,
      Json.Object headers,
      String body,
      String client,
      int port,
      String hostname,
      String address,
      Living process,
      Supplier<FileTree> disk,
      Instant now) {
    public FileTree files() {
      return disk.get();
    }

    /// A header's value, whatever the case of its name; null when it was not sent.
    public @Nullable String header(String name) {
      for (String key : headers.keys()) {
        if (key.equalsIgnoreCase(name)) {
          return headers.text(key);
        }
      }
      return null;
    }

    /// A parameter of the query; null when it is not given.
    public @Nullable String parameter(String name) {
      int query = path.indexOf('?');
      for (String pair : query < 0 ? new String[0] : path.substring(query + 1).split("&")) {
        if (pair.startsWith(name + "=")) {
          return java.net.URLDecoder.decode(
              pair.substring(name.length() + 1), StandardCharsets.UTF_8);
        }
      }
      return null;
    }
  }

  /// @param log lines the process prints, `""` for none
  /// @param files as they are afterwards; null when the server changed none
  /// @param forward what must be asked of another server first; null for nothing
  record Answer(
      int status,
      Json.Object headers,
      String body,
      String log,
      @Nullable FileTree files,
      @Nullable Forward forward) {
    public static Answer of(int status, Json.Object headers, String body, String log) {
      return new Answer(status, headers, body, log, null, null);
    }
  }

  /// A request that a server makes itself, to answer one.
  record Forward(String method, String url, Json.Object headers, String body) {}

  /// The headers that every answer has.
  static Json.Object headers(String server, String type, String body) {
    Json.Object named = server.isEmpty() ? Json.object() : Json.object("Server", server);
    return named
        .with("Content-Type", type)
        .with("Content-Length", Integer.toString(body.getBytes(StandardCharsets.UTF_8).length));
  }
}
