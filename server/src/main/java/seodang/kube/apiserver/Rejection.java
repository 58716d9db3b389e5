package seodang.kube.apiserver;

import seodang.json.Json;

/// A request that is refused; carries the `Status` to answer.
final class Rejection extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient Json.Object status;

  Rejection(Json.Object status) {
    super(status.text("message"), null, false, false);
    this.status = status;
  }

  Json.Object status() {
    return status;
  }
}
