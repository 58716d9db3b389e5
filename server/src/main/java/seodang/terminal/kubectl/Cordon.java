package seodang.terminal.kubectl;

import java.util.List;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.DryRun;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.ResourceBuilder;

/// `kubectl cordon` and `uncordon`.
final class Cordon {
  private Cordon() {}

  static int cordon(Invocation invocation) {
    nodes(invocation, "cordon").forEach(node -> set(invocation, node, true));
    return 0;
  }

  static int uncordon(Invocation invocation) {
    nodes(invocation, "uncordon").forEach(node -> set(invocation, node, false));
    return 0;
  }

  /// The nodes a command line names.
  static List<Info> nodes(Invocation invocation, String command) {
    String selector = invocation.flags().text("selector");
    if (invocation.arguments().isEmpty() && !invocation.flags().has("selector")) {
      throw invocation.usageError("USAGE: " + command + " NODE [flags]");
    }
    if (!invocation.arguments().isEmpty() && !selector.isEmpty()) {
      throw invocation.usageError("cannot specify both a node name and a --selector option");
    }
    return new ResourceBuilder(invocation)
        .selector(selector)
        .named("nodes", invocation.arguments())
        .infos();
  }

  /// Makes a node schedulable or not, and tells what came of it.
  static void set(Invocation invocation, Info node, boolean unschedulable) {
    String word = unschedulable ? "cordoned" : "uncordoned";
    boolean already = node.object().object("spec").bool("unschedulable") == unschedulable;
    if (!already && invocation.dryRun() != DryRun.CLIENT) {
      Json value = unschedulable ? Json.bool(true) : Json.Null.NULL;
      try {
        invocation
            .client()
            .send(
                ApiRequest.patch(
                        node.path(),
                        ApiRequest.STRATEGIC_MERGE_PATCH,
                        Json.object("spec", Json.object("unschedulable", value)))
                    .withQuery("dryRun", invocation.dryRun().parameter()));
      } catch (KubectlError.Rejected e) {
        throw new KubectlError(
            "unable to "
                + (unschedulable ? "cordon" : "uncordon")
                + " node "
                + seodang.terminal.kubectl.golang.GoText.quote(node.name())
                + ": "
                + e.text());
      }
    }
    invocation.print(node.report((already ? "already " : "") + word + invocation.dryRun().mark()));
  }
}
