package seodang.kube.scheduler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.Selector;
import seodang.kube.engine.Run;

/// Pods of a kind spread evenly over zones, nodes or whatever a label tells apart.
final class PodTopologySpread implements Plugin {
  private static final String HOST = "kubernetes.io/hostname";
  private static final String ZONE = "topology.kubernetes.io/zone";

  /// @param self 1 when the Pod itself is of the kind that is counted, else 0
  private record Constraint(
      String key,
      long maxSkew,
      long minDomains,
      Selector selector,
      boolean matchesNothing,
      int self,
      boolean honorsAffinity,
      boolean honorsTaints) {
    static Constraint of(Json.Object c, Json.Object pod) {
      Selector selector = Selector.of(c.object("labelSelector"));
      List<Selector.Requirement> all = new ArrayList<>(selector.requirements());
      for (String key : c.array("matchLabelKeys").texts()) {
        if (Meta.labels(pod).has(key)) {
          all.add(new Selector.Requirement(key, "in", List.of(Meta.labels(pod).text(key))));
        }
      }
      Selector whole = new Selector(List.copyOf(all));
      boolean nothing = !c.has("labelSelector");
      return new Constraint(
          c.text("topologyKey"),
          c.number("maxSkew", 1),
          c.number("minDomains", 1),
          whole,
          nothing,
          !nothing && whole.matches(Meta.labels(pod)) ? 1 : 0,
          c.text("nodeAffinityPolicy", "Honor").equals("Honor"),
          c.text("nodeTaintsPolicy", "Ignore").equals("Honor"));
    }

    long count(NodeInfo node, String namespace) {
      long count = 0;
      for (Map.Entry<NodeInfo.Group, Integer> group : node.groups().entrySet()) {
        NodeInfo.Group g = group.getKey();
        if (!matchesNothing
            && !g.leaving()
            && g.namespace().equals(namespace)
            && selector.matches(g.labels())) {
          count += group.getValue();
        }
      }
      return count;
    }
  }

  @Override
  public String name() {
    return "PodTopologySpread";
  }

  @Override
  public @Nullable Filter filter(Cycle cycle) {
    List<Constraint> constraints = constraints(cycle.pod(), "DoNotSchedule");
    if (constraints.isEmpty()) {
      return null;
    }
    String namespace = Meta.namespace(cycle.pod());
    List<Map<String, Long>> counts = new ArrayList<>();
    for (Constraint constraint : constraints) {
      Map<String, Long> byValue = new HashMap<>();
      for (NodeInfo node : cycle.nodes()) {
        String value = node.label(constraint.key());
        if (value != null && hasAll(node, constraints) && counts(cycle, constraint, node)) {
          byValue.merge(value, constraint.count(node, namespace), Long::sum);
        }
      }
      counts.add(byValue);
    }
    return node -> {
      for (int i = 0; i < constraints.size(); i++) {
        Constraint constraint = constraints.get(i);
        String value = node.label(constraint.key());
        if (value == null) {
          return Refusal.forGood(
              "node(s) didn't match pod topology spread constraints (missing required label)");
        }
        Map<String, Long> byValue = counts.get(i);
        long least =
            byValue.size() < constraint.minDomains()
                ? 0
                : byValue.values().stream().mapToLong(Long::longValue).min().orElse(0);
        long skew = byValue.getOrDefault(value, 0L) + constraint.self() - least;
        if (skew > constraint.maxSkew()) {
          return Refusal.forNow("node(s) didn't match pod topology spread constraints");
        }
      }
      return null;
    };
  }

  private static List<Constraint> constraints(Json.Object pod, String kind) {
    List<Constraint> found = new ArrayList<>();
    for (Json.Object c : pod.object("spec").array("topologySpreadConstraints").objects()) {
      if (c.text("whenUnsatisfiable").equals(kind)) {
        found.add(Constraint.of(c, pod));
      }
    }
    return found;
  }

  private static boolean hasAll(NodeInfo node, List<Constraint> constraints) {
    return constraints.stream().allMatch(c -> node.label(c.key()) != null);
  }

  /// Whether a node's Pods are counted: not those of a node the Pod could never go to.
  private static boolean counts(Cycle cycle, Constraint constraint, NodeInfo node) {
    Plugin.Filter affinity = constraint.honorsAffinity() ? AFFINITY.filter(cycle) : null;
    if (affinity != null && affinity.on(node) != null) {
      return false;
    }
    return !constraint.honorsTaints() || TAINTS.filter(cycle).on(node) == null;
  }

  private static final NodeAffinity AFFINITY = new NodeAffinity();
  private static final TaintToleration TAINTS = new TaintToleration();

