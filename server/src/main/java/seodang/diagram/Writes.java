package seodang.diagram;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ClusterState;
import seodang.kube.TraceEntry;
import seodang.kube.store.Change;

/// What the writes of trace entries changed, as far back as the store remembers.
final class Writes {
  private final Map<Long, Change> byRevision = new HashMap<>();

  private Writes() {}

  static Writes of(ClusterState state, List<TraceEntry> entries) {
    Writes writes = new Writes();
    long oldest =
        entries.stream()
            .mapToLong(TraceEntry::revision)
            .filter(revision -> revision > 0)
            .min()
            .orElse(Long.MAX_VALUE);
    if (oldest <= state.store().revision()) {
      // A request may write more than its own object (as an event does): the last one is counted.
      for (Change change : state.store().since(oldest - 1)) {
        writes.byRevision.put(change.revision(), change);
      }
    }
    return writes;
  }

  Json.@Nullable Object before(TraceEntry entry) {
    Change change = change(entry);
    return change == null ? null : change.before();
  }

  Json.@Nullable Object after(TraceEntry entry) {
    Change change = change(entry);
    return change == null ? null : change.after();
  }

  /// The entry's own write; null when the revision is another object's.
  private @Nullable Change change(TraceEntry entry) {
    Change change = byRevision.get(entry.revision());
    return change != null && change.key().endsWith("/" + entry.name()) ? change : null;
  }
}
