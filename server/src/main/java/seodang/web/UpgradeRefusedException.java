package seodang.web;

import seodang.kube.ApiResponse;

/// A WebSocket that does not come about: its request is answered as any other.
final class UpgradeRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final transient ApiResponse response;

  UpgradeRefusedException(ApiResponse response) {
    super("status " + response.status(), null, false, false);
    this.response = response;
  }

  ApiResponse response() {
    return response;
  }
}
