package seodang.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import seodang.json.Json;
import seodang.json.Yaml;
import seodang.kube.schema.ResourceType;
import seodang.kube.schema.Resources;

/// What holds in a cluster whatever is done to it, told from sequences of inputs by chance.
///
/// `-Dseodang.sequences=1000` tries more of them, `-Dseodang.seed=N` one again.
final class ClusterInvariantsTest {
  private static final int SEQUENCES = Integer.getInteger("seodang.sequences", 6);
  private static final long SEED = Long.getLong("seodang.seed", new Random().nextLong() >>> 16);
  private static final int INPUTS = 25;
  private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
  private static final List<String> NAMES = List.of("web", "api", "db");
  private static final List<String> PROCESSES =
      List.of(
          "kube-scheduler",
          "kube-controller-manager",
          "kubelet/control-plane",
          "kubelet/worker-1",
          "kubelet/worker-2",
          "cni/worker-2",
          "kube-proxy",
          "etcd",
          "kube-apiserver",
          "deployment-controller");

  /// What leaves marks even where it is mended at once, beside the processes.
  private static final List<String> CALAMITIES =
      List.of("node/worker-1", "network/worker-2", "disk/worker-1");

  private static final List<String> FAULTS =
      Stream.concat(PROCESSES.stream(), CALAMITIES.stream()).toList();

  private static void sequences(String what, Consumer<Long> test) {
    for (int i = 0; i < SEQUENCES; i++) {
      long seed = SEED + i;
      try {
        test.accept(seed);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(what + ", -Dseodang.seed=" + seed + ": " + e.getMessage(), e);
      }
    }
  }

  @Test
  void sameInputs_giveTheSameStateAndTrace_alsoFromAnEarlierValue() {
    sequences(
        "two runs differ",
        seed -> {
          List<Input> inputs = new ArrayList<>();
          List<ClusterState> states = new ArrayList<>();
          ClusterState state = Cluster.learner(seed);
          Random random = new Random(seed);
          for (int i = 0; i < INPUTS; i++) {
            Input input = chance(random, state);
            inputs.add(input);
            states.add(state);
            state = Cluster.apply(state, input).state();
          }
          assertEquals(written(state), written(replay(Cluster.learner(seed), inputs)));
          int half = INPUTS / 2;
          ClusterState undone = replay(states.get(half), inputs.subList(half, INPUTS));
          assertEquals(written(state), written(undone));
        });
  }

  private static ClusterState replay(ClusterState from, List<Input> inputs) {
    ClusterState state = from;
    for (Input input : inputs) {
      state = Cluster.apply(state, input).state();
    }
    return state;
  }

  /// Everything in a state, as text.
  private static String written(ClusterState state) {
    StringBuilder out = new StringBuilder();
    state.store().rangeMap("/").forEach((k, v) -> out.append(k).append(v).append('\n'));
    state.memory().forEach((k, v) -> out.append(k).append(v).append('\n'));
    state.timers().values().forEach(t -> out.append(t).append('\n'));
    state.trace().since(0).forEach(t -> out.append(t).append('\n'));
    return out.append(state.now()).append(state.random()).toString();
  }

  @Test
  void atEveryStep_podsKeepTheirNodeAndAddress() {
    sequences(
        "a step broke it",
        seed -> {
          ClusterState state = Cluster.learner(seed);
          Random random = new Random(seed);
          Map<String, String> nodes = new HashMap<>();
          for (int i = 0; i < INPUTS; i++) {
            Input input = chance(random, state);
            if (input instanceof Input.Advance advance) {
              Instant due = state.nextDue();
              while (due != null && !due.isAfter(advance.to())) {
                state = Cluster.apply(state, new Input.Step()).state();
                check(state, nodes);
                due = state.nextDue();
              }
            }
            state = Cluster.apply(state, input).state();
            check(state, nodes);
          }
        });
  }

  private static void check(ClusterState state, Map<String, String> nodes) {
    Set<String> addresses = new HashSet<>();
    Map<String, Integer> count = new HashMap<>();
    for (Json.Object pod : state.list("", "pods", "")) {
      String node = pod.object("spec").text("nodeName");
      String phase = pod.object("status").text("phase");
      boolean ended = phase.equals("Succeeded") || phase.equals("Failed");
      if (!node.isEmpty()) {
        String before = nodes.putIfAbsent(Meta.uid(pod), node);
        assertTrue(before == null || before.equals(node), () -> Meta.name(pod) + " moved");
        count.merge(node, ended ? 0 : 1, Integer::sum);
      }
      String ip = pod.object("status").text("podIP");
      if (!ip.isEmpty() && !pod.object("spec").bool("hostNetwork") && !ended) {
        assertTrue(addresses.add(ip), () -> "two Pods at " + ip);
      }
      if (state.memory().get("pod/" + Meta.uid(pod)) instanceof Json.Object run) {
        assertEquals(node, run.text("node"), Meta.name(pod) + " runs elsewhere");
      }
    }
    count.forEach((node, pods) -> assertTrue(pods <= 110, () -> node + " is overfull"));
  }