  @Override
  public @Nullable Map<String, Long> scores(Cycle cycle, List<NodeInfo> feasible) {
    boolean own = !cycle.spec().array("topologySpreadConstraints").isEmpty();
    List<Constraint> constraints =
        own ? constraints(cycle.pod(), "ScheduleAnyway") : defaults(cycle.run(), cycle.pod());
    if (constraints.isEmpty()) {
      return null;
    }
    String namespace = Meta.namespace(cycle.pod());
    Set<String> ignored = new HashSet<>();
    for (NodeInfo node : feasible) {
      if (own && !hasAll(node, constraints)) {
        ignored.add(node.name());
      }
    }
    Map<String, Double> raw = new HashMap<>();
    for (Constraint constraint : constraints) {
      boolean host = constraint.key().equals(HOST);
      Map<String, Long> byValue = new HashMap<>();
      int domains = feasible.size() - ignored.size();
      if (!host) {
        for (NodeInfo node : feasible) {
          String value = node.label(constraint.key());
          if (value != null && !ignored.contains(node.name())) {
            byValue.put(value, 0L);
          }
        }
        domains = byValue.size();
        for (NodeInfo node : cycle.nodes()) {
          String value = node.label(constraint.key());
          if (value != null
              && byValue.containsKey(value)
              && (!own || hasAll(node, constraints))
              && counts(cycle, constraint, node)) {
            byValue.merge(value, constraint.count(node, namespace), Long::sum);
          }
        }
      }
      double weight = Math.log(domains + 2.0);
      for (NodeInfo node : feasible) {
        String value = node.label(constraint.key());
        if (value != null && !ignored.contains(node.name())) {
          long count = host ? constraint.count(node, namespace) : byValue.getOrDefault(value, 0L);
          raw.merge(node.name(), count * weight + (constraint.maxSkew() - 1), Double::sum);
        }
      }
    }
    return normalized(feasible, ignored, raw);
  }

  private static Map<String, Long> normalized(
      List<NodeInfo> feasible, Set<String> ignored, Map<String, Double> raw) {
    Map<String, Long> rounded = new HashMap<>();
    for (NodeInfo node : feasible) {
      if (!ignored.contains(node.name())) {
        rounded.put(node.name(), Math.round(raw.getOrDefault(node.name(), 0.0)));
      }
    }
    long least = rounded.values().stream().mapToLong(Long::longValue).min().orElse(0);
    long most = rounded.values().stream().mapToLong(Long::longValue).max().orElse(0);
    Map<String, Long> scores = new HashMap<>();
    for (NodeInfo node : feasible) {
      Long score = rounded.get(node.name());
      scores.put(
          node.name(),
          score == null ? 0 : most == 0 ? Scales.MAX : Scales.MAX * (most + least - score) / most);
    }
    return scores;
  }

  /// What holds for Pods of Services and controllers that ask for nothing themselves.
  private static List<Constraint> defaults(Run run, Json.Object pod) {
    Selector selector = siblings(run, pod);
    if (selector.requirements().isEmpty()) {
      return List.of();
    }
    int self = selector.matches(Meta.labels(pod)) ? 1 : 0;
    return List.of(
        new Constraint(HOST, 3, 1, selector, false, self, true, false),
        new Constraint(ZONE, 5, 1, selector, false, self, true, false));
  }

  /// Chooses the Pods of the same Services and of the same controller.
  private static Selector siblings(Run run, Json.Object pod) {
    List<Selector.Requirement> all = new ArrayList<>();
    Json.Object labels = Meta.labels(pod);
    for (Json.Object service : run.list("", "services", Meta.namespace(pod))) {
      Json.Object selector = service.object("spec").object("selector");
      if (!selector.isEmpty() && Selector.ofLabels(selector).matches(labels)) {
        all.addAll(Selector.ofLabels(selector).requirements());
      }
    }
    Json.Object owner = Meta.controller(pod);
    String kind = owner == null ? "" : owner.text("kind");
    String resource =
        switch (kind) {
          case "ReplicaSet" -> "replicasets";
          case "StatefulSet" -> "statefulsets";
          case "ReplicationController" -> "replicationcontrollers";
          default -> "";
        };
    if (owner != null && !resource.isEmpty()) {
      boolean core = kind.equals("ReplicationController");
      Json.Object controller =
          run.get(core ? "" : "apps", resource, Meta.namespace(pod), owner.text("name"));
      if (controller != null) {
        Json.Object selector = controller.object("spec").object("selector");
        all.addAll((core ? Selector.ofLabels(selector) : Selector.of(selector)).requirements());
      }
    }
    return new Selector(List.copyOf(all));
  }

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public boolean isHelpedBy(
      Run run, Json.Object waiting, Json.@Nullable Object before, Json.@Nullable Object after) {
    return constraints(waiting, "DoNotSchedule").stream()
        .anyMatch(c -> isCounted(c, waiting, before) != isCounted(c, waiting, after));
  }

  private static boolean isCounted(
      Constraint constraint, Json.Object waiting, Json.@Nullable Object pod) {
    return pod != null
        && !constraint.matchesNothing()
        && Meta.namespace(pod).equals(Meta.namespace(waiting))
        && constraint.selector().matches(Meta.labels(pod));
  }

  @Override
  public boolean helpedBy(Happening happening) {
    return happening != Happening.STORAGE_CHANGED;
  }
}
