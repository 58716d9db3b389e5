package seodang.kube.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiResponse;
import seodang.kube.Meta;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;

/// What controllers that own Pods know about them.
final class Pods {
  /// The answer where a namespace is being deleted: nobody tries again.
  static final String ENDING = "the namespace is being deleted";

  private Pods() {}

  static List<Json.Object> controlledBy(Run run, Json.Object owner) {
    return OwnedPods.of(run, owner).stream().map(OwnedPods.Owned::pod).toList();
  }

  static boolean isActive(Json.Object pod) {
    String phase = pod.object("status").text("phase");
    return !phase.equals("Succeeded") && !phase.equals("Failed") && !Meta.isDeleting(pod);
  }

  static boolean isReady(Json.Object pod) {
    return Meta.isTrue(pod, "Ready");
  }

  static Instant readySince(Json.Object pod) {
    Instant since = Meta.instant(Meta.condition(pod, "Ready").get("lastTransitionTime"));
    return since == null ? Instant.MAX : since;
  }

  static boolean isAvailable(Json.Object pod, long minReadySeconds, Instant now) {
    return minReadySeconds == 0
        ? isReady(pod)
        : isReady(pod) && !readySince(pod).plusSeconds(minReadySeconds).isAfter(now);
  }

  /// A Pod of a template, owned by its controller.
  static Json.Object fromTemplate(Json.Object owner, Json.Object template) {
    Json.Object meta =
        Json.object(
            "namespace", Meta.namespace(owner),
            "generateName", Meta.name(owner) + "-",
            "labels", template.object("metadata").get("labels"),
            "annotations", template.object("metadata").get("annotations"),
            "finalizers", template.object("metadata").get("finalizers"),
            "ownerReferences", Json.array(Meta.controllerReference(owner)));
    return Json.object(
        "apiVersion", "v1", "kind", "Pod", "metadata", meta, "spec", template.object("spec"));
  }

  /// Creates a Pod and records how that went about its owner; answers why it was refused, or null.
  static @Nullable String create(Client client, Json.Object owner, Json.Object pod) {
    ApiResponse response = client.create("", "pods", Meta.namespace(owner), pod);
    if (response.ok()) {
      client.event(
          owner, "Normal", "SuccessfulCreate", "Created pod: " + Meta.name(response.object()));
      return null;
    }
    if (isEnding(response)) {
      return ENDING;
    }
    String why = response.object().text("message");
    client.event(owner, "Warning", "FailedCreate", "Error creating: " + why);
    return why;
  }

  /// Whether nothing can be made any more because the namespace is being deleted.
  private static boolean isEnding(ApiResponse refused) {
    return refused.object().object("details").array("causes").objects().stream()
        .anyMatch(cause -> cause.text("reason").equals("NamespaceTerminating"));
  }

  static void delete(Client client, Json.Object owner, Json.Object pod) {
    if (client.delete("", "pods", pod, -1, "").ok()) {
      client.event(owner, "Normal", "SuccessfulDelete", "Deleted pod: " + Meta.name(pod));
    }
  }

  /// Which Pods a scale-down takes first: unbound, not running, not ready, on a fuller node, ready
  /// for a shorter time, restarted more, younger.
  static Comparator<Json.Object> deletionOrder(List<Json.Object> siblings) {
    Map<String, Integer> onNode = new HashMap<>();
    siblings.forEach(s -> onNode.merge(s.object("spec").text("nodeName"), 1, Integer::sum));
    return Comparator.<Json.Object, Boolean>comparing(
            p -> !p.object("spec").text("nodeName").isEmpty())
        .thenComparingInt(Pods::phaseRank)
        .thenComparing(Pods::isReady)
        .thenComparingLong(Pods::cost)
        .thenComparing(
            Comparator.comparingInt(
                    (Json.Object p) -> onNode.getOrDefault(p.object("spec").text("nodeName"), 0))
                .reversed())
        .thenComparing(Comparator.comparing(Pods::readySince).reversed())
        .thenComparing(Comparator.comparingLong(Pods::restarts).reversed())
        .thenComparing(
            Comparator.comparing((Json.Object p) -> p.object("metadata").text("creationTimestamp"))
                .reversed())
        .thenComparing(Meta::name);
  }

  private static int phaseRank(Json.Object pod) {
    return switch (pod.object("status").text("phase").toLowerCase(Locale.ROOT)) {
      case "pending" -> 0;
      case "unknown" -> 1;
      default -> 2;
    };
  }

  private static long cost(Json.Object pod) {
    String text = Meta.annotations(pod).text("controller.kubernetes.io/pod-deletion-cost", "0");
    return text.matches("-?\\d{1,10}") ? Long.parseLong(text) : 0;
  }

  private static long restarts(Json.Object pod) {
    long sum = 0;
    for (Json.Object s : pod.object("status").array("containerStatuses").objects()) {
      sum += s.number("restartCount", 0);
    }
    return sum;
  }

  static Duration untilAvailable(Json.Object pod, long minReadySeconds, Instant now) {
    Duration left = Duration.between(now, readySince(pod).plusSeconds(minReadySeconds));
    return left.isNegative() ? Duration.ZERO : left;
  }
}