  @Test
  void onceInputsStop_theClusterSettles_andAFreshLookChangesNothing() {
    sequences(
        "it does not settle",
        seed -> {
          ClusterState state = Cluster.learner(seed);
          Random random = new Random(seed);
          for (int i = 0; i < INPUTS; i++) {
            state = Cluster.apply(state, chance(random, state)).state();
          }
          state = settled(mended(state));
          settledInvariants(state);
          Map<String, Json.Object> before = objects(state);
          for (String process : PROCESSES) {
            state = Cluster.apply(state, new Input.Fault(process, true)).state();
            state = Cluster.apply(state, new Input.Fault(process, false)).state();
          }
          Map<String, Json.Object> after = objects(settled(state));
          assertEquals(before.keySet(), after.keySet());
          before.forEach((key, object) -> assertEquals(object, after.get(key), key));
        });
  }

  private static ClusterState mended(ClusterState state) {
    ClusterState mended = state;
    for (String process : FAULTS) {
      mended = Cluster.apply(mended, new Input.Fault(process, false)).state();
    }
    for (String worker : List.of("worker-1", "worker-2")) {
      Json.Object patch = Json.object("spec", Json.object("unschedulable", false));
      mended = Cluster.apply(mended, merge("/api/v1/nodes/" + worker, patch)).state();
    }
    return mended;
  }

  private static ClusterState settled(ClusterState state) {
    Transition done = Cluster.apply(state, new Input.Advance(state.now().plusSeconds(900)));
    assertTrue(!done.exhausted(), "the budget ran out");
    return done.state();
  }

  /// All objects but events and leases.
  private static Map<String, Json.Object> objects(ClusterState state) {
    Map<String, Json.Object> found = new TreeMap<>(state.store().rangeMap("/"));
    found
        .keySet()
        .removeIf(
            key -> key.startsWith("/registry/events/") || key.startsWith("/registry/coordination"));
    return found;
  }

  private static void settledInvariants(ClusterState state) {
    for (Json.Object object : objects(state).values()) {
      for (Json.Object owner : Meta.owners(object)) {
        ResourceType type = Resources.ofKind(owner.text("apiVersion"), owner.text("kind"));
        String namespace = type != null && type.namespaced() ? Meta.namespace(object) : "";
        Json.Object found =
            type == null
                ? null
                : state.get(type.storageGroup(), type.resource(), namespace, owner.text("name"));
        assertTrue(
            found != null && Meta.uid(found).equals(owner.text("uid")),
            () -> Meta.name(object) + " names an owner that is gone: " + owner);
      }
      assertTrue(
          !Meta.isDeleting(object), () -> object.text("kind") + " is still going: " + object);
    }
    for (Json.Object deployment : state.list("apps", "deployments", "default")) {
      long wanted = deployment.object("spec").number("replicas", 0);
      assertEquals(wanted, owned(state, deployment), Meta.name(deployment) + "'s Pods");
    }
    for (Json.Object service : state.list("", "services", "default")) {
      endpoints(state, service);
    }
  }

  private static long owned(ClusterState state, Json.Object deployment) {
    String app = Meta.name(deployment);
    return state.list("", "pods", "default").stream()
        .filter(p -> Meta.labels(p).text("app").equals(app) && !Meta.isDeleting(p))
        .count();
  }

  private static void endpoints(ClusterState state, Json.Object service) {
    Json.Object selector = service.object("spec").object("selector");
    if (selector.isEmpty()) {
      return;
    }
    Set<String> ready = new TreeSet<>();
    for (Json.Object pod : state.list("", "pods", "default")) {
      if (Selector.ofLabels(selector).matchesObject(pod) && Meta.isTrue(pod, "Ready")) {
        ready.add(pod.object("status").text("podIP"));
      }
    }
    Set<String> listed = new TreeSet<>();
    for (Json.Object slice : state.list("discovery.k8s.io", "endpointslices", "default")) {
      if (Meta.isControlledBy(slice, service)) {
        for (Json.Object endpoint : slice.array("endpoints").objects()) {
          if (endpoint.object("conditions").bool("ready")) {
            listed.addAll(endpoint.array("addresses").texts());
          }
        }
      }
    }
    assertEquals(ready, listed, "endpoints of " + Meta.name(service));
  }

