package seodang.kube.controller;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;

/// One turn of a rolling update: the new ReplicaSet grows as the surge allows, then the old ones
/// shrink as availability allows; never both in one turn.
final class RollingUpdate {
  private final Run run;
  private final DeploymentController controller;
  private final Json.Object deployment;
  private final Json.Object newest;
  private final List<Json.Object> old;
  private final long wanted;

  RollingUpdate(
      Run run,
      DeploymentController controller,
      Json.Object deployment,
      Json.Object newest,
      List<Json.Object> sets) {
    this.run = run;
    this.controller = controller;
    this.deployment = deployment;
    this.newest = newest;
    this.old = sets.stream().filter(rs -> !Meta.uid(rs).equals(Meta.uid(newest))).toList();
    wanted = deployment.object("spec").number("replicas", 0);
  }

  void roll() {
    if (!growNew()) {
      shrinkOld();
    }
  }

  private static long replicas(Json.Object rs) {
    return rs.object("spec").number("replicas", 0);
  }

  /// Those that stay: while a ReplicaSet shrinks, its status still counts Pods that are to go.
  private static long available(Json.Object rs) {
    return Math.min(replicas(rs), rs.object("status").number("availableReplicas", 0));
  }

  private long total() {
    return replicas(newest) + old.stream().mapToLong(RollingUpdate::replicas).sum();
  }

  private boolean growNew() {
    long has = replicas(newest);
    if (has == wanted) {
      return false;
    }
    long next = has > wanted ? wanted : DeploymentController.newReplicas(deployment, total(), has);
    controller.scale(run, deployment, newest, next);
    return next != has;
  }

  private void shrinkOld() {
    long oldCount = old.stream().mapToLong(RollingUpdate::replicas).sum();
    if (oldCount == 0) {
      return;
    }
    long minAvailable = wanted - Rolling.maxUnavailable(deployment);
    long newUnavailable = replicas(newest) - available(newest);
    long room = total() - minAvailable - newUnavailable;
    if (room <= 0) {
      return;
    }
    List<Json.Object> sets = new ArrayList<>(old);
    sets.sort(Comparator.comparing(rs -> rs.object("metadata").text("creationTimestamp")));
    sets = dropUnhealthy(sets, room);
    long availableNow = available(newest) + sets.stream().mapToLong(RollingUpdate::available).sum();
    long left = availableNow - minAvailable;
    for (Json.Object rs : sets) {
      long take = Math.min(replicas(rs), left);
      if (take > 0) {
        controller.scale(run, deployment, rs, replicas(rs) - take);
        left -= take;
      }
    }
  }

  /// Pods that are not available cost nothing to lose.
  private List<Json.Object> dropUnhealthy(List<Json.Object> sets, long room) {
    long left = room;
    List<Json.Object> after = new ArrayList<>();
    for (Json.Object rs : sets) {
      long unhealthy = replicas(rs) - available(rs);
      long take = Math.min(left, unhealthy);
      if (take > 0) {
        left -= take;
        after.add(controller.scale(run, deployment, rs, replicas(rs) - take));
      } else {
        after.add(rs);
      }
    }
    return after;
  }
}
