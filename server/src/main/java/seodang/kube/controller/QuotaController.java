package seodang.kube.controller;

import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.apiserver.Quotas;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;

/// Tells in every ResourceQuota how much of it its namespace uses.
public final class QuotaController extends Controller {
  public QuotaController() {
    super("resourcequota-controller", "", "resourcequotas");
  }

  @Override
  public void observe(Run run, Change change) {
    super.observe(run, change);
    Json.Object before = change.before();
    Json.Object after = change.after();
    Json.Object object = after == null ? before : after;
    if (object == null || Meta.namespace(object).isEmpty()) {
      return;
    }
    boolean counted = before == null || after == null || !alike(before, after);
    if (counted) {
      run.list("", "resourcequotas", Meta.namespace(object))
          .forEach(q -> run.enqueue(this, Meta.key(q)));
    }
  }

  /// Whether two states of an object use the same.
  private static boolean alike(Json.Object before, Json.Object after) {
    return before.object("spec").equals(after.object("spec"))
        && before.object("status").text("phase").equals(after.object("status").text("phase"));
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object quota = find(run, key);
    if (quota != null) {
      writeStatus(
          run,
          quota,
          Json.object(
              "hard", quota.object("spec").object("hard"), "used", Quotas.used(run, quota)));
    }
  }
}
