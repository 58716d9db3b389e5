package seodang.web;

import seodang.json.Json;
import seodang.kube.ApiResponse;

/// Failures that never reach the API server, in the form its clients expect.
final class KubernetesStatus {
  private KubernetesStatus() {}

  static ApiResponse.Document of(int code, String reason, String message) {
    return new ApiResponse.Document(
        code,
        Json.object(
            "kind",
            "Status",
            "apiVersion",
            "v1",
            "metadata",
            Json.object(),
            "status",
            "Failure",
            "message",
            message,
            "reason",
            reason,
            "code",
            code));
  }
}
