package seodang.kube.kubelet;

import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;

/// As whom a container runs, and what it may change: its own `securityContext` before the Pod's.
record SecurityContext(Json.Object pod, Json.Object container, Json.Object own) {
  static SecurityContext of(Json.Object pod, Json.Object container) {
    Json.Object shared = pod.object("spec").object("securityContext");
    return new SecurityContext(pod, container, shared.merge(container.object("securityContext")));
  }

  /// A name, or the number of a user without one.
  String user() {
    long uid = own.number("runAsUser", 0);
    return uid == 0 ? "root" : Long.toString(uid);
  }

  String home() {
    return user().equals("root") ? "/root" : "/";
  }

  boolean isRootReadOnly() {
    return container.object("securityContext").bool("readOnlyRootFilesystem");
  }

  /// Why the container may not begin; null when it may.
  @Nullable String refusal() {
    if (!own.bool("runAsNonRoot") || !user().equals("root")) {
      return null;
    }
    String where =
        " (pod: \""
            + Meta.name(pod)
            + "_"
            + Meta.namespace(pod)
            + "("
            + Meta.uid(pod)
            + ")\", container: "
            + container.text("name")
            + ")";
    return own.has("runAsUser")
        ? "container's runAsUser breaks non-root policy" + where
        : "container has runAsNonRoot and image will run as root" + where;
  }
}
