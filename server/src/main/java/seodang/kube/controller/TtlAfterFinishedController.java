package seodang.kube.controller;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;

/// Deletes a Job that is done and whose `ttlSecondsAfterFinished` has passed.
public final class TtlAfterFinishedController extends Controller {
  public TtlAfterFinishedController() {
    super("ttl-after-finished-controller", "batch", "jobs");
  }

  @Override
  public void observe(Run run, Change change) {
    Json.Object job = change.after();
    if (job != null && due(job) != null) {
      super.observe(run, change);
    }
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object job = find(run, key);
    Instant due = job == null || Meta.isDeleting(job) ? null : due(job);
    if (job == null || due == null) {
      return;
    }
    if (due.isAfter(run.now())) {
      run.enqueue(this, key, Duration.between(run.now(), due));
    } else {
      client(run).delete("batch", "jobs", job, -1, "Foreground");
    }
  }

  /// When a Job should go; null for one that is not done, or stays.
  private static @Nullable Instant due(Json.Object job) {
    if (!(job.object("spec").get("ttlSecondsAfterFinished") instanceof Json.Number seconds)) {
      return null;
    }
    for (String type : new String[] {"Complete", "Failed"}) {
      if (Meta.isTrue(job, type)) {
        Instant end = Meta.instant(Meta.condition(job, type).get("lastTransitionTime"));
        return end == null ? null : end.plusSeconds(seconds.longValue());
      }
    }
    return null;
  }
}
