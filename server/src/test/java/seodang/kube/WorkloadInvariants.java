package seodang.kube;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.store.Change;
import seodang.kube.store.Store;

/// What the controllers of workloads promise, at each of their own writes.
final class WorkloadInvariants {
  private final NavigableMap<String, Json.Object> objects;

  WorkloadInvariants(NavigableMap<String, Json.Object> objects) {
    this.objects = objects;
  }

  void written(Change change, String actor) {
    Json.Object after = change.after();
    if (actor.equals("statefulset-controller")) {
      shrunk(change.before(), after);
    }
    if (after == null) {
      return;
    }
    if (change.key().startsWith("/registry/pods/") && change.before() == null) {
      created(after, actor);
    } else if (change.key().startsWith("/registry/apps/replicasets/")) {
      if (actor.equals("deployment-controller")) {
        grown(change.before(), after);
      }
    } else if (change.key().startsWith("/registry/batch/jobs/") && change.before() != null) {
      job(change.before(), after);
    }
  }

  private Json.@Nullable Object owner(Json.Object object, String group, String resource) {
    Json.Object reference = Meta.controller(object);
    if (reference == null) {
      return null;
    }
    String key = Store.key(group, resource, Meta.namespace(object), reference.text("name"));
    Json.Object found = objects.get(key);
    return found != null && Meta.uid(found).equals(reference.text("uid")) ? found : null;
  }

  private List<Json.Object> of(Json.Object owner, String group, String resource) {
    String prefix = Store.prefix(group, resource, Meta.namespace(owner));
    return objects.subMap(prefix, prefix + '\uffff').values().stream()
        .filter(object -> Meta.isControlledBy(object, owner))
        .toList();
  }

  private static boolean isActive(Json.Object pod) {
    return Invariants.isLiving(pod) && !Meta.isDeleting(pod);
  }

  private void created(Json.Object pod, String actor) {
    switch (actor) {
      case "replicaset-controller" -> ofReplicaSet(pod);
      case "statefulset-controller" -> ofStatefulSet(pod);
      case "daemon-set-controller" -> ofDaemonSet(pod);
      case "job-controller" -> ofJob(pod);
      default -> {}
    }
  }

  private void ofReplicaSet(Json.Object pod) {
    Json.Object set = owner(pod, "apps", "replicasets");
    if (set != null) {
      long active = of(set, "", "pods").stream().filter(WorkloadInvariants::isActive).count();
      long wanted = set.object("spec").number("replicas", 1);
      assertTrue(active <= wanted, () -> Meta.name(set) + " made " + active + " of " + wanted);
    }
  }

  /// A Deployment lets its ReplicaSets grow no further than its surge; when it recreates, not
  /// before the last Pod of another template has gone.
  private void grown(Json.@Nullable Object before, Json.Object set) {
    long was = before == null ? 0 : before.object("spec").number("replicas", 0);
    Json.Object deployment = owner(set, "apps", "deployments");
    if (deployment == null || set.object("spec").number("replicas", 0) <= was) {
      return;
    }
    Json.Object spec = deployment.object("spec");
    List<Json.Object> sets = of(deployment, "apps", "replicasets");
    long asked = sets.stream().mapToLong(s -> s.object("spec").number("replicas", 0)).sum();
    long most = spec.number("replicas", 1);
    if (spec.object("strategy").text("type").equals("Recreate")) {
      for (Json.Object other : sets) {
        boolean old =
            !Meta.uid(other).equals(Meta.uid(set)) && Revision.of(other) < Revision.of(set);
        assertTrue(
            !old || of(other, "", "pods").stream().noneMatch(Invariants::isLiving),
            () -> Meta.name(set) + " grows beside " + Meta.name(other));
      }
    } else {
      Json surge = spec.object("strategy").object("rollingUpdate").get("maxSurge");
      most += surge(surge, most);
    }
    long bound = most;
    assertTrue(asked <= bound, () -> Meta.name(deployment) + ": " + asked + " of " + bound);
  }

  static long surge(@Nullable Json value, long of) {
    if (value instanceof Json.Text percent) {
      long hundredth = Long.parseLong(percent.value().replace("%", ""));
      return (hundredth * of + 99) / 100;
    }
    return value instanceof Json.Number n ? n.longValue() : 0;
  }

  /// The number of a ReplicaSet among those of its Deployment.
  private static final class Revision {
    static long of(Json.Object set) {
      String text = Meta.annotations(set).text("deployment.kubernetes.io/revision");
      return text.isEmpty() ? 0 : Long.parseLong(text);
    }
  }

