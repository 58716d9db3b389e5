package seodang.web;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.json.ObjectBuilder;
import seodang.kube.HttpResult;

/// One TCP connection to a Pod's port, as far as the simulation speaks: HTTP/1.1 requests, one
/// after the other, with a length or none.
final class HttpPipe {
  private static final int LONGEST = 1 << 20;

  /// Carries a request to the Pod.
  interface Carrier {
    @Nullable HttpResult carry(String method, String target, Json.Object headers, String body);
  }

  /// @param bytes to send back
  /// @param error why the connection broke; `""` while it stands
  /// @param end whether nothing more will come
  @SuppressWarnings("ArrayRecordComponent")
  record Answer(byte[] bytes, String error, boolean end) {}

  private record Request(
      String method, String target, Map<String, String> headers, int start, int length) {}

  private final Carrier carrier;
  private final ByteArrayOutputStream rest = new ByteArrayOutputStream();

  HttpPipe(Carrier carrier) {
    this.carrier = carrier;
  }

  /// Takes bytes as they come and answers every request that is whole.
  Answer receive(byte[] bytes) {
    rest.writeBytes(bytes);
    if (rest.size() > LONGEST) {
      return new Answer(new byte[0], "the request is too large", true);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] all = rest.toByteArray();
    int at = 0;
    while (true) {
      Request request = request(all, at);
      if (request == null || request.start() + request.length() > all.length) {
        break;
      }
      if (request.method().isEmpty()) {
        return new Answer(out.toByteArray(), "only HTTP/1.1 is understood here", true);
      }
      String body = new String(all, request.start(), request.length(), StandardCharsets.UTF_8);
      at = request.start() + request.length();
      ObjectBuilder headers = new ObjectBuilder();
      request.headers().forEach((name, value) -> headers.put(name, Json.text(value)));
      HttpResult result = carrier.carry(request.method(), request.target(), headers.build(), body);
      if (result == null || !result.error().isEmpty()) {
        return new Answer(out.toByteArray(), result == null ? "no answer" : result.error(), true);
      }
      boolean last = request.headers().getOrDefault("connection", "").equalsIgnoreCase("close");
      out.writeBytes(response(result, last, request.method().equals("HEAD")));
      if (last) {
        return new Answer(out.toByteArray(), "", true);
      }
    }
    rest.reset();
    rest.write(all, at, all.length - at);
    return new Answer(out.toByteArray(), "", false);
  }

  /// The request that begins at a place; null when its headers are not all there, without a method
  /// when it is no request.
  private static @Nullable Request request(byte[] all, int from) {
    if (from >= all.length) {
      return null;
    }
    String text = new String(all, from, all.length - from, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      boolean letters = text.matches("(?s)[A-Z]{1,10}( .*)?");
      return letters ? null : new Request("", "", Map.of(), from, 0);
    }
    String[] lines = text.substring(0, end).split("\r\n");
    String[] first = lines[0].split(" ");
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon > 0) {
        headers.put(
            lines[i].substring(0, colon).strip().toLowerCase(Locale.ROOT),
            lines[i].substring(colon + 1).strip());
      }
    }
    String length = headers.getOrDefault("content-length", "0");
    boolean known =
        first.length == 3
            && first[2].startsWith("HTTP/1.")
            && length.matches("\\d{1,7}")
            && !headers.containsKey("transfer-encoding");
    return known
        ? new Request(first[0], first[1], headers, from + end + 4, Integer.parseInt(length))
        : new Request("", "", Map.of(), from, 0);
  }

  private static byte[] response(HttpResult result, boolean last, boolean head) {
    byte[] body = result.body().getBytes(StandardCharsets.UTF_8);
    StringBuilder text = new StringBuilder("HTTP/1.1 " + result.status() + " ");
    text.append(reason(result.status())).append("\r\n");
    result
        .headers()
        .forEach((name, value) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          if (!lower.equals("content-length") && !lower.equals("connection")) {
            text.append(name)
                .append(": ")
                .append(value instanceof Json.Text t ? t.value() : value)
                .append("\r\n");
          }
        });
    text.append("Content-Length: ").append(body.length).append("\r\n");
    text.append("Connection: ").append(last ? "close" : "keep-alive").append("\r\n\r\n");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(text.toString().getBytes(StandardCharsets.ISO_8859_1));
    if (!head) {
      out.writeBytes(body);
    }
    return out.toByteArray();
  }

  private static String reason(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 301 -> "Moved Permanently";
      case 302 -> "Found";
      case 400 -> "Bad Request";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 500 -> "Internal Server Error";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Unavailable";
      default -> "Status";
    };
  }
}