  @Test
  void rollout_staysWithinSurgeAndAbsence() {
    sequences(
        "a rollout went too far",
        seed -> {
          Random random = new Random(seed);
          int replicas = 1 + random.nextInt(8);
          int surge = random.nextInt(3);
          int absent = surge == 0 ? 1 + random.nextInt(2) : random.nextInt(3);
          ClusterState state = Cluster.learner(seed);
          Json.Object deployment = deployment("web", replicas, "nginx:1.27", surge, absent);
          state = request(state, ApiRequest.post(DEPLOYMENTS, deployment));
          state = settled(state);
          state =
              request(
                  state,
                  ApiRequest.patch(
                      DEPLOYMENTS + "/web",
                      ApiRequest.STRATEGIC_MERGE_PATCH,
                      deployment("web", replicas, "nginx:1.26", surge, absent)));
          Instant end = state.now().plus(Duration.ofMinutes(10));
          Instant due = state.nextDue();
          while (due != null && due.isBefore(end)) {
            state = Cluster.apply(state, new Input.Step()).state();
            long ready = 0;
            long asked =
                state.list("apps", "replicasets", "default").stream()
                    .mapToLong(rs -> rs.object("spec").number("replicas", 0))
                    .sum();
            for (Json.Object pod : state.list("", "pods", "default")) {
              ready += Meta.isTrue(pod, "Ready") && !Meta.isDeleting(pod) ? 1 : 0;
            }
            String now = replicas + "+" + surge + "-" + absent + ": " + ready + " of " + asked;
            assertTrue(asked <= replicas + surge, now);
            assertTrue(ready >= replicas - absent, now);
            due = state.nextDue();
          }
          for (Json.Object pod : state.list("", "pods", "default")) {
            assertEquals(
                "nginx:1.26", pod.object("spec").array("containers").object(0).text("image"));
          }
        });
  }

  // Inputs.

  private static ClusterState request(ClusterState state, ApiRequest request) {
    Transition done = Cluster.apply(state, new Input.Request(request, null));
    assertTrue(done.response() != null && done.response().ok(), () -> "refused: " + done);
    return done.state();
  }

  private static Json.Object deployment(
      String name, int replicas, String image, int surge, int absent) {
    return (Json.Object)
        Yaml.parse(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: NAME}
            spec:
              replicas: COUNT
              selector: {matchLabels: {app: NAME}}
              strategy: {rollingUpdate: {maxSurge: SURGE, maxUnavailable: ABSENT}}
              template:
                metadata: {labels: {app: NAME}}
                spec: {terminationGracePeriodSeconds: 2, containers: [{name: c, image: 'IMAGE'}]}
            """
                .replace("NAME", name)
                .replace("COUNT", Integer.toString(replicas))
                .replace("SURGE", Integer.toString(surge))
                .replace("ABSENT", Integer.toString(absent))
                .replace("IMAGE", image));
  }

  /// Something a learner might do, or time.
  private static Input chance(Random random, ClusterState state) {
    String name = NAMES.get(random.nextInt(NAMES.size()));
    String one = DEPLOYMENTS + "/" + name;
    int replicas = random.nextInt(6);
    String image = random.nextBoolean() ? "nginx:1.27" : "nginx:1.26";
    return switch (random.nextInt(14)) {
      case 0, 1 -> input(ApiRequest.post(DEPLOYMENTS, deployment(name, replicas, image, 1, 1)));
      case 2 -> merge(one, Json.object("spec", Json.object("replicas", replicas)));
      case 3 ->
          input(
              ApiRequest.patch(
                  one,
                  ApiRequest.STRATEGIC_MERGE_PATCH,
                  deployment(name, replicas, image, random.nextInt(2), 1)));
      case 4 -> {
        List<String> policies = List.of("Background", "Foreground", "Orphan");
        yield input(
            ApiRequest.delete(one).withQuery("propagationPolicy", policies.get(random.nextInt(3))));
      }
      case 5 ->
          input(
              ApiRequest.post(
                  "/api/v1/namespaces/default/services",
                  Json.object(
                      "metadata", Json.object("name", name),
                      "spec",
                          Json.object(
                              "selector",
                              Json.object("app", name),
                              "ports",
                              Json.array(Json.object("port", 80))))));
      case 6 -> input(ApiRequest.delete("/api/v1/namespaces/default/services/" + name));
      case 7 -> {
        List<Json.Object> pods = state.list("", "pods", "default");
        String pod = pods.isEmpty() ? "none" : Meta.name(pods.get(random.nextInt(pods.size())));
        yield input(ApiRequest.delete("/api/v1/namespaces/default/pods/" + pod));
      }
      case 8 ->
          merge(
              "/api/v1/nodes/worker-" + (1 + random.nextInt(2)),
              Json.object("spec", Json.object("unschedulable", random.nextBoolean())));
      case 9 -> new Input.Fault(FAULTS.get(random.nextInt(FAULTS.size())), random.nextBoolean());
      default ->
          new Input.Advance(
              state.now().plusMillis(random.nextInt(random.nextBoolean() ? 800 : 20_000)));
    };
  }

  private static Input merge(String path, Json.Object patch) {
    return input(ApiRequest.patch(path, ApiRequest.MERGE_PATCH, patch));
  }

  private static Input input(ApiRequest request) {
    return new Input.Request(request, null);
  }
}
