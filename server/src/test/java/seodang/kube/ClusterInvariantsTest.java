package seodang.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.pcollections.TreePMap;
import seodang.json.Json;
import seodang.json.Yaml;
import seodang.kube.store.Store;

/// What holds in a cluster whatever is done to it, told from sequences of inputs by chance.
///
/// `-Dseodang.sequences=1000` tries more of them, `-Dseodang.seed=N` others, or one again.
final class ClusterInvariantsTest {
  private static final int SEQUENCES = Integer.getInteger("seodang.sequences", 4);
  private static final long SEED = Long.getLong("seodang.seed", 1);
  private static final int INPUTS = 60;
  private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";

  private static void sequences(String what, Consumer<Long> test) {
    List<String> failed = new ArrayList<>();
    AssertionError first = null;
    for (int i = 0; i < SEQUENCES; i++) {
      long seed = SEED + i;
      try {
        test.accept(seed);
      } catch (AssertionError | RuntimeException e) {
        failed.add("-Dseodang.seed=" + seed + ": " + e);
        first = first == null ? new AssertionError(e) : first;
      }
    }
    if (first != null) {
      throw new AssertionError(what + ":\n" + String.join("\n", failed), first);
    }
  }

  @Test
  void sameInputs_giveTheSameStateAndTrace_alsoFromAnEarlierAndFromASavedValue() {
    sequences(
        "two runs differ",
        seed -> {
          List<Input> inputs = new ArrayList<>();
          List<ClusterState> states = new ArrayList<>();
          List<Integer> hashes = new ArrayList<>();
          RandomInputs random = new RandomInputs(seed);
          ClusterState state = Cluster.learner(seed);
          for (int i = 0; i < INPUTS; i++) {
            states.add(state);
            hashes.add(written(state).hashCode());
            inputs.add(random.next(state));
            state = Cluster.apply(state, inputs.getLast()).state();
          }
          for (int i = 0; i < INPUTS; i++) {
            assertEquals(hashes.get(i), written(states.get(i)).hashCode(), "undone to " + i);
          }
          String end = written(state);
          same(end, written(replay(Cluster.learner(seed), inputs)), "again");
          int half = INPUTS / 2;
          List<Input> rest = inputs.subList(half, INPUTS);
          same(end, written(replay(states.get(half), rest)), "undone");
          same(end, written(replay(reloaded(states.get(half)), rest)), "saved");
        });
  }

  private static void same(String expected, String actual, String what) {
    if (!expected.equals(actual)) {
      int at = 0;
      while (expected.charAt(at) == actual.charAt(at)) {
        at++;
      }
      int from = Math.max(0, at - 200);
      assertEquals(
          expected.substring(from, Math.min(expected.length(), at + 100)),
          actual.substring(from, Math.min(actual.length(), at + 100)),
          what);
    }
  }

  private static ClusterState replay(ClusterState from, List<Input> inputs) {
    ClusterState state = from;
    for (Input input : inputs) {
      state = Cluster.apply(state, input).state();
    }
    return state;
  }

  /// As it comes back from where it was written down: all objects are others, the history is gone.
  private static ClusterState reloaded(ClusterState state) {
    Map<String, Json.Object> objects = new HashMap<>();
    state
        .store()
        .rangeMap("/")
        .forEach((key, value) -> objects.put(key, Json.parseObject(value.toString())));
    Map<String, Json> memory = new HashMap<>();
    state.memory().forEach((key, value) -> memory.put(key, Json.parse(value.toString())));
    return new ClusterState(
        Store.restore(objects, state.store().revision()),
        TreePMap.from(memory),
        state.timers(),
        state.now(),
        state.random(),
        state.trace());
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
  void everyWrite_keepsWhatIsPromised_andOnceInputsStopAllComesToRest() {
    sequences(
        "a promise is broken",
        seed -> {
          ClusterState state = Cluster.learner(seed);
          RandomInputs random = new RandomInputs(seed);
          Invariants invariants = new Invariants(state);
          for (int i = 0; i < INPUTS; i++) {
            Input input = random.next(state);
            Transition done;
            try {
              done = invariants.apply(state, input);
              invariants.evicted(state, input, done);
            } catch (AssertionError e) {
              throw new AssertionError(e.getMessage() + ", by input " + i + ", " + input, e);
            }
            state = done.state();
          }
          Rest rest = new Rest(invariants, state);
          try {
            rest.come();
          } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + ", at " + rest.latest().now(), e);
          }
        });
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
          String image = random.nextInt(4) == 0 ? "nginx:0.0-none" : "nginx:1.26";
          ClusterState state = Cluster.learner(seed);
          Json.Object deployment = deployment(replicas, "nginx:1.27", surge, absent);
          state = request(state, ApiRequest.post(DEPLOYMENTS, deployment));
          state = Cluster.apply(state, new Input.Advance(state.now().plusSeconds(900))).state();
          state =
              request(
                  state,
                  ApiRequest.patch(
                      DEPLOYMENTS + "/web",
                      ApiRequest.STRATEGIC_MERGE_PATCH,
                      deployment(replicas, image, surge, absent)));
          Instant end = state.now().plus(Duration.ofMinutes(10));
          Instant due = state.nextDue();
          while (due != null && due.isBefore(end)) {
            state = Cluster.apply(state, new Input.Step()).state();
            within(state, replicas, surge, absent);
            due = state.nextDue();
          }
          for (Json.Object pod : state.list("", "pods", "default")) {
            assertTrue(
                pod.object("spec").array("containers").object(0).text("image").equals(image)
                    || image.endsWith("none"));
          }
        });
  }

  private static void within(ClusterState state, int replicas, int surge, int absent) {
    long ready = 0;
    long asked = 0;
    for (Json.Object set : state.list("apps", "replicasets", "default")) {
      asked += set.object("spec").number("replicas", 0);
    }
    for (Json.Object pod : state.list("", "pods", "default")) {
      ready += Meta.isTrue(pod, "Ready") && !Meta.isDeleting(pod) ? 1 : 0;
    }
    String now = replicas + "+" + surge + "-" + absent + ": " + ready + " of " + asked;
    assertTrue(asked <= replicas + surge, now);
    assertTrue(ready >= replicas - absent, now);
  }

  private static ClusterState request(ClusterState state, ApiRequest request) {
    Transition done = Cluster.apply(state, new Input.Request(request, null));
    assertTrue(done.response() != null && done.response().ok(), () -> "refused: " + done);
    return done.state();
  }

  private static Json.Object deployment(int replicas, String image, int surge, int absent) {
    return (Json.Object)
        Yaml.parse(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: COUNT
              selector: {matchLabels: {app: web}}
              strategy: {rollingUpdate: {maxSurge: SURGE, maxUnavailable: ABSENT}}
              template:
                metadata: {labels: {app: web}}
                spec: {terminationGracePeriodSeconds: 2, containers: [{name: c, image: 'IMAGE'}]}
            """
                .replace("COUNT", Integer.toString(replicas))
                .replace("SURGE", Integer.toString(surge))
                .replace("ABSENT", Integer.toString(absent))
                .replace("IMAGE", image));
  }
}
