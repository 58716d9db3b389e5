package seodang.kube;

import java.util.List;
import seodang.json.Json;

/// How an HTTP request inside the cluster went.
///
/// @param error `""` when there was an answer, else `resolve` (unknown host), `refused`, `timeout`,
///   `empty` (no HTTP is spoken there), `tls` (no HTTPS is) or `certificate` (nobody trusted signed
///   it)
/// @param status the HTTP status
/// @param headers of the answer
/// @param body of the answer
/// @param hops the path in order, each with `kind` (`dns`, `node`, `service`, `endpoint`, `policy`,
///   `pod`, `ingress`, `drop`), `name`, `address` and, where a choice was made, `note`
public record HttpResult(
    String error, int status, Json.Object headers, String body, List<Json.Object> hops) {

  /// The first address that the client itself connected to; `""` when it came to none.
  public String connectedTo() {
    for (Json.Object hop : hops) {
      if (!hop.text("kind").equals("dns") && !hop.text("address").isEmpty()) {
        return hop.text("address");
      }
    }
    return "";
  }
}
