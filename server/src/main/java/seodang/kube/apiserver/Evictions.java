package seodang.kube.apiserver;

import java.util.List;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.Meta;
import seodang.kube.Selector;
import seodang.kube.engine.Run;
import seodang.kube.store.Store;

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
    if (!isUncounted(pod)) {
      List<Json.Object> budgets =
          run.list("policy", "poddisruptionbudgets", path.namespace()).stream()
              .filter(b -> Selector.of(b.object("spec").object("selector")).matchesObject(pod))
              .toList();
      if (budgets.size() > 1) {
        throw new Rejection(
            Statuses.failure(
                500,
                "",
                "This pod has more than one PodDisruptionBudget, which the eviction subresource"
                    + " does not support.",
                null));
      }
      if (!budgets.isEmpty() && !isFree(budgets.getFirst(), pod)) {
        spend(run, budgets.getFirst(), Meta.name(pod), dryRun);
      }
    }
    if (!dryRun && !Meta.isDeleting(pod)) {
      mark(run, pod);
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

  /// Whether no budget counts a Pod: it has ended, never began or is going.
  private static boolean isUncounted(Json.Object pod) {
    return List.of("Succeeded", "Failed", "Pending").contains(pod.object("status").text("phase"))
        || Meta.isDeleting(pod);
  }

  /// Whether a Pod that is not ready may go without being counted.
  private static boolean isFree(Json.Object budget, Json.Object pod) {
    if (Meta.isTrue(pod, "Ready")) {
      return false;
    }
    Json.Object status = budget.object("status");
    long desired = status.number("desiredHealthy", 0);
    return budget.object("spec").text("unhealthyPodEvictionPolicy").equals("AlwaysAllow")
        || status.number("currentHealthy", 0) >= desired && desired > 0;
  }

  private static void mark(Run run, Json.Object pod) {
    Json.Object condition =
        Conditions.disruptionTarget("EvictionByEvictionAPI", "Eviction API: evicting", run.now());
    run.put(
        Store.key("", "pods", Meta.namespace(pod), Meta.name(pod)),
        pod.update(
            "status", s -> s.with("conditions", Conditions.set(s.array("conditions"), condition))));
  }

  private static Rejection refusal(Json.Object budget, String why) {
    Json cause =
        Json.object(
            "reason",
            "DisruptionBudget",
            "message",
            "The disruption budget " + Meta.name(budget) + " " + why);
    return Statuses.tooManyRequests(
        "Cannot evict pod as it would violate the pod's disruption budget.",
        Json.object("causes", Json.array(cause)));
  }

  private static void spend(Run run, Json.Object budget, String pod, boolean dryRun) {
    Json.Object status = budget.object("status");
    if (status.number("observedGeneration", 0) < Meta.generation(budget)) {
      throw refusal(budget, "is still being processed by the server.");
    }
    long allowed = status.number("disruptionsAllowed", 0);
    if (allowed <= 0) {
      throw refusal(
          budget,
          "needs "
              + status.number("desiredHealthy", 0)
              + " healthy pods and has "
              + status.number("currentHealthy", 0)
              + " currently");
    }
    if (dryRun) {
      return;
    }
    Json.Object spent =
        status
            .with("disruptionsAllowed", allowed - 1)
            .with("disruptedPods", status.object("disruptedPods").with(pod, Meta.time(run.now())));
    run.put(
        Store.key("policy", "poddisruptionbudgets", Meta.namespace(budget), Meta.name(budget)),
        budget.with("status", allowed == 1 ? Disruptions.allowance(spent, run.now()) : spent));
  }
}
