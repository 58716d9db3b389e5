package seodang.kube.apiserver;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.Quantity;
import seodang.kube.engine.Run;
import seodang.kube.schema.ResourceType;

/// The admission plugins about classes: which is the default one, and what one brings along.
public final class ClassAdmission {
  private ClassAdmission() {}

  /// DefaultStorageClass: the newest default class for a claim that names none.
  public static Json.Object storage(Run run, Json.Object claim) {
    boolean named =
        claim.object("spec").has("storageClassName")
            || Meta.annotations(claim).has("volume.beta.kubernetes.io/storage-class");
    Json.Object found =
        named
            ? null
            : newest(run, "storage.k8s.io", "storageclasses", "storageclass.kubernetes.io");
    return found == null
        ? claim
        : claim.withAt(Json.text(Meta.name(found)), "spec", "storageClassName");
  }

  /// DefaultIngressClass, likewise.
  static Json.Object ingress(Run run, Json.Object ingress) {
    boolean named =
        ingress.object("spec").has("ingressClassName")
            || Meta.annotations(ingress).has("kubernetes.io/ingress.class");
    Json.Object found =
        named
            ? null
            : newest(run, "networking.k8s.io", "ingressclasses", "ingressclass.kubernetes.io");
    return found == null
        ? ingress
        : ingress.withAt(Json.text(Meta.name(found)), "spec", "ingressClassName");
  }

  private static Json.@Nullable Object newest(
      Run run, String group, String resource, String prefix) {
    return run.list(group, resource, "").stream()
        .filter(c -> Meta.annotations(c).text(prefix + "/is-default-class").equals("true"))
        .min(
            Comparator.comparing(ClassAdmission::created)
                .reversed()
                .thenComparing(c -> Meta.name(c)))
        .orElse(null);
  }

  private static Instant created(Json.Object object) {
    Instant created = Meta.instant(object.at("metadata", "creationTimestamp"));
    return created == null ? Instant.EPOCH : created;
  }

  /// PersistentVolumeClaimResize: only a bound claim of a class that allows it may grow.
  static void resize(Run run, ResourceType type, Json.Object before, Json.Object after) {
    Quantity old = Quantity.of(before.at("spec", "resources", "requests", "storage"));
    Quantity wanted = Quantity.of(after.at("spec", "resources", "requests", "storage"));
    if (wanted.compareTo(old) <= 0) {
      return;
    }
    if (!before.object("status").text("phase").equals("Bound")) {
      throw Statuses.forbidden(
          type, Meta.name(after), "Only bound persistent volume claims can be expanded");
    }
    String name = after.object("spec").text("storageClassName");
    Json.Object found =
        name.isEmpty() ? null : run.get("storage.k8s.io", "storageclasses", "", name);
    if (found == null || !found.bool("allowVolumeExpansion")) {
      throw Statuses.forbidden(
          type,
          Meta.name(after),
          "only dynamically provisioned pvc can be resized and the storageclass that provisions the"
              + " pvc must support resize");
    }
  }

  /// RuntimeClass: what running a Pod so costs, and where that is possible.
  static Json.Object runtime(Run run, ResourceType type, Json.Object pod) {
    Json.Object spec = pod.object("spec");
    String name = spec.text("runtimeClassName");
    if (name.isEmpty()) {
      if (spec.has("overhead")) {
        throw rejected(
            type, pod, "Pod Overhead set without corresponding RuntimeClass defined Overhead");
      }
      return pod;
    }
    Json.Object found = run.get("node.k8s.io", "runtimeclasses", "", name);
    if (found == null) {
      throw rejected(type, pod, "RuntimeClass \"" + name + "\" not found");
    }
    Json.Object overhead = found.object("overhead").object("podFixed");
    if (spec.has("overhead") && !spec.object("overhead").equals(overhead)) {
      throw rejected(type, pod, "Pod's Overhead doesn't match RuntimeClass's defined Overhead");
    }
    spec = overhead.isEmpty() ? spec : spec.with("overhead", overhead);
    Json.Object scheduling = found.object("scheduling");
    Json.Object selector = spec.object("nodeSelector");
    for (String key : scheduling.object("nodeSelector").keys()) {
      String wanted = scheduling.object("nodeSelector").text(key);
      if (selector.has(key) && !selector.text(key).equals(wanted)) {
        throw rejected(
            type,
            pod,
            "conflict: runtimeClass.scheduling.nodeSelector["
                + key
                + "] = "
                + wanted
                + "; pod.spec.nodeSelector["
                + key
                + "] = "
                + selector.text(key));
      }
      selector = selector.with(key, wanted);
    }
    spec = selector.isEmpty() ? spec : spec.with("nodeSelector", selector);
    List<Json.Object> tolerations = scheduling.array("tolerations").objects();
    for (Json.Object toleration : tolerations) {
      if (!spec.array("tolerations").objects().contains(toleration)) {
        spec = spec.with("tolerations", spec.array("tolerations").add(toleration));
      }
    }
    return pod.with("spec", spec);
  }

  private static Rejection rejected(ResourceType type, Json.Object pod, String why) {
    return Statuses.unadmitted(type, pod, "pod rejected: " + why);
  }
}
