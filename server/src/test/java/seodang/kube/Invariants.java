package seodang.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.store.Change;
import seodang.kube.store.Store;

/// What holds after every single write to a cluster, told from the store's own history; what the
/// workloads promise is in [WorkloadInvariants].
final class Invariants {
  private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

  /// From which phases a Pod may come to one.
  private static final Map<String, Set<String>> PHASES =
      Map.of(
          "Pending", Set.of("Pending"),
          "Running", Set.of("Pending", "Running"),
          "Succeeded", Set.of("Pending", "Running", "Succeeded"),
          "Failed", Set.of("Pending", "Running", "Failed"));

  private final TreeMap<String, Json.Object> objects;
  private final WorkloadInvariants workloads;
  private final Set<String> uids = new HashSet<>();
  private long revision;
  private long traced;

  Invariants(ClusterState start) {
    objects = new TreeMap<>(start.store().rangeMap("/"));
    workloads = new WorkloadInvariants(objects);
    objects.values().forEach(object -> uids.add(Meta.uid(object)));
    revision = start.store().revision();
    traced = start.trace().last();
  }

  /// Does an input and looks at all that came of it. Where more is written on the way than is kept,
  /// time passes in parts.
  Transition apply(ClusterState state, Input input) {
    Transition done = Cluster.apply(state, input);
    Instant now = state.now();
    if (done.state().store().compacted() > revision
        && input instanceof Input.Advance advance
        && now.plusMillis(1).isBefore(advance.to())) {
      Duration half = Duration.between(now, advance.to()).dividedBy(2);
      Transition first = apply(state, new Input.Advance(now.plus(half)));
      return first.exhausted() ? first : apply(first.state(), input);
    }
    after(done.state());
    return done;
  }

  /// Looks at everything that was written since the last look, one write after the other.
  private void after(ClusterState state) {
    assertTrue(state.store().compacted() <= revision, "too many writes to look at each");
    TreeMap<Long, TraceEntry> writers = new TreeMap<>();
    List<TraceEntry> entries = state.trace().since(traced);
    for (TraceEntry entry : entries) {
      traced(entry);
      if (entry.revision() > 0) {
        writers.putIfAbsent(entry.revision(), entry);
      }
    }
    for (Change change : state.store().since(revision)) {
      assertEquals(revision + 1, change.revision(), "revisions");
      revision = change.revision();
      TraceEntry writer = writerOf(change, writers);
      assertTrue(
          writer != null || isExpiry(change) || entries.size() >= 2_900,
          () -> "nobody wrote " + change.key());
      try {
        written(change, writer == null ? "" : writer.actor(), state.now());
      } catch (AssertionError e) {
        throw new AssertionError(e.getMessage() + ", after " + writer, e);
      }
    }
    traced = state.trace().last();
    onNodes(state);
    services(state);
  }

  /// The request that made a write; one that makes several is traced with its last.
  private static @Nullable TraceEntry writerOf(
      Change change, NavigableMap<Long, TraceEntry> writers) {
    Map.Entry<Long, TraceEntry> found = writers.ceilingEntry(change.revision());
    return found == null ? null : found.getValue();
  }

  /// Events go by themselves, when etcd's lease on them ends.
  private static boolean isExpiry(Change change) {
    return change.after() == null && change.key().startsWith("/registry/events/");
  }

  private static void traced(TraceEntry entry) {
    assertTrue(!entry.actor().isEmpty(), () -> "nobody did " + entry);
    assertTrue(entry.cause() < entry.id(), () -> "the cause comes after " + entry);
    boolean outside =
        entry.actor().equals("kubectl")
            || Set.of("break", "mend", "connect").contains(entry.verb());
    assertTrue(entry.cause() > 0 || outside, () -> "nothing led to " + entry);
  }

  private void written(Change change, String actor, Instant now) {
    Json.Object before = objects.get(change.key());
    Json.Object after = change.after();
    assertEquals(before, change.before(), "what stood there");
    if (after == null) {
      objects.remove(change.key());
      return;
    }
    objects.put(change.key(), after);
    Json.Object meta = after.object("metadata");
    assertEquals(Long.toString(change.revision()), meta.text("resourceVersion"));
    if (before == null) {
      assertTrue(uids.add(meta.text("uid")), () -> "a uid for the second time: " + change.key());
    } else {
      Json.Object former = before.object("metadata");
      assertEquals(former.text("uid"), meta.text("uid"), "uid of " + change.key());
      assertEquals(former.text("creationTimestamp"), meta.text("creationTimestamp"));
      assertTrue(Meta.generation(after) >= Meta.generation(before), "generation");
      assertTrue(Meta.isDeleting(after) || !Meta.isDeleting(before), "no longer deleted");
    }
    String resource = change.key().substring("/registry/".length());
    if (resource.startsWith("pods/")) {
      pod(before, after);
    } else if (resource.startsWith("services/")) {
      service(after);
    } else if (resource.startsWith("persistentvolume")) {
      bound(after);
    }
    new Quotas(objects).written(change, now);
    workloads.written(change, actor);
  }

