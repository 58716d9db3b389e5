package seodang.kube.network;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.User;
import seodang.kube.apiserver.ApiServer;
import seodang.kube.apiserver.Authenticator;
import seodang.kube.apiserver.Statuses;
import seodang.kube.engine.Run;
import seodang.kube.image.Server;

/// The API server's own port, for whoever speaks to it with curl: a bearer token says who asks.
final class ApiDoor {
  private ApiDoor() {}

  static Server.Answer answer(Run run, Server.Request request, boolean tls) {
    if (!tls) {
      return answered(400, "text/plain", "Client sent an HTTP request to an HTTPS server.\n");
    }
    String bearer = Network.header(request.headers(), "Authorization", "");
    User user = bearer.isEmpty() ? User.ANONYMOUS : user(run, bearer);
    if (user == null) {
      return json(401, Statuses.failure(401, "Unauthorized", "Unauthorized", null));
    }
    ApiResponse response = ApiServer.handle(run, asked(request).withUser(user), "");
    return switch (response) {
      case ApiResponse.Document d -> json(d.status(), d.body());
      case ApiResponse.Text t -> answered(t.status(), t.contentType(), t.text());
      default -> answered(501, "text/plain", "streams are not carried here\n");
    };
  }

  private static @Nullable User user(Run run, String header) {
    return header.startsWith("Bearer ")
        ? Authenticator.user(run, header.substring("Bearer ".length()).strip())
        : null;
  }

  private static ApiRequest asked(Server.Request request) {
    String[] parts = request.path().split("\\?", 2);
    ApiRequest asked =
        ApiRequest.of(request.method(), decoded(parts[0]))
            .withClient(Network.header(request.headers(), "User-Agent", "curl"));
    for (String pair : parts.length < 2 ? new String[0] : parts[1].split("&")) {
      String[] both = pair.split("=", 2);
      asked = asked.withQuery(decoded(both[0]), both.length < 2 ? "" : decoded(both[1]));
    }
    String type = Network.header(request.headers(), "Content-Type", ApiRequest.JSON);
    return request.body().isEmpty()
        ? asked
        : asked.withRawBody(request.body().getBytes(StandardCharsets.UTF_8), type);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  private static Server.Answer json(int status, Json body) {
    return answered(status, ApiRequest.JSON, body.pretty());
  }

  private static Server.Answer answered(int status, String type, String body) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    Json.Object headers =
        Json.object("Content-Type", type, "Content-Length", Integer.toString(length));
    return Server.Answer.of(status, headers, body, "");
  }
}
