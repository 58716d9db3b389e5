package seodang.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.schema.ResourceType;
import seodang.kube.schema.Resources;
import seodang.kube.store.Change;

/// How a cluster comes to rest once nothing is done to it any more.
///
/// Some things never rest by their nature: a container that fails is started again after its
/// back-off, as is the pull of an image; a CronJob makes Jobs; a Pod that ended where one must run
/// is replaced. Those go on, within the budget, until whoever made them takes them away; then
/// nothing but events (a claim that waits, an autoscaler without metrics) is ever written again.
final class Rest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private final Invariants invariants;
  private ClusterState latest;

  Rest(Invariants invariants, ClusterState state) {
    this.invariants = invariants;
    latest = state;
  }

  /// The cluster as it is by now.
  ClusterState latest() {
    return latest;
  }

  void come() {
    ClusterState settled = pass(mended(latest), 25);
    List<String> restless = restless(settled);
    while (!restless.isEmpty()) {
      for (String path : restless) {
        settled = applied(settled, RandomInputs.request(ApiRequest.delete(path)));
      }
      settled = pass(settled, 20);
      List<String> more = restless(settled);
      assertTrue(!more.equals(restless), () -> "it does not go: " + more);
      restless = more;
    }
    settledInvariants(settled);
    memory(settled);
    ClusterState later = pass(settled, 15);
    assertEquals(List.of(), written(settled, later), "it never rests");
    ClusterState looked = later;
    for (String process : RandomInputs.PROCESSES) {
      looked = applied(looked, new Input.Fault(process, true));
      looked = applied(looked, new Input.Fault(process, false));
    }
    looked = pass(looked, 5);
    assertEquals(List.of(), written(later, looked), "a fresh look changes something");
  }

  private ClusterState applied(ClusterState state, Input input) {
    Transition done = invariants.apply(state, input);
    assertTrue(!done.exhausted(), "the budget ran out");
    latest = done.state();
    return done.state();
  }

  private ClusterState pass(ClusterState from, int minutes) {
    ClusterState state = from;
    for (int i = 0; i < minutes; i++) {
      state = applied(state, new Input.Advance(state.now().plus(MINUTE)));
    }
    return state;
  }

  private ClusterState mended(ClusterState state) {
    ClusterState mended = state;
    for (String process : RandomInputs.FAULTS) {
      mended = applied(mended, new Input.Fault(process, false));
    }
    for (String worker : List.of("worker-1", "worker-2")) {
      Json.Object well = Json.object("unschedulable", false, "taints", Json.Null.NULL);
      mended =
          applied(mended, RandomInputs.merge("/api/v1/nodes/" + worker, Json.object("spec", well)));
    }
    return mended;
  }

  /// What was written in between, apart from events: what is announced is no state.
  private static List<String> written(ClusterState from, ClusterState to) {
    List<String> written = new ArrayList<>();
    for (Change change : to.store().since(from.store().revision())) {
      if (!change.key().startsWith("/registry/events/") && written.size() < 6) {
        String by =
            to.trace().since(from.trace().last()).stream()
                .filter(entry -> entry.revision() == change.revision())
                .map(TraceEntry::toString)
                .findFirst()
                .orElse("");
        written.add(change.key() + " by " + by + ": " + difference(change));
      }
    }
    return written;
  }

  private static String difference(Change change) {
    Json.Object before = change.before();
    Json.Object after = change.after();
    return before == null || after == null
        ? before + " → " + after
        : "" + seodang.json.MergePatch.between(before, after);
  }

  /// The paths of what cannot rest: of the outermost owners.
  private static List<String> restless(ClusterState state) {
    Set<String> found = new TreeSet<>();
    for (Json.Object cron : state.list("batch", "cronjobs", "")) {
      found.add(path(cron));
    }
    for (Json.Object pod : state.list("", "pods", "")) {
      if (!Meta.namespace(pod).equals("kube-system") && isRestless(pod)) {
        found.add(path(outermost(state, pod)));
      }
    }
    return List.copyOf(found);
  }

  private static boolean isRestless(Json.Object pod) {
    boolean owned = Meta.controller(pod) != null;
    boolean ends = pod.object("spec").has("activeDeadlineSeconds");
    boolean restless = owned && (ends || !Invariants.isLiving(pod));
    for (String list : List.of("containerStatuses", "initContainerStatuses")) {
      for (Json.Object container : pod.object("status").array(list).objects()) {
        boolean waits = container.object("state").has("waiting");
        restless |= Invariants.isLiving(pod) && (waits || container.number("restartCount", 0) > 0);
      }
    }
    return restless;
  }

  private static Json.Object outermost(ClusterState state, Json.Object object) {
    Json.Object owner = Meta.controller(object);
    Json.Object found = owner == null ? null : find(state, object, owner);
    return found == null ? object : outermost(state, found);
  }

  private static Json.@Nullable Object find(
      ClusterState state, Json.Object object, Json.Object owner) {
    ResourceType type = Resources.ofKind(owner.text("apiVersion"), owner.text("kind"));
    if (type == null) {
      return null;
    }
    String namespace = type.namespaced() ? Meta.namespace(object) : "";
    Json.Object found =
        state.get(type.storageGroup(), type.resource(), namespace, owner.text("name"));
    return found != null && Meta.uid(found).equals(owner.text("uid")) ? found : null;
  }

  private static String path(Json.Object object) {
    ResourceType type = Resources.ofKind(object.text("apiVersion"), object.text("kind"));
    if (type == null) {
      throw new IllegalArgumentException(object.toString());
    }
    return type.path(Meta.namespace(object), Meta.name(object));
  }

  /// A claim stays while a Pod uses it, a volume while it is a claim's.
  private static boolean isHeld(ClusterState state, Json.Object object) {
    return switch (object.text("kind")) {
      case "PersistentVolume" -> object.object("status").text("phase").equals("Bound");
      case "PersistentVolumeClaim" ->
          state.list("", "pods", Meta.namespace(object)).stream()
              .filter(pod -> !pod.object("spec").text("nodeName").isEmpty())
              .anyMatch(pod ->
                  Meta.isControlledBy(object, pod)
                      || pod.object("spec").array("volumes").objects().stream()
                          .map(volume -> volume.object("persistentVolumeClaim").text("claimName"))
                          .anyMatch(Meta.name(object)::equals));
      default -> false;
    };
  }

  /// Nothing is remembered of what is gone.
  private static void memory(ClusterState state) {
    Set<String> uids = new TreeSet<>();
    state.store().range("/registry/").forEach(object -> uids.add(Meta.uid(object)));
    for (String key : state.memory().keySet()) {
      for (String part : key.split("/")) {
        assertTrue(
            !part.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}") || uids.contains(part),
            () -> "remembered of what is gone: " + key);
      }
    }
  }

  /// Where a budget's Pods cannot be counted (their controller has no scale), the rest of its
  /// status stays what it was, as v1.33 leaves it; nothing may be disrupted then.
  private static boolean isUncounted(Json.Object budget) {
    Json.Object status = budget.object("status");
    return budget.text("kind").equals("PodDisruptionBudget")
        && status.number("disruptionsAllowed", -1) == 0
        && status.array("conditions").objects().stream()
            .anyMatch(c -> c.text("reason").equals("SyncFailed"));
  }

  private static void settledInvariants(ClusterState state) {
    for (Json.Object object : state.store().range("/registry/")) {
      for (Json.Object owner : Meta.owners(object)) {
        assertTrue(
            find(state, object, owner) != null,
            () -> Meta.key(object) + " names an owner that is gone: " + owner);
      }
      assertTrue(
          !Meta.isDeleting(object) || isHeld(state, object),
          () -> object.text("kind") + " is still going: " + object);
      long observed = object.object("status").number("observedGeneration", -1);
      assertTrue(
          observed < 0 || observed == Meta.generation(object) || isUncounted(object),
          () -> "not looked at: " + object);
    }
    for (Json.Object set : state.list("apps", "replicasets", "")) {
      long wanted = set.object("spec").number("replicas", 0);
      assertTrue(
          set.object("status").number("replicas", 0) == wanted
              || Meta.isTrue(set, "ReplicaFailure"),
          () -> "Pods of " + set);
    }
  }
}
