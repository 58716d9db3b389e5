package seodang.kube.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.Meta;
import seodang.kube.Selector;
import seodang.kube.apiserver.CustomResources;
import seodang.kube.apiserver.Disruptions;
import seodang.kube.engine.Run;
import seodang.kube.schema.ResourceType;
import seodang.kube.store.Change;

/// Tells in every PodDisruptionBudget how many of its Pods may be disrupted now.
public final class DisruptionController extends Controller {
  private static final Duration DELETION = Duration.ofMinutes(2);
  private static final String BUDGETS = "poddisruptionbudgets";

  public DisruptionController() {
    super("disruption-controller", "policy", BUDGETS);
  }

  @Override
  public void observe(Run run, Change change) {
    super.observe(run, change);
    Json.Object object = change.after() == null ? change.before() : change.after();
    if (object == null) {
      return;
    }
    if (change.key().startsWith("/registry/pods/")) {
      for (Json.Object budget : all(run, Meta.namespace(object))) {
        if (selects(budget, change.before()) || selects(budget, change.after())) {
          run.enqueue(this, Meta.key(budget));
        }
      }
    } else if (object.object("spec").has("replicas") && resized(change)) {
      all(run, Meta.namespace(object)).forEach(b -> run.enqueue(this, Meta.key(b)));
    }
  }

  private static boolean resized(Change change) {
    Json.Object before = change.before();
    Json.Object after = change.after();
    return before == null
        || after == null
        || before.object("spec").number("replicas", 1)
            != after.object("spec").number("replicas", 1);
  }

  private static boolean selects(Json.Object budget, Json.@Nullable Object pod) {
    Json.Object spec = budget.object("spec");
    return pod != null
        && spec.has("selector")
        && Selector.of(spec.object("selector")).matchesObject(pod);
  }

  /// That the number of Pods that should be there cannot be told.
  private static final class Unknown extends Exception {
    private static final long serialVersionUID = 1L;

    Unknown(String message) {
      super(message, null, false, false);
    }
  }

  private record Expected(long pods, long healthy) {}

  @Override
  public void reconcile(Run run, String key) {
    Json.Object budget = find(run, key);
    if (budget == null) {
      return;
    }
    List<Json.Object> pods =
        run.list("", "pods", Meta.namespace(budget)).stream()
            .filter(pod -> selects(budget, pod))
            .toList();
    if (pods.isEmpty()) {
      event(run, budget, "Normal", "NoPods", "No matching pods found");
    }
    try {
      status(run, budget, pods, expected(run, budget, pods));
    } catch (Unknown e) {
      String why = String.valueOf(e.getMessage());
      event(
          run,
          budget,
          "Warning",
          "CalculateExpectedPodCountFailed",
          "Failed to calculate the number of expected pods: " + why);
      Json.Object status = budget.object("status").with("disruptionsAllowed", 0);
      write(run, budget, Disruptions.marked(status, "SyncFailed", why, run.now()));
    }
  }

  private void event(Run run, Json.Object budget, String type, String reason, String message) {
    client(run).event(budget, type, reason, message);
  }

  private Expected expected(Run run, Json.Object budget, List<Json.Object> pods) throws Unknown {
    Json.Object spec = budget.object("spec");
    Json most = spec.get("maxUnavailable");
    if (most != null) {
      long whole = scale(run, budget, pods);
      return new Expected(whole, Math.max(0, whole - Rolling.amount(most, whole, true)));
    }
    Json least = spec.get("minAvailable");
    if (least instanceof Json.Text) {
      long whole = scale(run, budget, pods);
      return new Expected(whole, Rolling.amount(least, whole, true));
    }
    return new Expected(pods.size(), least == null ? 0 : Rolling.amount(least, 0, true));
  }