  /// One after the other, each when all before it are ready.
  private void ofStatefulSet(Json.Object pod) {
    Json.Object set = owner(pod, "apps", "statefulsets");
    if (set == null || set.object("spec").text("podManagementPolicy").equals("Parallel")) {
      return;
    }
    String name = Meta.name(pod);
    for (int i = 0; i < ordinal(pod); i++) {
      String lower = Meta.name(set) + "-" + i;
      Json.Object there = objects.get(Store.key("", "pods", Meta.namespace(set), lower));
      assertTrue(
          there != null && Meta.isTrue(there, "Ready") && !Meta.isDeleting(there),
          () -> name + " came before " + lower + " was ready");
    }
  }

  /// A StatefulSet that has too many Pods lets the last go first, and each before the next.
  private void shrunk(Json.@Nullable Object before, Json.@Nullable Object after) {
    if (before == null
        || !before.text("kind").equals("Pod")
        || Meta.isDeleting(before)
        || after != null && !Meta.isDeleting(after)) {
      return;
    }
    Json.Object set = owner(before, "apps", "statefulsets");
    if (set == null || set.object("spec").text("podManagementPolicy").equals("Parallel")) {
      return;
    }
    Json.Object spec = set.object("spec");
    long end = spec.object("ordinals").number("start", 0) + spec.number("replicas", 1);
    if (ordinal(before) >= end) {
      for (Json.Object other : of(set, "", "pods")) {
        assertTrue(
            ordinal(other) <= ordinal(before),
            () -> Meta.name(before) + " goes before " + Meta.name(other));
      }
    }
  }

  private static int ordinal(Json.Object pod) {
    String name = Meta.name(pod);
    return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
  }

  private void ofDaemonSet(Json.Object pod) {
    Json.Object set = owner(pod, "apps", "daemonsets");
    if (set == null) {
      return;
    }
    String node = target(pod);
    long here =
        of(set, "", "pods").stream().filter(p -> isActive(p) && target(p).equals(node)).count();
    Json surge =
        set.object("spec").object("updateStrategy").object("rollingUpdate").get("maxSurge");
    long most = surge(surge, 1) > 0 ? 2 : 1;
    assertTrue(here <= most, () -> here + " Pods of " + Meta.name(set) + " on " + node);
  }

  private static String target(Json.Object pod) {
    return pod.object("spec")
        .object("affinity")
        .object("nodeAffinity")
        .object("requiredDuringSchedulingIgnoredDuringExecution")
        .array("nodeSelectorTerms")
        .object(0)
        .array("matchFields")
        .object(0)
        .array("values")
        .texts()
        .getFirst();
  }

  private void ofJob(Json.Object pod) {
    Json.Object job = owner(pod, "batch", "jobs");
    if (job == null) {
      return;
    }
    Json.Object spec = job.object("spec");
    boolean waits = spec.text("podReplacementPolicy").equals("Failed");
    List<Json.Object> active =
        of(job, "", "pods").stream()
            .filter(p -> isActive(p) || waits && Invariants.isLiving(p))
            .toList();
    String name = Meta.name(job) + ": " + active.size() + " at once";
    assertTrue(active.size() <= spec.number("parallelism", 1), name);
    if (spec.has("completions")) {
      long left = spec.number("completions", 1) - job.object("status").number("succeeded", 0);
      assertTrue(active.size() <= left, name + ", wanted " + left);
    }
    if (spec.text("completionMode").equals("Indexed")) {
      long same =
          of(job, "", "pods").stream()
              .filter(p -> isActive(p) || p.object("status").text("phase").equals("Succeeded"))
              .filter(p -> index(p).equals(index(pod)))
              .count();
      assertTrue(same == 1, () -> Meta.name(pod) + " has an index that another has");
    }
  }

  private static String index(Json.Object pod) {
    return Meta.annotations(pod).text("batch.kubernetes.io/job-completion-index");
  }

  /// What is done is done.
  private static void job(Json.Object before, Json.Object after) {
    String name = Meta.key(after);
    for (String ended : List.of("Complete", "Failed")) {
      assertTrue(Meta.isTrue(after, ended) || !Meta.isTrue(before, ended), () -> name + " goes on");
    }
    assertTrue(
        !Meta.isTrue(after, "Complete") || !Meta.isTrue(after, "Failed"),
        () -> name + " is complete and failed");
    for (String count : List.of("succeeded", "failed")) {
      assertTrue(
          after.object("status").number(count, 0) >= before.object("status").number(count, 0),
          () -> name + " " + count + " fewer");
    }
  }
}
