package seodang.kube;

import java.time.Instant;

/// Something that will happen: `actor` will look at `key`.
///
/// @param cause the trace entry that led to it
public record Timer(Key at, String actor, String key, long cause) {
  /// Order of happening: by time, then by when it was set.
  public record Key(Instant due, long sequence) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int order = due.compareTo(other.due);
      return order == 0 ? Long.compare(sequence, other.sequence) : order;
    }
  }
}
