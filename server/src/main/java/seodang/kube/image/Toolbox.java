package seodang.kube.image;

import java.util.Map;
import seodang.shell.Programs;

/// The small programs that come with a distribution.
final class Toolbox {
  private Toolbox() {}

  /// @param distribution `debian`, `alpine`, `busybox`; anything else has none
  static Programs of(String distribution) {
    return Programs.of(Map.of());
  }
}
