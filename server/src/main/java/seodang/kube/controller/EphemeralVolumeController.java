package seodang.kube.controller;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiResponse;
import seodang.kube.Meta;
import seodang.kube.apiserver.Claims;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;
import seodang.kube.store.Store;

/// Makes the claims of Pods' generic ephemeral volumes; the Pod owns them, so that they go with it.
public final class EphemeralVolumeController extends Controller {
  private static final String PODS = Store.prefix("", "pods", "");
  private static final String CLAIMS = Store.prefix("", "persistentvolumeclaims", "");

  public EphemeralVolumeController() {
    super("ephemeral-volume-controller", "", "pods");
  }

  @Override
  public void observe(Run run, Change change) {
    Json.Object before = change.before();
    Json.Object after = change.after();
    if (before == null && after != null && change.key().startsWith(PODS)) {
      if (hasEphemeral(after)) {
        run.enqueue(this, Meta.key(after));
      }
    } else if (after == null && before != null && change.key().startsWith(CLAIMS)) {
      for (Json.Object pod : run.list("", "pods", Meta.namespace(before))) {
        if (hasEphemeral(pod) && Claims.names(pod).contains(Meta.name(before))) {
          run.enqueue(this, Meta.key(pod));
        }
      }
    }
  }

  private static boolean hasEphemeral(Json.Object pod) {
    return pod.object("spec").array("volumes").objects().stream().anyMatch(v -> v.has("ephemeral"));
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object pod = find(run, key);
    if (pod == null || Meta.isDeleting(pod)) {
      return;
    }
    for (Json.Object volume : pod.object("spec").array("volumes").objects()) {
      String why = volume.has("ephemeral") ? make(run, pod, volume) : null;
      if (why != null) {
        client(run)
            .event(
                pod,
                "Warning",
                "FailedBinding",
                "ephemeral volume " + volume.text("name") + ": " + why);
        run.enqueue(this, key, Duration.ofSeconds(10));
        return;
      }
    }
  }

  /// Makes the claim where it is missing; says why that cannot be.
  private @Nullable String make(Run run, Json.Object pod, Json.Object volume) {
    String name = Meta.name(pod) + "-" + volume.text("name");
    Json.Object standing = run.get("", "persistentvolumeclaims", Meta.namespace(pod), name);
    if (standing != null) {
      return Meta.isControlledBy(standing, pod) ? null : Claims.stranger(pod, standing);
    }
    Json.Object template = volume.object("ephemeral").object("volumeClaimTemplate");
    Json.Object claim =
        Json.object(
            "apiVersion",
            "v1",
            "kind",
            "PersistentVolumeClaim",
            "metadata",
            Json.object(
                "name", name,
                "namespace", Meta.namespace(pod),
                "labels", template.object("metadata").get("labels"),
                "annotations", template.object("metadata").get("annotations"),
                "ownerReferences", Json.array(Meta.controllerReference(pod))),
            "spec",
            template.object("spec"));
    ApiResponse made = client(run).create("", "persistentvolumeclaims", Meta.namespace(pod), claim);
    return made.ok() ? null : "create PVC " + name + ": " + made.object().text("message");
  }
}
