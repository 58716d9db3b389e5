package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.Meta;
import seodang.kube.apiserver.validation.FieldError;
import seodang.kube.engine.Run;

/// The `scale` subresource of workloads.
final class Scales {
  private Scales() {}

  static ApiResponse handle(Run run, ApiRequest request, RequestPath path, String verb) {
    Json.Object object = ApiServer.require(run, path);
    Json.Object scale = scale(path, object);
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
    Json.Object after = object.withAt(Json.number(replicas), "spec", "replicas");
    if (!after.equals(object)) {
      after = after.withAt(Json.number(Meta.generation(object) + 1), "metadata", "generation");
    }
    after = new Owners(run, request, path.type(), "scale").update(object, after);
    after =
        Objects.store(run, Subresources.key(path), object, after, Subresources.isDryRun(request));
    return new ApiResponse.Document(200, scale(path, after));
  }

  private static Json.Object patched(ApiRequest request, Json.Object scale) {
    Json patch = ApiServer.read(request);
    if (patch instanceof Json.Array operations) {
      return (Json.Object) seodang.json.JsonPatch.apply(scale, operations);
    }
    return patch instanceof Json.Object o ? seodang.json.MergePatch.apply(scale, o) : scale;
  }

  private static Json.Object scale(RequestPath path, Json.Object object) {
    Json.Object meta = object.object("metadata");
    Json.Object selector = object.object("spec").object("selector");
    boolean plain = path.type().resource().equals("replicationcontrollers");
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
        "spec", Json.object("replicas", object.object("spec").number("replicas", 0)),
        "status",
            Json.object(
                "replicas",
                object.object("status").number("replicas", 0),
                "selector",
                plain ? Tables.labels(selector) : WorkloadKind.selectorText(selector)));
  }
}
