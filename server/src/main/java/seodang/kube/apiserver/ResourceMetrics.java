package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.Meta;
import seodang.kube.Quantity;
import seodang.kube.Selector;
import seodang.kube.engine.Run;
import seodang.kube.kubelet.Usage;
import seodang.kube.schema.ResourceType;

/// `metrics.k8s.io`, which the API server hands on to a metrics-server: served while an APIService
/// for it is Available.
final class ResourceMetrics {
  static final String GROUP = "metrics.k8s.io";
  private static final String VERSION = "v1beta1";
  private static final String PATH = "/apis/" + GROUP + "/" + VERSION;
  private static final List<ResourceType> TYPES =
      List.of(type("nodes", "NodeMetrics", false), type("pods", "PodMetrics", true));

  /// What a node's own processes use: the kubelet, the container runtime.
  private static final Quantity SYSTEM_CPU = Quantity.of(Json.text("40m"));

  private static final Quantity SYSTEM_MEMORY = Quantity.of(Json.text("420Mi"));

  private ResourceMetrics() {}

  private static ResourceType type(String resource, String kind, boolean namespaced) {
    return new ResourceType(
        GROUP,
        VERSION,
        resource,
        kind,
        "",
        namespaced,
        List.of(),
        List.of(),
        List.of("get", "list"),
        Map.of());
  }

  /// Its resources; none while it is not served.
  static List<ResourceType> types(Run run) {
    Json.Object service = service(run);
    return service != null && Meta.isTrue(service, "Available") ? TYPES : List.of();
  }

  private static Json.@Nullable Object service(Run run) {
    return run.get("apiregistration.k8s.io", "apiservices", "", VERSION + "." + GROUP);
  }

  /// Refuses what would be handed on when nobody is there to take it.
  static void checkAvailable(Run run, ApiRequest request) {
    boolean inside = request.path().equals(PATH) || request.path().startsWith(PATH + "/");
    if (inside && service(run) != null && types(run).isEmpty()) {
      throw new Rejection(
          Statuses.failure(
              503,
              "ServiceUnavailable",
              "the server is currently unable to handle the request",
              Json.object()));
    }
  }

  static ApiResponse answer(Run run, ApiRequest request, RequestPath path) {
    boolean pods = path.resource().equals("pods");
    Selector selector = Selector.parse(request.parameter("labelSelector"));
    List<Json> items = new ArrayList<>();
    for (Json.Object object : run.list("", path.resource(), path.namespace())) {
      boolean asked =
          path.name().isEmpty()
              ? selector == null || selector.matchesObject(object)
              : Meta.name(object).equals(path.name());
      Json.Object measured = !asked ? null : pods ? pod(run, object) : node(run, object);
      if (measured != null) {
        items.add(measured);
      }
    }
    if (path.name().isEmpty()) {
      return new ApiResponse.Document(
          200,
          Json.object(
              "kind",
              path.type().kind() + "List",
              "apiVersion",
              path.type().apiVersion(),
              "metadata",
              Json.object(),
              "items",
              Json.Array.of(items)));
    }
    if (items.isEmpty()) {
      throw Statuses.notFound(path.type(), path.name());
    }
    return new ApiResponse.Document(200, items.getFirst());
  }

  private static Json.Object head(Run run, String kind, Json.Object of) {
    return Json.object(
        "kind",
        kind,
        "apiVersion",
        GROUP + "/" + VERSION,
        "metadata",
        Json.object(
            "name", Meta.name(of),
            "namespace", Meta.namespace(of).isEmpty() ? null : Meta.namespace(of),
            "creationTimestamp", Meta.time(run.now()),
            "labels", of.object("metadata").get("labels")),
        "timestamp",
        Meta.time(Usage.measured(run)),
        "window",
        Usage.WINDOW + "s");
  }

  private static Json.@Nullable Object pod(Run run, Json.Object pod) {
    Json containers = Usage.containers(run, pod);
    return containers == null ? null : head(run, "PodMetrics", pod).with("containers", containers);
  }

  private static Json.Object node(Run run, Json.Object node) {
    Quantity cpu = SYSTEM_CPU;
    Quantity memory = SYSTEM_MEMORY;
    for (Json.Object pod : run.list("", "pods", "")) {
      if (pod.object("spec").text("nodeName").equals(Meta.name(node))
          && Usage.containers(run, pod) instanceof Json.Array containers) {
        for (Json.Object container : containers.objects()) {
          cpu = cpu.plus(Quantity.of(container.object("usage").get("cpu")));
          memory = memory.plus(Quantity.of(container.object("usage").get("memory")));
        }
      }
    }
    return head(run, "NodeMetrics", node)
        .with("usage", Json.object("cpu", cpu.toString(), "memory", memory.toString()));
  }
}
