package seodang.kube.image;

import java.util.Map;
import seodang.shell.Program;
import seodang.shell.Programs;
import seodang.shell.language.Shell;
import seodang.shell.tool.Tools;

/// The small programs that come with a distribution.
final class Toolbox {
  private Toolbox() {}

  /// @param distribution `debian`, `alpine`, `busybox`, `everything` (an image made to look around
  ///   with); anything else has none
  static Programs of(String distribution) {
    return switch (distribution) {
      case "debian" -> with(Tools.debian(), "sh", "bash", "dash");
      case "alpine" -> with(Tools.busybox(), "sh", "ash");
      case "everything" -> with(Tools.everything(), "sh", "ash", "bash");
      case "busybox" -> with(Tools.busybox(), "sh", "ash");
      default -> Programs.of(Map.of());
    };
  }

  private static Programs with(Map<String, Program> tools, String... shells) {
    Programs programs = Programs.of(tools);
    for (String shell : shells) {
      programs = programs.with(shell, Shell.program());
    }
    return programs;
  }
}
