package seodang.kube.kubelet;

import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.image.Catalogue;
import seodang.kube.image.Image;

/// As whom a container runs, and what it may change: its own `securityContext` before the Pod's.
///
/// @param own both together
/// @param given the user of the image: a name, or a number and a name
record SecurityContext(Json.Object pod, Json.Object container, Json.Object own, String given) {
  static SecurityContext of(Json.Object pod, Json.Object container) {
    Json.Object shared = pod.object("spec").object("securityContext");
    Image image = Catalogue.find(container.text("image"));
    return new SecurityContext(
        pod,
        container,
        shared.merge(container.object("securityContext")),
        image == null ? "root" : image.user());
  }

  /// A name, or the number of a user without one.
  String user() {
    if (!own.has("runAsUser")) {
      return given.substring(given.indexOf(' ') + 1);
    }
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
    boolean numbered = own.has("runAsUser") || Character.isDigit(given.charAt(0));
    if (!own.bool("runAsNonRoot") || numbered && !user().equals("root")) {
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
    boolean named = !given.equals("root") && !Character.isDigit(given.charAt(0));
    if (named && !own.has("runAsUser")) {
      return "container has runAsNonRoot and image has non-numeric user ("
          + given
          + "), cannot verify user is non-root"
          + where;
    }
    return own.has("runAsUser")
        ? "container's runAsUser breaks non-root policy" + where
        : "container has runAsNonRoot and image will run as root" + where;
  }
}
