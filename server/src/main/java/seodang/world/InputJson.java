package seodang.world;

import java.util.Base64;
import java.util.Map;
import seodang.json.Json;
import seodang.json.ObjectBuilder;
import seodang.kube.ApiRequest;
import seodang.kube.Input;

/// What the append-only log keeps of an input: enough to give it again.
final class InputJson {
  static final String ADVANCE = "advance";

  private InputJson() {}

  static String kind(Input input) {
    return switch (input) {
      case Input.Request r -> "request";
      case Input.Advance a -> ADVANCE;
      case Input.Step s -> "step";
      case Input.Stdin s -> "stdin";
      case Input.Hangup h -> "hangup";
      case Input.Http h -> "http";
      case Input.Tool t -> "tool";
      case Input.Files f -> "files";
      case Input.Fault f -> "fault";
    };
  }

  static Json.Object write(Input input) {
    return switch (input) {
      case Input.Request r -> request(r);
      case Input.Advance a -> Json.object("to", a.to().toString());
      case Input.Step s -> Json.object();
      case Input.Stdin s -> Json.object("session", s.session(), "text", s.text(), "end", s.end());
      case Input.Hangup h -> Json.object("session", h.session());
      case Input.Http h ->
          Json.object(
              "from",
              h.from(),
              "method",
              h.method(),
              "url",
              h.url(),
              "headers",
              h.headers(),
              "body",
              h.body());
      case Input.Tool t ->
          Json.object(
              "node",
              t.node(),
              "argv",
              t.argv(),
              "directory",
              t.directory(),
              "cursor",
              t.cursor().isEmpty() ? null : t.cursor());
      case Input.Files f -> Json.object("node", f.node(), "changes", f.changes());
      case Input.Fault f ->
          Json.object("component", f.component(), "broken", f.broken())
              .withIf("delay", f.delay().isZero() ? null : Json.text(f.delay().toString()));
    };
  }

  private static Json.Object request(Input.Request input) {
    ApiRequest request = input.request();
    ObjectBuilder query = new ObjectBuilder();
    for (Map.Entry<String, java.util.List<String>> e : request.query().entrySet()) {
      query.put(e.getKey(), Json.Array.ofTexts(e.getValue()));
    }
    Json.Object json =
        Json.object(
            "method",
            request.method(),
            "path",
            request.path(),
            "query",
            query.build(),
            "type",
            request.contentType(),
            "accept",
            request.accept(),
            "client",
            request.client(),
            "user",
            request.user().name(),
            "groups",
            request.user().groups(),
            "label",
            input.label());
    return switch (request.body()) {
      case ApiRequest.Body.None n -> json;
      case ApiRequest.Body.Parsed p -> json.with("body", p.value());
      case ApiRequest.Body.Raw r -> json.with("raw", Base64.getEncoder().encodeToString(r.bytes()));
    };
  }
}
