package seodang.kube.image;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import seodang.json.Json;
import seodang.shell.FileTree;
import seodang.shell.Program;

/// A program that listens on ports and answers requests while its process lives.
public interface Server extends Program {
  /// How access logs write the time.
  DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss +0000", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /// What a process of it listens on.
  List<Integer> ports(List<String> argv, Map<String, String> env);

  /// Answers an HTTP request.
  Answer answer(Request request);

  /// Whether it speaks HTTP at all; one that does not closes the connection.
  default boolean speaksHttp() {
    return true;
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

  /// @param client address it came from
  /// @param files as the process sees them
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
      List<String> argv,
      Map<String, String> env,
      FileTree files,
      java.time.Instant now) {}

  /// @param log lines the process prints, `""` for none
  record Answer(int status, Json.Object headers, String body, String log) {}
}
