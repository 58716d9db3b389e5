package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.Meta;
import seodang.kube.apiserver.validation.FieldError;
import seodang.kube.apiserver.validation.Validation;
import seodang.kube.engine.Run;
import seodang.kube.schema.ResourceType;

/// `ephemeralcontainers` and `resize`: the whole Pod is read and written, but one part alone of it
/// changes.
final class PodParts {
  private PodParts() {}

  static ApiResponse handle(Run run, ApiRequest request, RequestPath path, String verb) {
    Json.Object before = ApiServer.require(run, path);
    ResourceType type = path.type();
    if (verb.equals("get")) {
      return ApiServer.document(200, type, before, List.of());
    }
    List<String> warnings = new ArrayList<>();
    Json.Object shown = before.with("apiVersion", type.apiVersion()).with("kind", type.kind());
    Owners owners = new Owners(run, request, type, path.subresource());
    boolean apply = verb.equals("patch") && Patches.isApply(request);
    Json.Object sent =
        apply
            ? owners.apply(shown, Patches.applied(request, type))
            : verb.equals("patch")
                ? Patches.apply(request, CustomResources.struct(run, type), type, shown)
                : ApiServer.body(request);
    Json.Object after =
        CustomResources.kind(run, type).defaults(Decoder.decode(request, type, sent, warnings));
    String revision = after.object("metadata").text("resourceVersion");
    if (!revision.isEmpty()
        && !revision.equals(before.object("metadata").text("resourceVersion"))) {
      throw Statuses.modified(type, path.name());
    }
    boolean resize = path.subresource().equals("resize");
    Json.Object part =
        resize
            ? resized(before, after.object("spec"))
            : before.withAt(
                after.object("spec").array("ephemeralContainers"), "spec", "ephemeralContainers");
    part =
        apply
            ? part.withAt(
                after.object("metadata").array("managedFields"), "metadata", "managedFields")
            : owners.update(shown, part);
    if (!Kind.substance(before).equals(Kind.substance(part))) {
      part = part.withAt(Json.number(Meta.generation(before) + 1), "metadata", "generation");
    }
    List<FieldError> errors =
        resize
            ? Validation.ofResize(part, before, PodKind.qos(part.object("spec")))
            : Validation.ofEphemeralContainers(part, before);
    if (!errors.isEmpty()) {
      throw Statuses.invalid(type.group(), type.kind(), path.name(), errors);
    }
    admit(run, type, before, part, resize, warnings);
    Admission.validate(run, Subresources.asked(request, path, part, before), warnings);
    return ApiServer.document(
        200,
        type,
        Objects.store(run, Subresources.key(path), before, part, Subresources.isDryRun(request)),
        warnings);
  }

  private static void admit(
      Run run,
      ResourceType type,
      Json.Object before,
      Json.Object pod,
      boolean resize,
      List<String> warnings) {
    Settings on = Settings.of(run);
    if (resize && on.admits("LimitRanger")) {
      LimitRanger.check(run, type, pod);
    }
    if (resize && on.admits("ResourceQuota")) {
      Quotas.charge(run, type, pod, before);
    }
    if (!resize && on.admits("PodSecurity")) {
      PodSecurity.check(run, type, pod, warnings);
    }
  }

  /// The Pod as it was but for its containers' resources.
  private static Json.Object resized(Json.Object before, Json.Object wanted) {
    Json.Object result = before;
    for (String list : List.of("initContainers", "containers")) {
      if (wanted.has(list)) {
        List<Json.Object> old = before.object("spec").array(list).objects();
        result = result.withAt(wanted.array(list).map(c -> resized(old, c)), "spec", list);
      }
    }
    return result;
  }

  private static Json resized(List<Json.Object> old, Json container) {
    if (!(container instanceof Json.Object c)) {
      return container;
    }
    return old.stream()
        .filter(o -> o.text("name").equals(c.text("name")))
        .findFirst()
        .map(o ->
            o.withIf("resources", c.get("resources")).withIf("resizePolicy", c.get("resizePolicy")))
        .orElse(c);
  }
}
