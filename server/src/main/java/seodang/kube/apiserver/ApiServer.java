package seodang.kube.apiserver;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.GoJsonSyntax;
import seodang.json.Json;
import seodang.json.JsonException;
import seodang.json.Yaml;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.TraceEntry;
import seodang.kube.engine.Run;
import seodang.kube.schema.Protobuf;
import seodang.kube.schema.ResourceType;

/// The one door to a cluster's objects.
public final class ApiServer {
  /// Where a cluster remembers what signs its service accounts' tokens.
  public static final String TOKEN_SECRET = "apiserver/token-secret";

  /// How much of a body that cannot be read is shown.
  private static final int SHOWN = 30;

  private static final int FORBIDDEN = 403;

  private ApiServer() {}

  /// Handles a request and traces it.
  ///
  /// @param label what the learner typed; `""` for none
  public static ApiResponse handle(Run run, ApiRequest request, String label) {
    ApiResponse failure = Outage.answer(run, request);
    if (failure != null) {
      return failure;
    }
    long outer = run.cause();
    long id = run.openTrace();
    long revision = run.store().revision();
    run.cause(id);
    RequestPath path = RequestPath.of(request.path(), types(run));
    ApiResponse response;
    try {
      response = inForm(request, path, dispatch(run, request, path));
    } catch (Rejection e) {
      response = refused(run, path, e);
    } finally {
      run.cause(outer);
    }
    long written = run.store().revision() > revision ? run.store().revision() : 0;
    if (written > 0 || outer == 0 || isToken(request, response) || response.status() == FORBIDDEN) {
      run.trace(entry(run.now(), request, path, response, id, outer, written, label));
      if (path != null) {
        Metrics.count(run, request, path, verb(request, path), response.status());
      }
    }
    return response;
  }

  /// A token is worth telling of though nothing is stored; so is what a component was refused.
  private static boolean isToken(ApiRequest request, ApiResponse response) {
    return response.ok()
        && request.method().equals("POST")
        && request.path().endsWith("/token")
        && request.path().contains("/serviceaccounts/");
  }

  private static TraceEntry entry(
      Instant now,
      ApiRequest request,
      @Nullable RequestPath path,
      ApiResponse response,
      long id,
      long cause,
      long revision,
      String label) {
    Json.Object answered = response.object();
    String name =
        path == null
            ? ""
            : !path.name().isEmpty()
                ? path.name()
                : response.ok()
                    ? answered.object("metadata").text("name")
                    : answered.object("details").text("name");
    Json.Object detail =
        Json.object(
            "kind", path == null ? null : path.type().kind(),
            "command", label.isEmpty() ? null : label,
            "path", path == null ? request.path() : null,
            "reason", response.ok() ? null : answered.text("reason"),
            "message", response.ok() ? null : answered.text("message"));
    if (path != null && path.type().resource().equals("events") && response.ok()) {
      Json.Object about = answered.object("involvedObject");
      detail =
          detail.merge(
              Json.object(
                  "reason", answered.text("reason"),
                  "message", answered.text("message"),
                  "about", about.text("kind") + "/" + about.text("name")));
    }
    return new TraceEntry(
        id,
        cause,
        now,
        request.client(),
        path == null ? "get" : verb(request, path),
        path == null ? "" : path.resource(),
        path == null ? "" : path.namespace(),
        name,
        response.status(),
        revision,
        detail);
  }

  private static RequestPath.Types types(Run run) {
    return (group, version, resource) -> CustomResources.find(run, group, version, resource);
  }

  /// The verb of a request as RBAC names it.
  static String verb(ApiRequest request, RequestPath path) {
    boolean named = !path.name().isEmpty();
    return switch (request.method()) {
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> named ? "delete" : "deletecollection";
      default -> named ? "get" : request.flag("watch") ? "watch" : "list";
    };
  }

