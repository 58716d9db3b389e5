package seodang.web;

import java.nio.file.Path;
import java.time.Duration;

/// How the pages are served.
///
/// @param port 0 for any free one
/// @param publicUrl as browsers see the server behind a proxy; `""` when they see it directly
/// @param trustProxy whether `X-Forwarded-For` names the visitor: only where a proxy sets it
/// @param dist the built front end, with its `manifest.json`
public record WebSettings(
    String host, int port, String publicUrl, boolean trustProxy, Path dist, Limits limits) {

  /// @param body bytes of a request
  /// @param frame bytes of one WebSocket message from a browser
  /// @param windows event streams and terminals one account may have open
  /// @param guests new guests from one address in `per`: a whole class may sit behind one
  /// @param signIns attempts from one address in `per`
  /// @param signInsPerLogin attempts at one login in `per`
  /// @param joins class codes one visitor may try in `per`
  /// @param posts of one visitor in a minute
  /// @param requests from one address in a minute
  public record Limits(
      int body,
      int frame,
      int windows,
      int guests,
      int signIns,
      int signInsPerLogin,
      int joins,
      int posts,
      int requests,
      Duration per) {
    public static final Limits STANDARD =
        new Limits(64 << 10, 64 << 10, 16, 300, 100, 10, 20, 600, 12_000, Duration.ofMinutes(10));
  }

  /// Whether cookies may be sent over HTTPS only.
  boolean secure() {
    return publicUrl.startsWith("https:");
  }
}
