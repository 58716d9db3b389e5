package seodang.diagram;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import seodang.json.Json;

/// What is wanted: Deployments and their kin as folders, with what they own nested in them.
final class Workloads {
  private static final List<Kind> KINDS =
      List.of(
          Kind.DEPLOYMENT,
          Kind.REPLICA_SET,
          Kind.STATEFUL_SET,
          Kind.DAEMON_SET,
          Kind.CRON_JOB,
          Kind.JOB);

  private final Composition composition;

  private Workloads(Composition composition) {
    this.composition = composition;
  }

  static List<Scene.Folder> of(Composition composition) {
    return new Workloads(composition).folders();
  }

  private record Workload(Kind kind, Json.Object object, ObjectRef ref) {}

  private List<Scene.Folder> folders() {
    List<Workload> workloads = new ArrayList<>();
    for (Kind kind : KINDS) {
      for (Json.Object object : composition.all(kind)) {
        if (!Composition.isSystem(object) && Composition.owner(object) == null) {
          workloads.add(new Workload(kind, object, kind.ref(object)));
        }
      }
    }
    workloads.sort(
        Comparator.comparing(
            workload -> workload.object().object("metadata").text("creationTimestamp")));
    Function<Workload, Integer> slot =
        composition.place("workloads", workloads, workload -> workload.ref().id());
    List<Scene.Folder> folders = new ArrayList<>();
    for (Workload workload : workloads) {
      folders.add(folder(workload, slot.apply(workload)));
    }
    folders.sort(Comparator.comparingInt(Scene.Folder::slot));
    return folders;
  }

  private Scene.Folder folder(Workload workload, int slot) {
    long[] count = count(workload.kind(), workload.object());
    List<Scene.Owned> owned = owned(workload);
    Health health = health(workload, count, owned);
    String word = count[0] + "/" + count[1];
    return new Scene.Folder(
        workload.ref(),
        new State(health, word),
        word,
        owned,
        composition.quiet(workload.ref(), workload.object()),
        slot);
  }

  private static Health health(Workload workload, long[] count, List<Scene.Owned> owned) {
    if (workload.object().object("metadata").has("deletionTimestamp")) {
      return Health.GONE;
    }
    // A rollout that is stuck has all its old Pods, and still is not well.
    if (owned.stream()
        .flatMap(group -> group.marks().stream())
        .anyMatch(mark -> mark.health() == Health.BAD)) {
      return Health.BAD;
    }
    long updated = workload.object().object("status").number("updatedReplicas", 0);
    boolean rolling = workload.kind() == Kind.DEPLOYMENT && updated < count[1];
    return count[0] >= count[1] && !rolling ? Health.OK : Health.WAIT;
  }

  /// Ready and wanted, as the kind's own status tells them.
  private static long[] count(Kind kind, Json.Object object) {
    Json.Object spec = object.object("spec");
    Json.Object status = object.object("status");
    return switch (kind) {
      case DAEMON_SET ->
          new long[] {status.number("numberReady", 0), status.number("desiredNumberScheduled", 0)};
      case JOB -> new long[] {status.number("succeeded", 0), spec.number("completions", 1)};
      case CRON_JOB -> {
        long active = status.array("active").size();
        yield new long[] {active, active};
      }
      default -> new long[] {status.number("readyReplicas", 0), spec.number("replicas", 1)};
    };
  }

  private List<Scene.Owned> owned(Workload workload) {
    Kind between =
        switch (workload.kind()) {
          case DEPLOYMENT -> Kind.REPLICA_SET;
          case CRON_JOB -> Kind.JOB;
          default -> workload.kind();
        };
    if (between == workload.kind()) {
      return List.of(group(workload.kind(), workload.object()));
    }
    List<Scene.Owned> groups = new ArrayList<>();
    for (Json.Object object : composition.all(between)) {
      if (workload.ref().equals(Composition.owner(object))) {
        groups.add(group(between, object));
      }
    }
    return newestInUse(groups);
  }

  /// Newest first; the old ones that hold no Pods any more are history and make one line.
  private static List<Scene.Owned> newestInUse(List<Scene.Owned> oldestFirst) {
    List<Scene.Owned> shown = new ArrayList<>();
    for (Scene.Owned group : oldestFirst.reversed()) {
      if (shown.isEmpty() || group.pods() > 0 || shown.size() < 2) {
        shown.add(group);
      }
    }
    return shown;
  }

  private Scene.Owned group(Kind kind, Json.Object object) {
    ObjectRef ref = kind.ref(object);
    List<Json.Object> pods = composition.podsOf(ref);
    long[] count = count(kind, object);
    List<Scene.Mark> marks =
        pods.stream()
            .limit(Scene.Owned.MARKS)
            .map(pod -> new Scene.Mark(Kind.POD.ref(pod), PodStatus.of(pod).health()))
            .toList();
    return new Scene.Owned(ref, count[0] + "/" + count[1], marks, pods.size());
  }
}
