package seodang.diagram;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import seodang.kube.ClusterState;
import seodang.kube.TraceEntry;
import seodang.kube.trace.Trace;

/// How the last command went through the cluster: what it led to, in the order it happened.
///
/// @param command as it was typed; `""` when no command is remembered
/// @param steps alike ones told once
public record Journey(String command, List<Step> steps) {
  public static final Journey NONE = new Journey("", List.of());

  /// Entries looked at after a command: what a crash loop does for hours belongs to it too, but
  /// tells nothing new.
  private static final int LOOKED_AT = 400;

  /// @param number counted from 1
  /// @param path the places passed: `kubectl`, `api`, `etcd`, `cm`, `sched`, `kubelet/NODE`
  /// @param entry its first trace entry
  /// @param refused the API server turned it down
  public record Step(int number, String text, List<String> path, long entry, boolean refused) {}

  static Journey of(ClusterState state) {
    Trace trace = state.trace();
    List<TraceEntry> recent = trace.since(0);
    int start = lastCommand(recent);
    if (start < 0) {
      return NONE;
    }
    String command = recent.get(start).detail().text("command");
    Map<String, Group> groups = new LinkedHashMap<>();
    Set<Long> ours = new HashSet<>();
    List<TraceEntry> looked = recent.subList(start, Math.min(recent.size(), start + LOOKED_AT));
    for (TraceEntry entry : looked) {
      boolean root = entry.cause() == 0 && entry.detail().text("command").equals(command);
      if ((root || ours.contains(entry.cause())) && ours.add(entry.id()) && isTold(entry)) {
        groups.computeIfAbsent(likeness(entry), ignored -> new Group()).entries.add(entry);
      }
    }
    Writes writes = Writes.of(state, looked);
    List<Step> steps = new ArrayList<>();
    for (Group group : groups.values()) {
      steps.add(group.step(steps.size() + 1, writes));
    }
    return new Journey(command, List.copyOf(steps));
  }

  /// The first entry of the last command: one command may send several requests.
  private static int lastCommand(List<TraceEntry> entries) {
    String command = null;
    int start = -1;
    for (int i = entries.size() - 1; i >= 0; i--) {
      TraceEntry entry = entries.get(i);
      String typed = entry.detail().text("command");
      if (entry.cause() != 0 || typed.isEmpty()) {
        continue;
      }
      if (command != null && !command.equals(typed)) {
        break;
      }
      command = typed;
      start = i;
    }
    return start;
  }

  /// Book-keeping beside the way, not steps of it.
  private static final Set<String> UNTOLD =
      Set.of("events", "leases", "ipaddresses", "servicecidrs");

  private static boolean isTold(TraceEntry entry) {
    return !UNTOLD.contains(Narration.plain(entry.resource()));
  }

  private static String likeness(TraceEntry entry) {
    return entry.actor()
        + " "
        + entry.verb()
        + " "
        + entry.resource()
        + " "
        + (entry.code() >= 400);
  }

  private static final class Group {
    private final List<TraceEntry> entries = new ArrayList<>();

    Step step(int number, Writes writes) {
      TraceEntry first = entries.getFirst();
      int objects = (int) entries.stream().map(TraceEntry::name).distinct().count();
      return new Step(
          number,
          objects > 1
              ? Narration.together(first, objects)
              : Narration.sentence(first, entries.getLast(), writes),
          path(first),
          first.id(),
          first.code() >= 400 && !Narration.isMissing(first));
    }
  }

  private static List<String> path(TraceEntry entry) {
    String from = Narration.place(entry.actor());
    if (entry.code() == 0) {
      return List.of(from);
    }
    return entry.revision() > 0 ? List.of(from, "api", "etcd") : List.of(from, "api");
  }
}
