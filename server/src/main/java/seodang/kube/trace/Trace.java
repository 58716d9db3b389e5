package seodang.kube.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.TreePMap;
import seodang.kube.TraceEntry;

/// The last [#LENGTH] entries of a cluster's trace, and how many requests of each kind there were.
public final class Trace {
  public static final int LENGTH = 3000;
  private static final Trace EMPTY = new Trace(TreePMap.empty(), HashTreePMap.empty(), 0);
  private final TreePMap<Long, TraceEntry> entries;
  private final PMap<String, Long> counts;
  private final long last;

  private Trace(TreePMap<Long, TraceEntry> entries, PMap<String, Long> counts, long last) {
    this.entries = entries;
    this.counts = counts;
    this.last = last;
  }

  public static Trace empty() {
    return EMPTY;
  }

  /// An empty trace that goes on counting after `last`.
  public static Trace continuing(long last) {
    return new Trace(TreePMap.empty(), HashTreePMap.empty(), last);
  }

  /// The id of the newest entry ever written; 0 before the first.
  public long last() {
    return last;
  }

  public Trace plus(TraceEntry entry) {
    TreePMap<Long, TraceEntry> more = entries.plus(entry.id(), entry);
    return new Trace(
        more.size() > LENGTH ? more.minusFirstEntry() : more, counts, Math.max(last, entry.id()));
  }

  /// With one more request of a kind.
  public Trace counted(String kind) {
    return new Trace(entries, counts.plus(kind, counts.getOrDefault(kind, 0L) + 1), last);
  }

  /// How many requests of each kind there were since the cluster was loaded.
  public Map<String, Long> counts() {
    return counts;
  }

  public @Nullable TraceEntry get(long id) {
    return entries.get(id);
  }

  /// The entries after an id, oldest first.
  public List<TraceEntry> since(long id) {
    return new ArrayList<>(entries.tailMap(id, false).values());
  }

  /// The entry and what led to it, newest first, down to the input from outside.
  public List<TraceEntry> chain(long id) {
    Deque<TraceEntry> chain = new ArrayDeque<>();
    TraceEntry here = entries.get(id);
    while (here != null) {
      chain.addLast(here);
      here = here.cause() == 0 || here.cause() >= here.id() ? null : entries.get(here.cause());
    }
    return new ArrayList<>(chain);
  }

  /// Entries that touched the object, oldest first; `resource` without a subresource also finds
  /// those of its subresources.
  public List<TraceEntry> of(String resource, String namespace, String name) {
    List<TraceEntry> found = new ArrayList<>();
    for (TraceEntry entry : entries.values()) {
      if (entry.name().equals(name)
          && entry.namespace().equals(namespace)
          && (entry.resource().equals(resource) || entry.resource().startsWith(resource + "/"))) {
        found.add(entry);
      }
    }
    return found;
  }
}
