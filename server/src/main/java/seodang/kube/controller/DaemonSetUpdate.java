package seodang.kube.controller;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;

/// A DaemonSet's rolling update. Without a surge old Pods go as far as `maxUnavailable` allows;
/// with one a new Pod comes up beside the old, which goes when the new one is available.
final class DaemonSetUpdate {
  private static final Comparator<Json.Object> BY_AGE =
      Comparator.comparing((Json.Object p) -> p.object("metadata").text("creationTimestamp"))
          .thenComparing(Meta::name);

  private final Run run;
  private final DaemonSetController controller;
  private final Json.Object ds;
  private final String hash;
  private final Map<String, List<Json.Object>> byNode = new TreeMap<>();

  DaemonSetUpdate(Run run, DaemonSetController controller, Json.Object ds, String hash) {
    this.run = run;
    this.controller = controller;
    this.ds = ds;
    this.hash = hash;
    for (Json.Object pod : Pods.controlledBy(run, ds)) {
      if (!Meta.isDeleting(pod)) {
        String node = DaemonSetController.target(pod);
        byNode.computeIfAbsent(node, n -> new ArrayList<>()).add(pod);
      }
    }
  }

  /// @param desired on how many nodes a Pod should run
  void roll(int desired) {
    Json.Object strategy = ds.object("spec").object("updateStrategy");
    if (!strategy.text("type").equals("RollingUpdate")) {
      return;
    }
    Json.Object bounds = strategy.object("rollingUpdate");
    long surge = Rolling.amount(bounds.get("maxSurge"), desired, true);
    if (surge > 0) {
      surge(surge);
    } else {
      replace(Math.max(1, Rolling.amount(bounds.get("maxUnavailable"), desired, true)), desired);
    }
  }

  private void replace(long most, int desired) {
    List<Json.Object> absent = new ArrayList<>();
    List<Json.Object> standing = new ArrayList<>();
    long unavailable = Math.max(0, desired - byNode.size());
    for (List<Json.Object> pods : byNode.values()) {
      Json.Object old = oldest(pods, false);
      Json.Object fresh = oldest(pods, true);
      if (old == null || fresh != null) {
        unavailable += old == null && isAvailable(fresh) ? 0 : 1;
      } else {
        (isAvailable(old) ? standing : absent).add(old);
      }
    }
    absent.forEach(pod -> controller.delete(run, ds, pod));
    long room = Math.max(0, most - unavailable);
    standing.stream().limit(room).forEach(pod -> controller.delete(run, ds, pod));
  }

  private void surge(long most) {
    List<String> absent = new ArrayList<>();
    List<String> standing = new ArrayList<>();
    long surging = 0;
    for (Map.Entry<String, List<Json.Object>> node : byNode.entrySet()) {
      Json.Object old = oldest(node.getValue(), false);
      Json.Object fresh = oldest(node.getValue(), true);
      if (old == null) {
        continue;
      }
      if (fresh == null) {
        (isAvailable(old) ? standing : absent).add(node.getKey());
      } else if (isAvailable(fresh)) {
        controller.delete(run, ds, old);
      } else {
        surging++;
      }
    }
    absent.forEach(node -> controller.create(run, ds, node, hash));
    long room = Math.max(0, most - surging);
    standing.stream().limit(room).forEach(node -> controller.create(run, ds, node, hash));
  }

  private Json.@Nullable Object oldest(List<Json.Object> pods, boolean fresh) {
    return pods.stream().filter(pod -> isFresh(pod, hash) == fresh).min(BY_AGE).orElse(null);
  }

  private static boolean isFresh(Json.Object pod, String hash) {
    return Meta.labels(pod).text("controller-revision-hash").equals(hash);
  }

  private boolean isAvailable(Json.@Nullable Object pod) {
    return pod != null && isAvailable(ds, pod, run.now());
  }

  private static boolean isAvailable(Json.Object ds, Json.Object pod, Instant now) {
    return Pods.isAvailable(pod, ds.object("spec").number("minReadySeconds", 0), now);
  }

  /// Which of the Pods that run on one node are too many: all but one, or but the new one that
  /// comes up beside the old.
  static List<Json.Object> superfluous(
      Json.Object ds, List<Json.Object> running, String hash, Instant now) {
    if (running.size() < 2) {
      return List.of();
    }
    List<Json.Object> kept = new ArrayList<>();
    List<Json.Object> sorted = running.stream().sorted(BY_AGE).toList();
    Json.Object bounds = ds.object("spec").object("updateStrategy").object("rollingUpdate");
    if (Rolling.amount(bounds.get("maxSurge"), 100, true) == 0) {
      kept.add(sorted.getFirst());
    } else {
      sorted.stream().filter(p -> isFresh(p, hash)).findFirst().ifPresent(kept::add);
      boolean replaced = kept.stream().anyMatch(p -> isAvailable(ds, p, now));
      sorted.stream()
          .filter(p -> !isFresh(p, hash))
          .findFirst()
          .filter(old -> kept.isEmpty() || Pods.isReady(old) && !replaced)
          .ifPresent(kept::add);
    }
    return sorted.stream().filter(p -> !kept.contains(p)).toList();
  }
}
