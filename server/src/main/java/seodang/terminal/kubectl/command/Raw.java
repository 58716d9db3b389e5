package seodang.terminal.kubectl.command;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.golang.GoJson;
import seodang.terminal.kubectl.golang.GoText;

/// `--raw`: one request to a path as given, its answer as it came.
public final class Raw {
  private Raw() {}

  /// @param body the text to send; null for none
  public static ApiResponse request(
      Invocation invocation, String method, String uri, @Nullable String body) {
    int question = uri.indexOf('?');
    String path = question < 0 ? uri : uri.substring(0, question);
    ApiRequest request = ApiRequest.of(method, path).withAccept("application/json, */*");
    if (question >= 0) {
      for (String pair : uri.substring(question + 1).split("&", -1)) {
        int equals = pair.indexOf('=');
        request =
            request.withQuery(
                decode(equals < 0 ? pair : pair.substring(0, equals)),
                equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
    }
    if (body != null) {
      request = request.withRawBody(body.getBytes(StandardCharsets.UTF_8), ApiRequest.JSON);
    }
    return invocation.client().send(request);
  }

  /// @throws KubectlError when it is no path that can be asked for
  public static void check(String uri) {
    if (!uri.startsWith("/") && !uri.contains("://")) {
      throw new KubectlError(
          "--raw must be a valid URL path: parse "
              + GoText.quote(uri)
              + ": invalid URI for request");
    }
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  public static String text(ApiResponse answer) {
    return switch (answer) {
      case ApiResponse.Document document -> GoJson.compact(document.body()) + "\n";
      case ApiResponse.Text text -> text.text();
      default -> "";
    };
  }
}
