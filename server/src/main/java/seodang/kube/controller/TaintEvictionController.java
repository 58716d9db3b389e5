package seodang.kube.controller;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.apiserver.Conditions;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;

/// Deletes Pods from nodes whose `NoExecute` taints they do not tolerate, or not that long.
public final class TaintEvictionController extends Controller {
  public TaintEvictionController() {
    super("taint-eviction-controller", "", "pods");
  }

  @Override
  public void observe(Run run, Change change) {
    Json.Object after = change.after();
    if (after == null) {
      Json.Object gone = change.before();
      if (gone != null && change.key().startsWith("/registry/pods/")) {
        run.forget(mark(gone));
      }
      return;
    }
    if (change.key().startsWith("/registry/pods/")) {
      Json.Object before = change.before();
      boolean bound = before == null || !before.object("spec").equals(after.object("spec"));
      if (bound
          && !after.object("spec").text("nodeName").isEmpty()
          && !taints(run, after).isEmpty()) {
        run.enqueue(this, Meta.key(after));
      }
    } else if (change.key().startsWith("/registry/nodes/")) {
      Json.Object before = change.before();
      Json old = before == null ? Json.array() : noExecute(before);
      if (!noExecute(after).equals(old)) {
        for (Json.Object pod : run.list("", "pods", "")) {
          if (pod.object("spec").text("nodeName").equals(Meta.name(after))) {
            run.enqueue(this, Meta.key(pod));
          }
        }
      }
    }
  }

  private static Json.Array taints(Run run, Json.Object pod) {
    Json.Object node = run.get("", "nodes", "", pod.object("spec").text("nodeName"));
    return node == null ? Json.array() : noExecute(node);
  }

  private static Json.Array noExecute(Json.Object node) {
    Json.Array found = Json.array();
    for (Json.Object taint : node.object("spec").array("taints").objects()) {
      found = taint.text("effect").equals("NoExecute") ? found.add(taint) : found;
    }
    return found;
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object pod = find(run, key);
    if (pod == null || Meta.isDeleting(pod)) {
      return;
    }
    Json.Array taints = taints(run, pod);
    String mark = mark(pod);
    if (taints.isEmpty()) {
      if (run.recall(mark) != null) {
        run.forget(mark);
        client(run)
            .event(
                pod,
                "Normal",
                "TaintManagerEviction",
                "Cancelling deletion of Pod " + Meta.key(pod));
      }
      return;
    }
    Instant due = due(run, pod, taints);
    if (due == null) {
      return;
    }
    Instant set = Meta.instant(run.recall(mark));
    due = set != null && set.isBefore(due) ? set : due;
    if (due.isAfter(run.now())) {
      run.remember(mark, Json.text(due.toString()));
      run.enqueue(this, key, Duration.between(run.now(), due));
      return;
    }
    run.forget(mark);
    evict(run, pod);
  }

  /// Where it is remembered when a Pod has to go.
  private static String mark(Json.Object pod) {
    return "eviction/" + Meta.uid(pod);
  }

  /// When the Pod has to go; null when it may stay.
  private static @Nullable Instant due(Run run, Json.Object pod, Json.Array taints) {
    Instant due = null;
    for (Json.Object taint : taints.objects()) {
      Instant added = Meta.instant(taint.get("timeAdded"));
      Instant since = added == null ? run.now() : added;
      Long seconds = tolerated(pod, taint);
      Instant end = seconds == null ? null : since.plusSeconds(Math.max(0, seconds));
      if (end != null && (due == null || end.isBefore(due))) {
        due = end;
      }
    }
    return due;
  }

  /// For how many seconds a taint is tolerated; 0 for not at all, null for ever.
  private static @Nullable Long tolerated(Json.Object pod, Json.Object taint) {
    Long longest = 0L;
    for (Json.Object t : pod.object("spec").array("tolerations").objects()) {
      boolean exists = t.text("operator").equals("Exists");
      boolean matches =
          (t.text("effect").isEmpty() || t.text("effect").equals("NoExecute"))
              && (t.text("key").isEmpty() ? exists : t.text("key").equals(taint.text("key")))
              && (exists || t.text("value").equals(taint.text("value")));
      if (matches) {
        if (!t.has("tolerationSeconds")) {
          return null;
        }
        longest = Math.max(longest, t.number("tolerationSeconds", 0));
      }
    }
    return longest;
  }

  private void evict(Run run, Json.Object pod) {
    Client client = client(run);
    client.event(
        pod, "Normal", "TaintManagerEviction", "Marking for deletion Pod " + Meta.key(pod));
    Json.Object condition =
        Conditions.disruptionTarget(
            "DeletionByTaintManager", "Taint manager: deleting due to NoExecute taint", run.now());
    Json.Array conditions = Conditions.set(pod.object("status").array("conditions"), condition);
    var _ = client.updateStatus("", "pods", pod.withAt(conditions, "status", "conditions"));
    var _ = client.delete("", "pods", pod, -1, "");
  }
}
