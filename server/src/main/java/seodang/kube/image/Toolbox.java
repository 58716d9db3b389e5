package seodang.kube.image;

import java.util.Map;
import seodang.shell.Programs;
import seodang.shell.tool.Tools;

/// The small programs that come with a distribution.
final class Toolbox {
  private Toolbox() {}

  /// @param distribution `debian`, `alpine`, `busybox`; anything else has none
  static Programs of(String distribution) {
    return switch (distribution) {
      case "debian" -> Programs.of(Tools.debian());
      case "alpine" -> Programs.of(Tools.everything());
      case "busybox" -> Programs.of(Tools.busybox());
      default -> Programs.of(Map.of());
    };
  }
}