  /// A document in the form its client asked for; discovery and the like are JSON.
  private static ApiResponse inForm(
      ApiRequest request, @Nullable RequestPath path, ApiResponse response) {
    if (!(response instanceof ApiResponse.Document d) || request.accept().equals(ApiRequest.JSON)) {
      return response;
    }
    String type =
        path == null ? d.contentType() : Negotiation.of(request, path.type()).contentType();
    return new ApiResponse.Document(d.status(), d.body(), type, d.warnings());
  }

  private static ApiResponse dispatch(Run run, ApiRequest request, @Nullable RequestPath path) {
    if (path == null) {
      Authorizer.checkUrl(run, request);
      ResourceMetrics.checkAvailable(run, request);
      ApiResponse other = NonResource.answer(run, request);
      if (other == null) {
        throw Statuses.noSuchPath();
      }
      return other;
    }
    String verb = verb(request, path);
    Authorizer.check(run, request.user(), verb, path, named(request, path, verb));
    var _ = Negotiation.of(request, path.type());
    RequestOptions.check(request, path, verb);
    if (!path.subresource().isEmpty()) {
      return Subresources.handle(run, request, path, verb);
    }
    ResourceType type = path.type();
    String deprecation = CustomResources.deprecation(run, type);
    ApiResponse answer = answer(run, request, path, verb);
    return deprecation == null ? answer : warned(answer, deprecation);
  }

  /// The name that a request is about: a list or watch of one name is about that one.
  private static String named(ApiRequest request, RequestPath path, String verb) {
    if (!path.name().isEmpty() || !verb.equals("list") && !verb.equals("watch")) {
      return path.name();
    }
    return FieldSelector.exactName(request.parameter("fieldSelector"));
  }

  /// A refusal warns of a deprecated kind too.
  private static ApiResponse refused(Run run, @Nullable RequestPath path, Rejection refusal) {
    Json.Object status = refusal.status();
    int code = (int) status.number("code", 500);
    ApiResponse response =
        new ApiResponse.Document(code, status, ApiRequest.JSON, refusal.warnings());
    String deprecation =
        path == null || !path.subresource().isEmpty()
            ? null
            : CustomResources.deprecation(run, path.type());
    return deprecation == null ? response : warned(response, deprecation);
  }

  private static ApiResponse warned(ApiResponse answer, String warning) {
    if (!(answer instanceof ApiResponse.Document d)) {
      return answer;
    }
    List<String> warnings = new ArrayList<>(d.warnings());
    warnings.add(warning);
    return new ApiResponse.Document(d.status(), d.body(), d.contentType(), warnings);
  }

  private static ApiResponse answer(Run run, ApiRequest request, RequestPath path, String verb) {
    ResourceType type = path.type();
    if (!type.verbs().contains(verb)) {
      throw Statuses.methodNotAllowed();
    }
    if (type.group().equals(ResourceMetrics.GROUP)) {
      return ResourceMetrics.answer(run, request, path);
    }
    Objects objects = new Objects(run, request, path);
    return switch (verb) {
      case "get" -> Reads.get(run, request, path);
      case "list", "watch" -> Reads.list(run, request, path);
      case "create" ->
          Reviews.isReview(type)
              ? Reviews.answer(run, request, path)
              : objects.answer(Objects::create);
      case "update" -> objects.answer(Objects::update);
      case "patch" -> objects.answer(Objects::patch);
      case "delete" -> Deletion.delete(run, request, path);
      default -> Deletion.deleteCollection(run, request, path);
    };
  }

  /// The request's body as an object.
  static Json.Object body(ApiRequest request) {
    String type = mediaType(request);
    if (request.body() instanceof ApiRequest.Body.Raw raw && type.equals(Protobuf.TYPE)) {
      return protobuf(raw.bytes());
    }
    if (!type.isEmpty() && !type.equals(ApiRequest.JSON) && !type.equals(Negotiation.YAML)) {
      throw Statuses.unsupportedMediaType(
          "the body of the request was in an unknown format - accepted media types include:"
              + " application/json, application/yaml, application/vnd.kubernetes.protobuf");
    }
    Json value;
    try {
      value = parsed(request);
    } catch (JsonException e) {
      throw unrecognized(request, String.valueOf(e.getMessage()));
    }
    if (value instanceof Json.Object o) {
      return o;
    }
    throw unrecognized(
        request,
        "json: cannot unmarshal "
            + (value instanceof Json.Array
                ? "array"
                : value instanceof Json.Text ? "string" : "number")
            + " into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\";"
            + " Kind string \"json:\\\"kind,omitempty\\\"\" }");
  }

