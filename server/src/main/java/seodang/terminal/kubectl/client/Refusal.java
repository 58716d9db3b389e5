package seodang.terminal.kubectl.client;

import seodang.json.Json;
import seodang.kube.ApiResponse;

/// The `Status` of an answer that says no, made up as client-go does where the server sent none.
final class Refusal {
  private Refusal() {}

  static Json.Object status(ApiResponse response) {
    Json.Object object = response.object();
    if (object.text("kind").equals("Status")) {
      return object.has("code") ? object : object.with("code", response.status());
    }
    String body = response instanceof ApiResponse.Text text ? text.text().strip() : "";
    String reason =
        switch (response.status()) {
          case 400 -> "BadRequest";
          case 401 -> "Unauthorized";
          case 403 -> "Forbidden";
          case 404 -> "NotFound";
          case 405 -> "MethodNotAllowed";
          case 409 -> "Conflict";
          case 415 -> "UnsupportedMediaType";
          case 422 -> "Invalid";
          case 429 -> "TooManyRequests";
          case 503 -> "ServiceUnavailable";
          default -> response.status() >= 500 ? "InternalError" : "";
        };
    String message =
        switch (response.status()) {
          case 404 -> "the server could not find the requested resource";
          case 401 -> "the server has asked for the client to provide credentials";
          case 503 -> "the server is currently unable to handle the request";
          case 405 -> "the server does not allow this method on the requested resource";
          default ->
              body.isEmpty() ? "the server rejected our request for an unknown reason" : body;
        };
    return Json.object(
        "kind", "Status", "code", response.status(), "reason", reason, "message", message);
  }
}
