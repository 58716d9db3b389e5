package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.Meta;
import seodang.kube.apiserver.custom.Path;
import seodang.kube.apiserver.validation.FieldError;
import seodang.kube.engine.Run;

/// The `scale` subresource of workloads.
final class Scales {
  private static final String SPEC = ".spec.replicas";

  private Scales() {}

  static ApiResponse handle(Run run, ApiRequest request, RequestPath path, String verb) {
    Json.Object object = ApiServer.require(run, path);
    Json.Object scale = scale(run, path, object);
    if (verb.equals("get")) {
      return new ApiResponse.Document(200, scale);
    }
    Json.Object wanted = verb.equals("patch") ? patched(request, scale) : ApiServer.body(request);
    wanted = Decoder.decode(request, "autoscaling", "v1", "Scale", wanted, new ArrayList<>());
    String revision = wanted.object("metadata").text("resourceVersion");
    if (!revision.isEmpty()
        && !revision.equals(object.object("metadata").text("resourceVersion"))) {
      throw Statuses.modified(path.type(), path.name());
    }
    long replicas = wanted.object("spec").number("replicas", 0);
    if (replicas < 0) {
      throw Statuses.invalid(
          "autoscaling",
          "Scale",
          path.name(),
          List.of(
              FieldError.invalid(
                  "spec.replicas", Json.number(replicas), "must be greater than or equal to 0")));
    }
    Json.Object after =
        object.withAt(Json.number(replicas), members(run, path, "specReplicasPath", SPEC));
    if (!after.equals(object)) {
      after = after.withAt(Json.number(Meta.generation(object) + 1), "metadata", "generation");
    }
    after = new Owners(run, request, path.type(), "scale").update(object, after);
    List<String> warnings = new ArrayList<>();
    Admission.validate(
        run,
        Subresources.asked(request, path, scale(run, path, after), scale(run, path, object)),
        warnings);
    after =
        Objects.store(run, Subresources.key(path), object, after, Subresources.isDryRun(request));
    return new ApiResponse.Document(200, scale(run, path, after), ApiRequest.JSON, warnings);
  }

  private static Json.Object patched(ApiRequest request, Json.Object scale) {
    Json patch = Patches.read(request);
    if (patch instanceof Json.Array operations) {
      return Patches.jsonPatch(scale, operations) instanceof Json.Object o ? o : Json.object();
    }
    return patch instanceof Json.Object o ? seodang.json.MergePatch.apply(scale, o) : scale;
  }

  /// Where a custom resource keeps a number of its scale; the built-in kinds' place otherwise.
  private static String[] members(Run run, RequestPath path, String name, String otherwise) {
    Json.Object declared =
        CustomResources.declared(run, path.type()).object("subresources").object("scale");
    return Path.members(declared.text(name, otherwise));
  }

  private static long count(
      Run run, RequestPath path, Json.Object object, String name, String otherwise) {
    return object.at(members(run, path, name, otherwise)) instanceof Json.Number n
        ? n.longValue()
        : 0;
  }

  private static String selector(Run run, RequestPath path, Json.Object object) {
    if (CustomResources.isCustom(path.type())) {
      return object.at(members(run, path, "labelSelectorPath", ".status.none"))
              instanceof Json.Text t
          ? t.value()
          : "";
    }
    Json.Object selector = object.object("spec").object("selector");
    return path.type().resource().equals("replicationcontrollers")
        ? Tables.labels(selector)
        : WorkloadKind.selectorText(selector);
  }

  private static Json.Object scale(Run run, RequestPath path, Json.Object object) {
    Json.Object meta = object.object("metadata");
    String selector = selector(run, path, object);
    return Json.object(
        "kind", "Scale",
        "apiVersion", "autoscaling/v1",
        "metadata",
            Json.object(
                "name", meta.text("name"),
                "namespace", meta.text("namespace"),
                "uid", meta.text("uid"),
                "resourceVersion", meta.text("resourceVersion"),
                "creationTimestamp", meta.text("creationTimestamp")),
        "spec", Json.object("replicas", count(run, path, object, "specReplicasPath", SPEC)),
        "status",
            Json.object(
                "replicas",
                count(run, path, object, "statusReplicasPath", ".status.replicas"),
                "selector",
                selector.isEmpty() ? null : selector));
  }
}
