package seodang;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// As much of a browser as the pages' server sees: cookies, forms, and where it has been.
public final class Browser {
  private static final Pattern CSRF = Pattern.compile("<meta name=\"csrf\" content=\"([^\"]*)\">");
  private final CookieManager cookies;
  private final HttpClient client;
  private final String server;
  private String csrf = "";

  Browser(String server) {
    this(server, new CookieManager());
  }

  /// The same browser with the same cookies, at a server that came back at another port.
  Browser(String server, Browser before) {
    this(server, before.cookies);
  }

  private Browser(String server, CookieManager cookies) {
    this.server = server;
    this.cookies = cookies;
    this.client =
        HttpClient.newBuilder()
            .cookieHandler(cookies)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
  }

  /// Opens a page, following redirects.
  public HttpResponse<String> get(String path) {
    return send(request(path).GET().build());
  }

  /// Sends a form as its page would.
  public HttpResponse<String> post(String path, String... namesAndValues) {
    if (csrf.isEmpty()) {
      HttpResponse<String> _ = get("/");
    }
    return send(form(path, namesAndValues).header("X-CSRF-Token", csrf).build());
  }

  /// A form, without what proves where it comes from.
  public HttpRequest.Builder form(String path, String... namesAndValues) {
    String body = Arrays.stream(pairs(namesAndValues)).collect(Collectors.joining("&"));
    return request(path)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(body));
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server + path)).header("Accept", "text/html");
  }

  public HttpResponse<String> send(HttpRequest request) {
    try {
      HttpResponse<String> response = sendAnew(request);
      Matcher found = CSRF.matcher(response.body());
      if (found.find()) {
        csrf = found.group(1);
      }
      return response;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /// A kept connection may have been closed meanwhile; browsers then ask once more on another.
  private HttpResponse<String> sendAnew(HttpRequest request)
      throws IOException, InterruptedException {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).contains("received no bytes")) {
        throw e;
      }
      return client.send(request, BodyHandlers.ofString());
    }
  }

  public String csrf() {
    return csrf;
  }

  /// The value of a cookie; `""` when there is none.
  public String cookie(String name) {
    return cookies.getCookieStore().getCookies().stream()
        .filter(cookie -> cookie.getName().equals(name))
        .map(HttpCookie::getValue)
        .findFirst()
        .orElse("");
  }

  public HttpClient client() {
    return client;
  }

  private static String[] pairs(String... namesAndValues) {
    String[] pairs = new String[namesAndValues.length / 2];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = encode(namesAndValues[2 * i]) + "=" + encode(namesAndValues[2 * i + 1]);
    }
    return pairs;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
