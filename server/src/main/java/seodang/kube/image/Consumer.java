package seodang.kube.image;

import java.time.Instant;
import seodang.shell.Program;

/// A program whose processes use more than an idle one does.
public interface Consumer extends Program {
  /// What a process of it uses now.
  Load load(Server.Living process, Instant now);

  /// @param milliCpu in thousandths of a CPU
  /// @param bytes of memory
  record Load(long milliCpu, long bytes) {}
}
