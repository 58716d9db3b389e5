package seodang.kube;

import java.util.List;
import seodang.json.Json;

/// What the API server answers.
public sealed interface ApiResponse {
  /// The HTTP status code.
  int status();

  /// True below 400.
  default boolean ok() {
    return status() < 400;
  }

  /// The body as an object; empty when the answer is no JSON object.
  default Json.Object object() {
    return this instanceof Document d && d.body() instanceof Json.Object o ? o : Json.object();
  }

  /// A JSON document: an object, a list, a Table, or a `Status` when something failed.
  ///
  /// @param warnings texts of `Warning: 299` headers
  record Document(int status, Json body, String contentType, List<String> warnings)
      implements ApiResponse {
    public Document(int status, Json body) {
      this(status, body, ApiRequest.JSON, List.of());
    }
  }

  /// Plain text: `/healthz`, a container's log without `follow`.
  record Text(int status, String contentType, String text) implements ApiResponse {}

  /// A watch: events to be drawn from later states, newline-delimited JSON or framed protobuf.
  record Watch(int status, String contentType, Cursor<Json> cursor) implements ApiResponse {}

  /// A container's log with `follow`, to be drawn from later states.
  record Log(int status, Cursor<String> cursor) implements ApiResponse {}

  /// An exec or attach that has begun: a process in a container, fed with [Input.Stdin] and drawn
  /// from later states.
  ///
  /// @param session names it in [Input.Stdin]
  record Session(int status, String session, boolean tty, Cursor<Output> cursor)
      implements ApiResponse {}

  /// A port-forward to a Pod that runs: the caller opens requests to the Pod with [Input.Http].
  record PortForward(int status, String namespace, String pod) implements ApiResponse {}

  /// No answer at all: the connection failed.
  ///
  /// @param error `connection refused`, or what is wrong with the server's certificate
  record Unreachable(String error) implements ApiResponse {
    @Override
    public int status() {
      return 503;
    }
  }

  /// What a session printed; `exitCode` is set on its last piece.
  ///
  /// @param stream 1 stdout, 2 stderr, 3 the end
  record Output(int stream, String text, int exitCode) {}

  /// A place in a stream that is a function of the cluster's state: polling the same cursor on the
  /// same state answers the same.
  interface Cursor<T> {
    Polled<T> poll(ClusterState state);

    /// What is told before a stream ends because its time is over.
    default List<T> closing() {
      return List.of();
    }
  }

  /// @param items what came since; may be empty
  /// @param next where to go on
  /// @param ended true when nothing will ever follow
  record Polled<T>(List<T> items, Cursor<T> next, boolean ended) {}
}
