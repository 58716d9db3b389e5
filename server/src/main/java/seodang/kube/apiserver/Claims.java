package seodang.kube.apiserver;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.Quantity;
import seodang.kube.Selector;
import seodang.kube.engine.Run;

/// What PersistentVolumeClaims are to PersistentVolumes: read alike by the binder and the
/// scheduler.
public final class Claims {
  /// Where a claim that waited for its first Pod is to have its volume.
  public static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";

  public static final String BIND_COMPLETED = "pv.kubernetes.io/bind-completed";
  public static final String BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller";
  private static final String BETA_CLASS = "volume.beta.kubernetes.io/storage-class";

  private Claims() {}

  public static boolean isBound(Json.Object claim) {
    return !claim.object("spec").text("volumeName").isEmpty()
        && Meta.annotations(claim).has(BIND_COMPLETED);
  }

  /// The class of a claim or a volume; `""` for none.
  public static String className(Json.Object object) {
    return Meta.annotations(object)
        .text(BETA_CLASS, object.object("spec").text("storageClassName"));
  }

  public static Json.@Nullable Object storageClass(Run run, Json.Object claim) {
    String name = className(claim);
    return name.isEmpty() ? null : run.get("storage.k8s.io", "storageclasses", "", name);
  }

  /// Whether its class binds only when a Pod that uses it is placed.
  public static boolean waitsForConsumer(Run run, Json.Object claim) {
    Json.Object found = storageClass(run, claim);
    return found != null && found.text("volumeBindingMode").equals("WaitForFirstConsumer");
  }

  /// The smallest volume that suits the claim, one promised to it before all others; null for none.
  ///
  /// @param reachable tells whether it is where it is needed
  public static Json.@Nullable Object best(
      Run run, Json.Object claim, Predicate<Json.Object> reachable) {
    Json.Object best = null;
    for (Json.Object volume : run.list("", "persistentvolumes", "")) {
      Json.Object ref = volume.object("spec").object("claimRef");
      if (!ref.isEmpty()) {
        if (isPromised(ref, claim)
            && capacity(volume).compareTo(wanted(claim)) >= 0
            && sameMode(volume, claim)
            && !Meta.isDeleting(volume)
            && reachable.test(volume)) {
          return volume;
        }
      } else if (volume.object("status").text("phase", "Available").equals("Available")
          && suits(volume, claim)
          && !Meta.isDeleting(volume)
          && reachable.test(volume)
          && (best == null || capacity(volume).compareTo(capacity(best)) < 0)) {
        best = volume;
      }
    }
    return best;
  }

  /// Whether a reference to a claim means this one.
  public static boolean isPromised(Json.Object ref, Json.Object claim) {
    return ref.text("name").equals(Meta.name(claim))
        && ref.text("namespace").equals(Meta.namespace(claim))
        && (ref.text("uid").isEmpty() || ref.text("uid").equals(Meta.uid(claim)));
  }

  /// Whether a volume is what a claim asks for.
  public static boolean suits(Json.Object volume, Json.Object claim) {
    Json.Object asked = claim.object("spec");
    Json.Object offered = volume.object("spec");
    Set<String> modes = new HashSet<>(offered.array("accessModes").texts());
    return className(volume).equals(className(claim))
        && modes.containsAll(asked.array("accessModes").texts())
        && sameMode(volume, claim)
        && capacity(volume).compareTo(wanted(claim)) >= 0
        && Selector.of(asked.object("selector")).matchesObject(volume);
  }

  /// Why a claim cannot have the volume it names; null when it can.
  public static @Nullable String unfit(Json.Object volume, Json.Object claim) {
    if (Meta.isDeleting(volume)) {
      return "the volume is marked for deletion \"" + Meta.name(volume) + "\"";
    }
    if (capacity(volume).compareTo(wanted(claim)) < 0) {
      return "requested PV is too small";
    }
    if (!className(volume).equals(className(claim))) {
      return "storageClassName does not match";
    }
    if (!sameMode(volume, claim)) {
      return "incompatible volumeMode";
    }
    Set<String> modes = new HashSet<>(volume.object("spec").array("accessModes").texts());
    return modes.containsAll(claim.object("spec").array("accessModes").texts())
        ? null
        : "incompatible accessMode";
  }

