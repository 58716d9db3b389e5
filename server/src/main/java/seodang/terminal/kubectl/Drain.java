package seodang.terminal.kubectl;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.Selector;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.DryRun;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;

/// `kubectl drain`.
final class Drain {
  private final Invocation invocation;
  private final Flags flags;

  private Drain(Invocation invocation) {
    this.invocation = invocation;
    this.flags = invocation.flags();
  }

  static int run(Invocation invocation) {
    return new Drain(invocation).run();
  }

  private int run() {
    if (!flags.text("pod-selector").isEmpty()
        && Selector.parse(flags.text("pod-selector")) == null) {
      throw new KubectlError("--pod-selector=<pod_selector> must be a valid label selector");
    }
    List<Info> nodes = Cordon.nodes(invocation, "drain");
    nodes.forEach(node -> Cordon.set(invocation, node, true));
    List<Info> pending = new ArrayList<>();
    List<KubectlError> failures = new ArrayList<>();
    for (Info node : nodes) {
      try {
        drain(node);
        invocation.print(node.report("drained" + invocation.dryRun().mark()));
      } catch (KubectlError e) {
        pending.add(node);
        failures.add(e);
        invocation.printError(
            "error: unable to drain node \""
                + node.name()
                + "\" due to error: "
                + e.text()
                + ", continuing command...\n");
      }
    }
    if (!pending.isEmpty()) {
      StringBuilder text = new StringBuilder("There are pending nodes to be drained:\n");
      pending.forEach(node -> text.append(' ').append(node.name()).append('\n'));
      invocation.printError(text.toString());
      for (KubectlError failure : failures) {
        failure.flatten().forEach(e -> invocation.printError(e.text() + "\n"));
      }
      throw new KubectlError.Exit(1, "");
    }
    return 0;
  }

  private void drain(Info node) {
    List<Json.Object> pods =
        invocation
            .client()
            .list(
                invocation.mapper().resourceOnly("pods", ""),
                "",
                "fieldSelector",
                "spec.nodeName=" + node.name(),
                "labelSelector",
                flags.text("pod-selector").isEmpty() ? null : flags.text("pod-selector"));
    DrainFilter filter = new DrainFilter(invocation, flags);
    List<Json.Object> victims = filter.choose(pods);
    KubectlError.throwIfAny(filter.errors());
    if (!filter.warnings().isEmpty()) {
      invocation.printError("Warning: " + filter.warnings() + "\n");
    }
    for (Json.Object pod : victims) {
      Json.Object metadata = pod.object("metadata");
      invocation.print(
          (flags.is("disable-eviction") ? "deleting" : "evicting")
              + " pod "
              + metadata.text("namespace")
              + "/"
              + metadata.text("name")
              + invocation.dryRun().mark()
              + "\n");
    }
    if (invocation.dryRun() != DryRun.CLIENT && !victims.isEmpty()) {
      new Eviction(invocation).evict(victims);
    }
  }
}
