package seodang.world;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.pcollections.TreePMap;
import seodang.database.Token;
import seodang.json.Json;
import seodang.json.ObjectBuilder;
import seodang.kube.ClusterState;
import seodang.kube.store.Store;
import seodang.kube.trace.Trace;

/// A fresh cluster as the value that others are kept as differences from. Clusters read back share
/// its objects in memory, as fresh ones do.
///
/// @param id the hash of its content: a release with another base makes another row
/// @param state objects, memory and trace; its clock and timers mean nothing here
record Base(String id, ClusterState state) {
  static Base of(ClusterState state) {
    return new Base(new Token(write(state).toString()).hash(), state);
  }

  static Base read(String id, Json.Object json) {
    Map<String, Json.Object> objects = new HashMap<>();
    json.object("objects").forEach((key, value) -> objects.put(key, (Json.Object) value));
    Map<String, Json> memory = new HashMap<>();
    json.object("memory").forEach(memory::put);
    Json.Array trace = json.array("trace");
    Trace empty = Trace.continuing(json.number("traceLast", 0));
    return new Base(
        id,
        new ClusterState(
            Store.restore(objects, json.number("revision", 0)),
            TreePMap.from(memory),
            TreePMap.empty(),
            Instant.EPOCH,
            0,
            trace.isEmpty() ? empty : TraceJson.onto(Trace.empty(), trace)));
  }

  Json.Object write() {
    return write(state);
  }

  private static Json.Object write(ClusterState state) {
    ObjectBuilder objects = new ObjectBuilder();
    state.store().rangeMap("/").forEach(objects::put);
    ObjectBuilder memory = new ObjectBuilder();
    state.memory().forEach(memory::put);
    return Json.object(
        "revision",
        state.store().revision(),
        "objects",
        objects.build(),
        "memory",
        memory.build(),
        "traceLast",
        state.trace().last(),
        "trace",
        TraceJson.write(state.trace().since(0)));
  }
}
