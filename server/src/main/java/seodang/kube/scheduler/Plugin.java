package seodang.kube.scheduler;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.engine.Run;

/// One of the scheduler's plugins: what it looks at when a Pod is to be placed.
///
/// Asked once for each Pod, it answers what will look at the nodes, or null when the Pod gives it
/// nothing to look at.
interface Plugin {
  /// As the default profile names it.
  String name();

  /// Looks at nodes one by one.
  @FunctionalInterface
  interface Filter {
    /// Why the Pod cannot run there; null when it can.
    @Nullable Refusal on(NodeInfo node);
  }

  /// Why a Pod cannot run on a node.
  ///
  /// @param reasons in the plugin's words
  /// @param forGood removing other Pods from the node would not help
  record Refusal(List<String> reasons, boolean forGood) {
    static Refusal forGood(String reason) {
      return new Refusal(List.of(reason), true);
    }

    static Refusal forNow(String reason) {
      return new Refusal(List.of(reason), false);
    }
  }

  /// The Pod can run nowhere, whatever the nodes are like.
  final class NowhereException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NowhereException(String why) {
      super(why, null, false, false);
    }
  }

  /// @throws NowhereException when no node need be looked at
  default @Nullable Filter filter(Cycle cycle) {
    return null;
  }

  /// How much each feasible node suits the Pod, 0 to 100 by its name; null when the plugin has no
  /// opinion.
  default @Nullable Map<String, Long> scores(Cycle cycle, List<NodeInfo> feasible) {
    return null;
  }

  /// What its scores count in the total.
  default int weight() {
    return 1;
  }

  /// Whether something that happened may let a Pod pass that it refused.
  boolean helpedBy(Happening happening);

  /// Whether this change of another Pod may; asked when [#helpedBy] says that such a change can.
  ///
  /// @param before null for a Pod that was not placed
  /// @param after null for one that is gone or has ended
  default boolean isHelpedBy(
      Run run, Json.Object waiting, Json.@Nullable Object before, Json.@Nullable Object after) {
    return true;
  }

  /// What happens in a cluster that may help a waiting Pod.
  enum Happening {
    NODE_ADDED,
    NODE_CHANGED,
    POD_PLACED,
    POD_CHANGED,
    POD_GONE,
    STORAGE_CHANGED
  }

  /// Does what must be done before the Pod is bound to the node; false to wait.
  default boolean prepare(Run run, Cycle cycle, NodeInfo node) {
    return true;
  }
}
