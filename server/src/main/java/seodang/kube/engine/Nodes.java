package seodang.kube.engine;

import java.util.List;
import seodang.json.Json;
import seodang.kube.ClusterState;
import seodang.kube.Meta;

/// Nodes as machines, whatever Kubernetes thinks of them.
public final class Nodes {
  private Nodes() {}

  /// What comes of looking for a machine.
  public enum How {
    REACHED,
    UNKNOWN,
    SILENT
  }

  /// @param name of the node; `""` when there is none
  public record Found(String name, How how) {}

  /// The node of a name or address, as the learner's machine reaches it.
  public static Found find(ClusterState state, String host) {
    Run run = new Run(state, List.of());
    for (Json.Object node : state.list("", "nodes", "")) {
      boolean here =
          Meta.name(node).equals(host)
              || node.object("status").array("addresses").objects().stream()
                  .anyMatch(a -> a.text("address").equals(host));
      if (here) {
        boolean silent = Faults.isCutOff(run, Meta.name(node));
        return new Found(Meta.name(node), silent ? How.SILENT : How.REACHED);
      }
    }
    return new Found("", How.UNKNOWN);
  }
}
