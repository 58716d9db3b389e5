package seodang.terminal.kubectl;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.print.Ages;

/// Which Pods of a node `drain` takes away, leaves, or stumbles over.
final class DrainFilter {
  private static final String DAEMON =
      "cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)";
  private static final String UNMANAGED =
      "cannot delete cannot delete Pods that declare no controller (use --force to override)";
  private static final String LOCAL =
      "cannot delete Pods with local storage (use --delete-emptydir-data to override)";

  private final Invocation invocation;
  private final Flags flags;
  private final Map<String, List<String>> refused = new LinkedHashMap<>();
  private final Map<String, List<String>> warned = new LinkedHashMap<>();

  DrainFilter(Invocation invocation, Flags flags) {
    this.invocation = invocation;
    this.flags = flags;
  }

  private enum Verdict {
    OKAY,
    SKIP,
    ERROR
  }

  List<Json.Object> choose(List<Json.Object> pods) {
    List<Json.Object> chosen = new ArrayList<>();
    for (Json.Object pod : pods) {
      if (judge(pod) == Verdict.OKAY) {
        chosen.add(pod);
      }
    }
    return chosen;
  }

  /// Warnings in one sentence; `""` for none.
  String warnings() {
    return joined(warned);
  }

  List<KubectlError> errors() {
    List<KubectlError> errors = new ArrayList<>();
    refused.forEach(
        (reason, names) -> errors.add(new KubectlError(reason + ": " + String.join(", ", names))));
    return errors;
  }

  private static String joined(Map<String, List<String>> reasons) {
    List<String> texts = new ArrayList<>();
    reasons.forEach((reason, names) -> texts.add(reason + ": " + String.join(", ", names)));
    return String.join("; ", texts);
  }

  private static void note(Map<String, List<String>> map, String reason, Json.Object pod) {
    Json.Object metadata = pod.object("metadata");
    map.computeIfAbsent(reason, r -> new ArrayList<>())
        .add(metadata.text("namespace") + "/" + metadata.text("name"));
  }

  private Verdict judge(Json.Object pod) {
    if (pod.object("metadata").object("annotations").has("kubernetes.io/config.mirror")) {
      return Verdict.SKIP;
    }
    if (isSkippedByAge(pod)) {
      return Verdict.SKIP;
    }
    Json.Object controller = controller(pod);
    String phase = pod.object("status").text("phase");
    boolean over = phase.equals("Succeeded") || phase.equals("Failed");
    Verdict daemon = daemon(pod, controller);
    if (daemon != Verdict.OKAY) {
      return daemon;
    }
    boolean emptyDir =
        pod.object("spec").array("volumes").objects().stream().anyMatch(v -> v.has("emptyDir"));
    if (emptyDir && !over && !flags.is("delete-emptydir-data")) {
      note(refused, LOCAL, pod);
      return Verdict.ERROR;
    }
    if (controller.isEmpty() && !over) {
      if (!flags.is("force")) {
        note(refused, UNMANAGED, pod);
        return Verdict.ERROR;
      }
      note(warned, "deleting Pods that declare no controller", pod);
    }
    return Verdict.OKAY;
  }

  private boolean isSkippedByAge(Json.Object pod) {
    Instant deleted = Ages.parse(pod.object("metadata").text("deletionTimestamp"));
    long seconds = flags.number("skip-wait-for-delete-timeout");
    return seconds > 0
        && deleted != null
        && Duration.between(deleted, invocation.now()).toSeconds() > seconds;
  }

  private static Json.Object controller(Json.Object pod) {
    return pod.object("metadata").array("ownerReferences").objects().stream()
        .filter(r -> r.bool("controller"))
        .findFirst()
        .orElse(Json.object());
  }

  private Verdict daemon(Json.Object pod, Json.Object controller) {
    if (!controller.text("kind").equals("DaemonSet")) {
      return Verdict.OKAY;
    }
    String phase = pod.object("status").text("phase");
    if (phase.equals("Succeeded") || phase.equals("Failed")) {
      return Verdict.OKAY;
    }
    Json.Object set =
        invocation
            .client()
            .find(
                "/apis/apps/v1/namespaces/"
                    + pod.object("metadata").text("namespace")
                    + "/daemonsets/"
                    + controller.text("name"));
    if (set == null && flags.is("force")) {
      note(warned, "deleting DaemonSet-managed Pods whose DaemonSet is gone", pod);
      return Verdict.OKAY;
    }
    if (!flags.is("ignore-daemonsets")) {
      note(refused, DAEMON, pod);
      return Verdict.ERROR;
    }
    note(warned, "ignoring DaemonSet-managed Pods", pod);
    return Verdict.SKIP;
  }
}
