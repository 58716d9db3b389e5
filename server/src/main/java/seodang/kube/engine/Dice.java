package seodang.kube.engine;

import java.util.UUID;

/// The cluster's own generator (SplitMix64): its whole state is one number, kept in the cluster's
/// value.
public final class Dice {
  private static final String SUFFIX = "bcdfghjklmnpqrstvwxz2456789";
  private long state;

  public Dice(long state) {
    this.state = state;
  }

  public long state() {
    return state;
  }

  public long next() {
    state += 0x9E3779B97F4A7C15L;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /// From 0 up to but not including `bound`.
  public int below(int bound) {
    return (int) Long.remainderUnsigned(next(), bound);
  }

  /// From `low` to `high`, both included.
  public int between(int low, int high) {
    return low + below(high - low + 1);
  }

  /// A name's suffix in the alphabet Kubernetes uses, which spells no words.
  public String suffix(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(SUFFIX.charAt(below(SUFFIX.length())));
    }
    return text.toString();
  }

  public String hex(int length) {
    StringBuilder text = new StringBuilder(length);
    while (text.length() < length) {
      text.append(String.format("%016x", next()));
    }
    return text.substring(0, length);
  }

  public String uid() {
    long high = (next() & ~0xF000L) | 0x4000L;
    long low = (next() & ~(3L << 62)) | (2L << 62);
    return new UUID(high, low).toString();
  }
}
