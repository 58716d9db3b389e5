package seodang.web;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// Token buckets by name: how often somebody may do something. Knows the names used last; one
/// forgotten was long full again, unless more names than fit were used meanwhile.
final class Buckets {
  private static final int NAMES = 50_000;
  private final Bandwidth bandwidth;
  private final Map<String, Bucket> buckets;

  Buckets(int times, Duration per) {
    this.bandwidth = Bandwidth.builder().capacity(times).refillGreedy(times, per).build();
    this.buckets =
        new LinkedHashMap<>(64, 0.75f, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > NAMES;
          }
        };
  }

  /// Takes one; false when there is none left for now.
  boolean take(String name) {
    Bucket bucket;
    synchronized (buckets) {
      bucket = buckets.computeIfAbsent(name, _ -> Bucket.builder().addLimit(bandwidth).build());
    }
    return bucket.tryConsume(1);
  }
}
