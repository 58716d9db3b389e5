package seodang.terminal.kubectl;

import seodang.json.GoJsonSyntax;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;

/// What the API server says of a patch that is no JSON; decided here, since a request carries a
/// parsed body.
final class Malformed {
  private Malformed() {}

  static KubectlError refused(String text) {
    return new KubectlError.Rejected(
        Json.object(
            "kind",
            "Status",
            "code",
            400,
            "reason",
            "BadRequest",
            "message",
            GoJsonSyntax.problem(text)));
  }
}