  /// Whether both are file systems, or both block devices.
  public static boolean sameMode(Json.Object volume, Json.Object claim) {
    return volume
        .object("spec")
        .text("volumeMode", "Filesystem")
        .equals(claim.object("spec").text("volumeMode", "Filesystem"));
  }

  private static Quantity wanted(Json.Object claim) {
    return Quantity.of(claim.at("spec", "resources", "requests", "storage"));
  }

  /// The names of the claims that a Pod uses, those of its ephemeral volumes among them.
  public static List<String> names(Json.Object pod) {
    return pod.object("spec").array("volumes").objects().stream()
        .map(volume -> nameOf(pod, volume))
        .filter(name -> !name.isEmpty())
        .toList();
  }

  /// The name of the claim behind one of a Pod's volumes; `""` for a volume of another kind.
  public static String nameOf(Json.Object pod, Json.Object volume) {
    return volume.has("ephemeral")
        ? Meta.name(pod) + "-" + volume.text("name")
        : volume.object("persistentVolumeClaim").text("claimName");
  }

  /// Whether a Pod has a claim among its volumes; that of an ephemeral volume only when it is its
  /// own, not what a former Pod of the same name left.
  public static boolean uses(Json.Object pod, Json.Object claim) {
    return Meta.namespace(pod).equals(Meta.namespace(claim))
        && pod.object("spec").array("volumes").objects().stream()
            .anyMatch(volume ->
                nameOf(pod, volume).equals(Meta.name(claim)) && isFor(pod, volume, claim));
  }

  /// Whether a claim of the right name is the one meant: for an ephemeral volume the Pod's own.
  public static boolean isFor(Json.Object pod, Json.Object volume, Json.Object claim) {
    return !volume.has("ephemeral") || Meta.isControlledBy(claim, pod);
  }

  /// What stands in the way when it is not.
  public static String stranger(Json.Object pod, Json.Object claim) {
    return "PVC %s was not created for pod %s (pod is not owner)"
        .formatted(Meta.key(claim), Meta.key(pod));
  }

  /// The claim behind one of a Pod's volumes; null when there is none, or it is another Pod's.
  public static Json.@Nullable Object behind(Run run, Json.Object pod, Json.Object volume) {
    String name = nameOf(pod, volume);
    Json.Object claim =
        name.isEmpty() ? null : run.get("", "persistentvolumeclaims", Meta.namespace(pod), name);
    return claim == null || !isFor(pod, volume, claim) ? null : claim;
  }

  /// The volume bound to the claim behind one of a Pod's volumes; null for none.
  public static Json.@Nullable Object disk(Run run, Json.Object pod, Json.Object volume) {
    Json.Object claim = behind(run, pod, volume);
    return claim == null
        ? null
        : run.get("", "persistentvolumes", "", claim.object("spec").text("volumeName"));
  }

  public static Quantity capacity(Json.Object volume) {
    return Quantity.of(volume.object("spec").object("capacity").get("storage"));
  }

  /// What a volume holds of the claim it is for.
  public static Json.Object reference(Json.Object claim) {
    return Json.object(
        "kind", "PersistentVolumeClaim",
        "namespace", Meta.namespace(claim),
        "name", Meta.name(claim),
        "uid", Meta.uid(claim),
        "apiVersion", "v1",
        "resourceVersion", claim.object("metadata").text("resourceVersion"));
  }

  /// The volume as it is when the claim is to have it.
  public static Json.Object promised(Json.Object volume, Json.Object claim) {
    boolean byHand = volume.object("spec").has("claimRef");
    Json.Object promised = volume.withAt(reference(claim), "spec", "claimRef");
    return byHand
        ? promised
        : promised.withAt(Json.text("yes"), "metadata", "annotations", BOUND_BY_CONTROLLER);
  }
}
