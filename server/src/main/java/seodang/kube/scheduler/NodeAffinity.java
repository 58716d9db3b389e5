package seodang.kube.scheduler;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Selector;

/// `nodeSelector` and node affinity.
final class NodeAffinity implements Plugin {
  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
  private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

  @Override
  public String name() {
    return "NodeAffinity";
  }

  @Override
  public @Nullable Filter filter(Cycle cycle) {
    Selector selector = Selector.ofLabels(cycle.spec().object("nodeSelector"));
    Json.Object required = affinity(cycle).object(REQUIRED);
    if (selector.requirements().isEmpty() && required.isEmpty()) {
      return null;
    }
    Set<String> named = named(required);
    return node -> {
      if (named != null && !named.contains(node.name())) {
        return Refusal.forGood("node(s) didn't satisfy plugin(s) [NodeAffinity]");
      }
      boolean fits =
          selector.matchesObject(node.node())
              && (required.isEmpty() || NodeSelectors.matches(required, node.node()));
      return fits ? null : Refusal.forGood("node(s) didn't match Pod's node affinity/selector");
    };
  }

  /// The nodes that every term names, as a DaemonSet's Pod has it; null when some term names none.
  private static @Nullable Set<String> named(Json.Object required) {
    Set<String> names = new HashSet<>();
    for (Json.Object term : required.array("nodeSelectorTerms").objects()) {
      Set<String> ofTerm = null;
      for (Json.Object field : term.array("matchFields").objects()) {
        if (field.text("key").equals("metadata.name") && field.text("operator").equals("In")) {
          Set<String> values = new HashSet<>(field.array("values").texts());
          if (ofTerm != null) {
            values.retainAll(ofTerm);
          }
          ofTerm = values;
        }
      }
      if (ofTerm == null) {
        return null;
      }
      names.addAll(ofTerm);
    }
    return names.isEmpty() ? null : names;
  }

  private static Json.Object affinity(Cycle cycle) {
    return cycle.spec().object("affinity").object("nodeAffinity");
  }

  @Override
  public @Nullable Map<String, Long> scores(Cycle cycle, List<NodeInfo> feasible) {
    List<Json.Object> terms = affinity(cycle).array(PREFERRED).objects();
    if (terms.isEmpty()) {
      return null;
    }
    Map<String, Long> sums = new HashMap<>();
    for (NodeInfo node : feasible) {
      long sum = 0;
      for (Json.Object term : terms) {
        if (NodeSelectors.matchesTerm(term.object("preference"), node.node())) {
          sum += term.number("weight", 0);
        }
      }
      sums.put(node.name(), sum);
    }
    return Scales.up(sums);
  }

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public boolean helpedBy(Happening happening) {
    return happening == Happening.NODE_ADDED || happening == Happening.NODE_CHANGED;
  }
}
