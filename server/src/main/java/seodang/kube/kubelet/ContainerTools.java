package seodang.kube.kubelet;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiResponse;
import seodang.kube.Quantity;
import seodang.kube.engine.Run;
import seodang.kube.image.Catalogue;
import seodang.kube.image.Image;

/// What is done to a node's containers without the API server: by the runtime's own client.
public final class ContainerTools {
  private ContainerTools() {}

  /// How a command in a container went.
  ///
  /// @param session `""` when it has ended, else what to go on with
  /// @param refusal `""` when it began
  public record Ran(String out, String err, int exit, String session, String refusal) {}

  /// Stops a container; the kubelet notices and does what its Pod asks for.
  public static void stop(Run run, PodRun pod, String container) {
    Processes.terminate(new Kubelet(), run, pod, container);
    PodRun after = PodRun.recall(run, pod.uid());
    if (after != null && after.isRunning(container)) {
      Processes.kill(run, after, container).remember(run);
    }
    new Kubelet().sync(run, pod, Duration.ofMillis(950));
  }

  /// Runs a command to its end, or on.
  ///
  /// @param session `""` to begin
  public static Ran exec(
      Run run, PodRun pod, String container, List<String> command, String session) {
    Json.Object object = pod.pod(run);
    if (object == null) {
      return new Ran("", "", 1, "", "container not found");
    }
    String going = session;
    if (session.isEmpty()) {
      switch (Exec.start(run, object, container, command, false, false)) {
        case Exec.Answer.Refused refused -> {
          return new Ran("", "", 1, "", refused.message());
        }
        case Exec.Answer.Started started -> going = started.session();
      }
    }
    StringBuilder out = new StringBuilder();
    StringBuilder err = new StringBuilder();
    ApiResponse.Polled<ApiResponse.Output> polled = Exec.output(going).poll(run.state());
    int exit = 0;
    for (ApiResponse.Output piece : polled.items()) {
      (piece.stream() == 2 ? err : out).append(piece.text());
      exit = piece.stream() == 3 ? piece.exitCode() : exit;
    }
    if (polled.ended()) {
      Exec.hangUp(run, going);
    } else {
      Exec.forgetOutput(run, going);
    }
    return new Ran(out.toString(), err.toString(), exit, polled.ended() ? "" : going, "");
  }

  /// Pulls an image; answers why it cannot, or `""`.
  public static String pull(Run run, String node, String reference) {
    String full = Catalogue.full(reference);
    Image image = Catalogue.find(reference);
    String host = full.substring(0, full.indexOf('/'));
    if (image == null || run.isBroken("registry/" + host)) {
      return "rpc error: code = NotFound desc = failed to pull and unpack image \""
          + full
          + "\": failed to resolve reference \""
          + full
          + "\": "
          + (image == null ? full + ": not found" : "connect: connection refused");
    }
    run.remember("image/" + node + "/" + full, Json.text(image.digest()));
    return "";
  }

  /// Of one CPU, in percent.
  public static String cpuPercent(Run run, PodRun pod, String container) {
    boolean busy = run.recall("busy/" + pod.uid() + "/" + container) != null;
    return String.format(Locale.ROOT, "%.2f", busy ? 100.0 : 0.0);
  }

  /// In bytes.
  public static long memory(Run run, PodRun pod, String container) {
    Image image = Processes.image(run, pod, container);
    @Nullable Quantity held = image == null ? null : Quantity.parse(image.memory());
    return held == null ? 0 : held.whole();
  }

  /// The variables that a container was begun with.
  public static Map<String, String> environment(Run run, PodRun pod, String container) {
    Json.Object object = pod.pod(run);
    Image image = Processes.image(run, pod, container);
    return object == null || image == null
        ? Map.of()
        : Mounts.environment(run, object, Exec.spec(object, container), image.env(), pod.ip());
  }

  /// The container's part of its Pod's spec.
  public static Json.Object spec(Run run, PodRun pod, String container) {
    Json.Object object = pod.pod(run);
    return object == null ? Json.object() : Exec.spec(object, container);
  }
}
