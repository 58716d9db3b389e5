package seodang.kube.apiserver;

import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.Meta;
import seodang.kube.Selector;
import seodang.kube.engine.Run;

/// Evicts a Pod unless a PodDisruptionBudget forbids it now.
final class Evictions {
  private Evictions() {}

  static ApiResponse evict(Run run, ApiRequest request, RequestPath path) {
    Json.Object pod = ApiServer.require(run, path);
    Json.Object options = ApiServer.body(request).object("deleteOptions");
    if (Subresources.isDryRun(request)) {
      options = options.with("dryRun", Json.array("All"));
    }
    boolean dryRun = !options.array("dryRun").isEmpty();
    for (Json.Object budget : run.list("policy", "poddisruptionbudgets", path.namespace())) {
      boolean guards = Selector.of(budget.object("spec").object("selector")).matchesObject(pod);
      if (guards && !Meta.isDeleting(pod) && isReady(pod)) {
        spend(run, budget, dryRun);
      }
    }
    RequestPath target = new RequestPath(path.type(), path.namespace(), path.name(), "", "");
    Deletion.delete(run, request.withBody(options).withContentType(ApiRequest.JSON), target);
    return new ApiResponse.Document(
        201,
        Json.object(
            "kind", "Status",
            "apiVersion", "v1",
            "metadata", Json.object(),
            "status", "Success",
            "code", 201));
  }

  private static boolean isReady(Json.Object pod) {
    return Meta.isTrue(pod, "Ready");
  }

  private static void spend(Run run, Json.Object budget, boolean dryRun) {
    Json.Object status = budget.object("status");
    long allowed = status.number("disruptionsAllowed", 0);
    if (allowed <= 0) {
      Json cause =
          Json.object(
              "reason",
              "DisruptionBudget",
              "message",
              "The disruption budget "
                  + Meta.name(budget)
                  + " needs "
                  + status.number("desiredHealthy", 0)
                  + " healthy pods and has "
                  + status.number("currentHealthy", 0)
                  + " currently");
      throw Statuses.tooManyRequests(
          "Cannot evict pod as it would violate the pod's disruption budget.",
          Json.object("causes", Json.array(cause)));
    }
    String key =
        seodang.kube.store.Store.key(
            "policy", "poddisruptionbudgets", Meta.namespace(budget), Meta.name(budget));
    if (!dryRun) {
      run.put(key, budget.with("status", status.with("disruptionsAllowed", allowed - 1)));
    }
  }
}
