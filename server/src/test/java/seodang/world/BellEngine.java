package seodang.world;

import java.time.Duration;
import java.time.Instant;
import org.pcollections.TreePMap;
import seodang.json.Json;
import seodang.kube.ApiResponse;
import seodang.kube.ClusterState;
import seodang.kube.Input;
import seodang.kube.Timer;
import seodang.kube.TraceEntry;
import seodang.kube.Transition;
import seodang.kube.store.Store;
import seodang.kube.trace.Trace;

/// The smallest engine there can be: what is posted is stored, and ten seconds later rings once.
/// With it, tests of time, undo and saving depend on nothing that Kubernetes does.
final class BellEngine {
  private BellEngine() {}

  private static final Store BASE = base();

  private static Store base() {
    Store store = Store.empty();
    for (int i = 0; i < 5; i++) {
      store = store.put("/registry/things/base-" + i, Json.object("base", i));
    }
    return store;
  }

  static ClusterState fresh(long seed, Instant now) {
    return new ClusterState(
        BASE, TreePMap.<String, Json>empty(), TreePMap.empty(), now, seed, Trace.empty());
  }

  static Transition apply(ClusterState state, Input input) {
    return switch (input) {
      case Input.Request r -> request(state, r);
      case Input.Advance a -> new Transition(advance(state, a.to()), null, null, false);
      case Input.Step _ -> {
        Instant due = state.nextDue();
        yield new Transition(due == null ? state : advance(state, due), null, null, false);
      }
      default -> new Transition(state, null, null, false);
    };
  }

  private static Transition request(ClusterState state, Input.Request input) {
    String key = "/registry/things" + input.request().path();
    ClusterState next =
        switch (input.request().method()) {
          case "POST" -> ring(with(state, state.store().put(key, Json.object("rung", 0L))), key);
          case "DELETE" -> with(state, state.store().remove(key));
          default -> state;
        };
    return new Transition(
        traced(next, input.request().method(), key),
        new ApiResponse.Document(200, Json.object("at", state.now().toString())),
        null,
        false);
  }

  private static ClusterState ring(ClusterState state, String key) {
    long id = state.trace().last() + 1;
    Timer.Key at = new Timer.Key(state.now().plus(Duration.ofSeconds(10)), id);
    return new ClusterState(
        state.store(),
        state.memory().plus("bell/" + key, Json.text("set")),
        state.timers().plus(at, new Timer(at, "bell", key, id)),
        state.now(),
        state.random() + 1,
        state.trace());
  }

  private static ClusterState advance(ClusterState state, Instant to) {
    ClusterState here = state;
    for (Instant due = here.nextDue(); due != null && !due.isAfter(to); due = here.nextDue()) {
      Timer timer = here.timers().firstEntry().getValue();
      Store store = here.store();
      Json.Object object = store.get(timer.key());
      here =
          new ClusterState(
              object == null ? store : store.put(timer.key(), object.with("rung", 1)),
              here.memory().minus("bell/" + timer.key()),
              here.timers().minus(timer.at()),
              due,
              here.random(),
              here.trace());
      here = traced(here, "ring", timer.key());
    }
    return new ClusterState(
        here.store(), here.memory(), here.timers(), to, here.random(), here.trace());
  }

  private static ClusterState with(ClusterState s, Store store) {
    return new ClusterState(store, s.memory(), s.timers(), s.now(), s.random(), s.trace());
  }

  private static ClusterState traced(ClusterState s, String verb, String name) {
    TraceEntry entry =
        new TraceEntry(
            s.trace().last() + 1,
            0,
            s.now(),
            "bell",
            verb,
            "things",
            "",
            name,
            200,
            s.store().revision(),
            Json.object("kind", "Thing"));
    return new ClusterState(
        s.store(), s.memory(), s.timers(), s.now(), s.random(), s.trace().plus(entry));
  }
}