  private void pod(Json.@Nullable Object before, Json.Object after) {
    String name = Meta.key(after);
    String node = after.object("spec").text("nodeName");
    String phase = after.object("status").text("phase");
    String ip = after.object("status").text("podIP");
    if (before != null) {
      String former = before.object("spec").text("nodeName");
      assertTrue(former.isEmpty() || former.equals(node), () -> name + " moved");
      String was = before.object("status").text("phase");
      assertTrue(
          PHASES.getOrDefault(phase, Set.of()).contains(was), name + ": " + was + " → " + phase);
      if (former.isEmpty() && !node.isEmpty()) {
        fits(node);
      }
    }
    if (!ip.isEmpty() && isLiving(after) && !after.object("spec").bool("hostNetwork")) {
      for (Json.Object other : all("", "pods")) {
        boolean same = other.object("status").text("podIP").equals(ip) && isLiving(other);
        assertTrue(
            !same || Meta.uid(other).equals(Meta.uid(after)),
            () -> name + " and " + Meta.name(other) + " at " + ip);
      }
    }
  }

  static boolean isLiving(Json.Object pod) {
    return !ENDED.contains(pod.object("status").text("phase"));
  }

  /// A node never holds more than it can give.
  private void fits(String name) {
    Json.Object node = objects.get(Store.key("", "nodes", "", name));
    assertTrue(node != null, () -> "there is no node " + name);
    double cpu = 0;
    double memory = 0;
    int pods = 0;
    for (Json.Object pod : all("", "pods")) {
      if (pod.object("spec").text("nodeName").equals(name) && isLiving(pod)) {
        cpu += Quotas.requested(pod, "cpu");
        memory += Quotas.requested(pod, "memory");
        pods++;
      }
    }
    Json.Object can = node.object("status").object("allocatable");
    assertTrue(cpu <= Quotas.amount(can, "cpu") + 1e-6, name + "'s cpu: " + cpu);
    assertTrue(memory <= Quotas.amount(can, "memory"), name + "'s memory: " + memory);
    assertTrue(pods <= Quotas.amount(can, "pods"), name + "'s Pods: " + pods);
  }

  private void service(Json.Object service) {
    String ip = service.object("spec").text("clusterIP");
    Set<String> ports = nodePorts(service);
    for (Json.Object other : all("", "services")) {
      if (Meta.uid(other).equals(Meta.uid(service))) {
        continue;
      }
      boolean same = ip.equals(other.object("spec").text("clusterIP"));
      assertTrue(!same || ip.isEmpty() || ip.equals("None"), () -> "two Services at " + ip);
      Set<String> both = new TreeSet<>(ports);
      both.retainAll(nodePorts(other));
      assertTrue(both.isEmpty(), () -> "two Services on nodes' ports " + both);
    }
  }

  private static Set<String> nodePorts(Json.Object service) {
    Set<String> ports = new TreeSet<>();
    for (Json.Object port : service.object("spec").array("ports").objects()) {
      if (port.has("nodePort")) {
        ports.add(port.text("protocol") + port.number("nodePort", 0));
      }
    }
    return ports;
  }

  /// A claim and its volume name each other, and no third.
  private void bound(Json.Object written) {
    Map<String, String> claims = new HashMap<>();
    for (Json.Object claim : all("", "persistentvolumeclaims")) {
      String volume = claim.object("spec").text("volumeName");
      if (volume.isEmpty() || !claim.object("status").text("phase").equals("Bound")) {
        continue;
      }
      String other = claims.put(volume, Meta.key(claim));
      assertTrue(other == null, () -> volume + " is bound to " + other + " and " + Meta.key(claim));
      Json.Object there = objects.get(Store.key("", "persistentvolumes", "", volume));
      if (there != null && Meta.uid(written).equals(Meta.uid(claim))) {
        String uid = there.object("spec").object("claimRef").text("uid");
        assertEquals(Meta.uid(claim), uid, "whose claim " + volume + " is");
      }
    }
    Map<String, String> volumes = new HashMap<>();
    for (Json.Object volume : all("", "persistentvolumes")) {
      String uid = volume.object("spec").object("claimRef").text("uid");
      if (!uid.isEmpty() && volume.object("status").text("phase").equals("Bound")) {
        String other = volumes.put(uid, Meta.name(volume));
        assertTrue(other == null, () -> "one claim has " + other + " and " + Meta.name(volume));
      }
    }
  }

