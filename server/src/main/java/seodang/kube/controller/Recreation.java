package seodang.kube.controller;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;

/// One turn of a rollout that recreates: first all old Pods go, then the new ones come.
record Recreation(
    Run run,
    DeploymentController controller,
    Json.Object deployment,
    Json.@Nullable Object newest,
    List<Json.Object> sets) {

  void go() {
    if (isOldLeft()) {
      return;
    }
    if (newest == null) {
      var _ = controller.createNewest(run, deployment, sets);
    } else {
      long wanted = deployment.object("spec").number("replicas", 0);
      var _ = controller.scale(run, deployment, newest, wanted);
    }
  }

  private boolean isOldLeft() {
    List<Json.Object> old = new ArrayList<>(sets);
    old.removeIf(rs -> newest != null && Meta.uid(rs).equals(Meta.uid(newest)));
    boolean left = false;
    for (Json.Object rs : old) {
      boolean standing = rs.object("spec").number("replicas", 0) > 0;
      left |= standing && controller.scale(run, deployment, rs, 0) != rs;
      left |= Pods.controlledBy(run, rs).stream().anyMatch(pod -> !isEnded(pod));
    }
    return left;
  }

  private static boolean isEnded(Json.Object pod) {
    String phase = pod.object("status").text("phase");
    return phase.equals("Succeeded") || phase.equals("Failed");
  }
}