  /// A body that is no object at all; as much of it is shown as v1.33 shows.
  private static Rejection unrecognized(ApiRequest request, String why) {
    String text = request.body() instanceof ApiRequest.Body.Raw raw ? raw.text() : "";
    String start = text.substring(0, Math.min(text.length(), SHOWN));
    String shown =
        text.isEmpty()
            ? "<empty>"
            : text.startsWith("{")
                ? start
                : HexFormat.of().formatHex(start.getBytes(StandardCharsets.UTF_8));
    return Statuses.badRequest(
        "the object provided is unrecognized: couldn't get version/kind; json parse error: "
            + why
            + " ("
            + shown
            + (text.length() > SHOWN ? " ..." : "")
            + ")");
  }

  /// The type of the body, without parameters.
  static String mediaType(ApiRequest request) {
    String type = request.contentType();
    int end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).strip();
  }

  private static Json.Object protobuf(byte[] bytes) {
    try {
      return Protobuf.read(bytes);
    } catch (Protobuf.Malformed e) {
      String start =
          HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 30))
              + (bytes.length > 30 ? " ..." : "");
      throw Statuses.badRequest(
          "the object provided is unrecognized: " + e.getMessage() + " (" + start + ")");
    }
  }

  /// The request's body; an empty object when there is none.
  ///
  /// @param head of the refusal when it cannot be read
  static Json read(ApiRequest request, String head) {
    try {
      return parsed(request);
    } catch (JsonException e) {
      throw Statuses.badRequest(head + e.getMessage());
    }
  }

  private static Json parsed(ApiRequest request) {
    return switch (request.body()) {
      case ApiRequest.Body.None none -> Json.object();
      case ApiRequest.Body.Parsed parsed -> parsed.value();
      case ApiRequest.Body.Raw raw -> parse(raw.text(), request.contentType());
    };
  }

  /// @throws JsonException in Go's words
  private static Json parse(String text, String contentType) {
    if (text.isBlank()) {
      return Json.object();
    }
    if (contentType.contains("yaml")) {
      return Yaml.parse(text);
    }
    try {
      return Json.parse(text);
    } catch (JsonException e) {
      String problem = GoJsonSyntax.problem(text);
      throw problem.isEmpty() ? e : new JsonException(problem, e.line(), e.column());
    }
  }

  /// `fieldManager`, or else the client's own name; components by the program they are part of.
  static String manager(ApiRequest request) {
    String asked = request.parameter("fieldManager");
    if (!asked.isEmpty()) {
      return asked;
    }
    String client = request.client();
    if (!request.user().groups().contains("system:components")) {
      return client;
    }
    if (client.startsWith("customresourcedefinition")) {
      return "kube-apiserver";
    }
    return client.startsWith("kubelet")
        ? "kubelet"
        : client.contains("scheduler") ? "kube-scheduler" : "kube-controller-manager";
  }

  /// A document with the object's kind and version, whatever version it is stored in.
  static ApiResponse document(
      int status, ResourceType type, Json.Object object, List<String> warnings) {
    Json.Object shown = object.with("apiVersion", type.apiVersion()).with("kind", type.kind());
    return new ApiResponse.Document(status, shown, ApiRequest.JSON, warnings);
  }

  /// The stored object, or a NotFound.
  static Json.Object require(Run run, RequestPath path) {
    Json.Object found = find(run, path);
    if (found == null) {
      throw Statuses.notFound(path.type(), path.name());
    }
    return found;
  }

  static Json.@Nullable Object find(Run run, RequestPath path) {
    return run.get(
        path.type().storageGroup(), path.type().resource(), path.namespace(), path.name());
  }
}
