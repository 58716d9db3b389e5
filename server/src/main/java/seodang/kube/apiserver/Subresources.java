package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.Meta;
import seodang.kube.apiserver.validation.FieldError;
import seodang.kube.engine.Run;
import seodang.kube.schema.ResourceType;
import seodang.kube.store.Store;

/// Requests for a part of an object: its status, its scale, a Pod's log.
final class Subresources {
  private static final ResourceType.Subresource NONE =
      new ResourceType.Subresource("", "", "", List.of());

  private Subresources() {}

  static ApiResponse handle(Run run, ApiRequest request, RequestPath path, String verb) {
    ResourceType.Subresource sub = path.type().subresources().get(path.subresource());
    if (sub == null || !allowed(sub, verb, path.subresource())) {
      throw Statuses.methodNotAllowed();
    }
    admit(run, request, path);
    return switch (path.subresource()) {
      case "status", "approval" -> status(run, request, path, verb);
      case "scale" -> Scales.handle(run, request, path, verb);
      case "binding" -> bind(run, request, path);
      case "eviction" -> Evictions.evict(run, request, path);
      case "ephemeralcontainers", "resize" -> PodParts.handle(run, request, path, verb);
      case "log" -> PodStreams.log(run, request, path);
      case "exec", "attach" -> PodStreams.exec(run, request, path);
      case "portforward" -> PodStreams.portForward(run, path);
      case "finalize" -> finish(run, request, path);
      case "token" -> TokenRequests.answer(run, request, path);
      default ->
          throw new Rejection(
              Statuses.failure(
                  501,
                  "NotImplemented",
                  "this simulated API server does not support the subresource \""
                      + path.subresource()
                      + "\" of "
                      + path.type().resource(),
                  null));
    };
  }

  /// What admission is asked about a request for a part of an object.
  static AdmissionRequest asked(
      ApiRequest request, RequestPath path, Json.Object object, Json.@Nullable Object before) {
    return AdmissionRequest.of(
        request, path.type(), path.subresource(), path.namespace(), path.name(), object, before);
  }

  /// Asks admission about those that change no object of the part's own.
  private static void admit(Run run, ApiRequest request, RequestPath path) {
    String kind = path.type().subresources().getOrDefault(path.subresource(), NONE).kind();
    switch (path.subresource()) {
      case "exec", "attach", "portforward" -> {
        Json.Object options =
            Json.object("kind", kind, "apiVersion", "v1")
                .with("container", request.parameter("container"))
                .with("stdin", request.flag("stdin"))
                .with("stdout", request.flag("stdout"))
                .with("stderr", request.flag("stderr"))
                .with("tty", request.flag("tty"))
                .with(
                    "command",
                    Json.array(request.query().getOrDefault("command", List.of()).toArray()));
        Admission.validate(
            run, asked(request, path, options, null).connecting(options), new ArrayList<>());
      }
      case "binding", "eviction", "token" ->
          Admission.validate(
              run, asked(request, path, ApiServer.body(request), null), new ArrayList<>());
      default -> {}
    }
  }

  /// exec and its kin come as GET over WebSocket and as POST over SPDY.
  private static boolean allowed(ResourceType.Subresource sub, String verb, String name) {
    return sub.verbs().contains(verb)
        || List.of("exec", "attach", "portforward", "proxy").contains(name);
  }

