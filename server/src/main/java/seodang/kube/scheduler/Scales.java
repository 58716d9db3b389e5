package seodang.kube.scheduler;

import java.util.HashMap;
import java.util.Map;

/// Brings plugins' raw scores to 0 … 100.
final class Scales {
  static final long MAX = 100;

  private Scales() {}

  /// The highest becomes 100.
  static Map<String, Long> up(Map<String, Long> raw) {
    long most = raw.values().stream().mapToLong(Long::longValue).max().orElse(0);
    Map<String, Long> scaled = new HashMap<>();
    raw.forEach((node, score) -> scaled.put(node, most == 0 ? 0 : MAX * score / most));
    return scaled;
  }

  /// The highest becomes 0.
  static Map<String, Long> reversed(Map<String, Long> raw) {
    Map<String, Long> scaled = up(raw);
    scaled.replaceAll((node, score) -> MAX - score);
    return scaled;
  }
}
