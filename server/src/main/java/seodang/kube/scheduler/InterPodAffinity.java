package seodang.kube.scheduler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.Selector;
import seodang.kube.engine.Run;

/// Pods that want to be near others, or far from them; and those already there that want it of the
/// Pod.
final class InterPodAffinity implements Plugin {
  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
  private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

  /// What a required affinity of a Pod already there counts for the Pod it wants.
  private static final long HARD = 1;

  /// @param elsewhere chooses more namespaces by their labels; null for none
  private record Term(
      String key,
      List<String> namespaces,
      @Nullable Selector elsewhere,
      @Nullable Selector selector,
      long weight) {
    static Term of(Json.Object term, Json.Object pod, long weight) {
      List<String> namespaces = term.array("namespaces").texts();
      boolean own = namespaces.isEmpty() && !term.has("namespaceSelector");
      return new Term(
          term.text("topologyKey"),
          own ? List.of(Meta.namespace(pod)) : namespaces,
          term.has("namespaceSelector") ? Selector.of(term.object("namespaceSelector")) : null,
          term.has("labelSelector") ? selector(term, pod) : null,
          weight);
    }

    private static Selector selector(Json.Object term, Json.Object pod) {
      Selector given = Selector.of(term.object("labelSelector"));
      List<Selector.Requirement> all = new ArrayList<>(given.requirements());
      Json.Object labels = Meta.labels(pod);
      for (String key : term.array("matchLabelKeys").texts()) {
        if (labels.has(key)) {
          all.add(new Selector.Requirement(key, "in", List.of(labels.text(key))));
        }
      }
      for (String key : term.array("mismatchLabelKeys").texts()) {
        if (labels.has(key)) {
          all.add(new Selector.Requirement(key, "notin", List.of(labels.text(key))));
        }
      }
      return new Selector(List.copyOf(all));
    }

    boolean matches(Run run, String namespace, Json.Object labels) {
      if (selector == null || !selector.matches(labels)) {
        return false;
      }
      if (namespaces.contains(namespace)) {
        return true;
      }
      Json.Object found = elsewhere == null ? null : run.get("", "namespaces", "", namespace);
      return elsewhere != null && found != null && elsewhere.matchesObject(found);
    }

    boolean matches(Run run, Json.Object pod) {
      return matches(run, Meta.namespace(pod), Meta.labels(pod));
    }
  }

  /// A label of nodes, and its value.
  private record Place(String key, String value) {}

  @Override
  public String name() {
    return "InterPodAffinity";
  }

  private static List<Term> required(Json.Object pod, String kind) {
    List<Term> terms = new ArrayList<>();
    for (Json.Object term :
        pod.object("spec").object("affinity").object(kind).array(REQUIRED).objects()) {
      terms.add(Term.of(term, pod, HARD));
    }
    return terms;
  }

  private static List<Term> preferred(Json.Object pod, String kind) {
    List<Term> terms = new ArrayList<>();
    for (Json.Object term :
        pod.object("spec").object("affinity").object(kind).array(PREFERRED).objects()) {
      terms.add(Term.of(term.object("podAffinityTerm"), pod, term.number("weight", 0)));
    }
    return terms;
  }

  @Override
  public @Nullable Filter filter(Cycle cycle) {
    Run run = cycle.run();
    Json.Object pod = cycle.pod();
    List<Term> near = required(pod, "podAffinity");
    List<Term> far = required(pod, "podAntiAffinity");
    Map<Place, Long> kept = keptByOthers(cycle);
    if (near.isEmpty() && far.isEmpty() && kept.isEmpty()) {
      return null;
    }
    Map<Place, Long> friends = new HashMap<>();
    Map<Place, Long> foes = new HashMap<>();
    for (NodeInfo node : cycle.nodes()) {
      for (Map.Entry<NodeInfo.Group, Integer> entry : node.groups().entrySet()) {
        NodeInfo.Group g = entry.getKey();
        if (!near.isEmpty()
            && near.stream().allMatch(t -> t.matches(run, g.namespace(), g.labels()))) {
          near.forEach(t -> add(friends, node, t, entry.getValue()));
        }
        for (Term term : far) {
          if (term.matches(run, g.namespace(), g.labels())) {
            add(foes, node, term, entry.getValue());
          }
        }
      }
    }
    boolean first = friends.isEmpty() && near.stream().allMatch(t -> t.matches(run, pod));
    return node -> {
      if (!isNear(node, near, friends, first)) {
        return Refusal.forGood("node(s) didn't match pod affinity rules");
      }
      for (Term term : far) {
        if (at(foes, node, term.key()) > 0) {
          return Refusal.forNow("node(s) didn't match pod anti-affinity rules");
        }
      }
      for (Place place : kept.keySet()) {
        if (place.value().equals(node.label(place.key()))) {
          return Refusal.forNow("node(s) didn't satisfy existing pods anti-affinity rules");
        }
      }
      return null;
    };
  }

