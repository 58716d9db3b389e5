package seodang.kube.apiserver;

import java.util.List;
import seodang.json.Json;

/// A request that is refused; carries the `Status` to answer.
final class Rejection extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient Json.Object status;
  private final transient List<String> warnings;

  Rejection(Json.Object status) {
    this(status, List.of());
  }

  private Rejection(Json.Object status, List<String> warnings) {
    super(status.text("message"), null, false, false);
    this.status = status;
    this.warnings = warnings;
  }

  /// The same, with what the client is told besides.
  Rejection withWarnings(List<String> told) {
    return new Rejection(status, List.copyOf(told));
  }

  List<String> warnings() {
    return warnings;
  }

  Json.Object status() {
    return status;
  }
}
