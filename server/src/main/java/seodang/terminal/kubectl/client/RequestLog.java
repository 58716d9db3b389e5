package seodang.terminal.kubectl.client;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.terminal.kubectl.golang.GoJson;
import seodang.terminal.kubectl.golang.GoText;

/// What `-v=6` and more tell of every request, in the form of client-go's round trippers.
///
/// @param verbosity the number after `-v`
/// @param server the address in the kubeconfig
public record RequestLog(int verbosity, String server) {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("MMdd HH:mm:ss.SSSSSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  static final String REFUSED =
      "The connection to the server localhost:8080 was refused - did you specify the right host or"
          + " port?\n";

  /// What discovery says when it reaches nobody.
  String failure(Instant now) {
    return "E"
        + STAMP.format(now)
        + "       1 memcache.go:265] \"Unhandled Error\" err=\"couldn't get current server API"
        + " group list: Get \\\"http://localhost:8080/api?timeout=32s\\\": dial tcp"
        + " 127.0.0.1:8080: connect: connection refused\"\n";
  }

  /// For what a kubectl knows from earlier commands and so does not ask again.
  RequestLog silent() {
    return new RequestLog(0, server);
  }

  /// The lines for one request; `""` when less is asked for.
  String lines(Instant now, ApiRequest request, ApiResponse response) {
    if (verbosity < 6) {
      return "";
    }
    StringBuilder lines = new StringBuilder();
    String url = server + request.path() + query(request.query());
    String stamp = stamp(now);
    if (verbosity >= 8) {
      body(lines, stamp, "\"Request Body\"", request.body());
    }
    if (verbosity >= 7) {
      lines
          .append(stamp)
          .append("round_trippers.go:527] \"Request\" verb=")
          .append(GoText.quote(request.method()))
          .append(" url=")
          .append(GoText.quote(url))
          .append(" headers=<\n\tAccept: ")
          .append(request.accept())
          .append("\n\tUser-Agent: kubectl/v1.33.1 (linux/amd64) kubernetes/8adc0f0\n >\n");
    }
    lines.append(stamp).append("round_trippers.go:632] \"Response\"");
    if (verbosity < 7) {
      lines
          .append(" verb=")
          .append(GoText.quote(request.method()))
          .append(" url=")
          .append(GoText.quote(url));
    }
    lines
        .append(" status=")
        .append(GoText.quote(response.status() + " " + phrase(response.status())))
        .append(verbosity >= 8 ? " headers=<\n\tContent-Type: application/json\n >" : "")
        .append(" milliseconds=1\n");
    if (verbosity >= 8 && response instanceof ApiResponse.Document document) {
      bodyText(lines, stamp, "\"Response Body\"", GoJson.compact(document.body()));
    }
    return lines.toString();
  }

  private static String stamp(Instant now) {
    return "I" + STAMP.format(now) + "       1 ";
  }

  private void body(StringBuilder lines, String stamp, String title, ApiRequest.Body body) {
    switch (body) {
      case ApiRequest.Body.None none -> bodyText(lines, stamp, title, "");
      case ApiRequest.Body.Parsed parsed ->
          bodyText(lines, stamp, title, GoJson.compact(parsed.value()));
      case ApiRequest.Body.Raw raw -> bodyText(lines, stamp, title, raw.text());
    }
  }

  private void bodyText(StringBuilder lines, String stamp, String title, String text) {
    int limit = verbosity >= 10 ? Integer.MAX_VALUE : verbosity == 9 ? 10240 : 1024;
    String shown =
        text.length() <= limit
            ? text
            : text.substring(0, limit) + " [truncated " + (text.length() - limit) + " chars]";
    lines.append(stamp).append("helper.go:246] ").append(title).append(" body=");
    lines.append(GoText.quote(shown)).append('\n');
  }

  private static String query(Map<String, List<String>> query) {
    StringJoiner parts = new StringJoiner("&", "?", "").setEmptyValue("");
    query.keySet().stream()
        .sorted()
        .forEach(k ->
            query.getOrDefault(k, List.of()).forEach(v -> parts.add(escape(k) + "=" + escape(v))));
    return parts.toString();
  }

  private static String escape(String text) {
    return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
  }

  private static String phrase(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 201 -> "Created";
      case 202 -> "Accepted";
      case 101 -> "Switching Protocols";
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 406 -> "Not Acceptable";
      case 409 -> "Conflict";
      case 410 -> "Gone";
      case 415 -> "Unsupported Media Type";
      case 422 -> "Unprocessable Entity";
      case 429 -> "Too Many Requests";
      case 500 -> "Internal Server Error";
      case 503 -> "Service Unavailable";
      default -> Json.number(status).toString();
    };
  }
}
