package seodang.kube.controller;

import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.apiserver.Claims;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;
import seodang.kube.store.Store;

/// Lets a claim go once no Pod uses it, and a volume once no claim holds it.
public final class ProtectionController extends Controller {
  private static final String PODS = Store.prefix("", "pods", "");

  private final boolean claims;
  private final String resource;
  private final String finalizer;

  /// @param claims whether it guards claims, or else volumes
  public ProtectionController(boolean claims) {
    super(
        claims ? "pvc-protection-controller" : "pv-protection-controller",
        "",
        claims ? "persistentvolumeclaims" : "persistentvolumes");
    this.claims = claims;
    this.resource = claims ? "persistentvolumeclaims" : "persistentvolumes";
    this.finalizer = claims ? "kubernetes.io/pvc-protection" : "kubernetes.io/pv-protection";
  }

  @Override
  public void observe(Run run, Change change) {
    super.observe(run, change);
    if (!claims || !change.key().startsWith(PODS)) {
      return;
    }
    Json.Object after = change.after();
    Json.Object before = change.before();
    if (before != null && (after == null || isOver(after))) {
      Claims.names(before).forEach(c -> run.enqueue(this, Meta.namespace(before) + "/" + c));
    }
  }

  private static boolean isOver(Json.Object pod) {
    return List.of("Succeeded", "Failed").contains(pod.object("status").text("phase"));
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.@Nullable Object object = find(run, key);
    if (object == null || !Meta.isDeleting(object) || isUsed(run, object)) {
      return;
    }
    List<String> finalizers = object.object("metadata").array("finalizers").texts();
    if (finalizers.contains(finalizer)) {
      Json.Array left =
          Json.Array.ofTexts(finalizers.stream().filter(f -> !f.equals(finalizer)).toList());
      client(run)
          .patch(
              "",
              resource,
              object,
              Json.object(
                  "metadata", Json.object("finalizers", left.isEmpty() ? Json.Null.NULL : left)));
    }
  }

  private boolean isUsed(Run run, Json.Object object) {
    if (!claims) {
      return object.object("status").text("phase").equals("Bound");
    }
    return run.list("", "pods", Meta.namespace(object)).stream()
        .anyMatch(p ->
            !isOver(p) && !p.object("spec").text("nodeName").isEmpty() && Claims.uses(p, object));
  }
}