  /// @param first nobody the Pod could be near is there yet, and it would be the first of them
  private static boolean isNear(
      NodeInfo node, List<Term> near, Map<Place, Long> friends, boolean first) {
    boolean all = true;
    for (Term term : near) {
      if (node.label(term.key()) == null) {
        return false;
      }
      all &= at(friends, node, term.key()) > 0;
    }
    return all || first;
  }

  /// Where Pods already there do not want the Pod.
  private static Map<Place, Long> keptByOthers(Cycle cycle) {
    Map<Place, Long> kept = new HashMap<>();
    for (NodeInfo node : cycle.nodes()) {
      for (Json.Object other : node.withAffinity()) {
        for (Term term : required(other, "podAntiAffinity")) {
          if (term.matches(cycle.run(), cycle.pod())) {
            add(kept, node, term, 1);
          }
        }
      }
    }
    return kept;
  }

  private static void add(Map<Place, Long> counts, NodeInfo node, Term term, long by) {
    String value = node.label(term.key());
    if (value != null) {
      counts.merge(new Place(term.key(), value), by, Long::sum);
    }
  }

  private static long at(Map<Place, Long> counts, NodeInfo node, String key) {
    String value = node.label(key);
    return value == null ? 0 : counts.getOrDefault(new Place(key, value), 0L);
  }

  @Override
  public @Nullable Map<String, Long> scores(Cycle cycle, List<NodeInfo> feasible) {
    Run run = cycle.run();
    Json.Object pod = cycle.pod();
    List<Term> near = preferred(pod, "podAffinity");
    List<Term> far = preferred(pod, "podAntiAffinity");
    Map<Place, Long> worth = new HashMap<>();
    for (NodeInfo node : cycle.nodes()) {
      if (!near.isEmpty() || !far.isEmpty()) {
        node.groups()
            .forEach((g, count) -> {
              for (Term term : near) {
                if (term.matches(run, g.namespace(), g.labels())) {
                  add(worth, node, term, term.weight() * count);
                }
              }
              for (Term term : far) {
                if (term.matches(run, g.namespace(), g.labels())) {
                  add(worth, node, term, -term.weight() * count);
                }
              }
            });
      }
      for (Json.Object other : node.withAffinity()) {
        wishes(worth, run, node, required(other, "podAffinity"), pod, 1);
        wishes(worth, run, node, preferred(other, "podAffinity"), pod, 1);
        wishes(worth, run, node, preferred(other, "podAntiAffinity"), pod, -1);
      }
    }
    return worth.isEmpty() ? null : normalized(feasible, worth);
  }

  private static void wishes(
      Map<Place, Long> worth, Run run, NodeInfo node, List<Term> terms, Json.Object pod, int sign) {
    for (Term term : terms) {
      if (term.matches(run, pod)) {
        add(worth, node, term, sign * term.weight());
      }
    }
  }

  private static Map<String, Long> normalized(List<NodeInfo> feasible, Map<Place, Long> worth) {
    Map<String, Long> raw = new HashMap<>();
    for (NodeInfo node : feasible) {
      long sum = 0;
      for (Map.Entry<Place, Long> e : worth.entrySet()) {
        sum += e.getKey().value().equals(node.label(e.getKey().key())) ? e.getValue() : 0;
      }
      raw.put(node.name(), sum);
    }
    long least = raw.values().stream().mapToLong(Long::longValue).min().orElse(0);
    long most = raw.values().stream().mapToLong(Long::longValue).max().orElse(0);
    raw.replaceAll((node, sum) ->
        most == least ? 0 : (long) (Scales.MAX * ((double) (sum - least) / (most - least))));
    return raw;
  }

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public boolean isHelpedBy(
      Run run, Json.Object waiting, Json.@Nullable Object before, Json.@Nullable Object after) {
    List<Term> near = required(waiting, "podAffinity");
    List<Term> far = required(waiting, "podAntiAffinity");
    boolean comesNear = isFriend(run, near, after) && !isFriend(run, near, before);
    boolean goesFar = isFoe(run, far, before) && !isFoe(run, far, after);
    boolean letsIn =
        before != null && after == null && isFoe(run, required(before, "podAntiAffinity"), waiting);
    return comesNear || goesFar || letsIn;
  }

  private static boolean isFriend(Run run, List<Term> near, Json.@Nullable Object pod) {
    return pod != null && !near.isEmpty() && near.stream().allMatch(t -> t.matches(run, pod));
  }

  private static boolean isFoe(Run run, List<Term> far, Json.@Nullable Object pod) {
    return pod != null && far.stream().anyMatch(t -> t.matches(run, pod));
  }

  @Override
  public boolean helpedBy(Happening happening) {
    return happening != Happening.STORAGE_CHANGED;
  }
}
