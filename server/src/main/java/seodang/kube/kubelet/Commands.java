package seodang.kube.kubelet;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.engine.Run;
import seodang.kube.image.Image;
import seodang.shell.FileError;
import seodang.shell.Launch;
import seodang.shell.Limits;
import seodang.shell.ProcessTree;
import seodang.shell.Progress;

/// Commands that the kubelet itself runs in containers: for probes and hooks.
final class Commands {
  private static final int TURNS = 200;
  private static final int STEPS = 20_000;

  private Commands() {}

  /// How a command went.
  ///
  /// @param code null when it was not over in time, or not begun
  /// @param end when it was over, in the cluster's time; the deadline at the latest
  /// @param obstacle why it could not begin; `""` when it did
  record Ran(@Nullable Integer code, String output, Instant end, String obstacle) {}

  /// Runs a command to its end at once, ahead of the clock where it waits.
  static Ran run(
      Run run,
      Json.Object pod,
      PodRun podRun,
      Json.Object spec,
      List<String> command,
      Instant deadline) {
    String container = spec.text("name");
    Image image = Processes.image(run, podRun, container);
    if (image == null || command.isEmpty()) {
      return new Ran(null, "", run.now(), "container not found");
    }
    Launch own = Processes.launch(run, pod, spec, image, podRun.ip());
    Launch launch =
        new Launch(
            command,
            own.env(),
            own.directory(),
            own.user(),
            own.hostname(),
            run.dice().next(),
            false,
            false,
            own.dialect());
    var files = Processes.files(run, podRun, container);
    FileError.Reason obstacle = ProcessTree.obstacle(launch, files, image.programs());
    if (obstacle != null) {
      return new Ran(
          null,
          "",
          run.now(),
          "OCI runtime exec failed: exec failed: unable to start container process: exec: \""
              + command.getFirst()
              + "\": executable file not found in $PATH: unknown");
    }
    ProcessTree tree =
        ProcessTree.start(
            launch,
            files,
            image.programs(),
            Limits.STANDARD,
            new Surroundings(run, podRun, container, true).neighbours());
    tree.endInput();
    StringBuilder output = new StringBuilder();
    Instant at = run.now();
    Integer code = null;
    for (int i = 0; i < TURNS && code == null; i++) {
      Progress progress =
          new Surroundings(run, podRun, container, true)
              .resume(tree, at, STEPS, o -> output.append(o.text()));
      if (progress.status() instanceof Progress.Status.Exited exited) {
        code = exited.code();
        break;
      }
      Instant next =
          progress.status() instanceof Progress.Status.Waiting w ? w.until() : at.plusMillis(10);
      if (next == null || next.isAfter(deadline)) {
        at = deadline;
        break;
      }
      at = next;
    }
    Processes.keepFiles(run, podRun, container, tree.files(), image);
    return new Ran(code, output.toString(), at, "");
  }
}
