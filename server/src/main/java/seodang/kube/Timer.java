package seodang.kube;

import java.time.Instant;
import java.util.Comparator;

/// Something that will happen: `actor` will look at `key`.
///
/// @param cause the trace entry that led to it
public record Timer(Key at, String actor, String key, long cause) {
  /// Order of happening: by time, then by when it was set.
  public record Key(Instant due, long sequence) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::due).thenComparingLong(Key::sequence);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }
}
