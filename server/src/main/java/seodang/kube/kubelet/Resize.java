package seodang.kube.kubelet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.Quantity;
import seodang.kube.apiserver.Conditions;
import seodang.kube.engine.Run;

/// Resources of a running Pod that were changed: what the node has room for is given at once, with
/// or without a restart as the container's `resizePolicy` says; anything else waits.
///
/// A kill ends a container that must restart, without its grace period.
final class Resize {
  private static final String PENDING = "PodResizePending";
  private static final Duration RETRY = Duration.ofMinutes(3);

  private Resize() {}

  /// Takes over what changed since a container started; answers what is remembered then.
  static PodRun follow(Kubelet kubelet, Run run, Json.Object pod, PodRun podRun) {
    List<Json.Object> changed = new ArrayList<>();
    for (Json.Object spec : containers(pod)) {
      Json.Object c = podRun.container(spec.text("name"));
      if (podRun.isRunning(spec.text("name")) && !c.object("resources").equals(own(spec))) {
        changed.add(spec);
      }
    }
    if (changed.isEmpty()) {
      return podRun.without("pending");
    }
    Json.Object pending = obstacle(run, pod, podRun.node());
    if (!pending.isEmpty()) {
      if (pending.text("reason").equals("Deferred")) {
        kubelet.sync(run, podRun, RETRY);
      }
      return podRun.with("pending", pending);
    }
    PodRun current = podRun.without("pending");
    for (Json.Object spec : changed) {
      current = apply(kubelet, run, pod, current, spec);
    }
    return current;
  }

  private static List<Json.Object> containers(Json.Object pod) {
    List<Json.Object> all = new ArrayList<>(pod.object("spec").array("containers").objects());
    pod.object("spec").array("initContainers").objects().stream()
        .filter(c -> c.text("restartPolicy").equals("Always"))
        .forEach(all::add);
    return all;
  }

  private static Json.Object own(Json.Object spec) {
    return spec.object("resources");
  }

  private static PodRun apply(
      Kubelet kubelet, Run run, Json.Object pod, PodRun podRun, Json.Object spec) {
    String name = spec.text("name");
    Json.Object c = podRun.container(name);
    boolean restart =
        spec.array("resizePolicy").objects().stream()
            .anyMatch(p ->
                p.text("restartPolicy").equals("RestartContainer")
                    && differs(c.object("resources"), own(spec), p.text("resourceName")));
    PodRun resized = podRun.withContainer(name, c.with("resources", own(spec)));
    if (!restart) {
      return resized;
    }
    resized.remember(run);
    ContainerStop.begin(
        kubelet,
        run,
        pod,
        podRun.uid(),
        name,
        pod.object("spec").number("terminationGracePeriodSeconds", 30),
        "Container " + name + " resize requires restart");
    return Objects.requireNonNullElse(PodRun.recall(run, podRun.uid()), resized);
  }

  private static boolean differs(Json.Object before, Json.Object after, String resource) {
    return List.of("requests", "limits").stream()
        .anyMatch(list ->
            !Objects.equals(before.object(list).get(resource), after.object(list).get(resource)));
  }

  /// Why the node cannot give a Pod what it asks for now; empty when it can.
  private static Json.Object obstacle(Run run, Json.Object pod, String node) {
    Json.Object n = run.get("", "nodes", "", node);
    for (String resource : List.of("cpu", "memory")) {
      Quantity asked = requested(pod, resource);
      Quantity capacity =
          Quantity.of(n == null ? null : n.object("status").object("allocatable").get(resource));
      if (asked.compareTo(capacity) > 0) {
        return Json.object(
            "reason",
            "Infeasible",
            "message",
            "Node didn't have enough capacity: "
                + resource
                + ", requested: "
                + amount(asked, resource)
                + ", capacity: "
                + amount(capacity, resource));
      }
      Quantity used = Quantity.ZERO;
      for (PodRun other : PodRuns.on(run, node)) {
        Json.Object there = other.pod(run);
        if (there != null && !Meta.uid(there).equals(Meta.uid(pod)) && !ended(there)) {
          used = used.plus(requested(there, resource));
        }
      }
      if (used.plus(asked).compareTo(capacity) > 0) {
        return Json.object(
            "reason",
            "Deferred",
            "message",
            "Node didn't have enough resource: "
                + resource
                + ", requested: "
                + amount(asked, resource)
                + ", used: "
                + amount(used, resource)
                + ", capacity: "
                + amount(capacity, resource));
      }
    }
    return Json.object();
  }

  private static boolean ended(Json.Object pod) {
    return List.of("Succeeded", "Failed").contains(pod.object("status").text("phase"));
  }

  private static Quantity requested(Json.Object pod, String resource) {
    Quantity sum = Quantity.ZERO;
    for (Json.Object container : containers(pod)) {
      sum = sum.plus(Quantity.of(own(container).object("requests").get(resource)));
    }
    return sum;
  }

  private static long amount(Quantity quantity, String resource) {
    return resource.equals("cpu") ? quantity.milli() : quantity.whole();
  }

  /// A Pod's conditions with whether a resize waits.
  static Json.Array told(Run run, PodRun podRun, Json.Array conditions) {
    Json.Object pending = podRun.json().object("pending");
    if (pending.isEmpty()) {
      return Conditions.without(conditions, PENDING);
    }
    Json since = Meta.time(run.now());
    for (Json.Object old : conditions.objects()) {
      if (old.text("type").equals(PENDING) && old.has("lastTransitionTime")) {
        since = Objects.requireNonNull(old.get("lastTransitionTime"));
      }
    }
    return Conditions.set(
        conditions,
        pending
            .with("type", PENDING)
            .with("status", "True")
            .with("lastProbeTime", Json.Null.NULL)
            .with("lastTransitionTime", since));
  }
}