  /// How many Pods the controllers of these want together.
  private long scale(Run run, Json.Object budget, List<Json.Object> pods) throws Unknown {
    Map<String, Long> wanted = new HashMap<>();
    boolean unmanaged = false;
    for (Json.Object pod : pods) {
      Json.Object controller = Meta.controller(pod);
      if (controller == null) {
        unmanaged = true;
      } else if (!wanted.containsKey(controller.text("uid"))) {
        measure(run, pod, controller, wanted);
      }
    }
    if (unmanaged) {
      event(
          run,
          budget,
          "Warning",
          "UnmanagedPods",
          "Pods selected by this PodDisruptionBudget (selector: "
              + HorizontalMetrics.goSelector(budget.object("spec").get("selector"))
              + ") were found to be unmanaged. As a result, the status of the PDB cannot be"
              + " calculated correctly, which may result in undefined behavior. To account for"
              + " these pods please set \".spec.minAvailable\" field of the PDB to an integer"
              + " value.");
    }
    return wanted.values().stream().mapToLong(Long::longValue).sum();
  }

  private void measure(Run run, Json.Object pod, Json.Object controller, Map<String, Long> wanted)
      throws Unknown {
    String namespace = Meta.namespace(pod);
    Json.Object of = controller;
    if (controller.text("kind").equals("ReplicaSet")) {
      Json.Object rs = run.get("apps", "replicasets", namespace, controller.text("name"));
      Json.Object above = rs == null ? null : Meta.controller(rs);
      of = above == null ? controller : above;
    }
    ResourceType type = CustomResources.ofKind(run, of.text("apiVersion"), of.text("kind"));
    boolean scales = type != null && type.subresources().containsKey("scale");
    if (type == null || !scales) {
      throw new Unknown(
          type == null
              ? "found no controllers for pod \"" + Meta.name(pod) + "\""
              : type.qualified() + " does not implement the scale subresource");
    }
    ApiResponse scale =
        client(run).request(ApiRequest.get(type.path(namespace, of.text("name")) + "/scale"));
    if (!scale.ok()) {
      throw new Unknown("found no controllers for pod \"" + Meta.name(pod) + "\"");
    }
    long replicas = scale.object().object("spec").number("replicas", 0);
    wanted.put(controller.text("uid"), of == controller ? replicas : 0);
    wanted.put(of.text("uid"), replicas);
  }

  private void status(Run run, Json.Object budget, List<Json.Object> pods, Expected expected) {
    Json.Object disrupted = Json.object();
    long healthy = 0;
    for (Json.Object pod : pods) {
      Instant at =
          Meta.instant(budget.object("status").object("disruptedPods").get(Meta.name(pod)));
      boolean leaving = Meta.isDeleting(pod);
      if (!leaving && at != null) {
        if (at.plus(DELETION).isAfter(run.now())) {
          disrupted = disrupted.with(Meta.name(pod), Meta.time(at));
          run.enqueue(this, Meta.key(budget), Duration.between(run.now(), at.plus(DELETION)));
          leaving = true;
        } else {
          event(
              run,
              pod,
              "Warning",
              "NotDeleted",
              "Pod was expected by PDB " + Meta.key(budget) + " to be deleted but it wasn't");
        }
      }
      healthy += !leaving && Pods.isReady(pod) ? 1 : 0;
    }
    long allowed = expected.pods() <= 0 ? 0 : Math.max(0, healthy - expected.healthy());
    Json.Object status =
        Json.object(
            "observedGeneration",
            Meta.generation(budget),
            "disruptedPods",
            disrupted.isEmpty() ? null : disrupted,
            "disruptionsAllowed",
            allowed,
            "currentHealthy",
            healthy,
            "desiredHealthy",
            expected.healthy(),
            "expectedPods",
            expected.pods(),
            "conditions",
            budget.object("status").get("conditions"));
    write(run, budget, Disruptions.allowance(status, run.now()));
  }

  private void write(Run run, Json.Object budget, Json.Object status) {
    writeStatus(run, budget, status);
  }
}
