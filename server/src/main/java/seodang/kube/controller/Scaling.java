package seodang.kube.controller;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;

/// A Deployment whose size was changed, or that is paused: its ReplicaSets take the change in
/// proportion to their sizes, so that a rollout under way stays as far as it is.
final class Scaling {
  static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
  static final String MOST = "deployment.kubernetes.io/max-replicas";

  private final Run run;
  private final DeploymentController controller;
  private final Json.Object deployment;
  private final Json.@Nullable Object newest;
  private final List<Json.Object> sets;
  private final long wanted;

  Scaling(
      Run run,
      DeploymentController controller,
      Json.Object deployment,
      Json.@Nullable Object newest,
      List<Json.Object> sets) {
    this.run = run;
    this.controller = controller;
    this.deployment = deployment;
    this.newest = newest;
    this.sets = sets;
    wanted = replicas(deployment);
  }

  /// Whether a ReplicaSet with Pods was last scaled for another size of the Deployment.
  static boolean isDue(Json.Object deployment, List<Json.Object> sets) {
    String wanted = Long.toString(replicas(deployment));
    return sets.stream()
        .filter(rs -> replicas(rs) > 0)
        .map(rs -> Meta.annotations(rs).text(DESIRED))
        .anyMatch(desired -> !desired.isEmpty() && !desired.equals(wanted));
  }

  void scale() {
    List<Json.Object> active = sets.stream().filter(rs -> replicas(rs) > 0).toList();
    if (active.size() < 2) {
      Json.Object one = active.isEmpty() ? latest() : active.getFirst();
      if (one != null) {
        controller.scale(run, deployment, one, wanted);
      }
    } else if (isSaturated()) {
      for (Json.Object rs : active) {
        if (newest == null || !Meta.uid(rs).equals(Meta.uid(newest))) {
          controller.scale(run, deployment, rs, 0);
        }
      }
    } else if (deployment.object("spec").object("strategy").text("type").equals("RollingUpdate")) {
      inProportion(active);
    }
  }

  private Json.@Nullable Object latest() {
    return newest != null ? newest : sets.stream().max(byAge()).orElse(null);
  }

  private boolean isSaturated() {
    return newest != null
        && replicas(newest) == wanted
        && Meta.annotations(newest).text(DESIRED).equals(Long.toString(wanted))
        && newest.object("status").number("availableReplicas", 0) == wanted;
  }

  private void inProportion(List<Json.Object> active) {
    long total = active.stream().mapToLong(Scaling::replicas).sum();
    long allowed = wanted > 0 ? wanted + Rolling.maxSurge(deployment) : 0;
    long more = allowed - total;
    Comparator<Json.Object> bySize = Comparator.comparingLong(Scaling::replicas).reversed();
    List<Json.Object> ordered = new ArrayList<>(active);
    ordered.sort(bySize.thenComparing(more > 0 ? byAge().reversed() : byAge()));
    long[] sizes = new long[ordered.size()];
    long left = more;
    for (int i = 0; i < sizes.length; i++) {
      long share = share(ordered.get(i), left);
      sizes[i] = replicas(ordered.get(i)) + share;
      left -= share;
    }
    sizes[0] = Math.max(0, sizes[0] + left);
    for (int i = 0; i < sizes.length; i++) {
      controller.resize(run, deployment, ordered.get(i), sizes[i]);
    }
  }

  /// What of the change a ReplicaSet takes, by its part of the size before.
  private long share(Json.Object rs, long left) {
    if (left == 0) {
      return 0;
    }
    long fraction = fraction(rs);
    return left > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
  }

  private long fraction(Json.Object rs) {
    long size = replicas(rs);
    if (wanted == 0) {
      return -size;
    }
    String most = Meta.annotations(rs).text(MOST);
    long before = most.matches("\\d{1,9}") ? Long.parseLong(most) : 0;
    before = before == 0 ? deployment.object("status").number("replicas", 0) : before;
    return before == 0
        ? 0
        : Math.round((double) size * (wanted + Rolling.maxSurge(deployment)) / before) - size;
  }

  private static Comparator<Json.Object> byAge() {
    return Comparator.comparing((Json.Object rs) -> rs.object("metadata").text("creationTimestamp"))
        .thenComparing(Meta::name);
  }

  private static long replicas(Json.Object object) {
    return object.object("spec").number("replicas", 0);
  }
}
