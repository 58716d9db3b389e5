package seodang.kube.scheduler;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.Selector;
import seodang.kube.apiserver.Conditions;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;

/// Makes room for a Pod that fits nowhere by removing less important ones.
final class Preemption {
  private static final String UNHELPFUL = "Preemption is not helpful for scheduling";
  private static final String NO_VICTIMS = "No preemption victims found for incoming pod";

  private final Cycle cycle;
  private final Map<String, Plugins.Refused> refused;

  /// @param refused why each node cannot take the Pod as things are
  Preemption(Cycle cycle, Map<String, Plugins.Refused> refused) {
    this.cycle = cycle;
    this.refused = refused;
  }

  /// What came of it.
  ///
  /// @param node where room is being made, `""` for nowhere
  /// @param message why nowhere
  record Outcome(String node, String message) {}

  /// A node and those who would have to leave it.
  ///
  /// @param violations how many of them a disruption budget protects
  private record Candidate(NodeInfo node, List<Json.Object> victims, int violations) {
    long highest() {
      return victims.stream().mapToLong(Cycle::priority).max().orElse(Long.MIN_VALUE);
    }

    long sum() {
      return victims.stream().mapToLong(v -> Cycle.priority(v) + (1L << 31)).sum();
    }

    Instant earliest() {
      long most = highest();
      return victims.stream()
          .filter(v -> Cycle.priority(v) == most)
          .map(Preemption::start)
          .min(Comparator.naturalOrder())
          .orElse(Instant.MAX);
    }
  }

  Outcome attempt() {
    if (cycle.spec().text("preemptionPolicy").equals("Never")) {
      return new Outcome("", "not eligible due to preemptionPolicy=Never.");
    }
    if (isRoomBeingMade()) {
      return new Outcome("", "not eligible due to a terminating pod on the nominated node.");
    }
    Map<String, Integer> why = new TreeMap<>();
    List<Candidate> candidates = new ArrayList<>();
    for (NodeInfo node : cycle.nodes()) {
      Plugins.Refused now = refused.get(node.name());
      if (now == null || now.refusal().forGood()) {
        why.merge(UNHELPFUL, 1, Integer::sum);
        continue;
      }
      List<String> reasons = new ArrayList<>();
      Candidate candidate = candidate(node, reasons);
      if (candidate != null) {
        candidates.add(candidate);
      }
      reasons.forEach(r -> why.merge(r, 1, Integer::sum));
    }
    if (candidates.isEmpty()) {
      return new Outcome("", Scheduler.sentence(cycle.nodes().size(), why));
    }
    Candidate best =
        candidates.stream()
            .min(
                Comparator.comparingInt(Candidate::violations)
                    .thenComparingLong(Candidate::highest)
                    .thenComparingLong(Candidate::sum)
                    .thenComparingInt(c -> c.victims().size())
                    .thenComparing(Candidate::earliest, Comparator.reverseOrder()))
            .orElseThrow();
    best.victims().forEach(victim -> remove(victim, best.node().name()));
    return new Outcome(best.node().name(), "");
  }

  private boolean isRoomBeingMade() {
    String nominated = cycle.pod().object("status").text("nominatedNodeName");
    for (NodeInfo node : cycle.nodes()) {
      if (node.name().equals(nominated)) {
        for (Json.Object other : node.pods()) {
          if (Meta.isDeleting(other)
              && Cycle.priority(other) < Cycle.priority(cycle.pod())
              && Meta.condition(other, "DisruptionTarget")
                  .text("reason")
                  .equals("PreemptionByScheduler")) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /// As few as possible have to go: first all less important ones are taken away, then the more
  /// important of them are put back as long as the Pod still fits.
  private @Nullable Candidate candidate(NodeInfo node, List<String> reasons) {
    List<Json.Object> lower = new ArrayList<>();
    for (Json.Object other : node.pods()) {
      if (Cycle.priority(other) < Cycle.priority(cycle.pod())) {
        lower.add(other);
      }
    }
    if (lower.isEmpty()) {
      reasons.add(NO_VICTIMS);
      return null;
    }
    Plugins.Refused still = without(node, lower);
    if (still != null) {
      reasons.addAll(still.refusal().reasons());
      return null;
    }
    lower.sort(
        Comparator.comparingLong(Cycle::priority).reversed().thenComparing(Preemption::start));
    List<Json.Object> protectedOnes = protectedOnes(lower);
    List<Json.Object> order = new ArrayList<>(protectedOnes);
    lower.stream().filter(p -> !protectedOnes.contains(p)).forEach(order::add);
    List<Json.Object> victims = new ArrayList<>(lower);
    int violations = 0;
    for (Json.Object pod : order) {
      victims.remove(pod);
      if (without(node, victims) != null) {
        victims.add(pod);
        violations += protectedOnes.contains(pod) ? 1 : 0;
      }
    }
    return new Candidate(node, victims, violations);
  }

  private Plugins.@Nullable Refused without(NodeInfo node, List<Json.Object> gone) {
    NodeInfo emptier = node.changed(gone, List.of());
    try {
      return new Plugins(cycle.with(emptier)).refused(emptier);
    } catch (Plugin.NowhereException e) {
      return new Plugins.Refused("", Plugin.Refusal.forGood(String.valueOf(e.getMessage())));
    }
  }

  /// Those whose loss a disruption budget does not allow.
  private List<Json.Object> protectedOnes(List<Json.Object> pods) {
    Map<String, Long> left = new HashMap<>();
    Map<String, Json.Object> budgets = new LinkedHashMap<>();
    for (Json.Object budget : cycle.run().list("policy", "poddisruptionbudgets", "")) {
      budgets.put(Meta.key(budget), budget);
      left.put(Meta.key(budget), budget.object("status").number("disruptionsAllowed", 0));
    }
    List<Json.Object> found = new ArrayList<>();
    for (Json.Object pod : pods) {
      boolean violated = false;
      for (Map.Entry<String, Json.Object> budget : budgets.entrySet()) {
        Json.Object b = budget.getValue();
        if (Meta.namespace(b).equals(Meta.namespace(pod))
            && Selector.of(b.object("spec").object("selector")).matchesObject(pod)
            && !b.object("status").object("disruptedPods").has(Meta.name(pod))) {
          violated |= left.merge(budget.getKey(), -1L, Long::sum) < 0;
        }
      }
      if (violated) {
        found.add(pod);
      }
    }
    return found;
  }

  private static Instant start(Json.Object pod) {
    Instant since = Meta.instant(pod.object("status").get("startTime"));
    return since == null ? Instant.MAX : since;
  }

  private void remove(Json.Object victim, String node) {
    Run run = cycle.run();
    Client client = new Client(run, Scheduler.NAME);
    Json.Object condition =
        Conditions.disruptionTarget(
            "PreemptionByScheduler",
            "default-scheduler: preempting to accommodate a higher priority pod",
            run.now());
    Json.Object status = victim.object("status");
    client.patchStatus(
        "",
        "pods",
        victim,
        status.with("conditions", Conditions.set(status.array("conditions"), condition)));
    client.delete("", "pods", victim, -1, "");
    client.event(
        victim,
        "Normal",
        "Preempted",
        "Preempted by pod " + Meta.uid(cycle.pod()) + " on node " + node);
  }
}
