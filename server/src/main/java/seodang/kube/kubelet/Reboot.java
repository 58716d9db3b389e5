package seodang.kube.kubelet;

import java.time.Instant;
import seodang.json.Json;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;

/// A node that gets its power back: no process of before is left, every sandbox is made anew.
final class Reboot {
  private static final int UNKNOWN = 255;
  private static final String MARK = "rebooted/";

  private Reboot() {}

  static void of(Run run, String node) {
    for (PodRun pod : PodRuns.on(run, node)) {
      restarted(run, pod).remember(run);
    }
    run.remember(MARK + node, Json.text(bootId(run)));
  }

  private static PodRun restarted(Run run, PodRun pod) {
    PodRun after = pod;
    for (String container : pod.json().object("containers").keys()) {
      if (after.isRunning(container)) {
        after = Processes.lost(run, after, container, UNKNOWN, "Unknown");
      }
    }
    Instant soon = run.now().plusMillis(run.dice().between(150, 350));
    return after.json().has("failed") || after.ip().isEmpty()
        ? after
        : after
            .without("ip")
            .with("changed", Json.bool(true))
            .with("sandboxAt", Json.text(soon.toString()));
  }

  private static String bootId(Run run) {
    String hex = run.dice().hex(32);
    return hex.substring(0, 8)
        + "-"
        + hex.substring(8, 12)
        + "-"
        + hex.substring(12, 16)
        + "-"
        + hex.substring(16, 20)
        + "-"
        + hex.substring(20);
  }

  /// What the kubelet says of a boot that nobody has heard of yet.
  static void tell(Run run, String name) {
    Json.Object node = run.get("", "nodes", "", name);
    if (node == null || !(run.recall(MARK + name) instanceof Json.Text id)) {
      return;
    }
    Client client = Kubelet.client(run, name);
    client.event(node, "", "Normal", "Starting", "Starting kubelet.", name);
    Json.Object booted = node.withAt(id, "status", "nodeInfo", "bootID");
    if (client.updateStatus("", "nodes", booted).ok()) {
      run.forget(MARK + name);
      client.event(
          booted,
          "",
          "Warning",
          "Rebooted",
          "Node " + name + " has been rebooted, boot id: " + id.value(),
          name);
    }
  }
}
