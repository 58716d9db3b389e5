package seodang.kube.image;

import java.util.List;
import java.util.Map;
import seodang.json.Json;
import seodang.shell.FileTree;
import seodang.shell.Program;

/// A program that listens on ports and answers requests while its process lives.
public interface Server extends Program {
  /// What a process of it listens on.
  List<Integer> ports(List<String> argv, Map<String, String> env);

  /// Answers an HTTP request.
  Answer answer(Request request);

  /// Whether it speaks HTTP at all; one that does not closes the connection.
  default boolean speaksHttp() {
    return true;
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
