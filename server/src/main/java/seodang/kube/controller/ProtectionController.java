package seodang.kube.controller;

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
    if (before != null && (after == null || isShutDown(after))) {
      Claims.names(before).forEach(c -> run.enqueue(this, Meta.namespace(before) + "/" + c));
    }
  }

  /// Whether the kubelet is done with a Pod that only waits to be removed.
  private static boolean isShutDown(Json.Object pod) {
    return Meta.isDeleting(pod)
        && pod.object("metadata").number("deletionGracePeriodSeconds", 1) == 0;
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.@Nullable Object object = find(run, key);
    if (object == null) {
      return;
    }
    Json.Array finalizers = object.object("metadata").array("finalizers");
    boolean guarded = finalizers.texts().contains(finalizer);
    if (!Meta.isDeleting(object) && !guarded) {
      write(run, object, finalizers.add(Json.text(finalizer)));
    } else if (Meta.isDeleting(object) && guarded && !isUsed(run, object)) {
      write(
          run,
          object,
          Json.Array.ofTexts(
              finalizers.texts().stream().filter(f -> !f.equals(finalizer)).toList()));
    }
  }

  private void write(Run run, Json.Object object, Json.Array finalizers) {
    Json value = finalizers.isEmpty() ? Json.Null.NULL : finalizers;
    Json.Object patch = Json.object("metadata", Json.object("finalizers", value));
    client(run).patch("", resource, object, patch);
  }

  private boolean isUsed(Run run, Json.Object object) {
    if (!claims) {
      return object.object("status").text("phase").equals("Bound");
    }
    return run.list("", "pods", Meta.namespace(object)).stream()
        .anyMatch(p ->
            !p.object("spec").text("nodeName").isEmpty()
                && Claims.uses(p, object)
                && !(isShutDown(p) && Meta.isControlledBy(object, p)));
  }
}