  private static ApiResponse status(Run run, ApiRequest request, RequestPath path, String verb) {
    Json.Object before = ApiServer.require(run, path);
    ResourceType type = path.type();
    if (verb.equals("get")) {
      return ApiServer.document(200, type, before, List.of());
    }
    Json.Object shown = before.with("apiVersion", type.apiVersion()).with("kind", type.kind());
    Owners owners = new Owners(run, request, type, path.subresource());
    Kind kind = CustomResources.kind(run, type);
    List<String> warnings = new ArrayList<>();
    boolean apply = verb.equals("patch") && Patches.isApply(request);
    Json.Object sent =
        apply
            ? owners.apply(shown, Patches.applied(request, type).without("spec"))
            : verb.equals("patch")
                ? Patches.apply(request, CustomResources.struct(run, type), type, shown)
                : ApiServer.body(request);
    Json.Object after =
        kind instanceof CustomKind custom
            ? custom.defaults(custom.decode(request, type, sent, warnings))
            : Decoder.decode(request, type, sent, shown, warnings);
    String revision = after.object("metadata").text("resourceVersion");
    if (!revision.isEmpty()
        && !revision.equals(before.object("metadata").text("resourceVersion"))) {
      throw Statuses.modified(type, path.name());
    }
    Json.Object merged = before.withIf("status", after.get("status"));
    merged = kind.prepareStatus(run, path.subresource(), before, merged);
    if (type.resource().equals("nodes")) {
      merged = merged.with("metadata", labelled(before, after));
    } else if (type.group().equals("apps")) {
      merged =
          merged.with(
              "metadata",
              before
                  .object("metadata")
                  .withIf("annotations", after.object("metadata").get("annotations")));
    }
    merged =
        apply
            ? merged.withAt(
                after.object("metadata").array("managedFields"), "metadata", "managedFields")
            : owners.update(shown, merged);
    List<FieldError> errors = new ArrayList<>();
    kind.validateStatus(path.subresource(), merged, before, errors);
    if (!errors.isEmpty()) {
      throw Statuses.invalid(type.group(), type.kind(), path.name(), errors);
    }
    SigningAdmission.update(run, request.user(), path, before, merged);
    Admission.validate(run, asked(request, path, merged, before), warnings);
    return ApiServer.document(
        200, type, Objects.store(run, key(path), before, merged, isDryRun(request)), warnings);
  }

  private static Json.Object labelled(Json.Object before, Json.Object after) {
    return before
        .object("metadata")
        .withIf("annotations", after.object("metadata").get("annotations"))
        .withIf("labels", after.object("metadata").get("labels"));
  }

  private static ApiResponse bind(Run run, ApiRequest request, RequestPath path) {
    Json.Object pod = ApiServer.require(run, path);
    Json.Object binding = ApiServer.body(request);
    String node = binding.object("target").text("name");
    String bound = pod.object("spec").text("nodeName");
    if (!bound.isEmpty()) {
      throw Statuses.conflict(
          path.type(),
          path.name(),
          "pod " + path.name() + " is already assigned to node \"" + bound + "\"");
    }
    Json.Object condition =
        Json.object(
            "type",
            "PodScheduled",
            "status",
            "True",
            "lastProbeTime",
            Json.Null.NULL,
            "lastTransitionTime",
            Meta.time(run.now()));
    Json.Object after =
        pod.withAt(Json.text(node), "spec", "nodeName")
            .withAt(
                Conditions.set(pod.object("status").array("conditions"), condition),
                "status",
                "conditions");
    if (!isDryRun(request)) {
      run.put(key(path), after);
    }
    return new ApiResponse.Document(
        201,
        Json.object(
            "kind",
            "Status",
            "apiVersion",
            "v1",
            "metadata",
            Json.object(),
            "status",
            "Success",
            "code",
            201));
  }

  private static ApiResponse finish(Run run, ApiRequest request, RequestPath path) {
    Json.Object before = ApiServer.require(run, path);
    Json.Object after =
        before.withAt(
            ApiServer.body(request).object("spec").array("finalizers"), "spec", "finalizers");
    if (after.object("spec").array("finalizers").isEmpty()) {
      after = after.with("spec", Json.object());
    }
    return ApiServer.document(
        200,
        path.type(),
        Objects.store(run, key(path), before, after, isDryRun(request)),
        List.of());
  }

  static String key(RequestPath path) {
    ResourceType type = path.type();
    return Store.key(type.storageGroup(), type.resource(), path.namespace(), path.name());
  }

  static boolean isDryRun(ApiRequest request) {
    return request.parameter("dryRun").equals("All");
  }
}
