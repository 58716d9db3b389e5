package seodang.web;

import java.util.List;
import org.pcollections.TreePMap;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.ApiResponse.Cursor;
import seodang.kube.ApiResponse.Output;
import seodang.kube.ApiResponse.Polled;
import seodang.kube.ClusterState;
import seodang.kube.Input;
import seodang.kube.Transition;
import seodang.kube.store.Store;

/// Answers each kind of request with what was asked, so that a test sees what the wire did to it:
/// `/echo` the request itself, `/lines` what was posted there (with `follow` as it comes), `/watch`
/// the same as events, `/exec` a process that says back what it hears until it hears `exit N`.
final class EchoEngine {
  private static final String LINES = "/registry/lines/";

  private EchoEngine() {}

  static Transition apply(ClusterState state, Input input) {
    return switch (input) {
      case Input.Request r -> request(state, r.request());
      case Input.Stdin in -> new Transition(hear(state, in), null, null, false);
      case Input.Hangup h ->
          new Transition(remember(state, h.session(), Json.text("hung up")), null, null, false);
      default -> new Transition(state, null, null, false);
    };
  }

  private static Transition request(ClusterState state, ApiRequest request) {
    String path = request.path();
    ClusterState next = state;
    ApiResponse response;
    if (path.equals("/lines") && request.method().equals("POST")) {
      Json line = Json.text(((ApiRequest.Body.Raw) request.body()).text());
      next =
          with(
              state,
              state.store().put(LINES + (state.store().revision() + 1), Json.object("line", line)));
      response = new ApiResponse.Document(201, Json.object("line", line));
    } else if (path.equals("/lines")) {
      response = new ApiResponse.Log(200, new Lines(0));
    } else if (path.equals("/watch")) {
      response = new ApiResponse.Watch(200, ApiRequest.JSON, new Events(new Lines(0)));
    } else if (path.equals("/exec")) {
      next = remember(state, "s", Json.object("said", ""));
      response = new ApiResponse.Session(200, "s", false, new Said(0));
    } else if (path.equals("/forward")) {
      response = new ApiResponse.PortForward(200, "default", "web");
    } else if (path.equals("/missing")) {
      response = KubernetesStatus.of(404, "NotFound", "things \"x\" not found");
    } else {
      response =
          new ApiResponse.Document(200, echo(request), ApiRequest.JSON, List.of("old \"x\""));
    }
    return new Transition(next, response, null, false);
  }

  private static Json.Object echo(ApiRequest request) {
    return Json.object(
        "method",
        request.method(),
        "path",
        request.path(),
        "query",
        Json.of(request.query()),
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
        "uid",
        request.user().uid(),
        "extra",
        Json.of(request.user().extra()),
        "bytes",
        request.body() instanceof ApiRequest.Body.Raw raw ? raw.bytes().length : 0);
  }

  private static ClusterState hear(ClusterState state, Input.Stdin in) {
    String said = said(state);
    String text = in.end() ? "(end)" : in.text();
    return remember(state, in.session(), Json.object("said", said + text));
  }

  private static String said(ClusterState state) {
    return state.memory().get("session/s") instanceof Json.Object o ? o.text("said") : "";
  }

  private static ClusterState remember(ClusterState s, String session, Json value) {
    TreePMap<String, Json> memory = s.memory().plus("session/" + session, value);
    return new ClusterState(s.store(), memory, s.timers(), s.now(), s.random(), s.trace());
  }

  private static ClusterState with(ClusterState s, Store store) {
    return new ClusterState(store, s.memory(), s.timers(), s.now(), s.random(), s.trace());
  }

  private record Lines(int seen) implements Cursor<String> {
    @Override
    public Polled<String> poll(ClusterState state) {
      List<String> all =
          state.store().range(LINES).stream().map(line -> line.text("line")).toList();
      boolean ended = all.contains("end\n");
      return new Polled<>(all.subList(seen, all.size()), new Lines(all.size()), ended);
    }
  }

  private record Events(Lines lines) implements Cursor<Json> {
    @Override
    public Polled<Json> poll(ClusterState state) {
      Polled<String> polled = lines.poll(state);
      return new Polled<>(
          polled.items().stream()
              .map(line -> (Json) Json.object("type", "ADDED", "object", line.strip()))
              .toList(),
          new Events((Lines) polled.next()),
          polled.ended());
    }
  }

  private record Said(int seen) implements Cursor<Output> {
    @Override
    public Polled<Output> poll(ClusterState state) {
      String all = said(state);
      String news = all.substring(seen);
      if (news.startsWith("exit ")) {
        int code = Integer.parseInt(news.substring(5).strip());
        return new Polled<>(List.of(new Output(3, "", code)), new Said(all.length()), true);
      }
      return new Polled<>(
          news.isEmpty() ? List.of() : List.of(new Output(1, news, 0)),
          new Said(all.length()),
          false);
    }
  }
}