  List<Json.Object> all(String group, String resource) {
    String prefix = Store.prefix(group, resource, "");
    return List.copyOf(objects.subMap(prefix, true, prefix + '\uffff', false).values());
  }

  /// An eviction that was allowed leaves as many healthy Pods as every budget wants; one that is
  /// not healthy itself takes nothing away.
  void evicted(ClusterState before, Input input, Transition done) {
    if (!(input instanceof Input.Request r)
        || !r.request().path().endsWith("/eviction")
        || done.response() == null
        || !done.response().ok()
        || isLate(before, "disruption-controller")) {
      return;
    }
    String[] path = r.request().path().split("/");
    Json.Object pod = before.get("", "pods", path[4], path[6]);
    if (pod == null || !isHealthy(pod)) {
      return;
    }
    for (Json.Object budget : before.list("policy", "poddisruptionbudgets", path[4])) {
      Selector selector = Selector.of(budget.object("spec").object("selector"));
      if (selector.matchesObject(pod)) {
        long healthy =
            done.state().list("", "pods", path[4]).stream()
                .filter(p -> selector.matchesObject(p) && isHealthy(p))
                .count();
        long desired = budget.object("status").number("desiredHealthy", 0);
        assertTrue(healthy >= desired, () -> healthy + " are left of " + desired + ": " + budget);
      }
    }
  }

  private static boolean isHealthy(Json.Object pod) {
    return isLiving(pod) && Meta.isTrue(pod, "Ready") && !Meta.isDeleting(pod);
  }

  /// Whether a controller has something to look at now, or cannot.
  private static boolean isLate(ClusterState state, String controller) {
    return isHeld(state, controller)
        || state.timers().values().stream()
            .anyMatch(timer ->
                timer.actor().equals(controller)
                    && timer.at().due().isBefore(state.now().plusSeconds(1)));
  }

  private static boolean isHeld(ClusterState state, String controller) {
    return List.of("kube-controller-manager", "kube-apiserver", "etcd", controller).stream()
        .anyMatch(process -> state.memory().containsKey("fault/" + process));
  }

  // What is told from a state.

  private static void onNodes(ClusterState state) {
    for (Json.Object pod : state.list("", "pods", "")) {
      if (state.memory().get("pod/" + Meta.uid(pod)) instanceof Json.Object run) {
        String node = pod.object("spec").text("nodeName");
        assertEquals(node, run.text("node"), Meta.name(pod) + " runs elsewhere");
      }
    }
  }

  /// A Service leads to the Pods that are ready and to no other, once its controller has looked.
  private static void services(ClusterState state) {
    if (isHeld(state, "endpointslice-controller")) {
      return;
    }
    Set<String> pending = new HashSet<>();
    for (Timer timer : state.timers().values()) {
      if (timer.actor().equals("endpointslice-controller")) {
        pending.add(timer.key());
      }
    }
    for (Json.Object service : state.list("", "services", "")) {
      Json.Object namespace = state.get("", "namespaces", "", Meta.namespace(service));
      Json.Object selector = service.object("spec").object("selector");
      if (!selector.isEmpty()
          && !pending.contains(Meta.key(service))
          && namespace != null
          && !Meta.isDeleting(namespace)) {
        endpoints(state, service, selector);
      }
    }
  }

  private static void endpoints(ClusterState state, Json.Object service, Json.Object selector) {
    boolean all = service.object("spec").bool("publishNotReadyAddresses");
    String namespace = Meta.namespace(service);
    Set<String> ready = new TreeSet<>();
    for (Json.Object pod : state.list("", "pods", namespace)) {
      String ip = pod.object("status").text("podIP");
      boolean is = all || Meta.isTrue(pod, "Ready") && !Meta.isDeleting(pod);
      if (is && !ip.isEmpty() && isLiving(pod) && Selector.ofLabels(selector).matchesObject(pod)) {
        ready.add(ip);
      }
    }
    Set<String> listed = new TreeSet<>();
    for (Json.Object slice : state.list("discovery.k8s.io", "endpointslices", namespace)) {
      if (Meta.isControlledBy(slice, service)) {
        for (Json.Object endpoint : slice.array("endpoints").objects()) {
          if (endpoint.object("conditions").bool("ready")) {
            listed.addAll(endpoint.array("addresses").texts());
          }
        }
      }
    }
    assertEquals(ready, listed, "endpoints of " + Meta.key(service));
  }
}
