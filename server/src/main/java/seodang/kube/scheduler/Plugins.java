package seodang.kube.scheduler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;

/// The default profile: its plugins in their order, and what they say together.
final class Plugins {
  static final List<Plugin> ALL =
      List.of(
          new NodeUnschedulable(),
          new NodeName(),
          new TaintToleration(),
          new NodeAffinity(),
          new NodePorts(),
          new NodeResourcesFit(),
          new VolumeRestrictions(),
          new VolumeBinding(),
          new PodTopologySpread(),
          new InterPodAffinity(),
          new NodeResourcesBalancedAllocation(),
          new ImageLocality());

  /// Who refused a node, and why.
  record Refused(String plugin, Plugin.Refusal refusal) {}

  private final Cycle cycle;
  private final Map<String, Plugin.Filter> filters = new LinkedHashMap<>();

  /// @throws Plugin.NowhereException when no node need be looked at
  Plugins(Cycle cycle) {
    this.cycle = cycle;
    for (Plugin plugin : ALL) {
      Plugin.Filter filter = plugin.filter(cycle);
      if (filter != null) {
        filters.put(plugin.name(), filter);
      }
    }
  }

  /// The first plugin that refuses speaks alone; null when the Pod can run on the node, even with
  /// the Pods that are promised a place there.
  @Nullable Refused refused(NodeInfo node) {
    List<Json.Object> promised = promised(node);
    if (!promised.isEmpty()) {
      NodeInfo fuller = node.changed(List.of(), promised);
      Refused refused = new Plugins(cycle.with(fuller)).first(fuller);
      if (refused != null) {
        return refused;
      }
    }
    return first(node);
  }

  @Nullable Refused first(NodeInfo node) {
    for (Map.Entry<String, Plugin.Filter> filter : filters.entrySet()) {
      Plugin.Refusal refusal = filter.getValue().on(node);
      if (refusal != null) {
        return new Refused(filter.getKey(), refusal);
      }
    }
    return null;
  }

  /// Waiting Pods for which others were removed from the node, and which are no less important.
  private List<Json.Object> promised(NodeInfo node) {
    List<Json.Object> found = new ArrayList<>();
    for (Json.Object other : Waiting.nominated(cycle.run())) {
      if (other.object("status").text("nominatedNodeName").equals(node.name())
          && !Meta.uid(other).equals(Meta.uid(cycle.pod()))
          && Cycle.priority(other) >= Cycle.priority(cycle.pod())) {
        found.add(other);
      }
    }
    return found;
  }

  /// Weighted scores by node and plugin.
  Map<String, Map<String, Long>> scores(List<NodeInfo> feasible) {
    Map<String, Map<String, Long>> byNode = new HashMap<>();
    feasible.forEach(node -> byNode.put(node.name(), new LinkedHashMap<>()));
    for (Plugin plugin : ALL) {
      Map<String, Long> scores = plugin.scores(cycle, feasible);
      if (scores != null) {
        scores.forEach((node, score) ->
            byNode
                .computeIfAbsent(node, _ -> new LinkedHashMap<>())
                .put(plugin.name(), plugin.weight() * score));
      }
    }
    return byNode;
  }
}
